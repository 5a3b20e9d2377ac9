#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

// Tables that have to add up to what is known of their sums.
namespace zwk::forecasting {

// Multiplies all so that they sum to `total`. FAILED_PRECONDITION if they sum to zero and the total
// does not, or anything is negative or not finite.
absl::Status ScaleToTotal(double total, std::vector<double>& values);

struct FittedTable {
  std::vector<double> cells;  // by rows
  int sweeps = 0;
  bool converged = false;
  double error = 0;   // the largest of a margin, relative
  std::string worst;  // which one, e.g. "row 3"
};

// Iterative proportional fitting (Deming & Stephan 1940): rows and columns are scaled in turn until
// every margin is met up to `tolerance`, relative. Zero cells stay zero, so some margins cannot be
// met: then `converged` is false, and `error` and `worst` say how far off what is. The columns'
// targets are scaled to the grand total of the rows'. FAILED_PRECONDITION: sizes that do not match,
// a negative or not finite number, a row or column of zeros (named) that should have people.
absl::StatusOr<FittedTable> FitToMargins(std::vector<double> seed, const std::vector<double>& rows,
                                         std::vector<double> columns, double tolerance = 1e-9,
                                         int most_sweeps = 1000);

// Whole numbers whose sum is that of the values, rounded: all are rounded down, then those with the
// largest remainders up; the first of equal ones. Values are not negative. For reports only: what
// is rounded does not go into the next step.
std::vector<int64_t> RoundedByLargestRemainder(const std::vector<double>& values);

}  // namespace zwk::forecasting
