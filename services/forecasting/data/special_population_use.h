#pragma once

#include "absl/status/status.h"
#include "forecasting/data/population_file.h"
#include "forecasting/data/valid_figures_use.h"

namespace zwk::forecasting {

// Special populations are part of the people: a cell of them has at most as many as the stocks of
// the year have. Holds a file of either against the other, if that is there; cells with more become
// errors of `contents`.
Task<absl::Status> CheckSpecialOf(ValidFigures& valid, const FileContext& context,
                                  FileContents& contents);

}  // namespace zwk::forecasting
