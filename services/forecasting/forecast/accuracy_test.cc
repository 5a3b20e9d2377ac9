#include "forecasting/forecast/accuracy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "forecasting/backtest/constants.h"
#include "forecasting/backtest/intervals.h"
#include "forecasting/backtest/shares.h"
#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"
#include "forecasting/forecast/engine_past.h"
#include "forecasting/forecast/fan.h"
#include "forecasting/rates/counted_city.h"

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
  EXPECT_THAT(SlicesOf(CityOf(1, 1, 100, {"german", "foreign"})),
              ElementsAre("total", "age 0-4", "age 5-19", "age 20-34", "age 35-64", "age 65-69",
                          "age 70-74", "age 75-79", "age 80-84", "age 85+", "group german",
                          "group foreign"));
  EXPECT_THAT(SlicesOf(CityOf(1, 10, 90, {"all"})),
              ElementsAre("total", "age 0-9", "age 10-19", "age 20-39", "age 40-69", "age 70-79",
                          "age 80-89", "age 90+"));
  EXPECT_THAT(SlicesOf(CityOf(1, 1, 40, {"all"})),
              ElementsAre("total", "age 0-4", "age 5-19", "age 20-34", "age 35+"));
  EXPECT_THAT(SlicesOf(CityOf(1, 1, 4, {"all"})), ElementsAre("total"));
}

