#include "participation/lean_coffee/paper_use.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<EnteredTotals>> Paper::EnterTotals(Caller caller, SessionId session_id,
                                                       uint64_t expected_version,
                                                       std::vector<CountedTopic> totals,
                                                       int sheets) {
  PaperBox::CheckTotals check = [totals, sheets](const VotingRules& rules) {
    return CheckTotals(rules, totals, sheets);
  };
  return paper_.EnterTotals(std::move(caller), std::move(session_id), expected_version,
                            std::move(check));
}

Task<absl::StatusOr<v1::ImportSheetsResponse>> Paper::Import(Caller caller, SessionId session_id,
                                                             std::string csv, bool dry_run) {
  ZWK_CO_RETURN_IF_ERROR((co_await sessions_.Load(caller, session_id.value())).status());
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::Topic> topics,
                          co_await topics_.All(caller, session_id));
  ZWK_CO_ASSIGN_OR_RETURN(SheetTable table, SheetTable::Read(csv, topics));
  co_return co_await paper_.EnterTable(std::move(caller), std::move(session_id), std::move(table),
                                       dry_run);
}

Task<absl::StatusOr<v1::ListSheetsResponse>> Paper::List(Caller caller, SessionId session_id,
                                                         int page_size, std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession now, co_await sessions_.Load(caller, session_id.value()));
  const SessionPhase phase = now.value.phase;
  if (phase < SessionPhase::kVoting || phase >= SessionPhase::kEnded) {
    co_return now.value.WrongPhase("VOTING or one behind it, before the end");
  }
  co_return co_await paper_.ListSheets(std::move(caller), std::move(now.value), page_size,
                                       std::move(page_token));
}

Task<absl::StatusOr<OwnBallot>> Paper::Correct(Caller caller, SessionId session_id,
                                               BallotBox::Sheet sheet,
                                               std::vector<Allocation> allocations) {
  BallotBox::Decide decide = [allocations](const VotingRules& rules, const Ballot&) {
    return FillIn(rules, allocations);
  };
  return box_.Enter(std::move(caller), std::move(session_id), std::move(sheet), std::move(decide));
}

}  // namespace zwk::participation
