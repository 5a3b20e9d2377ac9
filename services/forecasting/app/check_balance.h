#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/app/valid_figures.h"
#include "forecasting/domain/balance.h"
#include "forecasting/domain/population_file.h"

namespace zwk::forecasting {

// Holds a file of stocks or flows against the figures that are valid: with the file taken over,
// every stock must follow from the one before and the flows between them.
//
// Cells that do not become errors of `contents`. The answer has every year of the file, and the
// year after it where its stocks are there, with why it was not checked where it was not.
// `tolerance` in people per cell; nothing: the caller does not want it checked.
Task<absl::StatusOr<std::vector<YearBalance>>> CheckBalanceOf(ValidFigures& valid,
                                                              const FileContext& context,
                                                              std::optional<double> tolerance,
                                                              FileContents& contents);

}  // namespace zwk::forecasting
