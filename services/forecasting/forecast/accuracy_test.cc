#include "forecasting/forecast/accuracy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Model CityOf(int neighborhoods, int width, int open_age, std::vector<std::string> groups) {
  Model model;
  model.age_width = width;
  model.grid = {open_age / width + 1, static_cast<int>(groups.size())};
  model.group_names = std::move(groups);
  for (int r = 0; r < neighborhoods; ++r) model.area_names.push_back(absl::StrCat("n", r));
  return model;
}

std::vector<std::string> SlicesOf(const Model& model) {
  const StocksSeries stocks(model, {2020});
  std::vector<std::string> names;
  for (const Slice& slice : stocks.series().slices) names.push_back(slice.Name());
  return names;
}

// Neighborhoods of different sizes that grow and shrink at different speeds.
Series PastOf(const Model& model, int first_year, int last_year) {
  std::vector<int> years(last_year - first_year + 1);
  std::iota(years.begin(), years.end(), first_year);
  StocksSeries stocks(model, years);
  for (size_t y = 0; y < years.size(); ++y) {
    std::vector<Cells> people;
    for (size_t r = 0; r < model.area_names.size(); ++r) {
      const double growth = 0.004 * (static_cast<double>(r % 7) - 2.5);
      const double wave = 1 + 0.01 * std::sin(static_cast<double>(y * (r + 1)));
      Cells cells(model.grid.size());
      for (size_t i = 0; i < cells.size(); ++i) {
        cells[i] = (1.0 + r % 5 + i % 3) * (1 + growth * static_cast<double>(y)) * wave;
      }
      people.push_back(std::move(cells));
    }
    stocks.Set(y, people);
  }
  return stocks.series();
}

TEST(StocksSeriesTest, TellsApartWhatPeopleRead) {
  EXPECT_THAT(
      SlicesOf(CityOf(1, 1, 100, {"german", "foreign"})),
      ElementsAre("total", "age 0-17", "age 18-64", "age 65+", "group german", "group foreign"));
  EXPECT_THAT(SlicesOf(CityOf(1, 5, 90, {"all"})),
              ElementsAre("total", "age 0-19", "age 20-64", "age 65+"));
  EXPECT_THAT(SlicesOf(CityOf(1, 1, 40, {"all"})), ElementsAre("total", "age 0-17", "age 18+"));
  EXPECT_THAT(SlicesOf(CityOf(1, 1, 10, {"all"})), ElementsAre("total"));
}

TEST(StocksSeriesTest, EverybodyCountsOnceInEachBreakdown) {
  const Series series = PastOf(CityOf(3, 1, 90, {"german", "foreign"}), 2015, 2016);
  for (size_t date = 0; date < 2; ++date) {
    for (size_t r = 0; r < 3; ++r) {
      const auto people = [&](size_t slice) { return series.row(slice, date)[r]; };
      EXPECT_NEAR(people(1) + people(2) + people(3), people(0), 1e-9);
      EXPECT_NEAR(people(4) + people(5), people(0), 1e-9);
      EXPECT_GT(people(3), 0);
    }
  }
}

TEST(ForecastAccuracyTest, IsTheMeanOverTheLaunchesOfABacktest) {
  const Model model = CityOf(20, 1, 90, {"german", "foreign"});
  const Series series = PastOf(model, 2008, 2020);
  const Turnover turnover{{.moves = 0.1, .births = 0.01, .deaths = 0.012}};
  const std::vector<double> people(20, 1000.0);
  const auto accuracy = MeasureAccuracy(series, people, turnover);
  ASSERT_TRUE(accuracy.ok()) << accuracy.status();
  EXPECT_EQ(accuracy->remark, "");
  EXPECT_EQ(accuracy->stock_years.front(), 2008);
  EXPECT_EQ(accuracy->stock_years.size(), 13u);

  const auto report = RunBacktest(series, AccuracyOptions(turnover.rates));
  ASSERT_TRUE(report.ok()) << report.status();
  // Three methods, six slices, the horizons 1, 2, 3, 5 and 10.
  ASSERT_EQ(accuracy->methods.size(), 3u * 6 * 5);
  EXPECT_EQ(accuracy->methods[0].method, ForecastMethod::kConstant);
  EXPECT_EQ(accuracy->methods[2].method, ForecastMethod::kOurs);
  EXPECT_EQ(accuracy->methods[3].horizon, 2);
  bool covered = false;
  for (const MethodAccuracy& mean : accuracy->methods) {
    double mape = 0, medape = 0, malpe = 0, coverage = 0;
    int launches = 0, intervals = 0;
    for (const BacktestRow& row : report->rows) {
      if (row.method != mean.method || row.slice != mean.slice || row.horizon != mean.horizon) {
        continue;
      }
      ++launches;
      mape += row.accuracy.mape;
      medape += row.accuracy.medape;
      malpe += row.accuracy.malpe;
      if (row.intervals) {
        ++intervals;
        coverage += row.intervals->coverage[1];
      }
    }
    EXPECT_EQ(mean.launches, launches);
    EXPECT_EQ(mean.neighborhoods, 20);
    EXPECT_DOUBLE_EQ(mean.mape, mape / launches) << mean.slice << " " << mean.horizon;
    EXPECT_DOUBLE_EQ(mean.medape, medape / launches);
    EXPECT_DOUBLE_EQ(mean.malpe, malpe / launches);
    EXPECT_EQ(mean.interval_launches, intervals);
    EXPECT_EQ(mean.coverage_80.has_value(), intervals > 0);
    if (intervals > 0) {
      EXPECT_DOUBLE_EQ(*mean.coverage_80, coverage / intervals);
    }
    covered = covered || intervals > 0;
  }
  EXPECT_TRUE(covered);
  EXPECT_EQ(MeasureAccuracy(series, people, turnover)->methods, accuracy->methods);
}

