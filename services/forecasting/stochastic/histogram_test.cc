#include "forecasting/stochastic/histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;

const std::vector<double> kLevels = {0.025, 0.1, 0.5, 0.9, 0.975};

TEST(HistogramTest, EdgesAreWidenedByHalfTheRange) {
  const Edge edge = EdgeAround(10, 14);
  EXPECT_EQ(edge.low, 8);
  EXPECT_EQ(edge.low + kBins * edge.width, 16);
  const Edge alike = EdgeAround(7, 7);
  EXPECT_EQ(alike.low, 6);
  EXPECT_EQ(alike.low + kBins * alike.width, 8);
}

TEST(HistogramTest, QuantilesAreThoseOfTheSortedFiguresUpToOneBin) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    std::gamma_distribution<double> gamma(2 + seed, 5);
    std::vector<double> figures;
    for (unsigned i = 0; i < 64 + 50 * seed; ++i) figures.push_back(gamma(random));
    const auto [least, most] = std::minmax_element(figures.begin(), figures.begin() + 64);
    const Edge edge = EdgeAround(*least, *most);
    Counts row(kHistogramColumns);
    for (const double figure : figures) {
      const double column = std::floor((figure - edge.low) / edge.width) + 1;
      ++row[static_cast<size_t>(std::min(std::max(column, 0.0), kBins + 1.0))];
    }
    const auto exact = ExactQuantiles(figures, kLevels);
    const auto counted = HistogramQuantiles(row, edge, kLevels);
    for (size_t i = 0; i < kLevels.size(); ++i) {
      EXPECT_LE(std::abs(counted[i] - exact[i]), edge.width) << seed << " " << kLevels[i];
    }
  }
}

TEST(HistogramTest, ExactQuantilesAreOfType7) {
  // R: quantile(c(3, 1, 4, 1, 5), c(0, .1, .5, .8, 1))
  EXPECT_THAT(ExactQuantiles({3, 1, 4, 1, 5}, {0, 0.1, 0.5, 0.8, 1}),
              ElementsAre(1, 1, 3, testing::DoubleNear(4.2, 1e-12), 5));
  EXPECT_THAT(ExactQuantiles({2}, {0, 0.5, 1}), ElementsAre(2, 2, 2));
}

TEST(HistogramTest, FiguresOutsideLieOnTheEdges) {
  const Edge edge = EdgeAround(0, 1);
  Counts row(kHistogramColumns);
  row.front() = 3;
  row.back() = 1;
  EXPECT_THAT(HistogramQuantiles(row, edge, {0, 0.5, 1}), ElementsAre(-0.5, -0.5, 1.5));
  EXPECT_EQ(ShareOutside(row), 1);
  row[7] = 4;
  EXPECT_EQ(ShareOutside(row), 0.5);
}

std::string BytesOf(const Counts& counts) {
  CountsWriter writer;
  writer.Add(counts);
  return std::move(writer).Take();
}

TEST(HistogramTest, CountsTravelAsBytesAndAddUp) {
  Counts counts(3 * kHistogramColumns);
  counts[0] = 1;
  counts[700] = 300;
  counts[701] = 2'000'000'000;
  counts.back() = 9;
  const std::string bytes = BytesOf(counts);
  EXPECT_LT(bytes.size(), 20u);
  Counts sum(counts.size());
  EXPECT_TRUE(AddBytes(bytes, 3, 0, sum).ok());
  EXPECT_EQ(sum, counts);
  EXPECT_TRUE(AddBytes("", 3, 0, sum).ok());
  EXPECT_EQ(sum, counts);
  EXPECT_TRUE(AddBytes(bytes, 3, 0, sum).ok());
  EXPECT_EQ(sum[701], 4'000'000'000);
}

TEST(HistogramTest, RowsWrittenOneByOneAreTheSameBytes) {
  Counts counts(3 * kHistogramColumns);
  counts[5] = counts[1100] = 7;
  CountsWriter writer;
  for (int row = 0; row < 3; ++row) {
    writer.Add(absl::MakeSpan(counts).subspan(row * kHistogramColumns, kHistogramColumns));
  }
  EXPECT_EQ(std::move(writer).Take(), BytesOf(counts));
}

TEST(HistogramTest, SomeRowsAreAddedWithoutTheOthers) {
  Counts counts(4 * kHistogramColumns);
  for (size_t i = 0; i < counts.size(); i += 100) counts[i] = static_cast<uint32_t>(i + 1);
  const std::string bytes = BytesOf(counts);
  Counts middle(2 * kHistogramColumns);
  EXPECT_TRUE(AddBytes(bytes, 4, 1, middle).ok());
  EXPECT_EQ(middle, Counts(counts.begin() + kHistogramColumns, counts.end() - kHistogramColumns));
}

TEST(HistogramTest, BytesThatAreNoCountsAreRefused) {
  const std::string bytes = BytesOf(Counts(kHistogramColumns, 1));
  for (const std::string& wrong : {bytes + bytes, bytes.substr(1), std::string("\xff"),
                                   std::string(30, '\xff'), std::string(2, '\0')}) {
    Counts sum(kHistogramColumns);
    EXPECT_EQ(AddBytes(wrong, 1, 0, sum).code(), absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace zwk::forecasting
