#include "participation/lean_coffee/session.h"

#include <utility>

// What has happened to a session.
namespace zwk::participation {

void LeanCoffeeSession::Apply(const SessionEvent& event) {
  ++seq;
  std::visit([this](const auto& happened) { Take(happened); }, event);
}

void LeanCoffeeSession::Take(const SessionCreated& e) {
  about = e;
  phase = SessionPhase::kDraft;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const CollectionOpened& e) {
  phase = SessionPhase::kCollecting;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const ClusteringStarted& e) {
  phase = SessionPhase::kClustering;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const VotingOpened& e) {
  phase = SessionPhase::kVoting;
  paper_sheets = e.paper_sheets;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const VotingClosed& e) {
  phase = SessionPhase::kVotingClosed;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const ResultsRevealed& e) {
  phase = SessionPhase::kRevealed;
  results = e.results;
  unranked = e.unranked;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const RoundStarted& e) {
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
}

void LeanCoffeeSession::Take(const RoundExtended& e) {
  Round& round = RoundAt(e.round_id);
  round.deadline = e.deadline;
  round.extensions_used = e.extensions_used;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const NoteAdded& e) {
  RoundAt(e.round_id).notes.push_back({e.note_id, e.kind, e.locale, e.author_role, e.origin});
}

void LeanCoffeeSession::Take(const RoundEnded& e) {
  Round& round = RoundAt(e.round_id);
  round.status = RoundStatus::kEnded;
  round.outcome = e.outcome;
  round.cut_short = e.cut_short;
  round.ended_at = e.at;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const RoundSkipped& e) {
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
}

void LeanCoffeeSession::Take(const SessionEnded& e) {
  phase = SessionPhase::kEnded;
  last_step = e.at;
}

void LeanCoffeeSession::Take(const SessionCancelled& e) {
  phase = SessionPhase::kCancelled;
  last_step = e.at;
}

}  // namespace zwk::participation
