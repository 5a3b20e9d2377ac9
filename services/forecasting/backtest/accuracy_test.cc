#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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

// The share of neighborhoods inside the 80 % interval, mean of all launches of a horizon.
double MeanCoverage80(const BacktestReport& report, double horizon, const std::string& slice) {
  double sum = 0;
  int launches = 0;
  for (const BacktestRow& row : report.rows) {
    if (row.slice != slice || row.horizon != horizon || !row.intervals || row.size.from > 0 ||
        row.size.to < 1e9) {
      continue;
    }
    sum += row.intervals->coverage[1];
    ++launches;
  }
  return sum / launches;
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
  const auto ours = [&](const std::string& launch, double horizon) -> const BacktestRow& {
    return Find(*report, ForecastMethod::kOurs, launch, horizon, "total");
  };
  // Measured 24 %, 19 %, 12 % below the better of CONST and LIN. From 2001 nothing that was tried
  // on the totals came further than 13 %.
  EXPECT_GT(ours("1996", 10).skill, 0.15);
  EXPECT_GT(ours("1996", 5).skill, 0.15);
  EXPECT_GT(ours("2001", 5).skill, 0.11);
  for (const auto& [launch, horizon] :
       {std::pair("1996", 10), std::pair("1996", 5), std::pair("2001", 5)}) {
    const BacktestRow& row = ours(launch, horizon);
    ASSERT_TRUE(row.intervals.has_value());
    EXPECT_GT(row.intervals->coverage[1], 0.75) << launch << " " << horizon;
    EXPECT_LT(row.intervals->coverage[1], 0.85) << launch << " " << horizon;
  }
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
  // Measured 2.65, 2.99, 10.1 and 8.6 %; CONST has 2.68, 4.03, 13.4 and 8.2, LIN 3.6, 3.6, 13.6 and
  // 11.2. The city stopped growing in 2019: whoever expected that in 2018 did better in totals and
  // children.
  EXPECT_LT(mean_mape(Method::kOurs, "total"), mean_mape(Method::kConstant, "total"));
  EXPECT_LT(mean_mape(Method::kOurs, "age 65+"), 0.031);
  EXPECT_LT(mean_mape(Method::kOurs, "group foreign"),
            0.76 * mean_mape(Method::kConstant, "group foreign"));
  EXPECT_LT(mean_mape(Method::kOurs, "age 0-5"), mean_mape(Method::kLinear, "age 0-5"));
  // The registers of 2015 and 2016 were revised; single bands were quieter ever since, and their
  // intervals are wider than they had to be (measured 76, 82, 88 and 87 %).
  EXPECT_LT(MeanCoverage80(*report, 2, "total"), 0.85);
  EXPECT_LT(MeanCoverage80(*report, 2, "age 0-5"), 0.85);
  for (const char* slice : {"total", "age 0-5", "age 65+", "group foreign"}) {
    EXPECT_GT(MeanCoverage80(*report, 2, slice), 0.75) << slice;
    EXPECT_LT(MeanCoverage80(*report, 2, slice), 0.9) << slice;
  }
}

}  // namespace
}  // namespace zwk::forecasting
