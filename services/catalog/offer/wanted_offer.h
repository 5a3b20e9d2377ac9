#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/offer/offer.h"

namespace zwk::catalog {

// How an offer is to be in the eyes of somebody who keeps a list of them.
struct WantedOffer {
  enum class State { kDraft, kPublished, kClosed, kEnded };

  std::string id;
  OfferContent content;
  State state = State::kDraft;
  // Without it what is not public yet stays so.
  bool publish = false;
};

// What has to happen to the offer as it is, so that it is as wanted: one fact at most, with all of it; none
// where it is so already. What has ended stays as it is, and what ends before it was ever here never comes.
absl::StatusOr<std::vector<OfferEvent>> Follow(const Offer& before, const WantedOffer& wanted,
                                               Time now);

}  // namespace zwk::catalog
