#include "participation/lean_coffee/sessions_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr int kMostLooks = 48;  // of a hall that writes all the time

}  // namespace

Task<absl::StatusOr<StoredSession>> Sessions::Create(Caller caller, SessionCreated wanted,
                                                     HappenedAt when) {
  ZWK_CO_RETURN_IF_ERROR(LeanCoffeeSession{}.Create(wanted, StepAt(when)).status());
  ZWK_CO_ASSIGN_OR_RETURN(const Surroundings::OfMeeting meeting,
                          co_await around_.Meeting(caller, wanted.meeting_id));
  if (!wanted.repeats.empty()) {
    ZWK_CO_RETURN_IF_ERROR((co_await sessions_.Load(caller, wanted.repeats.value())).status());
  }
  ZWK_CO_ASSIGN_OR_RETURN(wanted.min_secret_participants,
                          co_await around_.MinSecretParticipants(caller));
  ZWK_CO_ASSIGN_OR_RETURN(wanted.sealed_ballot_key,
                          co_await box_.NewKey(caller, wanted.session_id));
  wanted.created_by = reference_.Of(caller);
  const auto decide =
      [wanted, meeting, step = StepAt(when)](
          const LeanCoffeeSession& session) -> absl::StatusOr<Decision<SessionEvent>> {
    if (meeting.cancelled || meeting.minutes_approved) {
      return WithReason(absl::FailedPreconditionError(
                            meeting.cancelled ? "the meeting was cancelled"
                                              : "the minutes of the meeting are approved"),
                        "MEETING_CLOSED");
    }
    ZWK_ASSIGN_OR_RETURN(SessionCreated created, session.Create(wanted, step));
    return created;
  };
  co_return co_await sessions_.Create(std::move(caller), wanted.session_id.value(),
                                      std::move(decide));
}

Task<absl::StatusOr<StoredSession>> Sessions::Get(Caller caller, SessionId session_id) {
  return sessions_.Load(std::move(caller), session_id.value());
}

Task<absl::StatusOr<Page<LeanCoffeeSession>>> Sessions::List(Caller caller, std::string meeting_id,
                                                             int page_size,
                                                             std::string page_token) {
  const std::string index = meeting_id.empty() ? "sessions" : absl::StrCat("sessions/", meeting_id);
  return sessions_.List(std::move(caller), index, "", page_size, std::move(page_token));
}

Task<absl::StatusOr<StoredSession>> Sessions::Go(Caller caller, SessionId session_id,
                                                 uint64_t expected_version, HappenedAt when,
                                                 Way way) {
  return sessions_.Change(
      std::move(caller), session_id.value(), expected_version,
      [way, step = StepAt(when)](const LeanCoffeeSession& session) { return way(session, step); });
}

Task<absl::StatusOr<StoredSession>> Sessions::OpenVoting(Caller caller, SessionId session_id,
                                                         uint64_t expected_version,
                                                         int paper_sheets, HappenedAt when) {
  // The cards are looked at before the vote is opened on them: while they change they are looked at
  // again.
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<StoredSession> opened =
        co_await TryToOpenVoting(caller, session_id, expected_version, paper_sheets, StepAt(when));
    if (attempt == kMostLooks || ReasonOf(opened.status()) != "CONCURRENT_CHANGE") co_return opened;
  }
}

Task<absl::StatusOr<StoredSession>> Sessions::TryToOpenVoting(Caller caller, SessionId session_id,
                                                              uint64_t expected_version,
                                                              int paper_sheets, Step step) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  std::vector<SessionId> of_this{session_id};
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<TopicNumbers> numbers,
                          co_await topics_.Count(caller, std::move(of_this)));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::Topic> topics,
                          co_await topics_.All(caller, session_id));
  // Devices only ever join.
  ZWK_CO_ASSIGN_OR_RETURN(const VoteProgress progress, co_await box_.Progress(caller, now.value));
  SessionRepository::Decide decide = [topics, seen = numbers[0].changes,
                                      devices = progress.devices_joined, paper_sheets,
                                      step](const LeanCoffeeSession& session) {
    return session.OpenVoting(topics, seen, devices, paper_sheets, step);
  };
  co_return co_await sessions_.Change(std::move(caller), session_id.value(), expected_version,
                                      std::move(decide));
}

Task<absl::StatusOr<StoredSession>> Sessions::RevealResults(Caller caller, SessionId session_id,
                                                            uint64_t expected_version,
                                                            HappenedAt when) {
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession now, co_await sessions_.Load(caller, session_id.value()));
  // A closed vote is never opened again: what is counted now is final. Of one that is not closed
  // there is no count, and the session refuses.
  std::optional<Count> count;
  if (now.value.phase == SessionPhase::kVotingClosed) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<v1::Topic> topics,
                            co_await topics_.All(caller, session_id));
    ZWK_CO_ASSIGN_OR_RETURN(count, co_await box_.CountVotes(caller, session_id, std::move(topics)));
  }
  SessionRepository::Decide decide = [count,
                                      step = StepAt(when)](const LeanCoffeeSession& session) {
    return session.RevealResults(count, step);
  };
  co_return co_await sessions_.Change(std::move(caller), session_id.value(), expected_version,
                                      std::move(decide));
}

}  // namespace zwk::participation
