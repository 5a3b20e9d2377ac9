#include "reporting/indicator/indicator_use.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

constexpr int kNeighborhoods = 600;

// A city of 600 neighborhoods and twenty years; a page token is the number of those before.
class LargeCity : public IndicatorSource {
 public:
  Task<absl::StatusOr<Municipality>> City(Caller) override {
    co_return Municipality{"Stadt", "de"};
  }
  Task<absl::StatusOr<Areas>> List(Caller, int most, std::string page_token) override {
    int from = 0;
    if (!page_token.empty() && !absl::SimpleAtoi(page_token, &from)) {
      co_return InvalidField("page_token", "does not belong to this list");
    }
    Areas areas;
    const int to = std::min(kNeighborhoods, from + most);
    for (int i = from; i < to; ++i) areas.areas.push_back({absl::StrCat(i), absl::StrCat(name, i)});
    if (to < kNeighborhoods) areas.next_page_token = absl::StrCat(to);
    co_return areas;
  }
  Task<absl::StatusOr<std::vector<Area>>> Find(Caller, std::vector<std::string> keys) override {
    std::vector<Area> areas;
    for (const std::string& key : keys) areas.push_back({key, key});
    co_return areas;
  }
  Task<absl::StatusOr<IndicatorDates>> Dates(Caller) override {
    IndicatorDates dates;
    for (const IndicatorDefinition& indicator : Indicators()) {
      for (int year = 2001; year <= 2020; ++year) {
        dates[indicator.id].days.push_back(absl::StrCat(year, "-12-31"));
      }
      dates[indicator.id].usual = "2019-12-31";
    }
    co_return dates;
  }
  Task<absl::StatusOr<std::vector<IndicatorFigure>>> Figures(
      Caller, std::vector<Area> areas, std::vector<DatedIndicator> asked) override {
    std::vector<IndicatorFigure> figures;
    for (const Area& area : areas) {
      for (const DatedIndicator& one : asked) {
        figures.push_back({one.indicator,
                           area.key,
                           {.value = Value::OfThings(7), .area = area.name, .date = one.date}});
      }
    }
    co_return figures;
  }

  std::string name = "N";
};

class IndicatorUseTest : public testing::Test {
 protected:
  auto Page(IndicatorUseCases::Ask ask, int page_size = 50, std::string token = "") {
    return SyncWait(indicators_.Page(Caller(), std::move(ask), page_size, std::move(token)));
  }

  LargeCity city_;
  IndicatorUseCases indicators_{city_};
};

TEST_F(IndicatorUseTest, PagesGiveEveryNeighborhoodOnceAndTheCityLast) {
  std::vector<std::string> keys;
  std::string token;
  do {
    const auto page = Page({.indicator_ids = {"pop"}}, 500, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const IndicatorFigure& one : page->figures) keys.push_back(one.neighborhood_key);
    token = page->next_page_token;
  } while (!token.empty());
  ASSERT_EQ(keys.size(), kNeighborhoods + 1u);
  EXPECT_EQ(keys.back(), "");
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
}

TEST_F(IndicatorUseTest, WithoutADateTheUsualOneIsTold) {
  const auto page = Page({.neighborhood_keys = {"7", "7"}, .indicator_ids = {"pop"}});
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->figures.size(), 2u) << "the neighborhood once, and the city";
  EXPECT_EQ(page->figures[0].figure.date, "2019-12-31");
  const auto two = Page({.neighborhood_keys = {"7"},
                         .indicator_ids = {"pop"},
                         .dates = {"2005-12-31", "2003-12-31", "1999-12-31"},
                         .city = false});
  ASSERT_EQ(two->figures.size(), 2u) << "of 1999 there is nothing";
  EXPECT_EQ(two->figures[0].figure.date, "2003-12-31");
}

TEST_F(IndicatorUseTest, AnAnswerIsBounded) {
  std::vector<std::string> days;
  for (int year = 2001; year <= 2020; ++year) days.push_back(absl::StrCat(year, "-12-31"));
  const auto page = Page({.dates = days}, 500);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_LE(page->figures.size(), IndicatorUseCases::kMostOfAnswer);
  EXPECT_FALSE(page->next_page_token.empty());
  std::vector<std::string> keys;
  for (int i = 0; i < 500; ++i) keys.push_back(absl::StrCat(i));
  EXPECT_EQ(FieldOf(Page({.neighborhood_keys = keys, .dates = days}).status()), "dates");
  EXPECT_EQ(FieldOf(SyncWait(indicators_.File(Caller(), {.dates = days}, "csv", "de")).status()),
            "dates");
  EXPECT_TRUE(SyncWait(indicators_.File(Caller(), {.indicator_ids = {"pop"}}, "csv", "de")).ok());
}

TEST_F(IndicatorUseTest, AFileThatFitsIntoNoMessageIsRefused) {
  city_.name = std::string(500, 'N');
  std::vector<std::string> days;
  for (int year = 2001; year <= 2020; ++year) days.push_back(absl::StrCat(year, "-12-31"));
  IndicatorUseCases::Ask ask{.indicator_ids = {"pop"}, .dates = days};
  const auto refused = SyncWait(indicators_.File(Caller(), ask, "csv", "de")).status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_EQ(ReasonOf(refused), "MESSAGE_TOO_LARGE");
  EXPECT_NE(refused.message().find(absl::StrCat(IndicatorUseCases::kMostBytesOfFile)),
            absl::string_view::npos)
      << refused;
  ask.dates.resize(1);
  EXPECT_TRUE(SyncWait(indicators_.File(Caller(), ask, "csv", "de")).ok());
}

TEST_F(IndicatorUseTest, WhatIsNotKnownIsRefusedWithItsPath) {
  EXPECT_EQ(FieldOf(Page({.indicator_ids = {"pop", "unheard_of"}}).status()), "indicator_ids[1]");
  EXPECT_EQ(FieldOf(Page({.dates = {"2021-12-31", "2021-13-31"}}).status()), "dates[1]");
  EXPECT_EQ(FieldOf(Page({}, 50, "forged").status()), "page_token");
  EXPECT_EQ(FieldOf(Page({.neighborhood_keys = {"7"}}, 50, "5").status()), "page_token");
  EXPECT_EQ(FieldOf(SyncWait(indicators_.File(Caller(), {}, "pdf", "de")).status()), "format");
  EXPECT_EQ(FieldOf(SyncWait(indicators_.File(Caller(), {}, "csv", "fr")).status()), "locale");
  EXPECT_EQ(FieldOf(SyncWait(indicators_.Compare(Caller(), {}, "fr")).status()), "locale");
}

}  // namespace
}  // namespace zwk::reporting
