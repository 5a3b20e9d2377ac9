#include "participation/lean_coffee/session.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "participation/lean_coffee/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr TextRule kReason{1, 500, false};
constexpr TextRule kPaperRef{1, 50, false};
constexpr TextRule kOutcomeParagraph{1, 4000, true};

absl::Status Refuse(absl::string_view reason, const std::string& message) {
  return WithReason(absl::FailedPreconditionError(message), reason);
}

absl::Status NoTopic(const TopicId& topic_id) {
  return absl::NotFoundError(
      absl::StrCat("no topic ", Quoted(topic_id.value()), " in this session"));
}

void CheckRange(FieldErrors& errors, absl::string_view field, int value, int least, int most) {
  if (value < least || value > most) {
    errors.Add(field, absl::StrCat("is ", value, ", allowed are ", least, " to ", most));
  }
}

absl::Status CheckReason(const std::string& reason) {
  FieldErrors errors;
  CheckText(errors, "reason", reason, kReason);
  return errors.ToStatus();
}

void CheckSettings(FieldErrors& errors, const SessionSettings& settings) {
  CheckRange(errors, "settings.dots_per_participant", settings.dots_per_participant, 1, 20);
  CheckRange(errors, "settings.max_dots_per_topic", settings.max_dots_per_topic, 1,
             std::clamp(settings.dots_per_participant, 1, 20));
  CheckRange(errors, "settings.round_seconds", settings.round_seconds, 60, 3600);
  CheckRange(errors, "settings.max_extensions", settings.max_extensions, 0, 10);
  CheckRange(errors, "settings.extension_seconds", settings.extension_seconds,
             settings.max_extensions > 0 ? 1 : 0, 3600);
  CheckRange(errors, "settings.planned_rounds", settings.planned_rounds, 1, 50);
  if (settings.ballot_mode == BallotMode::kUnspecified) {
    errors.Add("settings.ballot_mode", "must be given");
  }
  if (settings.join_mode == JoinMode::kUnspecified) {
    errors.Add("settings.join_mode", "must be given");
  } else if (settings.join_mode != JoinMode::kMembers) {
    errors.Add("settings.join_mode", "access codes are not issued yet: members only");
  }
  if (settings.languages.empty() || settings.languages.size() > 20) {
    errors.Add("settings.languages", "must be 1 to 20");
  }
  for (size_t i = 0; i < settings.languages.size(); ++i) {
    CheckLocale(errors, absl::StrCat("settings.languages[", i, "]"), settings.languages[i]);
  }
}

void CheckPaperRef(FieldErrors& errors, absl::string_view field, const TopicSubmitted& wanted) {
  if (wanted.source == TopicSource::kPaper) {
    CheckText(errors, field, wanted.paper_ref, kPaperRef);
  } else if (!wanted.paper_ref.empty()) {
    errors.Add(field, "is for paper cards only");
  }
}

absl::Status CheckOutcome(const RoundOutcome& outcome) {
  FieldErrors errors;
  if (outcome.paragraphs.size() > 20) errors.Add("outcome.paragraphs", "at most 20");
  for (size_t i = 0; i < outcome.paragraphs.size(); ++i) {
    CheckText(errors, absl::StrCat("outcome.paragraphs[", i, "]"), outcome.paragraphs[i],
              kOutcomeParagraph);
  }
  const auto check_names = [&](absl::string_view field, const std::vector<std::string>& names) {
    if (names.size() > 50) errors.Add(field, "at most 50");
    for (size_t i = 0; i < names.size(); ++i) {
      CheckText(errors, absl::StrCat(field, "[", i, "]"), names[i], {1, 64, false});
    }
  };
  check_names("outcome.field_ids", outcome.field_ids);
  check_names("outcome.neighborhood_keys", outcome.neighborhood_keys);
  if (!outcome.paragraphs.empty() || !outcome.locale.empty()) {
    CheckLocale(errors, "outcome.locale", outcome.locale);
  }
  return errors.ToStatus();
}

}  // namespace

