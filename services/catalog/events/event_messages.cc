#include "catalog/events/event_messages.h"

#include "catalog/wire/convert.h"
#include "catalog/wire/gap_messages.h"
#include "zwk/catalog/v1/events.pb.h"

namespace zwk::catalog {
namespace {

template <class M>
EventMessage OfferMessage(const Offer& offer, uint64_t version) {
  M message;
  *message.mutable_offer() = ToProto(offer);
  message.mutable_offer()->set_version(version);
  message.mutable_offer()->clear_raw_json();  // of use to nobody else
  return Message(message);
}

template <class M, class T, class Set>
EventMessage RegisterMessage(const T& value, uint64_t version, Set mutable_value) {
  M message;
  auto& part = *(message.*mutable_value)();
  part = ToProto(value);
  part.set_version(version);
  return Message(message);
}

}  // namespace

EventMessage ToMessage(const Recorded<Organization>& event, uint64_t version) {
  Organization after = event.after;
  after.raw_json.clear();
  if (event.first) {
    return RegisterMessage<v1::OrganizationRegistered>(
        after, version, &v1::OrganizationRegistered::mutable_organization);
  }
  return RegisterMessage<v1::OrganizationChanged>(after, version,
                                                  &v1::OrganizationChanged::mutable_organization);
}

EventMessage ToMessage(const Recorded<Place>& event, uint64_t version) {
  Place after = WithoutSecrets(event.after);
  after.raw_json.clear();
  if (event.first) {
    return RegisterMessage<v1::PlaceRegistered>(after, version,
                                                &v1::PlaceRegistered::mutable_place);
  }
  return RegisterMessage<v1::PlaceChanged>(after, version, &v1::PlaceChanged::mutable_place);
}

EventMessage ToMessage(const Recorded<TargetGroup>& event, uint64_t version) {
  return RegisterMessage<v1::TargetGroupDefined>(event.after, version,
                                                 &v1::TargetGroupDefined::mutable_target_group);
}

EventMessage ToMessage(const Recorded<NeedType>& event, uint64_t version) {
  return RegisterMessage<v1::NeedTypeDefined>(event.after, version,
                                              &v1::NeedTypeDefined::mutable_need_type);
}

EventMessage ToMessage(const OfferEvent& event, uint64_t version) {
  switch (event.change) {
    case OfferChange::kDrafted:
      return OfferMessage<v1::OfferDrafted>(event.after, version);
    case OfferChange::kPublished:
      return OfferMessage<v1::OfferPublished>(event.after, version);
    case OfferChange::kChanged:
      return OfferMessage<v1::OfferChanged>(event.after, version);
    case OfferChange::kClosed:
      return OfferMessage<v1::OfferClosed>(event.after, version);
    case OfferChange::kArchived:
      return OfferMessage<v1::OfferArchived>(event.after, version);
  }
  std::abort();
}

EventMessage ToMessage(const GapAnalysis& analysis) {
  const v1::GapAnalysis whole = ToProto(analysis);
  v1::GapsComputed event;
  event.set_gap_id(whole.gap_id());
  *event.mutable_forecast_ref() = whole.forecast();
  event.set_year(whole.year());
  *event.mutable_summary() = whole.summary();
  return Message(event);
}

}  // namespace zwk::catalog
