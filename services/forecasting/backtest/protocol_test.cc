#include "forecasting/backtest/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// 60 neighborhoods with two age classes from 2000 to `last`, each on a bumpy way of its own.
Series Town(int last, double after_2008 = 1) {
  std::string text = "year;neighborhood;age;value\n";
  for (int year = 2000; year <= last; ++year) {
    for (int r = 0; r < 60; ++r) {
      const double growth = (r % 7 - 3) * 12.0, bump = (r * 37 + year * 61) % 23;
      const double people = 500 + 40 * r + growth * (year - 2000) + bump;
      const double factor = year > 2008 ? after_2008 : 1;
      absl::StrAppend(&text, year, ";n", r, ";0-64;", 0.8 * people * factor, "\n");
      absl::StrAppend(&text, year, ";n", r, ";65+;", 0.2 * people * factor + bump, "\n");
    }
  }
  SeriesFile file;
  EXPECT_TRUE(file.Add(text).ok());
  return file.Finish().series;
}

BacktestOptions From2008() {
  BacktestOptions options;
  options.launches = {"2008"};
  options.horizons = {1, 3};
  options.keep_forecasts = true;
  return options;
}

TEST(BacktestTest, MethodsStandBesideEachOther) {
  const auto report = RunBacktest(Town(2012), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->launches.front(), "2002");
  EXPECT_EQ(report->launches.back(), "2011");
  EXPECT_THAT(report->horizons, testing::ElementsAre(1, 2, 3, 5, 10));
  std::set<std::string> methods, slices;
  for (const BacktestRow& row : report->rows) {
    if (row.launch != "2008" || row.horizon != 2) continue;
    methods.insert(MethodName(row.method));
    slices.insert(row.slice);
    EXPECT_GT(row.accuracy.neighborhoods, 0);
    EXPECT_GT(row.noise_floor, 0);
    EXPECT_EQ(row.intervals.has_value(), row.method == ForecastMethod::kOurs);
  }
  EXPECT_THAT(methods, testing::ElementsAre("CONST", "CSP-VSG", "HP", "LIN", "LIN-EXP", "ZWK"));
  EXPECT_THAT(slices, testing::ElementsAre("age 0-64", "age 65+", "total"));
}

TEST(BacktestTest, NeighborhoodsOfASizeAddUpToAll) {
  const auto report = RunBacktest(Town(2012), From2008());
  int64_t all = 0, by_size = 0;
  for (const BacktestRow& row : report->rows) {
    if (row.slice != "total" || row.horizon != 3 || row.method != ForecastMethod::kOurs) continue;
    (row.size.from == 0 && row.size.to > 1e9 ? all : by_size) += row.accuracy.neighborhoods;
  }
  EXPECT_EQ(all, 60);
  EXPECT_EQ(by_size, 60);
}

TEST(BacktestTest, WhatCameAfterTheLaunchChangesNoForecast) {
  const auto as_it_came = RunBacktest(Town(2011), From2008());
  const auto otherwise = RunBacktest(Town(2011, 3.7), From2008());
  ASSERT_TRUE(as_it_came.ok());
  ASSERT_EQ(as_it_came->forecasts.size(), otherwise->forecasts.size());
  ASSERT_THAT(as_it_came->forecasts, testing::Not(testing::IsEmpty()));
  for (size_t i = 0; i < as_it_came->forecasts.size(); ++i) {
    const NeighborhoodForecast &a = as_it_came->forecasts[i], &b = otherwise->forecasts[i];
    EXPECT_EQ(a.forecast, b.forecast) << a.slice << " " << a.neighborhood;
    EXPECT_EQ(a.quantiles, b.quantiles);
    EXPECT_NE(a.actual, b.actual);
  }
}

TEST(BacktestTest, ASecondLaunchChangesNothingOfTheFirst) {
  BacktestOptions options = From2008();
  const auto alone = RunBacktest(Town(2012), options);
  options.launches = {"2009", "2008"};
  const auto together = RunBacktest(Town(2012), options);
  size_t next = 0;
  for (const NeighborhoodForecast& forecast : together->forecasts) {
    if (forecast.launch != "2008") continue;
    ASSERT_LT(next, alone->forecasts.size());
    EXPECT_EQ(forecast.forecast, alone->forecasts[next].forecast);
    EXPECT_EQ(forecast.quantiles, alone->forecasts[next].quantiles);
    ++next;
  }
  EXPECT_EQ(next, alone->forecasts.size());
}

TEST(BacktestTest, CellsOfSexAndAgeAreMeasuredTogether) {
  std::string text = "year;neighborhood;sex;age;value\n";
  for (int year = 2000; year < 2008; ++year) {
    for (int r = 0; r < 30; ++r) {
      for (const char* sex : {"m", "f"}) {
        for (const char* age : {"0-29", "30-59", "60+"}) {
          absl::StrAppend(&text, year, ";n", r, ";", sex, ";", age, ";", 100 + r + year % 5, "\n");
        }
      }
    }
  }
  SeriesFile file;
  ASSERT_TRUE(file.Add(text).ok());
  BacktestOptions options;
  options.launches = {"2005"};
  options.horizons = {2};
  const auto report = RunBacktest(file.Finish().series, options);
  ASSERT_TRUE(report.ok()) << report.status();
  bool found = false;
  for (const BacktestRow& row : report->rows) {
    if (row.slice != "cells by sex, age") continue;
    found = true;
    EXPECT_EQ(row.accuracy.neighborhoods, 30 * 6);
  }
  EXPECT_TRUE(found);
}

TEST(BacktestTest, ACancelledRunEnds) {
  int asked = 0;
  const auto report = RunBacktest(Town(2012), {}, [&](double share) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
    return ++asked == 5 ? absl::CancelledError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(asked, 5);
}

TEST(BacktestTest, WrongOptionsAreRefused) {
  const Series series = Town(2004);
  const auto refused = [&](auto change) {
    BacktestOptions options;
    change(options);
    return RunBacktest(series, options).status();
  };
  using Code = absl::StatusCode;
  const auto no_date = refused([](auto& o) { o.launches = {"1999"}; });
  EXPECT_EQ(no_date.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(no_date.message()), HasSubstr("1999"));
  EXPECT_EQ(refused([](auto& o) { o.launches = {"soon"}; }).code(), Code::kInvalidArgument);
  EXPECT_EQ(refused([](auto& o) { o.launches = {"2000"}; }).code(), Code::kFailedPrecondition);
  EXPECT_EQ(refused([](auto& o) { o.launches = {"2004"}; }).code(), Code::kFailedPrecondition);
  EXPECT_EQ(refused([](auto& o) { o.horizons = {1, -2}; }).code(), Code::kInvalidArgument);
  EXPECT_EQ(refused([](auto& o) { o.horizons = {}; }).code(), Code::kInvalidArgument);
  EXPECT_EQ(refused([](auto& o) { o.horizons = {20}; }).code(), Code::kFailedPrecondition);
  EXPECT_EQ(refused([](auto& o) { o.history = 30; }).code(), Code::kFailedPrecondition);
  EXPECT_EQ(refused([](auto& o) { o.size_limits = {5, 5}; }).code(), Code::kInvalidArgument);
  EXPECT_EQ(RunBacktest({}, {}).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace zwk::forecasting
