#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "participation/lean_coffee/ids.h"
#include "participation/lean_coffee/session_events.h"
#include "participation/lean_coffee/tally.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"

namespace zwk::participation {

enum class SessionPhase {
  kNone,  // not created yet
  kDraft,
  kCollecting,
  kClustering,
  kVoting,
  kVotingClosed,
  kRevealed,
  kDiscussing,
  kEnded,
  kCancelled
};
enum class TopicStatus {
  kUnspecified,
  kSubmitted,
  kAccepted,
  kRejected,
  kMerged,
  kWithdrawn,
  kLate
};
enum class RoundStatus { kUnspecified, kRunning, kEnded, kSkipped };

// A card on the board, without its words.
struct Topic {
  TopicId topic_id;
  int64_t submission_seq = 0;
  TopicStatus status = TopicStatus::kSubmitted;
  TopicSource source = TopicSource::kUnspecified;
  std::string locale;
  std::string paper_ref;
  std::string reason;
  TopicId merged_into;
  std::string origin;
  std::string author;
};

struct RoundNote {
  NoteId note_id;
  NoteKind kind = NoteKind::kUnspecified;
  std::string locale;
  std::string author_role;
  std::string origin;
};

struct Round {
  RoundId round_id;
  int ordinal = 0;
  TopicId topic_id;
  RoundStatus status = RoundStatus::kRunning;
  Time started_at{};
  Time deadline{};
  Time ended_at{};
  int extensions_used = 0;
  bool cut_short = false;
  std::string skip_reason;
  std::vector<RoundNote> notes;
  RoundOutcome outcome;
  std::string origin;
};

// When a step is taken: the server's time, and what a scribe says about a session held before.
struct Step {
  Time now{};
  std::optional<Time> happened_at;
};

// A Lean Coffee: collect topics, spend dots, discuss in the order of the dots.
//
// Invariants: phases follow participation.md's order and never come back from a closed vote; topics
// are fixed when voting opens, but for withdrawals; results never change once revealed; rounds
// follow the ranking, one at a time.
//
// Ballots are not part of it: a vote writes its own small document and only looks at this one.
//
// Decisions take the event as it is wanted and answer with what happens; they change nothing.
struct LeanCoffeeSession {
  static constexpr size_t kMaxTopics = 500;   // that are accepted
  static constexpr size_t kMaxWaiting = 500;  // for moderation
  static constexpr size_t kMaxLate = 100;
  static constexpr size_t kMaxImport = 50;
  static constexpr size_t kMaxNotes = 200;
  static constexpr int kMaxSheets = 10'000;
  using Events = std::vector<SessionEvent>;

  absl::StatusOr<SessionCreated> Create(SessionCreated wanted, Step step) const;
  absl::StatusOr<CollectionOpened> OpenCollection(Step step) const;
  absl::StatusOr<ClusteringStarted> StartClustering(Step step) const;

  // What was created by the same content (origin) is there already: then nothing happens.
  absl::StatusOr<Events> SubmitTopic(TopicSubmitted wanted, Step step) const;
  absl::StatusOr<Events> AddLateTopic(TopicSubmitted wanted, Step step) const;
  absl::StatusOr<TopicAccepted> AcceptTopic(TopicAccepted wanted) const;
  absl::StatusOr<TopicRejected> RejectTopic(TopicRejected wanted) const;
  absl::StatusOr<TopicsMerged> MergeTopics(TopicsMerged wanted, Step step) const;
  absl::StatusOr<TopicWithdrawn> WithdrawTopic(TopicWithdrawn wanted, Step step) const;
  // Rows whose paper_ref is there already are left out; the others become topics in their order.
  // Violations are named `cards[<row from 1>].<field>`.
  absl::StatusOr<Events> ImportCards(std::vector<TopicSubmitted> rows, Step step) const;

