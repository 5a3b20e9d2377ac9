#pragma once

#include <string>

#include "catalog/app/gap_analyses.h"
#include "catalog/domain/offer.h"
#include "catalog/domain/record.h"
#include "catalog/domain/register.h"

// What leaves the service: one message per fact.
namespace zwk::catalog {

struct EventMessage {
  std::string type;  // full name of the message
  std::string data;
};

template <class M>
EventMessage Message(const M& message) {
  return {M::descriptor()->full_name(), message.SerializeAsString()};
}

EventMessage ToMessage(const Recorded<Organization>& event, uint64_t version);
// Confidential places leave without what would tell where they are.
EventMessage ToMessage(const Recorded<Place>& event, uint64_t version);
EventMessage ToMessage(const Recorded<TargetGroup>& event, uint64_t version);
EventMessage ToMessage(const Recorded<NeedType>& event, uint64_t version);
EventMessage ToMessage(const OfferEvent& event, uint64_t version);

EventMessage ToMessage(const GapAnalysis& analysis);

}  // namespace zwk::catalog
