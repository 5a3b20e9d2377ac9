#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "forecasting/backtest/frozen_folds.h"
#include "forecasting/backtest/protocol.h"
#include "tests/support/cases.h"

// Accuracy on real series: the targets of section 3 of the design, as far as the shared years can
// show them.
namespace zwk::forecasting {
namespace {

Series Read(const std::string& text, SeriesOptions options = {}) {
  SeriesFile file(options);
  EXPECT_TRUE(file.Add(text).ok());
  SeriesContents contents = file.Finish();
  EXPECT_TRUE(contents.ok()) << contents.error_count;
  return std::move(contents.series);
}

const BacktestRow& Find(const BacktestReport& report, ForecastMethod method,
                        const std::string& launch, double horizon, const std::string& slice) {
  for (const BacktestRow& row : report.rows) {
    if (row.method == method && row.launch == launch && row.horizon == horizon &&
        row.slice == slice) {
      return row;
    }
  }
  ADD_FAILURE() << MethodName(method) << " " << launch << " " << horizon << " " << slice;
  static const BacktestRow none;
  return none;
}

// --- Australian SA2: 2,067 totals, 1991 to 2006 ---
constexpr char kAustralia[] = "forecasting/backtest/aus_sa2";

Series Australia() {
  std::string text = "year,neighborhood,value\n";
  for (const test::CsvRow& row :
       test::ReadCsv(test::CasesFolder(kAustralia) + "erp_sa2_1991_2006.csv")) {
    for (int year = 1991; year <= 2006; ++year) {
      absl::StrAppend(&text, year, ",", row.at("SA2_code"), ",", row.at(absl::StrCat(year, "_SA2")),
                      "\n");
    }
  }
  return Read(text);
}

#define SKIP_WITHOUT_BACKTESTS() ZWK_SKIP_WITHOUT_CASES("forecasting/backtest")

TEST(AccuracyTest, AustraliaIsForecastBetterThanByConstantAndLinear) {
  SKIP_WITHOUT_BACKTESTS();
  BacktestOptions options;
  options.launches = {"1996", "2001"};
  options.horizons = {5, 10};
  const auto report = RunBacktest(Australia(), options);
  ASSERT_TRUE(report.ok()) << report.status();
  const auto below = [&](const std::string& launch, double horizon) {
    const auto mape = [&](ForecastMethod method) {
      return Find(*report, method, launch, horizon, "total").accuracy.mape;
    };
    using Method = ForecastMethod;
    return 1 - mape(Method::kOurs) / std::min(mape(Method::kConstant), mape(Method::kLinear));
  };
  // From 2001 nothing that was tried on the totals came further than 13 %.
  EXPECT_GT(below("1996", 10), 0.15);
  EXPECT_GT(below("1996", 5), 0.15);
  EXPECT_GT(below("2001", 5), 0.1);
}

// --- Berlin: 447 planning areas, every half year from June 2015 to December 2020 ---
constexpr char kBerlin[] = "forecasting/backtest/berlin_lor";

struct Table {
  const char* file;  // "t1", ...
  const char* column;
  const char* age;
  const char* group;
};

// Areas of at least 500 people throughout: below that the counts are blurred, and single buildings
// decide. Areas that are not there throughout are left out.
Series Berlin() {
  static constexpr Table kTables[] = {
      {"t1", "inhabitants", "", ""},
      {"t1", "inhabitants_germans_without_migration_background", "", "german"},
      {"t1", "inhabitants_germans_with_migration_background", "", "german_migration"},
      {"t1", "inhabitants_foreigners", "", "foreign"},
      {"t2", "inhabitants_age_below_6", "0-5", ""},
      {"t2", "inhabitants_age_6_15", "6-14", ""},
      {"t2", "inhabitants_age_15_18", "15-17", ""},
      {"t2", "inhabitants_age_18_27", "18-26", ""},
      {"t2", "inhabitants_age_27_45", "27-44", ""},
      {"t2", "inhabitants_age_45_55", "45-54", ""},
      {"t2", "inhabitants_age_55_65", "55-64", ""},
      {"t2", "inhabitants_age_above_65", "65+", ""},
  };
  std::string text = "year;neighborhood;age;group;value\n";
  std::map<std::string, std::vector<test::CsvRow>> files;
  std::set<std::string> small;
  const auto half_years = [](auto visit) {
    for (int year = 2015; year <= 2020; ++year) {
      visit(absl::StrCat(year, "-01"), absl::StrCat(year, "-06-30"));
      visit(absl::StrCat(year, "-02"), absl::StrCat(year, "-12-31"));
    }
  };
  half_years([&](const std::string& half, const std::string&) {
    for (const std::string table : {"t1", "t2"}) {
      const std::string name = absl::StrCat(half, "-", table);
      files[name] = test::ReadCsv(absl::StrCat(test::CasesFolder(kBerlin), name, ".csv"));
    }
    for (const test::CsvRow& row : files[half + "-t1"]) {
      if (test::Number(row, "inhabitants") < 500) small.insert(row.at("id"));
    }
  });
  half_years([&](const std::string& half, const std::string& day) {
    for (const Table& table : kTables) {
      for (const test::CsvRow& row : files[absl::StrCat(half, "-", table.file)]) {
        if (small.contains(row.at("id"))) continue;
        absl::StrAppend(&text, day, ";", row.at("id"), ";", table.age, ";", table.group, ";",
                        row.at(table.column), "\n");
      }
    }
  });
  return Read(text, {.leave_out_incomplete = true});
}

TEST(AccuracyTest, BerlinIsForecastByAgeAndGroup) {
  SKIP_WITHOUT_BACKTESTS();
  BacktestOptions options;
  options.launches = {"2017-06-30", "2017-12-31", "2018-06-30", "2018-12-31"};
  options.horizons = {2};
  const auto report = RunBacktest(Berlin(), options);
  ASSERT_TRUE(report.ok()) << report.status();
  const auto mean_mape = [&](ForecastMethod method, const std::string& slice) {
    double sum = 0;
    for (const std::string& launch : report->launches) {
      sum += Find(*report, method, launch, 2, slice).accuracy.mape / 4;
    }
    return sum;
  };
  using Method = ForecastMethod;
  // CONST has 2.68, 4.03, 13.4 and 8.2, LIN 3.6, 3.6, 13.6 and 11.2. The city stopped growing in
  // 2019: whoever expected that in 2018 did better in totals and children. Ours has 2.73 and, of
  // 65+, 3.12; before it went with the lines of other cities it was below CONST and 3.1.
  EXPECT_LT(mean_mape(Method::kOurs, "total"), 1.03 * mean_mape(Method::kConstant, "total"));
  EXPECT_LT(mean_mape(Method::kOurs, "age 65+"), 0.0315);
  EXPECT_LT(mean_mape(Method::kOurs, "group foreign"),
            0.78 * mean_mape(Method::kConstant, "group foreign"));
  EXPECT_LT(mean_mape(Method::kOurs, "age 0-5"), mean_mape(Method::kLinear, "age 0-5"));
}

// --- all series, each with constants that were set on the others ---

std::string FileText(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Series Shared(const std::string& path) {
  return Read(FileText(test::CasesFolder("forecasting/backtest") + path),
              {.leave_out_incomplete = true});
}

// What was measured of one slice at one horizon: means over the launches.
struct Judged {
  std::string series, slice, best;
  double horizon = 0;
  int launches = 0;
  int64_t neighborhoods = 0;
  double ours = 0, simple = 0;        // MAPE, of ours and of the best simple method
  double sum_ours = 0, sum_line = 0;  // root mean square of the error of the sum
  double coverage = 0, bias = 0;

  std::string kind() const { return slice.substr(0, slice.find(' ')); }
  double ratio() const { return ours / simple; }
};

std::vector<Judged> Judge(const std::string& name, const Series& series,
                          const Constants& constants) {
  BacktestOptions options;
  options.size_limits.clear();
  options.constants = constants;
  const auto report = RunBacktest(series, options);
  EXPECT_TRUE(report.ok()) << report.status();
  struct Sums {
    std::map<ForecastMethod, double> mape;
    Judged judged;
  };
  std::map<std::pair<std::string, double>, Sums> sums;
  for (const BacktestRow& row : report->rows) {
    Sums& sum = sums[{row.slice, row.horizon}];
    sum.mape[row.method] += row.accuracy.mape;
    const double squared = row.accuracy.total_pe * row.accuracy.total_pe;
    if (row.method == ForecastMethod::kLinear) sum.judged.sum_line += squared;
    if (row.method != ForecastMethod::kOurs) continue;
    sum.judged.neighborhoods = row.accuracy.neighborhoods;
    ++sum.judged.launches;
    sum.judged.sum_ours += squared;
    sum.judged.bias += row.accuracy.malpe;
    sum.judged.coverage += row.intervals->coverage[1];
  }
  std::vector<Judged> all;
  for (auto& [key, sum] : sums) {
    Judged judged = sum.judged;
    judged.series = name;
    judged.slice = key.first;
    judged.horizon = key.second;
    const double n = judged.launches;
    judged.simple = std::numeric_limits<double>::infinity();
    for (const auto& [method, mape] : sum.mape) {
      if (method == ForecastMethod::kOurs) {
        judged.ours = mape / n;
      } else if (mape / n < judged.simple) {
        judged.simple = mape / n;
        judged.best = MethodName(method);
      }
    }
    judged.sum_ours = std::sqrt(judged.sum_ours / n);
    judged.sum_line = std::sqrt(judged.sum_line / n);
    judged.coverage /= n;
    judged.bias /= n;
    all.push_back(judged);
  }
  return all;
}

void Print(const Judged& j) {
  std::cout << absl::StrFormat(
      "| %s | %s | %g | %d | %.2f | %.2f (%s) | %.2f | %+.1f | %.1f / %.1f | %.0f |\n", j.series,
      j.slice, j.horizon, j.launches, 100 * j.ours, 100 * j.simple, j.best, j.ratio(), 100 * j.bias,
      100 * j.sum_ours, 100 * j.sum_line, 100 * j.coverage);
}

std::vector<Judged> JudgeAll() {
  struct Case {
    const char* name;
    std::function<Series()> series;
    const Constants& constants;
  };
  const std::vector<Case> cases = {
      {"Wien", [] { return Shared("wien_bezirke/series.csv"); }, folds::kWithoutWien},
      {"Wien, ages", [] { return Shared("wien_bezirke/series_ages.csv"); }, folds::kWithoutWien},
      {"Basel", [] { return Shared("basel_wohnviertel/series.csv"); }, folds::kWithoutBasel},
      {"Bergen", [] { return Shared("bergen_bydeler/series.csv"); }, folds::kWithoutBergen},
      {"Norway", [] { return Shared("norge_sor_ost/series.csv"); }, folds::kWithoutNorge},
      {"Madrid", [] { return Shared("madrid/series.csv"); }, folds::kWithoutMadrid},
      {"Castilla", [] { return Shared("castilla_leon/series.csv"); }, folds::kWithoutCastilla},
      {"US", [] { return Shared("us_midwest_west/series.csv"); }, folds::kWithoutUnitedStates},
      {"Australia", Australia, folds::kWithoutAus},
      {"Berlin", Berlin, folds::kWithoutBerlin},
  };
  std::vector<Judged> all;
  std::cout
      << "| series | slice | years | launches | ours | best simple | ratio | bias | sum: ours "
         "/ line | in 80 |\n";
  for (const Case& one : cases) {
    for (const Judged& judged : Judge(one.name, one.series(), one.constants)) {
      Print(judged);
      all.push_back(judged);
    }
  }
  return all;
}

// Slices that are more than 5 % worse than the best simple method, by kind and horizon, as they were
// measured once; README says which. The goal is none.
const std::map<std::string, int>& OutsideOnce() {
  static const auto& outside = *new std::map<std::string, int>{
      {"total 3", 1}, {"total 10", 4}, {"group 2", 1}, {"group 3", 1}, {"group 10", 5},
      {"age 2", 3},   {"age 3", 5},    {"age 5", 2},   {"age 10", 7}};
  return outside;
}

int OutsideOnce(const std::string& key) {
  const auto found = OutsideOnce().find(key);
  return found == OutsideOnce().end() ? 0 : found->second;
}

// What was measured of one kind of slice at one horizon.
struct KindSums {
  int slices = 0, outside = 0;
  struct Covered {
    double sum = 0;
    int slices = 0, launches = 0;
    int64_t neighborhoods = 0;
    double mean() const { return sum / slices; }
  };
  std::map<std::string, Covered> covered;  // by series
};

// Of series with enough neighborhoods and launches to say something, the share inside the 80 %
// interval. Norway's totals at ten years are the one that is outside.
void ExpectCoverage(const std::string& key, const std::string& series,
                    const KindSums::Covered& covered) {
  std::cout << key << ", " << series << absl::StrFormat(": %.1f %% in 80\n", 100 * covered.mean());
  if (covered.neighborhoods < 20 || covered.launches < 3) return;
  EXPECT_GT(covered.mean(), 0.65) << key << " " << series;
  const bool known = key == "total 10" && series == "Norway";
  EXPECT_LT(covered.mean(), known ? 0.97 : 0.92) << key << " " << series;
}

TEST(AccuracyTest, OnSeriesThatNobodyTunedOnOursIsNearTheBestAndIntervalsHold) {
  SKIP_WITHOUT_BACKTESTS();
  std::map<std::string, KindSums> kinds;  // by kind and horizon
  int sums = 0, sums_worse = 0;
  for (const Judged& j : JudgeAll()) {
    KindSums& kind = kinds[absl::StrCat(j.kind(), " ", j.horizon)];
    ++kind.slices;
    kind.outside += j.ratio() > 1.05;
    KindSums::Covered& covered = kind.covered[j.series];
    covered.sum += j.coverage;
    ++covered.slices;
    covered.launches = j.launches;
    covered.neighborhoods = j.neighborhoods;
    if (j.kind() != "total") continue;
    ++sums;
    sums_worse += j.sum_ours > j.sum_line * 1.005;
  }
  for (const auto& [key, kind] : kinds) {
    double pooled = 0;
    for (const auto& [series, covered] : kind.covered) {
      pooled += covered.mean() / static_cast<double>(kind.covered.size());
      ExpectCoverage(key, series, covered);
    }
    std::cout << key
              << absl::StrFormat(": %d of %d slices are more than 5 %% worse, %.1f %% in 80\n",
                                 kind.outside, kind.slices, 100 * pooled);
    EXPECT_LE(kind.outside, OutsideOnce(key)) << key;
    EXPECT_GT(pooled, 0.75) << key;
    // Ages after five years are covered a little too often: their cohorts are known.
    EXPECT_LT(pooled, key == "age 5" ? 0.875 : 0.85) << key;
  }
  std::cout << "the sum over the neighborhoods is further off than its line in " << sums_worse
            << " of " << sums << "\n";
  EXPECT_LE(sums_worse, 14);
}

}  // namespace
}  // namespace zwk::forecasting