absl::string_view PhaseName(SessionPhase phase) {
  switch (phase) {
    case SessionPhase::kNone:
      return "NONE";
    case SessionPhase::kDraft:
      return "DRAFT";
    case SessionPhase::kCollecting:
      return "COLLECTING";
    case SessionPhase::kClustering:
      return "CLUSTERING";
    case SessionPhase::kVoting:
      return "VOTING";
    case SessionPhase::kVotingClosed:
      return "VOTING_CLOSED";
    case SessionPhase::kRevealed:
      return "REVEALED";
    case SessionPhase::kDiscussing:
      return "DISCUSSING";
    case SessionPhase::kEnded:
      return "ENDED";
    case SessionPhase::kCancelled:
      return "CANCELLED";
  }
  return "";
}

void CheckCard(FieldErrors& errors, absl::string_view prefix, const CardText& card) {
  CheckText(errors, absl::StrCat(prefix, "title"), card.title, kTitle);
  CheckText(errors, absl::StrCat(prefix, "body"), card.body, kOptionalParagraph);
  CheckLocale(errors, absl::StrCat(prefix, "locale"), card.locale);
}

void CheckNote(FieldErrors& errors, const CardText& note, absl::string_view author_role) {
  CheckText(errors, "text", note.body, kParagraph);
  CheckLocale(errors, "locale", note.locale);
  CheckText(errors, "author_role", author_role, {0, 100, false});
}

// --- creation and collection ---

absl::StatusOr<SessionCreated> LeanCoffeeSession::Create(SessionCreated wanted, Step step) const {
  FieldErrors errors;
  if (wanted.mode == SessionMode::kUnspecified) errors.Add("mode", "must be given");
  CheckSettings(errors, wanted.settings);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  LeanCoffeeSession unborn;
  unborn.about.mode = wanted.mode;
  ZWK_ASSIGN_OR_RETURN(wanted.at, unborn.TimeOf(step));
  return wanted;
}

absl::StatusOr<CollectionOpened> LeanCoffeeSession::OpenCollection(Step step) const {
  if (phase != SessionPhase::kDraft && phase != SessionPhase::kClustering) {
    return WrongPhase("DRAFT or CLUSTERING");
  }
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  return CollectionOpened{at};
}

absl::StatusOr<ClusteringStarted> LeanCoffeeSession::StartClustering(Step step) const {
  if (phase != SessionPhase::kCollecting) return WrongPhase("COLLECTING");
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  return ClusteringStarted{at};
}

