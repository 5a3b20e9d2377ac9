#include "participation/lean_coffee/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/refusal.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void CheckRange(FieldErrors& errors, absl::string_view field, int value, int least, int most) {
  if (value < least || value > most) {
    errors.Add(field, absl::StrCat("is ", value, ", allowed are ", least, " to ", most));
  }
}

void CheckSettings(FieldErrors& errors, const SessionSettings& settings, SessionMode mode) {
  CheckRange(errors, "session.settings.dots_per_participant", settings.dots_per_participant, 1, 20);
  CheckRange(errors, "session.settings.max_dots_per_topic", settings.max_dots_per_topic, 1,
             std::clamp(settings.dots_per_participant, 1, 20));
  CheckRange(errors, "session.settings.round_seconds", settings.round_seconds, 60, 3600);
  CheckRange(errors, "session.settings.max_extensions", settings.max_extensions, 0, 10);
  CheckRange(errors, "session.settings.extension_seconds", settings.extension_seconds,
             settings.max_extensions > 0 ? 1 : 0, 3600);
  CheckRange(errors, "session.settings.planned_rounds", settings.planned_rounds, 1, 50);
  CheckRange(errors, "session.settings.cards_per_participant", settings.cards_per_participant, 1,
             100);
  if (settings.ballot_mode == BallotMode::kUnspecified) {
    errors.Add("session.settings.ballot_mode", "must be given");
  }
  if (settings.join_mode == JoinMode::kUnspecified) {
    errors.Add("session.settings.join_mode", "must be given");
  } else if (mode == SessionMode::kRecorded && settings.join_mode != JoinMode::kMembers) {
    errors.Add("session.settings.join_mode", "must be MEMBERS: nobody joins a recorded session");
  }
  if (settings.languages.empty() || settings.languages.size() > 20) {
    errors.Add("session.settings.languages", "must be 1 to 20");
  }
  for (size_t i = 0; i < settings.languages.size(); ++i) {
    Locale::Check(errors, absl::StrCat("session.settings.languages[", i, "]"),
                  settings.languages[i]);
  }
}

// Whether a tally tells what single people voted. Dots that were counted by hand lay there for all to see:
// they hide nobody beside them, as the sum less what was counted is the sum of the others.
bool TellsBallots(const Count& count, int fewest) {
  const int64_t all = count.ballots_counting + (count.sheets_counting ? count.sheets_counted : 0);
  return all < fewest || (count.ballots_counting > 0 && count.ballots_counting < fewest);
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

// --- creation and phases ---

absl::StatusOr<SessionCreated> LeanCoffeeSession::Create(SessionCreated wanted, Step step) const {
  FieldErrors errors;
  if (wanted.mode == SessionMode::kUnspecified) errors.Add("session.mode", "must be given");
  CheckSettings(errors, wanted.settings, wanted.mode);
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

// --- the vote ---

absl::StatusOr<VotingOpened> LeanCoffeeSession::OpenVoting(const std::vector<v1::Topic>& topics,
                                                           int64_t seen, int64_t devices,
                                                           int paper_sheets, Step step) const {
  if (paper_sheets < 0 || paper_sheets > kMaxSheets) {
    return InvalidField("paper_sheets", absl::StrCat("must be 0 to ", kMaxSheets));
  }
  if (phase != SessionPhase::kCollecting && phase != SessionPhase::kClustering) {
    return WrongPhase("COLLECTING or CLUSTERING");
  }
  VotingOpened opened;
  opened.paper_sheets = paper_sheets;
  opened.seen = seen;
  for (const v1::Topic& topic : topics) {
    if (topic.status() == v1::TOPIC_STATUS_SUBMITTED) {
      return Refuse("TOPICS_NOT_MODERATED", "topics wait to be accepted or rejected");
    }
    if (topic.status() == v1::TOPIC_STATUS_ACCEPTED)
      opened.topic_ids.emplace_back(topic.topic_id());
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
  // Of few ballots the tally tells each. Who joined without voting hides nobody, nor does who voted for
  // nothing but topics that were withdrawn.
  const bool secret = about.settings.ballot_mode == BallotMode::kSecret;
  const int fewest = about.min_secret_participants;
  if (!secret || !TellsBallots(*count, fewest)) {
    Count told = *count;
    // Dots of few sheets are told among all, and not apart: one sheet's are its ballot.
    if (secret && told.sheets_counted < fewest) {
      for (CountedTopic& topic : told.topics) topic.counted_dots = 0;
    }
    return ResultsRevealed{RankTopics(std::move(told), at), {}, at};
  }
  ResultsRevealed revealed{WithholdTopics(*count, at), {}, at};
  for (const CountedTopic& topic : count->topics) {
    revealed.unranked.push_back({topic.topic_id, topic.submission_seq});
  }
  return revealed;
}

// --- the end ---

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
  ZWK_RETURN_IF_ERROR(TakeReason(wanted.reason));
  if (phase >= SessionPhase::kRevealed) return WrongPhase("one before REVEALED");
  ZWK_ASSIGN_OR_RETURN(wanted.at, TimeOf(step));
  return wanted;
}

// --- looking ---

absl::Status LeanCoffeeSession::WrongPhase(absl::string_view wanted) const {
  return WithDetail(Refuse("WRONG_PHASE", absl::StrCat("the session is ", PhaseName(phase),
                                                       ", needed is ", wanted)),
                    "phase", PhaseName(phase));
}

const Round* LeanCoffeeSession::FindRound(const RoundId& round_id) const {
  for (const Round& round : rounds) {
    if (round.round_id == round_id) return &round;
  }
  return nullptr;
}

std::vector<TopicTally> LeanCoffeeSession::Ranking() const {
  if (!results) return {};
  return results->withheld ? unranked : results->tallies;
}

std::string LeanCoffeeSession::BoardGuard() const {
  switch (phase) {
    case SessionPhase::kCollecting:
    case SessionPhase::kClustering:
      return std::string(PhaseName(phase));
    case SessionPhase::kDiscussing:
    case SessionPhase::kEnded:
      return "LATE";
    default:
      return "";
  }
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

Round& LeanCoffeeSession::RoundAt(const RoundId& round_id) {
  return const_cast<Round&>(*FindRound(round_id));
}

}  // namespace zwk::participation
