#include "participation/lean_coffee/continue_vote_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr std::chrono::seconds kFresh{1};

ThumbBox::FindRound RunningOne(RoundId round_id) {
  return [round_id = std::move(round_id)](const LeanCoffeeSession& session) {
    return session.Running(round_id);
  };
}

}  // namespace

Task<absl::StatusOr<v1::Thumb>> ContinueVotes::Cast(Caller caller, SessionId session_id,
                                                    RoundId round_id, v1::Thumb thumb) {
  ThumbBox::FindRound find = RunningOne(std::move(round_id));
  return box_.Put(std::move(caller), std::move(session_id), thumb, std::move(find));
}

Task<absl::StatusOr<v1::ContinueVote>> ContinueVotes::Get(Caller caller, SessionId session_id,
                                                          RoundId round_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  ZWK_CO_ASSIGN_OR_RETURN(Round round, now.value.Running(round_id));
  const std::string name =
      absl::StrCat(caller.municipality, "/", round_id.value(), "/", round.extensions_used);
  const Steady::time_point asked = Steady::now();
  {
    const std::lock_guard lock(mutex_);
    const auto seen = seen_.find(name);
    if (seen != seen_.end() && asked - seen->second.at < kFresh) co_return seen->second.vote;
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      v1::ContinueVote vote,
      co_await box_.Count(std::move(caller), std::move(session_id), std::move(round)));
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kMostSeen) {
    std::erase_if(seen_, [&](const auto& one) { return asked - one.second.at >= kFresh; });
  }
  if (seen_.size() < kMostSeen) seen_[name] = {vote, asked};
  co_return vote;
}

}  // namespace zwk::participation