bool LeanCoffeeSession::IsThere(const TopicSubmitted& wanted) const {
  const Topic* topic = FindTopic(wanted.topic_id);
  return topic != nullptr && !wanted.origin.empty() && topic->origin == wanted.origin;
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::NewTopic(TopicSubmitted wanted,
                                                                      Step step) const {
  FieldErrors errors;
  if (wanted.source == TopicSource::kUnspecified) errors.Add("source", "must be given");
  CheckPaperRef(errors, "paper_ref", wanted);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  for (const Topic& topic : topics) {
    if (topic.topic_id == wanted.topic_id) {
      return WithReason(absl::AlreadyExistsError(absl::StrCat("there is another topic ",
                                                              Quoted(wanted.topic_id.value()))),
                        "ID_TAKEN");
    }
    if (!wanted.paper_ref.empty() && topic.paper_ref == wanted.paper_ref) {
      return WithReason(absl::AlreadyExistsError(
                            absl::StrCat("card ", Quoted(wanted.paper_ref), " is on the board")),
                        "PAPER_REF_TAKEN");
    }
  }
  if (topics.size() >= kMaxTopics) {
    return Refuse("TOO_MANY_TOPICS", absl::StrCat("the session has ", kMaxTopics, " topics"));
  }
  wanted.submission_seq = static_cast<int64_t>(topics.size()) + 1;
  wanted.at = LatestTime(step);
  return Events{std::move(wanted)};
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::SubmitTopic(TopicSubmitted wanted,
                                                                         Step step) const {
  if (IsThere(wanted)) return Events{};
  if (phase != SessionPhase::kCollecting) return WrongPhase("COLLECTING");
  wanted.accepted = wanted.source == TopicSource::kModerator;
  return NewTopic(std::move(wanted), step);
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::AddLateTopic(TopicSubmitted wanted,
                                                                          Step step) const {
  if (IsThere(wanted)) return Events{};
  if (phase != SessionPhase::kDiscussing && phase != SessionPhase::kEnded) {
    return WrongPhase("DISCUSSING or ENDED");
  }
  wanted.late = true;
  return NewTopic(std::move(wanted), step);
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::ImportCards(
    std::vector<TopicSubmitted> rows, Step step) const {
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  FieldErrors errors;
  std::set<std::string> refs;
  std::set<TopicId> ids;
  Events events;
  for (size_t i = 0; i < rows.size(); ++i) {
    TopicSubmitted& row = rows[i];
    const std::string column = absl::StrCat("cards[", i + 1, "].");
    CheckPaperRef(errors, column + "paper_ref", row);
    if (!refs.insert(row.paper_ref).second) {
      errors.Add(column + "paper_ref", absl::StrCat(Quoted(row.paper_ref), " is there twice"));
      continue;
    }
    const auto known = std::find_if(topics.begin(), topics.end(), [&](const Topic& topic) {
      return topic.paper_ref == row.paper_ref;
    });
    if (known != topics.end()) continue;
    if (FindTopic(row.topic_id) != nullptr || !ids.insert(row.topic_id).second) {
      errors.Add(column + "topic_id", "belongs to another card");
    }
    row.submission_seq = static_cast<int64_t>(topics.size() + events.size()) + 1;
    row.at = LatestTime(step);
    events.emplace_back(std::move(row));
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (topics.size() + events.size() > kMaxTopics) {
    return Refuse("TOO_MANY_TOPICS",
                  absl::StrCat("the session would have ", topics.size() + events.size(),
                               " topics, allowed are ", kMaxTopics));
  }
  return events;
}

// --- moderation ---

absl::StatusOr<TopicAccepted> LeanCoffeeSession::AcceptTopic(TopicAccepted wanted) const {
  const Topic* topic = FindTopic(wanted.topic_id);
  if (topic == nullptr) return NoTopic(wanted.topic_id);
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  if (topic->status != TopicStatus::kSubmitted) {
    return Refuse("TOPIC_DECIDED", "the topic was accepted or rejected before");
  }
  return wanted;
}

absl::StatusOr<TopicRejected> LeanCoffeeSession::RejectTopic(TopicRejected wanted) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason));
  ZWK_RETURN_IF_ERROR(AcceptTopic({wanted.topic_id}).status());  // the same conditions
  return wanted;
}

absl::StatusOr<TopicsMerged> LeanCoffeeSession::MergeTopics(TopicsMerged wanted, Step step) const {
  FieldErrors errors;
  if (wanted.merged.empty() || wanted.merged.size() > 50) {
    errors.Add("merged_topic_ids", "must be 1 to 50");
  }
  std::set<TopicId> once{wanted.topic_id};
  for (size_t i = 0; i < wanted.merged.size(); ++i) {
    if (!once.insert(wanted.merged[i]).second) {
      errors.Add(absl::StrCat("merged_topic_ids[", i, "]"), "is there twice");
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  for (const TopicId& topic_id : once) {
    if (FindTopic(topic_id) == nullptr) return NoTopic(topic_id);
  }
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  for (const TopicId& topic_id : once) {
    if (FindTopic(topic_id)->status != TopicStatus::kAccepted) {
      return Refuse("TOPIC_NOT_ACCEPTED",
                    absl::StrCat("topic ", Quoted(topic_id.value()), " is not an accepted one"));
    }
  }
  wanted.at = LatestTime(step);
  return wanted;
}

absl::StatusOr<TopicWithdrawn> LeanCoffeeSession::WithdrawTopic(TopicWithdrawn wanted,
                                                                Step step) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason));
  const Topic* topic = FindTopic(wanted.topic_id);
  if (topic == nullptr) return NoTopic(wanted.topic_id);
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering &&
      phase != SessionPhase::kVoting) {
    return WrongPhase("COLLECTING, CLUSTERING or VOTING");
  }
  if (topic->status != TopicStatus::kAccepted) {
    return Refuse("TOPIC_NOT_ACCEPTED", "only an accepted topic can be withdrawn");
  }
  wanted.at = LatestTime(step);
  return wanted;
}

// --- the vote ---

