#include "forecasting/stochastic/histogram.h"

#include <algorithm>
#include <cmath>

namespace zwk::forecasting {
namespace {

// The order statistic `rank` (0-based): the trajectories of a bin lie evenly spread in it.
double OrderStatistic(absl::Span<const uint32_t> row, const Edge& edge, uint64_t rank) {
  uint64_t before = 0;
  for (int column = 0; column < kHistogramColumns; ++column) {
    const uint64_t here = row[column];
    if (rank >= before + here) {
      before += here;
      continue;
    }
    if (column == 0) return edge.low;
    if (column > kBins) break;
    const double inside = (static_cast<double>(rank - before) + 0.5) / static_cast<double>(here);
    return edge.low + edge.width * (column - 1 + inside);
  }
  return edge.low + edge.width * kBins;
}

// Type 7 of Hyndman & Fan: the quantile p of n values lies at (n - 1) p between order statistics.
template <class OrderStatisticOf>
double QuantileAt(double level, uint64_t n, const OrderStatisticOf& order_statistic) {
  const double position = static_cast<double>(n - 1) * std::clamp(level, 0.0, 1.0);
  const auto rank = static_cast<uint64_t>(position);
  const double part = position - static_cast<double>(rank);
  const double lower = order_statistic(rank);
  return part == 0 ? lower : lower + part * (order_statistic(rank + 1) - lower);
}

void AppendVarint(uint64_t value, std::string& bytes) {
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
}

// False at the end of the bytes or where no number of 64 bits stands.
bool ReadVarint(absl::string_view& bytes, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 63; shift += 7) {
    if (bytes.empty()) return false;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace

Edge EdgeAround(double least, double most) {
  const double range = most > least ? most - least : 1.0;
  const double middle = least + (most - least) / 2;
  return {middle - range, 2 * range / kBins};
}

std::vector<double> HistogramQuantiles(absl::Span<const uint32_t> row, const Edge& edge,
                                       absl::Span<const double> levels) {
  uint64_t n = 0;
  for (const uint32_t count : row) n += count;
  std::vector<double> quantiles;
  for (const double level : levels) {
    quantiles.push_back(
        QuantileAt(level, n, [&](uint64_t rank) { return OrderStatistic(row, edge, rank); }));
  }
  return quantiles;
}

double ShareOutside(absl::Span<const uint32_t> row) {
  double n = 0;
  for (const uint32_t count : row) n += count;
  return (static_cast<double>(row.front()) + row.back()) / n;
}

std::vector<double> ExactQuantiles(std::vector<double> figures, absl::Span<const double> levels) {
  std::sort(figures.begin(), figures.end());
  std::vector<double> quantiles;
  for (const double level : levels) {
    quantiles.push_back(
        QuantileAt(level, figures.size(), [&](uint64_t rank) { return figures[rank]; }));
  }
  return quantiles;
}

void CountsWriter::Add(absl::Span<const uint32_t> counts) {
  for (const uint32_t count : counts) {
    if (count == 0) {
      ++zeros_;
      continue;
    }
    AppendVarint(zeros_, bytes_);
    AppendVarint(count, bytes_);
    zeros_ = 0;
  }
}

absl::Status AddBytes(absl::string_view bytes, size_t rows, size_t first_row, Counts& sum) {
  const size_t all = rows * kHistogramColumns, first = first_row * kHistogramColumns;
  size_t position = 0;
  while (!bytes.empty()) {
    uint64_t zeros = 0, count = 0;
    if (!ReadVarint(bytes, zeros) || !ReadVarint(bytes, count) || count == 0 ||
        count > UINT32_MAX || zeros >= all - position) {
      return absl::DataLossError("the bytes are no counts of this simulation");
    }
    position += zeros;
    if (position >= first && position - first < sum.size()) {
      sum[position - first] += static_cast<uint32_t>(count);
    }
    ++position;
  }
  return absl::OkStatus();
}

}  // namespace zwk::forecasting
