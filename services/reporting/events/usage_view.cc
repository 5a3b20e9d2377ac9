#include "reporting/events/usage_view.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "zwk/catalog/v1/events.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/participation/v1/events.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/next_step.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
namespace cv1 = ::zwk::catalog::v1;
using stream::Event;
using stream::Unpack;
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

}  // namespace

Task<absl::Status> UsageView::On(const Event& event, ViewChange& change) {
  if (Unpack<pv1::MeetingScheduled>(event)) change.Add(kUsageCounter, "meetings", 1);
  if (Unpack<pv1::MeetingCancelled>(event)) change.Add(kUsageCounter, "meetings", -1);
  if (Unpack<pv1::SessionCreated>(event)) change.Add(kUsageCounter, "sessions", 1);
  if (Unpack<pv1::TopicSubmitted>(event)) change.Add(kUsageCounter, "cards", 1);
  if (const auto e = Unpack<pv1::ResultsRevealed>(event)) {
    change.Add(kUsageCounter, "ballots", e->results().ballots_cast());
  }
  if (Unpack<pv1::NextStepRecorded>(event)) change.Add(kUsageCounter, "open_next_steps", 1);
  if (Unpack<pv1::NextStepClosed>(event)) change.Add(kUsageCounter, "open_next_steps", -1);
  if (Unpack<pv1::TopicBacklogged>(event) || Unpack<pv1::EntryReopened>(event)) {
    change.Add(kUsageCounter, "open_backlog_entries", 1);
  }
  if (Unpack<pv1::EntryAddressed>(event) || Unpack<pv1::EntryDeclined>(event)) {
    change.Add(kUsageCounter, "open_backlog_entries", -1);
  }
  if (Unpack<pv1::LabSelected>(event)) change.Add(kUsageCounter, "labs", 1);
  if (Unpack<forecasting::v1::NeighborhoodRegistered>(event)) {
    change.Add(kUsageCounter, "neighborhoods", 1);
  }
  if (const auto e = Unpack<cv1::SearchesCounted>(event)) {
    change.Add(kUsageCounter, "searches", e->searches());
    change.Add(kUsageCounter, "searches_without_hit", e->without_hit());
  }
  if (const auto e = Unpack<cv1::OfferPublished>(event)) {
    co_return co_await CountOffer(change, e->offer().offer_id(), true);
  }
  if (const auto e = Unpack<cv1::OfferClosed>(event)) {
    co_return co_await CountOffer(change, e->offer().offer_id(), false);
  }
  if (const auto e = Unpack<cv1::OfferArchived>(event)) {
    co_return co_await CountOffer(change, e->offer().offer_id(), false);
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::reporting