TEST(ForecastAccuracyTest, WithTooFewYearsItSaysSoAndKnowsWhatChanceDoes) {
  const Model model = CityOf(3, 1, 90, {"all"});
  const Turnover turnover{{.moves = 0.12, .births = 0.011, .deaths = 0.011}};
  const std::vector<double> people = {1000, 20000, 0};
  const auto accuracy = MeasureAccuracy(PastOf(model, 2018, 2020), people, turnover);
  ASSERT_TRUE(accuracy.ok()) << accuracy.status();
  EXPECT_THAT(accuracy->methods, IsEmpty());
  EXPECT_THAT(accuracy->remark, HasSubstr("stocks of 3 years"));
  ASSERT_EQ(accuracy->noise_floors.size(), 5u);
  for (const NoiseAt& floor : accuracy->noise_floors) {
    const double expected = (NoiseFloorOf(1000, turnover.rates, floor.horizon).mean_error +
                             NoiseFloorOf(20000, turnover.rates, floor.horizon).mean_error) /
                            2;  // nobody lives in the third
    EXPECT_DOUBLE_EQ(floor.mape, expected) << floor.horizon;
  }
  // One year more, and there is a launch.
  EXPECT_FALSE(MeasureAccuracy(PastOf(model, 2017, 2020), people, turnover)->methods.empty());
  const StocksSeries never(model, {});
  EXPECT_THAT(MeasureAccuracy(never.series(), people, turnover)->remark, HasSubstr("0 years"));
}

TEST(ForecastAccuracyTest, AGroupThatNobodyBelongsToHasNoPercentage) {
  Series series = PastOf(CityOf(4, 1, 90, {"german", "foreign"}), 2010, 2016);
  ASSERT_EQ(series.slices.back().Name(), "group foreign");
  std::fill(series.people.begin() + static_cast<std::ptrdiff_t>(series.at(5, 0, 0)),
            series.people.end(), 0.0);
  const auto accuracy = MeasureAccuracy(series, {1, 1, 1, 1}, {});
  ASSERT_TRUE(accuracy.ok()) << accuracy.status();
  EXPECT_EQ(accuracy->methods.back().slice, "group german");
  for (const MethodAccuracy& mean : accuracy->methods) EXPECT_TRUE(std::isfinite(mean.mape));
}

TEST(ForecastAccuracyTest, IsLetGoWhenTheRunIs) {
  const Series series = PastOf(CityOf(4, 1, 90, {"all"}), 2010, 2016);
  const auto stopped =
      MeasureAccuracy(series, {}, {}, [](double) { return absl::CancelledError("stop"); });
  EXPECT_TRUE(absl::IsCancelled(stopped.status()));
}

TEST(TurnoverTest, IsWhatHappenedInTheStepPerHead) {
  RandomCity city(1, MigrationForm::kGrossFlows, 3, 2, 20);
  const auto step = Step(city.model, city.people, city.assumptions);
  ASSERT_TRUE(step.ok()) << step.status();
  double births = 0, deaths = 0, people = 0, end = 0;
  for (size_t r = 0; r < 3; ++r) {
    births += Sum(step->areas[r].births);
    deaths += Sum(step->areas[r].deaths);
    people += Sum(city.people[r]);
    end += Sum(step->areas[r].end);
  }
  const Turnover turnover = TurnoverOf(city.model, *step);
  EXPECT_NEAR(turnover.rates.births, births / ((people + end) / 2), 1e-12);
  EXPECT_NEAR(turnover.rates.deaths, deaths / ((people + end) / 2), 1e-12);
  EXPECT_GT(turnover.rates.moves, 0.1);
  EXPECT_FALSE(turnover.is_assumed);

  RandomCity net(1, MigrationForm::kNetMigration, 3, 2, 20);
  const auto net_step = Step(net.model, net.people, net.assumptions);
  ASSERT_TRUE(net_step.ok()) << net_step.status();
  const Turnover assumed = TurnoverOf(net.model, *net_step);
  EXPECT_TRUE(assumed.is_assumed);
  EXPECT_EQ(assumed.rates.moves, 0.12);
  EXPECT_GT(assumed.rates.births, 0);
  EXPECT_NE(assumed.rates.births, 0.011);
  // Hamilton-Perry tells nothing of what happened.
  net.model.form = MigrationForm::kHamiltonPerry;
  const Turnover usual = TurnoverOf(net.model, *net_step);
  EXPECT_TRUE(usual.is_assumed);
  EXPECT_EQ(usual.rates.births, 0.011);
}

}  // namespace
}  // namespace zwk::forecasting