TEST(StocksSeriesTest, EverybodyCountsOnceInEachBreakdown) {
  const Series series = PastOf(CityOf(3, 1, 90, {"german", "foreign"}), 2015, 2016);
  for (size_t date = 0; date < 2; ++date) {
    for (size_t r = 0; r < 3; ++r) {
      const auto people = [&](size_t slice) { return series.row(slice, date)[r]; };
      double ages = 0;
      for (size_t slice = 1; slice <= 9; ++slice) ages += people(slice);
      EXPECT_NEAR(ages, people(0), 1e-9);
      EXPECT_NEAR(people(10) + people(11), people(0), 1e-9);
      EXPECT_GT(people(9), 0);
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
  EXPECT_EQ(accuracy->turnover.rates.moves, 0.1);
  EXPECT_EQ(accuracy->turnover.rates.deaths, 0.012);

  const auto report = RunBacktest(series, AccuracyOptions(turnover.rates));
  ASSERT_TRUE(report.ok()) << report.status();
  // Five methods (HP of all but groups), twelve slices, the horizons 1, 2, 3, 5 and 10.
  ASSERT_EQ(accuracy->methods.size(), (5u * 12 - 2) * 5);
  EXPECT_EQ(accuracy->methods[0].method, ForecastMethod::kConstant);
  EXPECT_EQ(accuracy->methods[4].method, ForecastMethod::kOurs);
  EXPECT_EQ(accuracy->methods[5].horizon, 2);
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
  std::fill(series.people.begin() + static_cast<std::ptrdiff_t>(series.at(11, 0, 0)),
            series.people.end(), 0.0);
  const auto accuracy = MeasureAccuracy(series, {1, 1, 1, 1}, {});
  ASSERT_TRUE(accuracy.ok()) << accuracy.status();
  EXPECT_EQ(accuracy->methods.back().slice, "group german");
  for (const MethodAccuracy& mean : accuracy->methods) EXPECT_TRUE(std::isfinite(mean.mape));
}

TEST(ForecastAccuracyTest, IsLetGoWhenTheRunIs) {
  const Series series = PastOf(CityOf(4, 1, 90, {"all"}), 2010, 2016);
  const auto stopped =
      MeasureAccuracy(series, {}, {}, {}, [](double) { return absl::CancelledError("stop"); });
  EXPECT_TRUE(absl::IsCancelled(stopped.status()));
}

// A city whose cohorts do what they always did, so that Hamilton-Perry is never wrong.
std::vector<std::vector<Cells>> SteadyCity(const Model& model, int years) {
  std::vector<Cells> people(model.area_names.size(), Cells(model.grid.size()));
  for (size_t r = 0; r < people.size(); ++r) {
    for (size_t i = 0; i < people[r].size(); ++i) {
      people[r][i] = 50.0 + 10 * static_cast<double>(r) + static_cast<double>(i % 7);
    }
  }
  std::vector<std::vector<Cells>> all = {people};
  for (int year = 1; year < years; ++year) {
    std::vector<Cells> next = people;
    for (size_t r = 0; r < people.size(); ++r) {
      for (size_t i = 0; i < next[r].size(); ++i) {
        const int age = static_cast<int>(i) % model.grid.ages;
        if (age > 0) next[r][i] = 0.99 * people[r][i - 1];
        if (age == model.grid.open()) next[r][i] += 0.7 * people[r][i];
      }
    }
    people = next;
    all.push_back(people);
  }
  return all;
}

TEST(EnginePastTest, TheModelOfAForecastIsMeasuredBesideTheOthers) {
  Model model = CityOf(8, 1, 90, {"all"});
  model.form = MigrationForm::kHamiltonPerry;
  model.ratio_years = 1;
  std::vector<int> years(14);
  std::iota(years.begin(), years.end(), 2008);
  StocksSeries stocks(model, years);
  const std::vector<std::vector<Cells>> people = SteadyCity(model, 14);
  for (size_t y = 0; y < people.size(); ++y) stocks.Set(y, people[y]);
  std::vector<GivenForecast> engine;
  for (size_t launch = 2; launch < 12; ++launch) {
    const auto given = HamiltonPerryFrom(stocks, launch, model, people[launch - 1], people[launch]);
    ASSERT_TRUE(given.ok()) << given.status();
    engine.insert(engine.end(), given->begin(), given->end());
  }
  ASSERT_THAT(engine, testing::Not(IsEmpty()));
  EXPECT_EQ(engine.front().launch, 2u);
  EXPECT_EQ(engine.front().horizon, 1);
  const auto accuracy = MeasureAccuracy(stocks.series(), {1000}, {}, engine);
  ASSERT_TRUE(accuracy.ok()) << accuracy.status();
  int measured = 0;
  for (const MethodAccuracy& method : accuracy->methods) {
    if (method.method != ForecastMethod::kEngine) continue;
    ++measured;
    EXPECT_TRUE(method.coverage_80.has_value());
    EXPECT_GT(method.launches, 0);
    // Its cohorts are exact, its total is on a line, and the city's is nearly one.
    if (method.slice == "age 70-74" && method.horizon <= 2) {
      EXPECT_LT(method.mape, 0.02);
    }
  }
  EXPECT_EQ(measured, 10 * 5);
  // What it missed before tells how wide the fan must be.
  ASSERT_EQ(accuracy->fans.size(), 10u);
  EXPECT_EQ(accuracy->fans[0].horizon, 1);
  EXPECT_FALSE(accuracy->fans[0].ages);
  EXPECT_TRUE(accuracy->fans[1].ages);
  EXPECT_EQ(accuracy->fans[0].widths.launches, 10);
  EXPECT_LT(accuracy->fans[0].widths.own, 1);
  const auto without = MeasureAccuracy(stocks.series(), {1000}, {});
  EXPECT_EQ(without->fans[0].widths.own, 1);
  EXPECT_EQ(without->fans[0].widths.launches, 0);
  EXPECT_GT(without->fans[0].widths.unsure, accuracy->fans[0].widths.unsure);
}

TEST(EnginePastTest, GrossFlowsAreEstimatedAndRunFromEarlierYears) {
  // The flows of every year are those of the same rates: the model is never far off.
  CountedCity city(4, 1, 8, 300);
  const Model& model = city.input.model;
  Model named = model;
  for (int r = 0; r < 4; ++r) named.area_names.push_back(absl::StrCat("n", r));
  named.group_names = {"all"};
  std::vector<int> years = {2017};
  years.insert(years.end(), city.input.years.begin(), city.input.years.end());
  StocksSeries stocks(named, years);
  for (size_t y = 0; y < years.size(); ++y) stocks.Set(y, city.input.stocks[y]);
  EstimationInput known = city.input;  // 2018 to 2020
  known.model = named;
  known.years.resize(3);
  known.flows.resize(3);
  known.stocks.resize(4);
  const auto given = GrossFlowsFrom(stocks, 3, known);
  ASSERT_TRUE(given.ok()) << given.status();
  ASSERT_EQ(given->size(), 5u);  // 2021 to 2025
  EXPECT_EQ(given->back().horizon, 5);
  for (size_t r = 0; r < 4; ++r) {
    const double actual = stocks.series().row(0, 8)[r];
    EXPECT_NEAR(given->back().slices[0][r] / actual, 1, 0.02);
  }
}

ForecastInput PinnedYears(int first, int last, int first_flows, int neighborhoods) {
  ForecastInput input;
  for (int r = 0; r < neighborhoods; ++r) input.neighborhood_keys.push_back(absl::StrCat(r));
  for (int year = first; year <= last; ++year) input.history.push_back({{"s", "x"}, year});
  for (int year = first_flows; year <= last; ++year)
    input.flow_history.push_back({{"f", "x"}, year});
  return input;
}

TEST(EnginePastTest, ALaunchNeedsWhatTheModelNeeds) {
  const MigrationForm gross = MigrationForm::kGrossFlows;
  // Flows of 2014, 2015, 2016 and stocks from 2013 on: 2016 is the first launch, 2019 has no target.
  EXPECT_THAT(EngineLaunches(PinnedYears(2010, 2020, 2014, 3), gross, 1), ElementsAre(6, 7, 8, 9));
  EXPECT_THAT(EngineLaunches(PinnedYears(2010, 2020, 2020, 3), gross, 1), IsEmpty());
  EXPECT_THAT(EngineLaunches(PinnedYears(2010, 2020, 2010, 3), MigrationForm::kNetMigration, 1),
              IsEmpty());
  EXPECT_THAT(EngineLaunches(PinnedYears(2010, 2020, 2020, 3), MigrationForm::kHamiltonPerry, 5),
              ElementsAre(5));
  // Many neighborhoods: the first and the last one alone.
  EXPECT_THAT(EngineLaunches(PinnedYears(2000, 2020, 2000, 500), gross, 1), ElementsAre(3, 19));
}

TEST(EnginePastTest, LaunchesOfManyNeighborhoodsAreFewAndFarApart) {
  const auto launches = [](int neighborhoods) {
    return EngineLaunches(PinnedYears(2000, 2020, 2000, neighborhoods), MigrationForm::kGrossFlows,
                          1);
  };
  // 17 launches could be.
  EXPECT_THAT(launches(1), ElementsAre(3, 4, 6, 8, 10, 11, 13, 15, 17, 19));
  EXPECT_THAT(launches(0), ElementsAre(3, 4, 6, 8, 10, 11, 13, 15, 17, 19)) << "a city alone";
  EXPECT_THAT(launches(25), ElementsAre(3, 4, 6, 8, 10, 11, 13, 15, 17, 19));
  EXPECT_THAT(launches(50), ElementsAre(3, 7, 11, 15, 19));
  EXPECT_THAT(launches(125), ElementsAre(3, 19));
}

TEST(EnginePastTest, ALaunchNeedsEachOfItsYears) {
  const auto without = [](int stocks, int flows) {
    ForecastInput input = PinnedYears(2010, 2020, 2010, 3);
    std::erase_if(input.history, [stocks](const PinnedYear& p) { return p.year == stocks; });
    std::erase_if(input.flow_history, [flows](const PinnedYear& p) { return p.year == flows; });
    std::vector<int> years;
    for (const size_t i : EngineLaunches(input, MigrationForm::kGrossFlows, 1)) {
      years.push_back(input.history[i].year);
    }
    return years;
  };
  EXPECT_THAT(without(0, 0), ElementsAre(2013, 2014, 2015, 2016, 2017, 2018, 2019));
  EXPECT_THAT(without(2015, 0), ElementsAre(2013, 2014, 2019)) << "2018 begins with 2015";
  EXPECT_THAT(without(0, 2015), ElementsAre(2013, 2014, 2018, 2019));
  ForecastInput apart = PinnedYears(2010, 2020, 2010, 3);
  std::erase_if(apart.history, [](const PinnedYear& p) { return p.year % 2 == 1; });
  EXPECT_THAT(EngineLaunches(apart, MigrationForm::kHamiltonPerry, 4), ElementsAre(2, 3));
  EXPECT_THAT(EngineLaunches(apart, MigrationForm::kHamiltonPerry, 1), IsEmpty());
}

// What is counted at the ends of steps, for ten years: no longer forecast can be compared.
TEST(EnginePastTest, AForecastIsComparedWhereItsStepsEnd) {
  Model model = CityOf(2, 5, 90, {"all"});
  model.form = MigrationForm::kHamiltonPerry;
  model.ratio_years = 5;
  const StocksSeries stocks(model, {2000, 2005, 2007, 2010, 2015, 2020});
  const std::vector<Cells> before(2, Cells(model.grid.size(), 100.0));
  std::vector<Cells> now = before;
  for (double& people : now[1]) people = 110;
  const auto given = HamiltonPerryFrom(stocks, 1, model, before, now);
  ASSERT_TRUE(given.ok()) << given.status();
  ASSERT_EQ(given->size(), 2u) << "no step ends in 2007, and 2020 is too far";
  const double people = 210.0 * static_cast<double>(model.grid.size());
  const double more = 10.0 * static_cast<double>(model.grid.size());
  for (size_t step = 0; step < 2; ++step) {
    const GivenForecast& at = (*given)[step];
    EXPECT_EQ(at.launch, 1u);
    EXPECT_EQ(at.horizon, step == 0 ? 5 : 10);
    EXPECT_NEAR(at.slices[0][0] + at.slices[0][1], people + more * static_cast<double>(step + 1),
                1e-6)
        << "the city's total goes on along its line";
  }
  EXPECT_EQ(HamiltonPerryFrom(stocks, 0, model, before, now)->size(), 2u);
  EXPECT_EQ(HamiltonPerryFrom(stocks, 4, model, before, now)->size(), 1u);
  EXPECT_THAT(*HamiltonPerryFrom(stocks, 5, model, before, now), IsEmpty()) << "nothing is later";
}

// A figure with the quantiles of trajectories that hardly vary.
v1::FigureQuantiles FigureOf(const std::string& id, const std::string& key, double people) {
  v1::FigureQuantiles figure;
  figure.set_figure_id(id);
  figure.set_neighborhood_key(key);
  for (const double level : {0.1, 0.5, 0.9}) figure.add_levels(level);
  for (const int year : {2024, 2025, 2034}) {
    figure.add_years(year);
    for (const double quantile : {0.999, 1.0, 1.001}) {
      figure.add_values(year == 2024 ? people : people * quantile);
    }
  }
  return figure;
}

TEST(FanTest, NumbersOfPeopleAreAsFarApartAsForecastsWereWrong) {
  v1::ForecastAccuracy accuracy;
  for (const double horizon : {1.0, 10.0}) {
    for (const bool ages : {false, true}) {
      v1::FanWidths& fan = *accuracy.add_fans();
      fan.set_horizon(horizon);
      fan.set_ages(ages);
      fan.set_own(horizon == 1 ? 1 : 2);
      fan.set_common(1);
      fan.set_unsure(1);
    }
  }
  std::vector<v1::FigureQuantiles> figures = {FigureOf("total", "", 100'000),
                                              FigureOf("total", "a", 4000),
                                              FigureOf("old_age_dependency", "a", 30)};
  const std::vector<v1::FigureQuantiles> before = figures;
  Calibrate(accuracy, figures);
  const auto width = [&](int figure, int year) {
    return std::log(figures[figure].values(3 * year + 2) / figures[figure].values(3 * year));
  };
  EXPECT_EQ(figures[1].values(0), 4000);  // the jump-off year is known
  EXPECT_EQ(figures[1].values(4), 4000);  // the median stays
  // Real neighborhoods of this size need some 2 to 3 % to both sides after a year.
  EXPECT_GT(width(1, 1), 0.02);
  EXPECT_LT(width(1, 1), 0.1);
  EXPECT_GT(width(1, 2), 4 * width(1, 1));
  EXPECT_LT(width(0, 2), width(1, 2));
  EXPECT_TRUE(figures[0].calibrated());
  EXPECT_TRUE(figures[1].calibrated());
  EXPECT_EQ(figures[2].SerializeAsString(), before[2].SerializeAsString());
  // Made before widths were measured: left as it is.
  figures = before;
  Calibrate({}, figures);
  EXPECT_EQ(figures[1].SerializeAsString(), before[1].SerializeAsString());
}

// Figures that grow by a share of what they are now in a year, each otherwise.
v1::FigureQuantiles Growing(const std::string& id, const std::string& key, double people,
                            double per_year) {
  v1::FigureQuantiles figure;
  figure.set_figure_id(id);
  figure.set_neighborhood_key(key);
  for (const double level : {0.1, 0.25, 0.5, 0.9}) figure.add_levels(level);
  for (const int year : {2024, 2026, 2029, 2036}) {
    figure.add_years(year);
    const double median = people * (1 + per_year * (year - 2024));
    for (const double quantile : {0.9, 0.95, 1.0, 1.2}) figure.add_values(median * quantile);
  }
  return figure;
}

v1::FigureQuantiles OfAges(v1::FigureQuantiles figure, int youngest, int oldest) {
  figure.mutable_ages()->set_youngest(youngest);
  if (oldest >= 0) figure.mutable_ages()->set_oldest(oldest);
  return figure;
}

v1::ForecastAccuracy Measured() {
  v1::ForecastAccuracy accuracy;
  for (const double horizon : {1.0, 5.0, 10.0}) {
    for (const bool ages : {false, true}) {
      v1::FanWidths& fan = *accuracy.add_fans();
      fan.set_horizon(horizon);
      fan.set_ages(ages);
      fan.set_own((ages ? 2 : 1) + horizon / 10);
      fan.set_common((ages ? 3 : 1.5) + horizon / 20);
      fan.set_unsure(1.2);
      fan.set_launches(4);
    }
  }
  return accuracy;
}

// As Calibrate says it: quantiles around the median of the trajectories, as far apart as figures of
// the kind, of that many people that change so fast, were wrong before.
void ExpectMoved(const v1::FigureQuantiles& was, const v1::FigureQuantiles& city, double everybody,
                 const v1::FigureQuantiles& is) {
  const int levels = was.levels_size(), median_at = 2;
  const double now = was.values(median_at), city_now = city.values(median_at);
  FigureKind kind;
  kind.age = was.has_ages();
  kind.share = std::log((city_now + 1) / (everybody + 1));
  ASSERT_EQ(is.values_size(), was.values_size());
  for (int l = 0; l < levels; ++l) EXPECT_EQ(is.values(l), was.values(l)) << "is counted";
  for (int y = 1; y < was.years_size(); ++y) {
    const double horizon = was.years(y) - was.years(0);
    Slice slice;
    slice.first_age = was.ages().youngest();
    slice.last_age = was.ages().has_oldest() ? was.ages().oldest() : Slice::kOpenAge;
    if (kind.age) kind.cohorts = SharesOf(ProductConstants(), slice, horizon).cohorts;
    const double at = horizon > 5 ? 10 : 5;  // the next longer one that was measured, or the last
    Widths widths{(kind.age ? 2 : 1) + at / 10, (kind.age ? 3 : 1.5) + at / 20, 1.2, 4};
    const double median = was.values(y * levels + median_at);
    const double change = ChangePerYear(now, median, horizon);
    const double city_change =
        ChangePerYear(city_now, city.values(y * levels + median_at), horizon);
    const double own = was.neighborhood_key().empty()
                           ? 0
                           : UsualOwn(ProductConstants(), kind, horizon, now, change, change);
    const double common = UsualCommon(ProductConstants(), kind, horizon, city_change, city_change);
    for (int l = 0; l < levels; ++l) {
      EXPECT_DOUBLE_EQ(is.values(y * levels + l),
                       Moved(median, widths.Error(was.levels(l), own, common)))
          << was.figure_id() << " " << was.years(y) << " " << was.levels(l);
    }
  }
  EXPECT_TRUE(is.calibrated());
}

TEST(FanTest, EachFigureIsMovedAsItsKindItsPeopleAndItsChangeSay) {
  const std::vector<v1::FigureQuantiles> before = {
      Growing("total", "", 100'000, 0.004),
      Growing("total", "a", 4000, 0.02),
      OfAges(Growing("age_65_79", "", 15'000, 0.01), 65, 79),
      OfAges(Growing("age_65_79", "a", 500, -0.01), 65, 79),
      OfAges(Growing("age_80", "", 6000, 0.03), 80, -1),
      OfAges(Growing("age_80", "a", 90, 0.05), 80, -1)};
  std::vector<v1::FigureQuantiles> figures = before;
  Calibrate(Measured(), figures);
  for (size_t i = 0; i < figures.size(); ++i) {
    ExpectMoved(before[i], before[i - i % 2], 100'000, figures[i]);
  }
}

TEST(FanTest, WhatHasNoFigureOfTheCityStaysAsItIs) {
  const auto calibrated = [](std::vector<v1::FigureQuantiles> figures) {
    Calibrate(Measured(), figures);
    std::vector<bool> moved;
    for (const v1::FigureQuantiles& figure : figures) moved.push_back(figure.calibrated());
    return moved;
  };
  const v1::FigureQuantiles city = Growing("total", "", 100'000, 0.01);
  const v1::FigureQuantiles band = OfAges(Growing("age_80", "a", 90, 0.05), 80, -1);
  EXPECT_THAT(calibrated({city, band}), ElementsAre(true, false));
  EXPECT_THAT(calibrated({Growing("total", "a", 90, 0.05)}), ElementsAre(false));
  EXPECT_THAT(calibrated({city, Growing("old_age_dependency", "", 30, 0)}),
              ElementsAre(true, false))
      << "a ratio";
  v1::FigureQuantiles no_median = city;
  no_median.set_levels(2, 0.6);
  EXPECT_THAT(calibrated({no_median, Growing("total", "a", 90, 0.05)}), ElementsAre(false, false));
  v1::FigureQuantiles no_years = city;
  no_years.clear_years();
  no_years.clear_values();
  EXPECT_THAT(calibrated({no_years}), ElementsAre(false));
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
