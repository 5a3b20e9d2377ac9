#include "participation/lean_coffee/rounds_use.h"

#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<StoredSession>> Rounds::Start(Caller caller, SessionId session_id,
                                                  RoundStarted wanted, HappenedAt when) {
  return sessions_.Change(std::move(caller), session_id.value(), 0,
                          [wanted, step = StepAt(when)](const LeanCoffeeSession& session) {
                            return session.StartRound(wanted, step);
                          });
}

Task<absl::StatusOr<StoredSession>> Rounds::Extend(Caller caller, SessionId session_id,
                                                   RoundId round_id, HappenedAt when) {
  return sessions_.Change(std::move(caller), session_id.value(), 0,
                          [round_id, step = StepAt(when)](const LeanCoffeeSession& session) {
                            return session.ExtendRound(round_id, step);
                          });
}

Task<absl::StatusOr<StoredSession>> Rounds::End(Caller caller, SessionId session_id,
                                                RoundEnded wanted, HappenedAt when) {
  return sessions_.Change(std::move(caller), session_id.value(), 0,
                          [wanted, step = StepAt(when)](const LeanCoffeeSession& session) {
                            return session.EndRound(wanted, step);
                          });
}

Task<absl::StatusOr<StoredSession>> Rounds::Skip(Caller caller, SessionId session_id,
                                                 RoundSkipped wanted, HappenedAt when) {
  return sessions_.Change(std::move(caller), session_id.value(), 0,
                          [wanted, step = StepAt(when)](const LeanCoffeeSession& session) {
                            return session.SkipRound(wanted, step);
                          });
}

Task<absl::StatusOr<StoredSession>> Rounds::AddNote(Caller caller, SessionId session_id,
                                                    NoteAdded wanted, std::string text) {
  FieldErrors errors;
  TakeNote(errors, text, wanted.locale, wanted.author_role);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());

  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  // Sealing makes a key: only for a note that will be taken. What is refused here is refused again
  // below, unless it was carried out before.
  const auto expected = now.value.AddNote(wanted);
  if (expected.ok() && !expected->empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(Texts::Words words,
                            co_await texts_.Seal(caller, session_id, now.value.seq, wanted.note_id,
                                                 std::move(text), wanted.author_role));
    wanted.text = std::move(words.text);
    wanted.role = std::move(words.role);
  }
  wanted.author_role.clear();
  SessionRepository::Decide decide =
      [wanted](const LeanCoffeeSession& session) -> absl::StatusOr<Decision<SessionEvent>> {
    ZWK_ASSIGN_OR_RETURN(LeanCoffeeSession::Events events, session.AddNote(wanted));
    if (!events.empty() && !wanted.text.has_sealed()) {
      return absl::AbortedError("the session changed meanwhile; try again");
    }
    return events;
  };
  co_return co_await sessions_.Change(std::move(caller), session_id.value(), 0, std::move(decide));
}

Task<absl::StatusOr<Rounds::Words>> Rounds::Read(Caller caller, LeanCoffeeSession session) {
  std::vector<NoteId> ids;
  for (const Round& round : session.rounds) {
    for (const RoundNote& note : round.notes) ids.push_back(note.note_id);
  }
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<Texts::Words> texts,
                          co_await texts_.Read(std::move(caller), session.about.session_id, ids));
  Words words;
  for (size_t i = 0; i < ids.size(); ++i) words[ids[i]] = std::move(texts[i]);
  co_return words;
}

}  // namespace zwk::participation
