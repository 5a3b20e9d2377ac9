#include "catalog/offer/wanted_offer.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::catalog {

absl::StatusOr<std::vector<OfferEvent>> Follow(const Offer& before, const WantedOffer& wanted,
                                               Time now) {
  using State = WantedOffer::State;
  std::vector<OfferEvent> events;
  const bool is_new = before.state == OfferState::kNone;
  const bool is_over = before.state == OfferState::kArchived;
  if (is_over && wanted.state != State::kPublished) return events;
  if (is_new && wanted.state == State::kEnded) return events;
  if (is_new) {
    ZWK_ASSIGN_OR_RETURN(OfferEvent drafted, before.Draft(wanted.id, wanted.content, now));
    events.push_back(std::move(drafted));
  } else {
    ZWK_ASSIGN_OR_RETURN(events, before.Change(wanted.content, now));
  }
  const Offer offer = events.empty() ? before : events.back().after;
  const bool is_hidden =
      offer.state == OfferState::kDraft || offer.state == OfferState::kTemporarilyClosed;
  if (wanted.state == State::kEnded) {
    ZWK_ASSIGN_OR_RETURN(OfferEvent ended, offer.Archive(now));
    return std::vector<OfferEvent>{std::move(ended)};
  }
  if (wanted.state == State::kClosed && offer.state == OfferState::kPublished) {
    ZWK_ASSIGN_OR_RETURN(OfferEvent closed, offer.Close(now));
    return std::vector<OfferEvent>{std::move(closed)};
  }
  if (wanted.state == State::kPublished && wanted.publish && is_hidden) {
    ZWK_ASSIGN_OR_RETURN(OfferEvent published, offer.Publish(now));
    return std::vector<OfferEvent>{std::move(published)};
  }
  return events;
}

}  // namespace zwk::catalog
