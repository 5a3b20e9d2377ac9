#include "reporting/usage/usage_view.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/usage/usage_store.h"
#include "zwk/catalog/v1/offer.pb.h"
#include "zwk/catalog/v1/offer_search.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/participation/v1/lab.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/next_step.pb.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
namespace cv1 = ::zwk::catalog::v1;
namespace fv1 = ::zwk::forecasting::v1;
using stream::Event;
using stream::ViewChange;

// An offer counts while it is public, however often it is said to be.
Task<absl::Status> CountOffer(ViewChange& change, std::string offer_id, bool is_public) {
  const std::string key = absl::StrCat("offer/", offer_id);
  ZWK_CO_ASSIGN_OR_RETURN(const auto known, co_await change.Get(key));
  if (known.has_value() == is_public) co_return absl::OkStatus();
  if (is_public) {
    change.Put(key, "1");
  } else {
    change.Delete(key);
  }
  change.Add(kUsageCounter, "offers", is_public ? 1 : -1);
  co_return absl::OkStatus();
}

// Each such event is one more, or one less.
auto Counts(const char* field, int64_t delta = 1) {
  return
      [field, delta](const auto&, ViewChange& change) { change.Add(kUsageCounter, field, delta); };
}

auto OfferIs(bool is_public) {
  return [is_public](const auto& event, ViewChange& change) {
    return CountOffer(change, event.offer().offer_id(), is_public);
  };
}

void OnRevealed(const pv1::ResultsRevealed& revealed, ViewChange& change) {
  change.Add(kUsageCounter, "ballots", revealed.results().ballots_cast());
}

void OnSearches(const cv1::SearchesCounted& counted, ViewChange& change) {
  change.Add(kUsageCounter, "searches", counted.searches());
  change.Add(kUsageCounter, "searches_without_hit", counted.without_hit());
}

}  // namespace

const stream::Handlers<ViewChange>& UsageView::Heard() {
  static const auto heard = stream::Handlers<ViewChange>()
                                .On<pv1::MeetingScheduled>(Counts("meetings"))
                                .On<pv1::MeetingCancelled>(Counts("meetings", -1))
                                .On<pv1::SessionCreated>(Counts("sessions"))
                                .On<pv1::TopicSubmitted>(Counts("cards"))
                                .On<pv1::ResultsRevealed>(OnRevealed)
                                .On<pv1::NextStepRecorded>(Counts("open_next_steps"))
                                .On<pv1::NextStepClosed>(Counts("open_next_steps", -1))
                                .On<pv1::TopicBacklogged>(Counts("open_backlog_entries"))
                                .On<pv1::EntryReopened>(Counts("open_backlog_entries"))
                                .On<pv1::EntryAddressed>(Counts("open_backlog_entries", -1))
                                .On<pv1::EntryDeclined>(Counts("open_backlog_entries", -1))
                                .On<pv1::LabSelected>(Counts("labs"))
                                .On<fv1::NeighborhoodRegistered>(Counts("neighborhoods"))
                                .On<cv1::SearchesCounted>(OnSearches)
                                .On<cv1::OfferPublished>(OfferIs(true))
                                .On<cv1::OfferClosed>(OfferIs(false))
                                .On<cv1::OfferArchived>(OfferIs(false));
  return heard;
}

Task<absl::Status> UsageView::On(const Event& event, ViewChange& change) {
  co_return co_await Heard().Handle(event, change);
}

}  // namespace zwk::reporting