absl::StatusOr<VotingOpened> LeanCoffeeSession::OpenVoting(int64_t devices, int paper_sheets,
                                                           Step step) const {
  if (paper_sheets < 0 || paper_sheets > kMaxSheets) {
    return InvalidField("paper_sheets", absl::StrCat("must be 0 to ", kMaxSheets));
  }
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  VotingOpened opened;
  opened.paper_sheets = paper_sheets;
  for (const Topic& topic : topics) {
    if (topic.status == TopicStatus::kSubmitted) {
      return Refuse("TOPICS_NOT_MODERATED", "topics wait to be accepted or rejected");
    }
    if (topic.status == TopicStatus::kAccepted) opened.topic_ids.push_back(topic.topic_id);
  }
  if (opened.topic_ids.empty()) return Refuse("NO_TOPICS", "no topic is accepted");
  const int64_t people = devices + paper_sheets;
  if (about.settings.ballot_mode == BallotMode::kSecret && people < about.min_secret_participants) {
    return Refuse("TOO_FEW_PARTICIPANTS",
                  absl::StrCat("a secret vote needs ", about.min_secret_participants,
                               " people, there are ", people));
  }
  ZWK_ASSIGN_OR_RETURN(opened.at, TimeOf(step));
  return opened;
}

absl::StatusOr<VotingClosed> LeanCoffeeSession::CloseVoting(Step step) const {
  if (phase != SessionPhase::kVoting) return WrongPhase("VOTING");
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  return VotingClosed{at};
}

absl::StatusOr<ResultsRevealed> LeanCoffeeSession::RevealResults(const std::optional<Count>& count,
                                                                 Step step) const {
  if (phase != SessionPhase::kVotingClosed || !count) return WrongPhase("VOTING_CLOSED");
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  // Of few ballots the tally tells each: who joined without voting hides nobody.
  const bool withheld = about.settings.ballot_mode == BallotMode::kSecret &&
                        count->ballots_cast < about.min_secret_participants;
  return ResultsRevealed{withheld ? WithholdTopics(*count, at) : RankTopics(*count, at), at};
}

// --- the discussion ---

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
    return WithReason(absl::AlreadyExistsError("the round_id belongs to another round"),
                      "ID_TAKEN");
  }
  ZWK_ASSIGN_OR_RETURN(wanted.topic_id, NextTopic(wanted.topic_id));
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  wanted.ordinal = static_cast<int>(rounds.size()) + 1;
  wanted.deadline = wanted.at + std::chrono::seconds(about.settings.round_seconds);
  return Events{std::move(wanted)};
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::SkipRound(RoundSkipped wanted,
                                                                       Step step) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason));
  if (const Round* round = FindRound(wanted.round_id)) {
    if (!wanted.origin.empty() && round->origin == wanted.origin) return Events{};
    return WithReason(absl::AlreadyExistsError("the round_id belongs to another round"),
                      "ID_TAKEN");
  }
  ZWK_ASSIGN_OR_RETURN(wanted.topic_id, NextTopic(wanted.topic_id));
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  wanted.ordinal = static_cast<int>(rounds.size()) + 1;
  return Events{std::move(wanted)};
}

