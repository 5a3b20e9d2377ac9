#include "reporting/usage/usage_store.h"

#include "platform/base/status_macros.h"

namespace zwk::reporting {

Task<absl::StatusOr<UsageFacts>> UsageStore::Now(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto counters, co_await view_.Counters(caller.municipality, kUsageCounter, caller.deadline));
  UsageFacts facts;
  v1::UsageFigures& figures = facts.figures;
  figures.set_meetings(counters["meetings"]);
  figures.set_sessions(counters["sessions"]);
  figures.set_cards(counters["cards"]);
  figures.set_ballots(counters["ballots"]);
  figures.set_open_next_steps(counters["open_next_steps"]);
  figures.set_open_backlog_entries(counters["open_backlog_entries"]);
  figures.set_offers(counters["offers"]);
  figures.set_searches(counters["searches"]);
  figures.set_searches_without_hit(counters["searches_without_hit"]);
  figures.set_labs(counters["labs"]);
  figures.set_neighborhoods(counters["neighborhoods"]);
  ZWK_CO_ASSIGN_OR_RETURN(facts.positions, co_await neighborhoods_.ReadPositions(caller));
  co_return facts;
}

}  // namespace zwk::reporting
