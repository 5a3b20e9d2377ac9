#include "catalog/app/offers.h"

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

using Events = Decision<OfferEvent>;

Task<Offers::Result> Offers::Get(Caller caller, std::string id) {
  co_return co_await offers_.Load(std::move(caller), std::move(id));
}

Task<Offers::Result> Offers::Create(Caller caller, std::string id, OfferContent content) {
  ZWK_CO_RETURN_IF_ERROR(Validate(content));
  ZWK_CO_RETURN_IF_ERROR(co_await registers_.CheckReferences(caller, content));
  const Time now = clock_.Now();
  auto decide = [id, content, now](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(OfferEvent event, offer.Draft(id, content, now));
    return Events(std::move(event));
  };
  co_return co_await offers_.Create(caller, id, std::move(decide));
}

Task<Offers::Result> Offers::Update(Caller caller, std::string id, OfferContent content,
                                    uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(content));
  ZWK_CO_RETURN_IF_ERROR(co_await registers_.CheckReferences(caller, content));
  const Time now = clock_.Now();
  auto decide = [content, now](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(std::vector<OfferEvent> events, offer.Change(content, now));
    return Events(std::move(events));
  };
  co_return co_await offers_.Change(caller, id, expected, std::move(decide));
}

Task<Offers::Result> Offers::Publish(Caller caller, std::string id, uint64_t expected) {
  const Time now = clock_.Now();
  auto decide = [now](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(OfferEvent event, offer.Publish(now));
    return Events(std::move(event));
  };
  co_return co_await offers_.Change(caller, id, expected, std::move(decide));
}

Task<Offers::Result> Offers::Close(Caller caller, std::string id, uint64_t expected) {
  const Time now = clock_.Now();
  auto decide = [now](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(OfferEvent event, offer.Close(now));
    return Events(std::move(event));
  };
  co_return co_await offers_.Change(caller, id, expected, std::move(decide));
}

Task<Offers::Result> Offers::Archive(Caller caller, std::string id, uint64_t expected) {
  const Time now = clock_.Now();
  auto decide = [now](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(OfferEvent event, offer.Archive(now));
    return Events(std::move(event));
  };
  co_return co_await offers_.Change(caller, id, expected, std::move(decide));
}

Task<Offers::Result> Offers::Assure(Caller caller, std::string id, std::string date,
                                    uint64_t expected) {
  const Time now = clock_.Now();
  auto decide = [date, now](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(OfferEvent event, offer.Assure(date, now));
    return Events(std::move(event));
  };
  co_return co_await offers_.Change(caller, id, expected, std::move(decide));
}

Task<Offers::Result> Offers::Put(Caller caller, std::string id, OfferContent content,
                                 bool publish) {
  const Time now = clock_.Now();
  auto decide = [id, content, publish, now](const Offer& before) -> absl::StatusOr<Events> {
    Decision<OfferEvent> decision;
    if (before.state == OfferState::kNone) {
      ZWK_ASSIGN_OR_RETURN(OfferEvent drafted, before.Draft(id, content, now));
      decision.events.push_back(std::move(drafted));
    } else {
      ZWK_ASSIGN_OR_RETURN(decision.events, before.Change(content, now));
    }
    const Offer offer = decision.events.empty() ? before : decision.events.back().after;
    if (publish && offer.state == OfferState::kDraft) {
      ZWK_ASSIGN_OR_RETURN(OfferEvent published, offer.Publish(now));
      decision.events = {std::move(published)};  // one fact: it is public with this content
    }
    return decision;
  };
  co_return co_await offers_.Put(caller, id, std::move(decide));
}

}  // namespace zwk::catalog
