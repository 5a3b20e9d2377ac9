#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "forecasting/backtest/cohorts.h"
#include "forecasting/backtest/correction.h"
#include "forecasting/backtest/intervals.h"
#include "forecasting/backtest/shares.h"
#include "forecasting/backtest/simple_methods.h"
#include "forecasting/backtest/trend_model.h"

namespace zwk::forecasting {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;

// Totals, one vector of neighborhoods per year from 2000 on.
Series Totals(const std::vector<People>& years) {
  Series series;
  for (size_t r = 0; r < years.front().size(); ++r) {
    series.neighborhoods.push_back(absl::StrCat("n", r));
  }
  for (size_t t = 0; t < years.size(); ++t) {
    series.dates.push_back({2000.0 + static_cast<double>(t), absl::StrCat(2000 + t)});
    series.people.insert(series.people.end(), years[t].begin(), years[t].end());
  }
  series.slices.push_back({});
  return series;
}

TEST(SimpleMethodsTest, ForecastsAreThoseOfTheHand) {
  const Series series = Totals({{100, 200, 10}, {110, 180, 4}, {120, 160, 1}});
  EXPECT_EQ(BaseDate(series, 2, 5), 0u);
  EXPECT_EQ(BaseDate(series, 2, 1), 1u);
  EXPECT_THAT(Constant(series, 0, 2), ElementsAre(120, 160, 1));
  EXPECT_THAT(Linear(series, 0, 2, 0, 2), ElementsAre(140, 120, 0));
  EXPECT_THAT(LinearExponential(series, 0, 2, 0, 2),
              ElementsAre(140, DoubleNear(128, 1e-9), DoubleNear(0.1, 1e-9)));
  // The city goes from 310 to 281 in 2 years, so to 252; lines sum to 260.
  const double city = 252.0 / 281, lines = 252.0 / 260;
  EXPECT_THAT(
      ShareOfGrowth(series, 0, 2, 0, 2),
      ElementsAre(DoubleNear((120 * city + 140 * lines) / 2, 1e-9),
                  DoubleNear((160 * city + 120 * lines) / 2, 1e-9), DoubleNear(city / 2, 1e-9)));
}

// One neighborhood with age classes, people by date.
Series Ages(const std::vector<std::pair<int, int>>& classes, const std::vector<People>& dates) {
  Series series;
  series.neighborhoods = {"n"};
  for (size_t t = 0; t < dates.size(); ++t) {
    series.dates.push_back({2000.0 + static_cast<double>(5 * t), absl::StrCat(2000 + 5 * t)});
  }
  for (size_t c = 0; c < classes.size(); ++c) {
    series.slices.push_back({"", "x", "", classes[c].first, classes[c].second});
    for (const People& date : dates) series.people.push_back(date[c]);
  }
  return series;
}

TEST(CohortsTest, ClassesAsWideAsTheHorizonMoveOnWhole) {
  // Ratios: 90/100, 80/90; the open class 30/(20+40). Child ratio: 44 per 5 * (90 + 80...).
  const Series series =
      Ages({{0, 4}, {5, 9}, {10, Slice::kOpenAge}}, {{100, 90, 60}, {44, 90, 75}});
  const std::optional<Cohorts> cohorts = Cohorts::Of(series, "", "");
  ASSERT_TRUE(cohorts.has_value());
  const std::vector<People> ahead = cohorts->Forecast(series, 1, 5, 0);
  EXPECT_NEAR(ahead[1][0], 44 * 0.9, 1e-9);
  EXPECT_NEAR(ahead[2][0], (90 + 75) * 75.0 / 150, 1e-9);
}

TEST(CohortsTest, WideClassesMoveOnInPart) {
  // Over 5 years half of 0-9 grows into 10-19, and all who are older stay: nobody dies or moves.
  const Series series =
      Ages({{0, 9}, {10, 19}, {20, Slice::kOpenAge}}, {{100, 100, 0}, {50, 100, 50}});
  const std::vector<People> ahead = Cohorts::Of(series, "", "")->Forecast(series, 1, 5, 0);
  EXPECT_NEAR(ahead[1][0], 25 + 50, 1e-9);
  EXPECT_NEAR(ahead[2][0], 50 + 50, 1e-9);
}

TEST(CohortsTest, AgesThatLeaveSomebodyOutAreNoCohorts) {
  EXPECT_FALSE(Cohorts::Of(Ages({{0, 4}, {10, 14}}, {{1, 1}}), "", "").has_value());
  EXPECT_FALSE(Cohorts::Of(Ages({{5, 9}, {10, 14}}, {{1, 1}}), "", "").has_value());
  EXPECT_FALSE(Cohorts::Of(Totals({{1}}), "", "").has_value());
}

absl::Status Fine() { return absl::OkStatus(); }

TEST(TrendModelTest, ATownThatStandsStillStaysAsItIs) {
  const Series series = Totals(std::vector<People>(6, {100, 2000, 0}));
  TrendModel model(series, 0);
  ASSERT_TRUE(model.Learn(5, 10, Fine).ok());
  EXPECT_THAT(model.Forecast(5, 10), ElementsAre(100, 2000, 0));
}

TEST(TrendModelTest, GrowthGoesOnAndFades) {
  std::vector<People> years;
  for (int t = 0; t < 10; ++t) years.push_back({1000.0 + 20 * t, 5000, 3000.0 - 10 * t});
  const Series series = Totals(years);
  TrendModel model(series, 0);
  ASSERT_TRUE(model.Learn(9, 10, Fine).ok());
  const People in_5 = model.Forecast(9, 5), in_10 = model.Forecast(9, 10);
  EXPECT_GT(in_5[0], 1180 + 40);
  EXPECT_LT(in_5[0], 1180 + 110);
  EXPECT_GT(in_10[0], in_5[0]);
  EXPECT_LT(in_10[0] - in_5[0], in_5[0] - 1180);
  EXPECT_LT(in_5[2], 2910);
}

TEST(TrendModelTest, WildNeighborhoodsAreForecastWithinReason) {
  const Series series = Totals({{1, 5000, 900, 0}, {4000, 5000, 3, 0}, {8000, 5000, 0, 700}});
  TrendModel model(series, 0);
  ASSERT_TRUE(model.Learn(2, 10, Fine).ok());
  const People people = model.Forecast(2, 10);
  EXPECT_THAT(people, Each(Ge(0)));
  EXPECT_LT(people[0], 8000 * 4.5);  // at most a quarter a year
  EXPECT_TRUE(std::isfinite(people[3]));
}

// 300 neighborhoods of 1,000 people whose share of a group goes a twentieth of the way to the
// city's 20 % each year; its forecasts say that nothing changes.
Series DriftingShares(int years) {
  Series series = Totals(std::vector<People>(years, People(300, 1000)));
  series.slices.push_back({"", "", "foreign"});
  for (int t = 0; t < years; ++t) {
    for (int r = 0; r < 300; ++r) {
      const double away = r - 149.5;
      series.people.push_back(200 + away * std::pow(0.95, t));
    }
  }
  return series;
}

// The forecasts from each launch for each later date up to `last`.
std::vector<KnownForecast> Known(const Series& series, size_t last,
                                 const std::vector<People>& forecasts) {
  std::vector<KnownForecast> known;
  for (size_t launch = 2; launch < last; ++launch) {
    for (size_t target = launch + 1; target <= last; ++target) {
      known.push_back({launch, target, series.dates[target].time - series.dates[launch].time,
                       &forecasts[launch]});
    }
  }
  return known;
}

TEST(CorrectionTest, SharesThatDriftedToTheCitysGoOnDrifting) {
  const Series series = DriftingShares(9);
  std::vector<People> constant;
  for (size_t date = 0; date < 9; ++date) constant.push_back(Constant(series, 1, date));
  People corrected = constant[6];
  Correction(series, 1).Apply(Known(series, 6, constant), 6, 2, corrected);
  const double* actual = series.row(1, 8);
  double left = 0, missed = 0;
  for (size_t r = 0; r < corrected.size(); ++r) {
    left += std::abs(corrected[r] - actual[r]);
    missed += std::abs(constant[6][r] - actual[r]);
  }
  EXPECT_LT(left, 0.4 * missed);  // it is shrunk, so something is left
}

TEST(CorrectionTest, WithoutKnownForecastsAndForTheTotalNothingIsAdded) {
  const Series series = DriftingShares(9);
  std::vector<People> constant;
  for (size_t date = 0; date < 9; ++date) constant.push_back(Constant(series, 1, date));
  People forecast = constant[6];
  Correction(series, 1).Apply({}, 6, 2, forecast);
  EXPECT_EQ(forecast, constant[6]);
  Correction(series, 0).Apply(Known(series, 6, constant), 6, 2, forecast);
  EXPECT_EQ(forecast, constant[6]);
}

TEST(CorrectionTest, ACityWithoutAnybodyIsLeftAlone) {
  Series series = DriftingShares(5);
  std::fill(series.people.begin(), series.people.end(), 0.0);
  const std::vector<People> nobody(5, People(300, 0));
  People forecast = nobody[4];
  Correction(series, 1).Apply(Known(series, 4, nobody), 4, 2, forecast);
  EXPECT_EQ(forecast, nobody[4]);
}

// Neighborhoods of 1,000 people that stay so, and what was forecast for them.
struct Forecasts {
  Series series = Totals(std::vector<People>(12, People(40, 1000)));
  People people = People(40, 1000);

