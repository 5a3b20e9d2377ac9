#include "participation/lean_coffee/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/refusal.h"
#include "platform/base/status_macros.h"

// The discussion of a session: timed rounds, notes, outcomes.
namespace zwk::participation {
namespace {

absl::Status TakeOutcome(RoundOutcome& outcome) {
  FieldErrors errors;
  if (outcome.paragraphs.size() > 20) errors.Add("outcome.paragraphs", "at most 20");
  for (size_t i = 0; i < outcome.paragraphs.size(); ++i) {
    TakeText(errors, absl::StrCat("outcome.paragraphs[", i, "]"), outcome.paragraphs[i],
             {.most = 4000, .lines = true});
  }
  const auto take_names = [&](absl::string_view field, std::vector<std::string>& names) {
    if (names.size() > 50) errors.Add(field, "at most 50");
    for (size_t i = 0; i < names.size(); ++i) {
      TakeText(errors, absl::StrCat(field, "[", i, "]"), names[i], {.most = 64});
    }
  };
  take_names("outcome.field_ids", outcome.field_ids);
  take_names("outcome.neighborhood_keys", outcome.neighborhood_keys);
  if (!outcome.paragraphs.empty() || !outcome.locale.empty()) {
    Locale::Check(errors, "outcome.locale", outcome.locale);
  }
  return errors.ToStatus();
}

}  // namespace

void TakeNote(FieldErrors& errors, std::string& text, const std::string& locale,
              std::string& author_role) {
  Paragraph::Take(errors, "note.text.text", text);
  Locale::Check(errors, "note.locale", locale);
  TakeText(errors, "note.author_role", author_role, {.most = 100, .required = false});
}

absl::StatusOr<TopicId> LeanCoffeeSession::NextTopic(const TopicId& expected) const {
  if (phase != SessionPhase::kRevealed && phase != SessionPhase::kDiscussing) {
    return WrongPhase("REVEALED or DISCUSSING");
  }
  if (RunningRound() != nullptr) return Refuse("ROUND_RUNNING", "a round is running");
  // Rounds follow the ranking without a gap, so the next topic is the one behind the last round.
  const std::vector<TopicTally> ranking = Ranking();
  if (rounds.size() >= ranking.size()) return Refuse("NO_TOPIC_LEFT", "every topic had its turn");
  const TopicId& next = ranking[rounds.size()].topic_id;
  if (!expected.empty() && expected != next) {
    return Refuse("NOT_NEXT", absl::StrCat("the next topic is ", Quoted(next.value()),
                                           "; discuss it, or skip it with a reason"));
  }
  return next;
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::StartRound(RoundStarted wanted,
                                                                        Step step) const {
  if (const Round* round = FindRound(wanted.round_id)) {
    if (!wanted.origin.empty() && round->origin == wanted.origin) return Events{};
    return IdTaken("the round_id belongs to another round");
  }
  ZWK_ASSIGN_OR_RETURN(wanted.topic_id, NextTopic(wanted.topic_id));
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  wanted.ordinal = static_cast<int>(rounds.size()) + 1;
  wanted.deadline = wanted.at + std::chrono::seconds(about.settings.round_seconds);
  return Events{std::move(wanted)};
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::SkipRound(RoundSkipped wanted,
                                                                       Step step) const {
  ZWK_RETURN_IF_ERROR(TakeReason(wanted.reason));
  if (const Round* round = FindRound(wanted.round_id)) {
    if (!wanted.origin.empty() && round->origin == wanted.origin) return Events{};
    return IdTaken("the round_id belongs to another round");
  }
  ZWK_ASSIGN_OR_RETURN(wanted.topic_id, NextTopic(wanted.topic_id));
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  wanted.ordinal = static_cast<int>(rounds.size()) + 1;
  return Events{std::move(wanted)};
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::AddNote(NoteAdded wanted) const {
  FieldErrors errors;
  if (wanted.kind == NoteKind::kUnspecified) errors.Add("note.kind", "must be given");
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  const Round* round = FindRound(wanted.round_id);
  if (round == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no round ", Quoted(wanted.round_id.value()), " in this session"));
  }
  size_t notes = 0;
  for (const Round& other : rounds) {
    notes += other.notes.size();
    for (const RoundNote& note : other.notes) {
      if (note.note_id != wanted.note_id) continue;
      if (!wanted.origin.empty() && note.origin == wanted.origin) return Events{};
      return IdTaken("the note_id belongs to another note");
    }
  }
  if (phase != SessionPhase::kDiscussing) return WrongPhase("DISCUSSING");
  if (round->status == RoundStatus::kSkipped) {
    return Refuse("ROUND_SKIPPED", "the topic was not discussed");
  }
  if (notes >= kMaxNotes) {
    return Refuse("TOO_MANY_NOTES", absl::StrCat("the session has ", kMaxNotes, " notes"));
  }
  return Events{std::move(wanted)};
}

absl::StatusOr<Round> LeanCoffeeSession::Running(const RoundId& round_id) const {
  const Round* round = FindRound(round_id);
  if (round == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no round ", Quoted(round_id.value()), " in this session"));
  }
  if (round->status == RoundStatus::kRunning) return *round;
  return Refuse("ROUND_NOT_RUNNING", "the round is not running");
}

absl::StatusOr<RoundExtended> LeanCoffeeSession::ExtendRound(const RoundId& round_id,
                                                             Step step) const {
  ZWK_ASSIGN_OR_RETURN(const Round running, Running(round_id));
  if (running.extensions_used >= about.settings.max_extensions) {
    return Refuse("NO_EXTENSION_LEFT",
                  absl::StrCat("the round was extended ", running.extensions_used, " times"));
  }
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  // Counted from now if the time was over already: an extension is time to talk.
  const Time deadline =
      std::max(running.deadline, at) + std::chrono::seconds(about.settings.extension_seconds);
  return RoundExtended{round_id, deadline, running.extensions_used + 1, at};
}

absl::StatusOr<RoundEnded> LeanCoffeeSession::EndRound(RoundEnded wanted, Step step) const {
  ZWK_RETURN_IF_ERROR(TakeOutcome(wanted.outcome));
  ZWK_RETURN_IF_ERROR(Running(wanted.round_id).status());
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  return wanted;
}

}  // namespace zwk::participation
