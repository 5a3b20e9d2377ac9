#include "participation/lean_coffee/voting_use.h"

#include <utility>

#include "absl/strings/match.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

absl::Status MayJoin(const LeanCoffeeSession& session) {
  if (session.about.mode == SessionMode::kRecorded) {
    return WithReason(
        absl::FailedPreconditionError("the session is recorded: its ballots are on paper"),
        "RECORDED_SESSION");
  }
  if (session.about.settings.join_mode == JoinMode::kCode) {
    return WithReason(absl::FailedPreconditionError("the session is joined by code alone"),
                      "CODE_NEEDED");
  }
  if (session.phase > SessionPhase::kVoting) return session.WrongPhase("VOTING or one before it");
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<BallotBox::Joining>> Voting::Join(Caller caller, SessionId session_id,
                                                      BallotBox::Joining joining) {
  FieldErrors errors;
  Locale::Check(errors, "locale", joining.locale);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  std::function<absl::Status(const LeanCoffeeSession&)> check = MayJoin;
  co_return co_await box_.Join(std::move(caller), std::move(session_id), std::move(joining),
                               std::move(check));
}

Task<absl::StatusOr<OwnBallot>> Voting::SetDots(Caller caller, SessionId session_id,
                                                TopicId topic_id, int dots, uint64_t sequence) {
  return box_.Change(std::move(caller), std::move(session_id),
                     [=](const VotingRules& rules, const Ballot& present) {
                       return present.SetDots(rules, topic_id, dots, sequence);
                     });
}

Task<absl::StatusOr<OwnBallot>> Voting::EnterSheet(Caller caller, SessionId session_id,
                                                   BallotBox::Sheet sheet,
                                                   std::vector<Allocation> allocations) {
  FieldErrors errors;
  TakeText(errors, "person_ref", sheet.person_ref, {.most = 64, .required = false});
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  BallotBox::Decide decide = [allocations](const VotingRules& rules, const Ballot&) {
    return FillIn(rules, allocations);
  };
  co_return co_await box_.Enter(std::move(caller), std::move(session_id), std::move(sheet),
                                std::move(decide));
}

Task<absl::StatusOr<OwnBallot>> Voting::OwnBallotOf(Caller caller, SessionId session_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  if (now.value.phase < SessionPhase::kVoting || now.value.phase == SessionPhase::kCancelled) {
    co_return now.value.WrongPhase("VOTING or one behind it");
  }
  co_return co_await box_.Own(std::move(caller), std::move(session_id));
}

Task<absl::StatusOr<Results>> Voting::GetResults(Caller caller, SessionId session_id) {
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession now,
                          co_await sessions_.Load(std::move(caller), session_id.value()));
  if (!now.value.results) co_return now.value.WrongPhase("REVEALED or one behind it");
  co_return *std::move(now.value.results);
}

Task<absl::StatusOr<NamedBallots>> Voting::ListNamed(Caller caller, SessionId session_id,
                                                     int page_size, std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  const LeanCoffeeSession& session = now.value;
  if (session.about.settings.ballot_mode != BallotMode::kNamed) {
    co_return WithReason(absl::FailedPreconditionError("the vote is a secret one"), "SECRET_VOTE");
  }
  if (session.phase != SessionPhase::kRevealed && session.phase != SessionPhase::kDiscussing) {
    co_return session.WrongPhase("REVEALED or DISCUSSING");
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      NamedBallots named,
      co_await box_.ListNamed(caller, std::move(session_id), page_size, std::move(page_token)));
  ZWK_CO_ASSIGN_OR_RETURN(
      const Surroundings::Names names,
      co_await around_.MemberNames(std::move(caller), session.about.meeting_id));
  for (NamedBallot& ballot : named.ballots) {
    const auto found = names.find(ballot.person_ref);
    if (found != names.end()) ballot.name = found->second;
    // Who came by a code is nobody else's name for it, either.
    if (absl::StartsWith(ballot.person_ref, "code/")) ballot.person_ref.clear();
  }
  co_return named;
}

Task<absl::StatusOr<VoteProgress>> Voting::Progress(Caller caller, LeanCoffeeSession session) {
  return box_.Progress(std::move(caller), std::move(session));
}

}  // namespace zwk::participation