absl::StatusOr<LeanCoffeeSession::Events> LeanCoffeeSession::AddNote(NoteAdded wanted) const {
  FieldErrors errors;
  if (wanted.kind == NoteKind::kUnspecified) errors.Add("kind", "must be given");
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
      return WithReason(absl::AlreadyExistsError("the note_id belongs to another note"),
                        "ID_TAKEN");
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

absl::StatusOr<RoundExtended> LeanCoffeeSession::ExtendRound(const RoundId& round_id,
                                                             Step step) const {
  const Round* round = FindRound(round_id);
  if (round == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no round ", Quoted(round_id.value()), " in this session"));
  }
  if (round->status != RoundStatus::kRunning) {
    return Refuse("ROUND_NOT_RUNNING", "the round is not running");
  }
  if (round->extensions_used >= about.settings.max_extensions) {
    return Refuse("NO_EXTENSION_LEFT",
                  absl::StrCat("the round was extended ", round->extensions_used, " times"));
  }
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  // Counted from now if the time was over already: an extension is time to talk.
  const Time deadline =
      std::max(round->deadline, at) + std::chrono::seconds(about.settings.extension_seconds);
  return RoundExtended{round_id, deadline, round->extensions_used + 1, at};
}

absl::StatusOr<RoundEnded> LeanCoffeeSession::EndRound(RoundEnded wanted, Step step) const {
  ZWK_RETURN_IF_ERROR(CheckOutcome(wanted.outcome));
  const Round* round = FindRound(wanted.round_id);
  if (round == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no round ", Quoted(wanted.round_id.value()), " in this session"));
  }
  if (round->status != RoundStatus::kRunning) {
    return Refuse("ROUND_NOT_RUNNING", "the round is not running");
  }
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  return wanted;
}

absl::StatusOr<SessionEnded> LeanCoffeeSession::End(Step step) const {
  if (phase != SessionPhase::kRevealed && phase != SessionPhase::kDiscussing) {
    return WrongPhase("REVEALED or DISCUSSING");
  }
  if (RunningRound() != nullptr) return Refuse("ROUND_RUNNING", "a round is running");
  ZWK_ASSIGN_OR_RETURN(const Time at, TimeOf(step));
  const std::vector<TopicTally> ranking = Ranking();
  std::vector<Discussion> discussions(ranking.size(), Discussion::kNone);
  for (size_t i = 0; i < rounds.size(); ++i) {
    if (rounds[i].status != RoundStatus::kEnded) continue;
    discussions[i] = rounds[i].cut_short ? Discussion::kPartly : Discussion::kFully;
  }
  return SessionEnded{about.meeting_id, Leftovers(ranking, discussions), at};
}

absl::StatusOr<SessionCancelled> LeanCoffeeSession::Cancel(SessionCancelled wanted,
                                                           Step step) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason));
  if (phase >= SessionPhase::kRevealed) return WrongPhase("one before REVEALED");
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  return wanted;
}

// --- what has happened ---

void LeanCoffeeSession::Apply(const SessionEvent& event) {
  ++seq;
  std::visit(
      Overloaded{
          [&](const SessionCreated& e) {
            about = e;
            phase = SessionPhase::kDraft;
            last_step = e.at;
          },
          [&](const CollectionOpened& e) {
            phase = SessionPhase::kCollecting;
            last_step = e.at;
          },
          [&](const ClusteringStarted& e) {
            phase = SessionPhase::kClustering;
            last_step = e.at;
          },
          [&](const TopicSubmitted& e) {
            Topic topic;
            topic.topic_id = e.topic_id;
            topic.submission_seq = e.submission_seq;
            topic.source = e.source;
            topic.locale = e.locale;
            topic.paper_ref = e.paper_ref;
            topic.origin = e.origin;
            topic.status = e.late       ? TopicStatus::kLate
                           : e.accepted ? TopicStatus::kAccepted
                                        : TopicStatus::kSubmitted;
            topics.push_back(std::move(topic));
          },
          [&](const TopicAccepted& e) { TopicAt(e.topic_id).status = TopicStatus::kAccepted; },
          [&](const TopicRejected& e) {
            TopicAt(e.topic_id).status = TopicStatus::kRejected;
            TopicAt(e.topic_id).reason = e.reason;
          },
          [&](const TopicsMerged& e) {
            for (const TopicId& merged : e.merged) {
              TopicAt(merged).status = TopicStatus::kMerged;
              TopicAt(merged).merged_into = e.topic_id;
            }
          },
          [&](const TopicWithdrawn& e) {
            TopicAt(e.topic_id).status = TopicStatus::kWithdrawn;
            TopicAt(e.topic_id).reason = e.reason;
            if (phase == SessionPhase::kVoting) ++withdrawn_while_voting;
          },
          [&](const VotingOpened& e) {
            phase = SessionPhase::kVoting;
            paper_sheets = e.paper_sheets;
            last_step = e.at;
          },
          [&](const VotingClosed& e) {
            phase = SessionPhase::kVotingClosed;
            last_step = e.at;
          },
          [&](const ResultsRevealed& e) {
            phase = SessionPhase::kRevealed;
            results = e.results;
            last_step = e.at;
          },
          [&](const RoundStarted& e) {
            phase = SessionPhase::kDiscussing;
            Round round;
            round.round_id = e.round_id;
            round.ordinal = e.ordinal;
            round.topic_id = e.topic_id;
            round.started_at = e.at;
            round.deadline = e.deadline;
            round.origin = e.origin;
            rounds.push_back(std::move(round));
            last_step = e.at;
          },
          [&](const RoundExtended& e) {
            Round& round = RoundAt(e.round_id);
            round.deadline = e.deadline;
            round.extensions_used = e.extensions_used;
            last_step = e.at;
          },
          [&](const NoteAdded& e) {
            RoundAt(e.round_id)
                .notes.push_back({e.note_id, e.kind, e.locale, e.author_role, e.origin});
          },
          [&](const RoundEnded& e) {
            Round& round = RoundAt(e.round_id);
            round.status = RoundStatus::kEnded;
            round.outcome = e.outcome;
            round.cut_short = e.cut_short;
            round.ended_at = e.at;
            last_step = e.at;
          },
          [&](const RoundSkipped& e) {
            phase = SessionPhase::kDiscussing;
            Round round;
            round.round_id = e.round_id;
            round.ordinal = e.ordinal;
            round.topic_id = e.topic_id;
            round.status = RoundStatus::kSkipped;
            round.started_at = round.ended_at = e.at;
            round.skip_reason = e.reason;
            round.origin = e.origin;
            rounds.push_back(std::move(round));
            last_step = e.at;
          },
          [&](const SessionEnded& e) {
            phase = SessionPhase::kEnded;
            last_step = e.at;
          },
          [&](const SessionCancelled& e) {
            phase = SessionPhase::kCancelled;
            last_step = e.at;
          },
      },
      event);
}

