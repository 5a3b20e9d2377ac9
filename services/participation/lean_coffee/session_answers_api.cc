#include "participation/lean_coffee/session_answers_api.h"

#include <utility>

#include "participation/lean_coffee/session_message.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

std::vector<Allocation> AllocationsOf(
    FieldErrors& errors, const google::protobuf::RepeatedPtrField<v1::Allocation>& allocations) {
  std::vector<Allocation> taken;
  for (int i = 0; i < allocations.size(); ++i) {
    rpc::CheckId(errors, absl::StrCat("allocations[", i, "].topic_id"), allocations[i].topic_id());
    taken.push_back({TopicId(allocations[i].topic_id()), allocations[i].dots()});
  }
  return taken;
}

void ShowRound(const Round& round, const Rounds::Words& words, v1::Round& message) {
  message.set_round_id(round.round_id.value());
  message.set_ordinal(round.ordinal);
  message.set_topic_id(round.topic_id.value());
  message.set_status(static_cast<v1::RoundStatus>(round.status));
  *message.mutable_started_at() = ToTimestamp(round.started_at);
  if (round.status != RoundStatus::kSkipped)
    *message.mutable_deadline() = ToTimestamp(round.deadline);
  if (round.status != RoundStatus::kRunning)
    *message.mutable_ended_at() = ToTimestamp(round.ended_at);
  message.set_extensions_used(round.extensions_used);
  message.set_cut_short(round.cut_short);
  message.set_skip_reason(round.skip_reason);
  for (const RoundNote& note : round.notes) {
    v1::RoundNote& one = *message.add_notes();
    one.set_note_id(note.note_id.value());
    one.set_kind(static_cast<v1::NoteKind>(note.kind));
    const auto found = words.find(note.note_id);
    if (found != words.end()) *one.mutable_text() = found->second.text;
    one.set_locale(note.locale);
    one.set_author_role(note.author_role);
    if (found != words.end() && found->second.role.has_sealed())
      one.set_author_role(found->second.role.text());
  }
  Say(round.outcome, message.mutable_outcome());
}

v1::LeanCoffeeSession Summary(const StoredSession& stored) {
  const LeanCoffeeSession& session = stored.value;
  v1::LeanCoffeeSession message;
  Say(session.about, message);
  message.set_version(stored.version);
  message.set_phase(static_cast<v1::SessionPhase>(session.phase));
  if (session.results) message.set_result_hash(session.results->result_hash);
  message.set_paper_sheets(session.paper_sheets);
  return message;
}

void AddNumbers(const TopicNumbers& topics, const LeanCoffeeSession& session,
                v1::LeanCoffeeSession& message) {
  message.set_topic_count(static_cast<int>(topics.all));
  message.set_accepted_topic_count(static_cast<int>(topics.accepted));
  message.set_waiting_topic_count(static_cast<int>(topics.waiting));
  message.set_seq(session.seq + topics.changes);  // both only rise
}

Task<absl::StatusOr<v1::LeanCoffeeSession>> ShowSession(Caller caller, Rounds& rounds,
                                                        StoredSession stored) {
  const LeanCoffeeSession& session = stored.value;
  v1::LeanCoffeeSession message = Summary(stored);
  ZWK_CO_ASSIGN_OR_RETURN(const Rounds::Words words,
                          co_await rounds.Read(std::move(caller), session));
  for (const Round& round : session.rounds) ShowRound(round, words, *message.add_rounds());
  co_return message;
}

Task<absl::StatusOr<v1::LeanCoffeeSession>> ShowSessionNow(Caller caller, Rounds& rounds,
                                                           Topics& topics, StoredSession stored) {
  std::vector<SessionId> of_this{stored.value.about.session_id};
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<TopicNumbers> numbers,
                          co_await topics.Count(caller, std::move(of_this)));
  ZWK_CO_ASSIGN_OR_RETURN(v1::LeanCoffeeSession message,
                          co_await ShowSession(std::move(caller), rounds, stored));
  AddNumbers(numbers[0], stored.value, message);
  co_return message;
}

}  // namespace zwk::participation