  SliceForecast From(size_t launch, double horizon) const {
    return {series, 0, launch, horizon, 0, people};
  }
  // Errors that are spread evenly up to `own`, and all shifted by `common`.
  People Actual(double own, double common) const {
    People actual;
    for (int r = 0; r < 40; ++r) actual.push_back(1000 * std::exp(common + own * (r - 19.5) / 20));
    return actual;
  }
  // The width of the 80 % interval in logarithms.
  double Width(const std::vector<KnownError>& known, double horizon) const {
    const Spread usual = UsualSpread(ProductConstants(), From(11, horizon));
    const Quantiles q = ErrorDistribution(usual, known, horizon).Around(0, 1000);
    return std::log((q[35] + 1) / (q[3] + 1));
  }
  KnownError Seen(size_t launch, double horizon, double own, double common) const {
    const SliceForecast forecast = From(launch, horizon);
    return Compare(UsualSpread(ProductConstants(), forecast), forecast, Actual(own, common).data());
  }
};

TEST(IntervalsTest, LongerHorizonsAndFewerPeopleAreWider) {
  Forecasts many;
  EXPECT_GT(many.Width({}, 10), 1.5 * many.Width({}, 2));
  Forecasts few;
  few.series = Totals(std::vector<People>(12, People(40, 100)));
  few.people = People(40, 100);
  EXPECT_GT(UsualSpread(ProductConstants(), few.From(11, 2)).own[0],
            1.2 * UsualSpread(ProductConstants(), many.From(11, 2)).own[0]);
}

TEST(IntervalsTest, WhatWasMissedBeforeMakesThemWider) {
  const Forecasts f;
  const double unseen = f.Width({}, 2);
  const std::vector<KnownError> well = {f.Seen(2, 2, 0.001, 0), f.Seen(5, 2, 0.001, 0)};
  const std::vector<KnownError> badly = {f.Seen(2, 2, 0.3, 0), f.Seen(5, 2, 0.3, 0)};
  EXPECT_LT(f.Width(well, 2), 0.8 * unseen);
  EXPECT_GT(f.Width(badly, 2), 1.5 * unseen);
}

TEST(IntervalsTest, AnErrorThatAllHaveInCommonCounts) {
  const Forecasts f;
  const std::vector<KnownError> alone = {f.Seen(2, 2, 0.05, 0), f.Seen(5, 2, 0.05, 0)};
  const std::vector<KnownError> together = {f.Seen(2, 2, 0.05, 0.1), f.Seen(5, 2, 0.05, -0.1)};
  EXPECT_GT(f.Width(together, 2), 1.1 * f.Width(alone, 2));
}

TEST(IntervalsTest, LaunchesWhoseTargetsOverlapAreNotManyLaunches) {
  const Forecasts f;
  std::vector<KnownError> apart, overlapping;
  for (size_t i = 0; i < 5; ++i) {
    KnownError error = f.Seen(1, 10, 0.001, 0);
    error.launch = 1950 + 10.0 * static_cast<double>(i);
    apart.push_back(error);
    error.launch = 1990 + 0.1 * static_cast<double>(i);
    overlapping.push_back(error);
  }
  EXPECT_LT(f.Width(apart, 10), 0.9 * f.Width(overlapping, 10));
}

TEST(IntervalsTest, QuantilesAscendAndAreNotBelowZero) {
  const Forecasts f;
  const Spread usual = UsualSpread(ProductConstants(), f.From(11, 10));
  const Quantiles quantiles = ErrorDistribution(usual, {}, 10).Around(0, 0.01);
  EXPECT_TRUE(std::is_sorted(quantiles.begin(), quantiles.end()));
  EXPECT_THAT(quantiles, Each(Ge(0)));
}

Slice Age(int first, int last) { return {"", "x", "", first, last}; }

TEST(SharesTest, AgesGoWithWhatIsKnownOfThem) {
  EXPECT_EQ(StageOf(Age(0, 4), 5), LifeStage::kUnborn);
  EXPECT_EQ(StageOf(Age(0, 4), 1), LifeStage::kYoung);
  EXPECT_EQ(StageOf(Age(35, 39), 10), LifeStage::kMobile);  // 25 to 29 at launch
  EXPECT_EQ(StageOf(Age(35, 39), 2), LifeStage::kSettled);
  EXPECT_EQ(StageOf(Age(85, Slice::kOpenAge), 10), LifeStage::kOldest);
  const Constants& constants = ProductConstants();
  EXPECT_GE(SharesOf(constants, Age(70, 74), 5).cohorts, 0.9);
  EXPECT_GE(SharesOf(constants, Age(0, 4), 10).standing, 0.9);
  // A wide class says little of who moves on.
  EXPECT_DOUBLE_EQ(SharesOf(constants, Age(45, 54), 5).cohorts,
                   SharesOf(constants, Age(45, 49), 5).cohorts / 2);
  // Between and beyond the horizons that are known.
  const double at_5 = SharesOf(constants, Age(10, 14), 5).cohorts;
  const double at_10 = SharesOf(constants, Age(10, 14), 10).cohorts;
  EXPECT_GT(SharesOf(constants, Age(10, 14), 7).cohorts, std::min(at_5, at_10));
  EXPECT_LT(SharesOf(constants, Age(10, 14), 7).cohorts, std::max(at_5, at_10));
  EXPECT_EQ(SharesOf(constants, Age(30, 34), 30).cohorts,
            SharesOf(constants, Age(30, 34), 20).cohorts);
}

TEST(SharesTest, TheSumGoesWithItsOwnLine) {
  const LineShares shares{.shape = 0, .whole = 1, .shape_power = 1, .whole_power = 1};
  EXPECT_THAT(WithLines(shares, 10, {100, 300}, {0, 0}, 500), ElementsAre(125, 375));
  EXPECT_THAT(WithLines(shares, 5, {100, 300}, {0, 0}, 500), ElementsAre(112.5, 337.5));
  EXPECT_THAT(WithLines(shares, 30, {100, 300}, {0, 0}, 500), ElementsAre(125, 375));
  EXPECT_THAT(WithLines(shares, 10, {0, 0}, {0, 0}, 500), ElementsAre(0, 0));
}

TEST(TrendModelTest, GrowthIsDrawnToThatOfNeighborhoodsOfTheSameSize) {
  // Five large neighborhoods grow, 95 small ones shrink, each on its own bumpy way.
  std::vector<People> years;
  for (int t = 0; t < 12; ++t) {
    People people;
    for (int r = 0; r < 100; ++r) {
      const double bump = ((r * 37 + t * 61) % 23 - 11) * (r < 5 ? 20 : 0.5);
      people.push_back((r < 5 ? 20000 + 300 * t : 200 - 2 * t) + bump);
    }
    years.push_back(people);
  }
  const Series series = Totals(years);
  TrendModel model(series, 0);
  ASSERT_TRUE(model.Learn(11, 5, Fine).ok());
  const People people = model.Forecast(11, 5);
  double small = 0;
  for (int r = 5; r < 100; ++r) small += people[r] / series.row(0, 11)[r] / 95;
  EXPECT_LT(small, 0.99);
}

}  // namespace
}  // namespace zwk::forecasting
