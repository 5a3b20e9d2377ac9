#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/balance.h"
#include "forecasting/data/population_file.h"
#include "forecasting/data/valid_figures_use.h"

namespace zwk::forecasting {

struct BalanceRules {
  std::optional<double> tolerance;  // people per cell; nothing: the caller does not want it checked
  // The file is taken over without its wrong years, so the others must balance without them.
  bool partial = false;
};

// Holds a file of stocks or flows against the figures that are valid: with the file taken over,
// every stock must follow from the one before and the flows between them.
//
// Cells that do not become errors of `contents`, in the year of the file that is at fault: the
// later stock's, if it is there. The answer has every year of the file, and the year after it where
// its stocks are there, with why it was not checked where it was not.
Task<absl::StatusOr<std::vector<v1::YearBalance>>> CheckBalanceOf(ValidFigures& valid,
                                                                  const FileContext& context,
                                                                  BalanceRules rules,
                                                                  FileContents& contents);

}  // namespace zwk::forecasting
