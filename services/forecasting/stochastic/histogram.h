#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace zwk::forecasting {

// Distributions of figures as integer counts, which add up to the same bytes in any order and for
// any split of the trajectories.
//
// Each figure of each year is a row of kHistogramColumns counts: below the edges, kBins bins of
// equal width, above. Rows are ordered by year, then figure.
inline constexpr int kBins = 512;
inline constexpr int kHistogramColumns = kBins + 2;

// From where to where the bins of a row reach.
struct Edge {
  double low = 0;
  double width = 0;  // of one bin

  friend bool operator==(const Edge&, const Edge&) = default;
};
using Edges = std::vector<Edge>;  // one per row

// The edges around figures that were seen from `least` to `most`: widened by half their range on
// both sides, by half a person where they are all alike.
Edge EdgeAround(double least, double most);

// counts[row * kHistogramColumns + column].
using Counts = std::vector<uint32_t>;

// The quantiles at `levels` (0..1) of one row; the trajectories of a bin are spread over it evenly.
// Off by at most one bin from the quantiles of the sorted figures; what lies below or above the
// edges counts as lying on them. `row` has kHistogramColumns counts, at least one of them above
// zero.
std::vector<double> HistogramQuantiles(absl::Span<const uint32_t> row, const Edge& edge,
                                       absl::Span<const double> levels);

// The share of the trajectories that lie outside the edges.
double ShareOutside(absl::Span<const uint32_t> row);

// The quantiles of sorted figures, linear between order statistics (type 7 of Hyndman & Fan 1996).
// Sorts; at least one figure.
std::vector<double> ExactQuantiles(std::vector<double> figures, absl::Span<const double> levels);

// Counts as bytes for transport, row by row: pairs of varints, how many zeros and the count after
// them. So nobody holds the counts of all rows of a large city.
class CountsWriter {
 public:
  void Add(absl::Span<const uint32_t> counts);
  std::string Take() && { return std::move(bytes_); }

 private:
  uint64_t zeros_ = 0;
  std::string bytes_;
};

// Adds what the bytes say of rows `first_row` and following, as many as `sum` has. DATA_LOSS unless
// the bytes are counts of no more than `rows` rows.
absl::Status AddBytes(absl::string_view bytes, size_t rows, size_t first_row, Counts& sum);

}  // namespace zwk::forecasting
