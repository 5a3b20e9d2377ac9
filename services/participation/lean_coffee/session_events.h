#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "participation/lean_coffee/ids.h"
#include "participation/lean_coffee/tally.h"
#include "platform/base/clock.h"
#include "zwk/common/v1/personal.pb.h"

// What happens to a Lean Coffee session.
namespace zwk::participation {

enum class SessionMode { kUnspecified, kLive, kRecorded };
enum class BallotMode { kUnspecified, kSecret, kNamed };
enum class JoinMode { kUnspecified, kMembers, kCode, kBoth };
enum class NoteKind { kUnspecified, kPoint, kDecision, kAction, kQuestion };

// The rules of a session, fixed when it is created.
struct SessionSettings {
  int dots_per_participant = 0;
  int max_dots_per_topic = 0;
  int round_seconds = 0;
  int extension_seconds = 0;
  int max_extensions = 0;
  int planned_rounds = 0;
  BallotMode ballot_mode = BallotMode::kUnspecified;
  JoinMode join_mode = JoinMode::kUnspecified;
  std::vector<std::string> languages;
  int cards_per_participant = 10;
  bool operator==(const SessionSettings&) const = default;
};

// What the minutes say about a round, written for publication.
struct RoundOutcome {
  std::vector<std::string> paragraphs;
  std::vector<std::string> field_ids;
  std::vector<std::string> neighborhood_keys;
  std::string locale;
  bool operator==(const RoundOutcome&) const = default;
};

struct SessionCreated {
  SessionId session_id;
  std::string meeting_id;
  SessionMode mode = SessionMode::kUnspecified;
  SessionSettings settings;
  std::string created_by;
  SessionId repeats;
  int min_secret_participants = 0;
  std::string sealed_ballot_key;  // never leaves the service
  Time at{};
};
struct CollectionOpened {
  Time at{};
};
struct ClusteringStarted {
  Time at{};
};
struct VotingOpened {
  std::vector<TopicId> topic_ids;  // in the order of submission
  int paper_sheets = 0;            // handed out
  int64_t seen = 0;  // changes of cards that this one knows of; never leaves the service
  Time at{};
};
struct VotingClosed {
  Time at{};
};
struct ResultsRevealed {
  Results results;
  std::vector<TopicTally> unranked;  // where they are withheld: what was voted on, as submitted
  Time at{};
};
struct RoundStarted {
  RoundId round_id;
  int ordinal = 0;
  TopicId topic_id;
  Time deadline{};
  std::string origin;  // as of a topic
  Time at{};
};
struct RoundExtended {
  RoundId round_id;
  Time deadline{};
  int extensions_used = 0;
  Time at{};
};
struct NoteAdded {
  RoundId round_id;
  NoteId note_id;
  NoteKind kind = NoteKind::kUnspecified;
  common::v1::Personal text;  // sealed before the session decides; kept beside it
  common::v1::Personal role;  // likewise; then author_role is empty
  std::string locale;
  std::string author_role;
  std::string origin;
};
struct RoundEnded {
  RoundId round_id;
  RoundOutcome outcome;
  bool cut_short = false;
  Time at{};
};
struct RoundSkipped {
  RoundId round_id;
  int ordinal = 0;
  TopicId topic_id;
  std::string reason;
  std::string origin;
  Time at{};
};
struct SessionEnded {
  std::string meeting_id;
  std::vector<Leftover> leftovers;
  Time at{};
};
struct SessionCancelled {
  std::string reason;
  Time at{};
};

using SessionEvent =
    std::variant<SessionCreated, CollectionOpened, ClusteringStarted, VotingOpened, VotingClosed,
                 ResultsRevealed, RoundStarted, RoundExtended, NoteAdded, RoundEnded, RoundSkipped,
                 SessionEnded, SessionCancelled>;

}  // namespace zwk::participation
