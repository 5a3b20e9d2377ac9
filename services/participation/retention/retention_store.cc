#include "participation/retention/retention_store.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr char kNext[] = "retention/next";

}  // namespace

Task<absl::StatusOr<bool>> StoredRounds::Take(std::string municipality, Time now, Time next,
                                              Time deadline) {
  store::ReadSet reads;
  reads.guards.emplace_back(kNext);
  ZWK_CO_ASSIGN_OR_RETURN(const store::ReadResult read,
                          co_await store_.Get(municipality, std::move(reads), deadline));
  if (read.guards[0] > FormatTime(now)) co_return false;
  store::Commit commit(std::move(municipality));
  commit.Guard(kNext, read.guards[0]);
  commit.SetGuard(kNext, FormatTime(next));
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store_.Apply(std::move(commit), deadline));
  co_return outcome.kind == store::Outcome::kDone;  // else another one was faster
}

}  // namespace zwk::participation
