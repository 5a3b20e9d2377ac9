#pragma once

#include <string>
#include <vector>

#include "participation/lean_coffee/paper_port.h"

namespace zwk::participation {

// What was voted on paper, as a scribe brings it: tables of sheets, and dots counted on cards.
class Paper {
 public:
  Paper(PaperBox& paper, BallotBox& box, TopicBox& topics, SessionRepository& sessions)
      : paper_(paper), box_(box), topics_(topics), sessions_(sessions) {}

  Task<absl::StatusOr<EnteredTotals>> EnterTotals(Caller caller, SessionId session_id,
                                                  uint64_t expected_version,
                                                  std::vector<CountedTopic> totals, int sheets);
  Task<absl::StatusOr<v1::ImportSheetsResponse>> Import(Caller caller, SessionId session_id,
                                                        std::string csv, bool dry_run);
  // From VOTING to the end of the session's key.
  Task<absl::StatusOr<v1::ListSheetsResponse>> List(Caller caller, SessionId session_id,
                                                    int page_size, std::string page_token);
  Task<absl::StatusOr<OwnBallot>> Correct(Caller caller, SessionId session_id,
                                          BallotBox::Sheet sheet,
                                          std::vector<Allocation> allocations);

 private:
  PaperBox& paper_;
  BallotBox& box_;
  TopicBox& topics_;
  SessionRepository& sessions_;
};

}  // namespace zwk::participation
