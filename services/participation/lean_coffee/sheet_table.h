#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "participation/lean_coffee/ballot.h"
#include "participation/lean_coffee/voting_rules.h"
#include "zwk/participation/v1/topic.pb.h"

namespace zwk::participation {

// A table of sheets of paper, as an office types it: a row for each sheet, a column for each card.
struct SheetTable {
  static constexpr size_t kMostRows = 30;
  static constexpr size_t kMostColumns = 502;  // the sheet, the person, and a session's cards

  struct Cell {
    std::string column;  // as it is named in the header
    TopicId topic_id;
    int dots = 0;
  };
  struct Row {
    int number = 0;  // from 1, below the header
    std::string sheet_ref;
    std::string person_ref;   // may be empty
    std::vector<Cell> cells;  // those with dots
  };
  std::vector<Row> rows;

  // From CSV. Names every bad cell, as `rows[<n>].<column>`, or what is wrong with the whole: `csv`.
  static absl::StatusOr<SheetTable> Read(const std::string& csv,
                                         const std::vector<v1::Topic>& topics);
  // What it says, as ballots in its order. Names every bad cell.
  absl::StatusOr<std::vector<Ballot>> FillIn(const VotingRules& rules) const;
};

}  // namespace zwk::participation