  // `devices`: those that joined; with the sheets handed out they are the people who may vote. That
  // no other session of the meeting votes is a guard of the commit.
  absl::StatusOr<VotingOpened> OpenVoting(int64_t devices, int paper_sheets, Step step) const;
  absl::StatusOr<VotingClosed> CloseVoting(Step step) const;
  // `count`: absent if the vote was still open when it was asked for.
  absl::StatusOr<ResultsRevealed> RevealResults(const std::optional<Count>& count, Step step) const;

  absl::StatusOr<Events> StartRound(RoundStarted wanted, Step step) const;
  absl::StatusOr<Events> AddNote(NoteAdded wanted) const;
  absl::StatusOr<RoundExtended> ExtendRound(const RoundId& round_id, Step step) const;
  absl::StatusOr<RoundEnded> EndRound(RoundEnded wanted, Step step) const;
  absl::StatusOr<Events> SkipRound(RoundSkipped wanted, Step step) const;
  absl::StatusOr<SessionEnded> End(Step step) const;
  absl::StatusOr<SessionCancelled> Cancel(SessionCancelled wanted, Step step) const;

  // FAILED_PRECONDITION, reason WRONG_PHASE, naming the present one.
  absl::Status WrongPhase(absl::string_view wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const SessionEvent& event);

  const Topic* FindTopic(const TopicId& topic_id) const;
  const Round* FindRound(const RoundId& round_id) const;
  // What is discussed, in its order: the ranking, or as submitted where the ranking is withheld.
  std::vector<TopicTally> Ranking() const;

  // While voting: changes with every withdrawal, so that a ballot decided before cannot be cast
  // after it. Empty in every other phase.
  std::string VotingGuard() const;

  SessionCreated about;
  SessionPhase phase = SessionPhase::kNone;
  Time last_step{};
  uint64_t seq = 0;           // version of the last event
  std::vector<Topic> topics;  // by submission_seq
  int paper_sheets = 0;       // handed out when voting was opened
  int withdrawn_while_voting = 0;
  std::optional<Results> results;
  std::vector<Round> rounds;  // by ordinal
  std::string kept;  // the document it was read from, with what a newer release has put there

 private:
  // Each takes over one event.
  void Take(const SessionCreated& e);
  void Take(const CollectionOpened& e);
  void Take(const ClusteringStarted& e);
  void Take(const TopicSubmitted& e);
  void Take(const TopicAccepted& e);
  void Take(const TopicRejected& e);
  void Take(const TopicsMerged& e);
  void Take(const TopicWithdrawn& e);
  void Take(const VotingOpened& e);
  void Take(const VotingClosed& e);
  void Take(const ResultsRevealed& e);
  void Take(const RoundStarted& e);
  void Take(const RoundExtended& e);
  void Take(const NoteAdded& e);
  void Take(const RoundEnded& e);
  void Take(const RoundSkipped& e);
  void Take(const SessionEnded& e);
  void Take(const SessionCancelled& e);

  absl::StatusOr<Time> TimeOf(const Step& step) const;
  Time LatestTime(const Step& step) const;  // for what carries no time of its own
  absl::StatusOr<Events> NewTopic(TopicSubmitted wanted, Step step) const;
  bool IsThere(const TopicSubmitted& wanted) const;
  absl::Status CheckUndecided(const TopicId& topic_id) const;
  absl::Status CheckRoom(const TopicSubmitted& wanted, size_t more = 1) const;
  absl::StatusOr<TopicId> NextTopic(const TopicId& expected) const;
  const Round* RunningRound() const;
  Topic& TopicAt(const TopicId& topic_id);
  Round& RoundAt(const RoundId& round_id);
};

absl::string_view PhaseName(SessionPhase phase);

// The words of a card or note, before they are sealed.
struct CardText {
  std::string title;
  std::string body;
  std::string locale;
};
// They bring texts into the form in which they are kept and name every bad field; `card` is the path of the card.
void TakeCard(FieldErrors& errors, absl::string_view card, CardText& words);
void TakePaperRef(FieldErrors& errors, absl::string_view card, TopicSubmitted& wanted);
void TakeNote(FieldErrors& errors, CardText& note, std::string& author_role);

}  // namespace zwk::participation
