#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/ballot.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/lean_coffee/sheet_table.h"
#include "zwk/participation/v1/paper_vote.pb.h"

namespace zwk::participation {

struct EnteredTotals {
  CountedTotals counted;  // what counts
  uint64_t version = 0;
};

// What the box of ballots does besides with paper.
class PaperBox {
 public:
  virtual ~PaperBox() = default;

  using CheckTotals = std::function<absl::StatusOr<CountedTotals>(const VotingRules&)>;
  // What was counted by hand, in place of what was entered before.
  virtual Task<absl::StatusOr<EnteredTotals>> EnterTotals(Caller caller, SessionId session_id,
                                                          uint64_t expected_version,
                                                          CheckTotals check) = 0;
  // All new sheets of the table, or none; a dry run decides the same and keeps nothing.
  virtual Task<absl::StatusOr<v1::ImportSheetsResponse>> EnterTable(Caller caller,
                                                                    SessionId session_id,
                                                                    SheetTable table,
                                                                    bool dry_run) = 0;
  // Of the session as it is.
  virtual Task<absl::StatusOr<v1::ListSheetsResponse>> ListSheets(Caller caller,
                                                                  LeanCoffeeSession session,
                                                                  int page_size,
                                                                  std::string page_token) = 0;
};

}  // namespace zwk::participation