// --- looking ---

absl::Status LeanCoffeeSession::WrongPhase(absl::string_view wanted) const {
  return WithDetail(Refuse("WRONG_PHASE", absl::StrCat("the session is ", PhaseName(phase),
                                                       ", needed is ", wanted)),
                    "phase", PhaseName(phase));
}

const Topic* LeanCoffeeSession::FindTopic(const TopicId& topic_id) const {
  for (const Topic& topic : topics) {
    if (topic.topic_id == topic_id) return &topic;
  }
  return nullptr;
}

const Round* LeanCoffeeSession::FindRound(const RoundId& round_id) const {
  for (const Round& round : rounds) {
    if (round.round_id == round_id) return &round;
  }
  return nullptr;
}

std::vector<TopicTally> LeanCoffeeSession::Ranking() const {
  if (!results || !results->withheld) return results ? results->tallies : std::vector<TopicTally>{};
  std::vector<TopicTally> unranked;
  for (const Topic& topic : topics) {
    if (topic.status == TopicStatus::kAccepted) {
      unranked.push_back({topic.topic_id, topic.submission_seq});
    }
  }
  return unranked;
}

std::string LeanCoffeeSession::VotingGuard() const {
  return phase == SessionPhase::kVoting ? absl::StrCat("VOTING/", withdrawn_while_voting) : "";
}

const Round* LeanCoffeeSession::RunningRound() const {
  return !rounds.empty() && rounds.back().status == RoundStatus::kRunning ? &rounds.back()
                                                                          : nullptr;
}

absl::StatusOr<Time> LeanCoffeeSession::TimeOf(const Step& step) const {
  if (about.mode == SessionMode::kLive) {
    if (step.happened_at) return InvalidField("happened_at", "is for recorded sessions only");
    return std::max(step.now, last_step);
  }
  if (!step.happened_at)
    return InvalidField("happened_at", "must be given: the session is recorded");
  if (*step.happened_at > step.now) return InvalidField("happened_at", "is in the future");
  if (*step.happened_at < last_step) {
    return InvalidField("happened_at",
                        absl::StrCat("is before the step before it, ", FormatTime(last_step)));
  }
  return *step.happened_at;
}

Time LeanCoffeeSession::LatestTime(const Step& step) const {
  return about.mode == SessionMode::kLive ? std::max(step.now, last_step) : last_step;
}

Topic& LeanCoffeeSession::TopicAt(const TopicId& topic_id) {
  return const_cast<Topic&>(*FindTopic(topic_id));
}

Round& LeanCoffeeSession::RoundAt(const RoundId& round_id) {
  return const_cast<Round&>(*FindRound(round_id));
}

}  // namespace zwk::participation
