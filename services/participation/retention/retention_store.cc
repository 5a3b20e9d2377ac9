#include "participation/retention/retention_store.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr char kNext[] = "retention/next";
constexpr char kDone[] = "retention/done";

}  // namespace

Task<absl::StatusOr<RetentionRounds::Turn>> StoredRounds::Take(std::string municipality, Time now,
                                                               Time next, Time deadline) {
  store::ReadSet reads;
  reads.guards = {kNext, kDone};
  ZWK_CO_ASSIGN_OR_RETURN(const store::ReadResult read,
                          co_await store_.Get(municipality, std::move(reads), deadline));
  Turn turn;
  if (const absl::StatusOr<Time> done = ParseTime(read.guards[1]); done.ok()) turn.done = *done;
  if (read.guards[0] > FormatTime(now)) co_return turn;
  store::Commit commit(std::move(municipality));
  commit.Guard(kNext, read.guards[0]);
  commit.SetGuard(kNext, FormatTime(next));
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store_.Apply(std::move(commit), deadline));
  turn.ours = outcome.kind == store::Outcome::kDone;  // else another one was faster
  co_return turn;
}

Task<absl::Status> StoredRounds::Done(std::string municipality, Time then, Time deadline) {
  store::Commit commit(std::move(municipality));
  commit.SetGuard(kDone, FormatTime(then));
  co_return (co_await store_.Apply(std::move(commit), deadline)).status();
}

}  // namespace zwk::participation
