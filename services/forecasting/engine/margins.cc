#include "forecasting/engine/margins.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

absl::Status CheckNumbers(const char* what, const std::vector<double>& values) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || values[i] < 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(what, " ", i, " is ", values[i], ", should be finite and not negative"));
    }
  }
  return absl::OkStatus();
}

// One kind of margin: `count` of them, of `length` cells each.
struct Margins {
  const char* name;
  const std::vector<double>& targets;
  size_t length;
  size_t stride_of_margin;
  size_t stride_of_cell;

  double SumOf(const std::vector<double>& cells, size_t margin) const {
    double sum = 0;
    for (size_t k = 0; k < length; ++k) {
      sum += cells[margin * stride_of_margin + k * stride_of_cell];
    }
    return sum;
  }
  void Scale(std::vector<double>& cells, size_t margin, double factor) const {
    for (size_t k = 0; k < length; ++k) {
      cells[margin * stride_of_margin + k * stride_of_cell] *= factor;
    }
  }
};

void ScaleAll(const Margins& margins, FittedTable& table) {
  for (size_t i = 0; i < margins.targets.size(); ++i) {
    const double sum = margins.SumOf(table.cells, i);
    if (sum > 0) margins.Scale(table.cells, i, margins.targets[i] / sum);
  }
}

// The largest relative error, and which margin has it.
void Measure(const Margins& margins, FittedTable& table) {
  for (size_t i = 0; i < margins.targets.size(); ++i) {
    const double sum = margins.SumOf(table.cells, i);
    const double off = std::abs(sum - margins.targets[i]);
    const double error = off == 0 ? 0 : off / std::max(margins.targets[i], sum);
    if (error > table.error) {
      table.error = error;
      table.worst = absl::StrCat(margins.name, " ", i);
    }
  }
}

absl::Status CheckReachable(const Margins& margins, const std::vector<double>& cells) {
  for (size_t i = 0; i < margins.targets.size(); ++i) {
    if (margins.targets[i] > 0 && margins.SumOf(cells, i) == 0) {
      return absl::FailedPreconditionError(absl::StrCat(margins.name, " ", i, " is all zeros, but ",
                                                        "should sum to ", margins.targets[i]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ScaleToTotal(double total, std::vector<double>& values) {
  ZWK_RETURN_IF_ERROR(CheckNumbers("value", values));
  ZWK_RETURN_IF_ERROR(CheckNumbers("total", {total}));
  const double sum = Sum(values);
  if (sum == 0 && total > 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("nobody is there to be scaled to a total of ", total));
  }
  if (sum == 0) return absl::OkStatus();
  for (double& value : values) value *= total / sum;
  return absl::OkStatus();
}

absl::StatusOr<FittedTable> FitToMargins(std::vector<double> seed, const std::vector<double>& rows,
                                         std::vector<double> columns, double tolerance,
                                         int most_sweeps) {
  if (seed.size() != rows.size() * columns.size()) {
    return absl::FailedPreconditionError(absl::StrCat("a table of ", seed.size(), " cells has not ",
                                                      rows.size(), " rows and ", columns.size(),
                                                      " columns"));
  }
  ZWK_RETURN_IF_ERROR(CheckNumbers("cell", seed));
  ZWK_RETURN_IF_ERROR(CheckNumbers("target of row", rows));
  ZWK_RETURN_IF_ERROR(CheckNumbers("target of column", columns));
  ZWK_RETURN_IF_ERROR(ScaleToTotal(Sum(rows), columns));
  const Margins by_row{"row", rows, columns.size(), columns.size(), 1};
  const Margins by_column{"column", columns, rows.size(), 1, columns.size()};
  ZWK_RETURN_IF_ERROR(CheckReachable(by_row, seed));
  ZWK_RETURN_IF_ERROR(CheckReachable(by_column, seed));
  FittedTable table;
  table.cells = std::move(seed);
  while (!table.converged && table.sweeps < most_sweeps) {
    ScaleAll(by_row, table);
    ScaleAll(by_column, table);
    ++table.sweeps;
    table.error = 0;
    Measure(by_row, table);
    Measure(by_column, table);
    table.converged = table.error <= tolerance;
  }
  return table;
}

std::vector<int64_t> RoundedByLargestRemainder(const std::vector<double>& values) {
  std::vector<int64_t> rounded;
  int64_t sum = 0;
  for (const double value : values) {
    rounded.push_back(static_cast<int64_t>(std::floor(value)));
    sum += rounded.back();
  }
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  const auto remainder = [&](size_t i) { return values[i] - std::floor(values[i]); };
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(-remainder(a), a) < std::pair(-remainder(b), b);
  });
  const int64_t missing = std::llround(Sum(values)) - sum;
  for (int64_t k = 0; k < missing; ++k) ++rounded[order[k]];
  return rounded;
}

}  // namespace zwk::forecasting
