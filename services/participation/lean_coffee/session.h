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
#include "participation/lean_coffee/topic.h"
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
enum class RoundStatus { kUnspecified, kRunning, kEnded, kSkipped };

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
// Ballots and cards are not part of it: each is a small document of its own, and who writes one only
// looks at this one.
//
// Decisions take the event as it is wanted and answer with what happens; they change nothing.
struct LeanCoffeeSession {
  static constexpr size_t kMaxImport = 50;
  static constexpr size_t kMaxNotes = 200;
  static constexpr int kMaxSheets = 10'000;
  using Events = std::vector<SessionEvent>;

  absl::StatusOr<SessionCreated> Create(SessionCreated wanted, Step step) const;
  absl::StatusOr<CollectionOpened> OpenCollection(Step step) const;
  absl::StatusOr<ClusteringStarted> StartClustering(Step step) const;

  // What becomes of cards (topic.h). `wanted` is named by its client, its number comes when it is kept.
  absl::StatusOr<v1::TopicSubmitted> SubmitTopic(v1::Topic wanted, Step step) const;
  absl::StatusOr<v1::TopicSubmitted> AddLateTopic(v1::Topic wanted, Step step) const;
  absl::StatusOr<v1::TopicAccepted> AcceptTopic(const v1::Topic& topic) const;
  absl::StatusOr<RejectedTopic> RejectTopic(const v1::Topic& topic, std::string reason) const;
  // The first one stays, the others go into it.
  absl::StatusOr<v1::TopicsMerged> MergeTopics(const std::vector<v1::Topic>& topics,
                                               Step step) const;
  absl::StatusOr<v1::TopicWithdrawn> WithdrawTopic(const v1::Topic& topic, std::string reason,
                                                   Step step) const;
  // A row of an import, and what is there of it already.
  struct ImportRow {
    v1::Topic card;
    std::string there;  // the topic with its paper_ref
    bool id_taken = false;
  };
  // Rows whose paper_ref is there already are left out. Violations are named `cards[<row from 1>].<field>`.
  absl::StatusOr<std::vector<v1::TopicSubmitted>> ImportCards(std::vector<ImportRow> rows,
                                                              bool accept, Step step) const;

  // `topics`: all, by submission_seq, as they were when `seen` changes of them had happened; `devices`:
  // those that joined, with the sheets handed out they are the people who may vote. That no other
  // session of the meeting votes, and that no card changed since, are guards of the commit.
  absl::StatusOr<VotingOpened> OpenVoting(const std::vector<v1::Topic>& topics, int64_t seen,
                                          int64_t devices, int paper_sheets, Step step) const;
  absl::StatusOr<VotingClosed> CloseVoting(Step step) const;
  // `count`: absent if the vote was still open when it was asked for.
  absl::StatusOr<ResultsRevealed> RevealResults(const std::optional<Count>& count, Step step) const;

  // What was created by the same content (origin) is there already: then nothing happens.
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

  const Round* FindRound(const RoundId& round_id) const;
  // NOT_FOUND, or ROUND_NOT_RUNNING.
  absl::StatusOr<Round> Running(const RoundId& round_id) const;
  // What is discussed, in its order: the ranking, or as submitted where the ranking is withheld.
  std::vector<TopicTally> Ranking() const;

  // What happens to cards now: says the same as long as it does. Empty where nothing does, and while
  // voting, where the guard of the vote is that of the cards.
  std::string BoardGuard() const;

  SessionCreated about;
  SessionPhase phase = SessionPhase::kNone;
  Time last_step{};
  uint64_t seq = 0;      // version of the last event
  int paper_sheets = 0;  // handed out when voting was opened
  std::optional<Results> results;
  std::vector<TopicTally> unranked;  // ResultsRevealed
  std::vector<Round> rounds;         // by ordinal
  std::string kept;  // the document it was read from, with what a newer release has put there

 private:
  // Each takes over one event.
  void Take(const SessionCreated& e);
  void Take(const CollectionOpened& e);
  void Take(const ClusteringStarted& e);
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
  v1::TopicSubmitted Submitted(v1::Topic topic, v1::TopicStatus status, Step step) const;
  absl::Status CheckUndecided(const v1::Topic& topic) const;
  absl::StatusOr<TopicId> NextTopic(const TopicId& expected) const;
  const Round* RunningRound() const;
  Round& RoundAt(const RoundId& round_id);
};

absl::string_view PhaseName(SessionPhase phase);

// They bring a note into the form in which it is kept and name every bad field.
void TakeNote(FieldErrors& errors, std::string& text, const std::string& locale,
              std::string& author_role);

}  // namespace zwk::participation
