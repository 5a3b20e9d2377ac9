#include "platform/page/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "platform/page/local_time.h"

namespace zwk::page {
namespace {

using std::chrono::March;
using std::chrono::year;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

TEST(LanguageTest, TagsOfRegionsAreUnderstoodOthersAreNot) {
  EXPECT_EQ(LanguageOf("de"), kDe);
  EXPECT_EQ(LanguageOf("de-DE"), kDe);
  EXPECT_EQ(LanguageOf("EN_gb"), kEn);
  EXPECT_EQ(LanguageOf("fr"), std::nullopt);
  EXPECT_EQ(LanguageOf(""), std::nullopt);
}

TEST(LanguageTest, WhereTheClocksAreChangedEachTimeSaysItsZone) {
  const auto day = std::chrono::year(2025) / std::chrono::October / 26;
  const LocalTime start{day, 90, 120};
  const LocalTime end{day, 150, 60};
  EXPECT_EQ(DateLine(Language::kGerman, start, end), "am 26. Oktober 2025, 01:30 MESZ – 02:30 MEZ");
  EXPECT_EQ(DateLine(Language::kEnglish, start, end), "on 26 October 2025, 01:30 CEST – 02:30 CET");
  EXPECT_EQ(DateLine(Language::kGerman, {day, 90, -180}, LocalTime{day, 150, -210}),
            "am 26. Oktober 2025, 01:30 UTC-3 – 02:30 UTC-3:30");
  EXPECT_EQ(InZone(1761435000, "Europe/Berlin"), start);
  EXPECT_EQ(InZone(1761442200, "Europe/Berlin"), end);
}

TEST(LanguageTest, WhatRunsFromTheRightIsKeptApart) {
  EXPECT_EQ(Isolated("Ömer Öztürk – Київ"), "Ömer Öztürk – Київ");
  for (const std::string text : {"محمد", "עברית", "a: دیدار"}) {
    EXPECT_EQ(Isolated(text), "\u2068" + text + "\u2069");
  }
  for (const char* lang : {"ar", "fa-IR", "he", "ur", "az-Arab"}) EXPECT_TRUE(IsRightToLeft(lang));
  for (const char* lang : {"", "de", "uk", "tr", "ar-Latn"}) EXPECT_FALSE(IsRightToLeft(lang));
}

TEST(LanguageTest, DateLineIsThatOfTheCity) {
  const auto day = year(2022) / March / 28;
  const LocalTime start{day, 15 * 60 + 30};
  const LocalTime end{day, 17 * 60};
  EXPECT_EQ(DateLine(kDe, start, end), "am 28. März 2022, 15:30 – 17:00 Uhr");
  EXPECT_EQ(DateLine(kEn, start, end), "on 28 March 2022, 15:30 – 17:00");
  EXPECT_EQ(DateLine(kDe, start, std::nullopt), "am 28. März 2022, 15:30 Uhr");
}

TEST(LanguageTest, WholeQuartersAreNamedAsQuarters) {
  EXPECT_EQ(DuePhrase(kDe, "2022-04-01", "2022-09-30"), "Quartale II/III 2022");
  EXPECT_EQ(DuePhrase(kEn, "2022-04-01", "2022-06-30"), "quarter II 2022");
  EXPECT_EQ(DuePhrase(kDe, "", "2022-05-15"), "bis 15. Mai 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-04-02", "2022-06-30"), "2. April 2022 – 30. Juni 2022");
  EXPECT_EQ(DuePhrase(kEn, "", ""), "");
}

TEST(LanguageTest, NumbersFollowTheLanguage) {
  EXPECT_EQ(Number(kDe, 113634), "113.634");
  EXPECT_EQ(Number(kEn, -1234567), "\u22121,234,567");
  EXPECT_EQ(Number(kDe, 999), "999");
  EXPECT_EQ(Decimal(kDe, 1234.56, 1), "1.234,6");
  EXPECT_EQ(Decimal(kDe, -0.01, 1), "0,0");
  EXPECT_EQ(Percent(kDe, 21, 1), "21,0\u00a0%");
  EXPECT_EQ(Percent(kEn, 21, 1), "21.0%");
}

TEST(LanguageTest, EveryMonthHasItsName) {
  const char* const names[12][2] = {
      {"Januar", "January"},  {"Februar", "February"},  {"März", "March"},
      {"April", "April"},     {"Mai", "May"},           {"Juni", "June"},
      {"Juli", "July"},       {"August", "August"},     {"September", "September"},
      {"Oktober", "October"}, {"November", "November"}, {"Dezember", "December"}};
  for (unsigned month = 1; month <= 12; ++month) {
    const auto day = year(2022) / std::chrono::month(month) / 1;
    EXPECT_EQ(LongDate(kDe, day), std::string("1. ") + names[month - 1][0] + " 2022");
    EXPECT_EQ(LongDate(kEn, day), std::string("1 ") + names[month - 1][1] + " 2022");
  }
  EXPECT_EQ(LongDate(kDe, {}), "") << "no day";
  EXPECT_EQ(LongDate(kDe, year(2022) / std::chrono::month(13) / 1), "");
}

TEST(LanguageTest, OnlyWholeQuartersOfOneYearAreQuarters) {
  EXPECT_EQ(DuePhrase(kDe, "2022-01-01", "2022-03-31"), "Quartal I 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-10-01", "2022-12-31"), "Quartal IV 2022");
  EXPECT_EQ(DuePhrase(kEn, "2022-01-01", "2022-12-31"), "quarters I–IV 2022");
  EXPECT_EQ(DuePhrase(kEn, "2022-07-01", "2022-12-31"), "quarters III/IV 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-01-01", "2022-09-30"), "Quartale I–III 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-04-01", "2022-06-29"), "1. April 2022 – 29. Juni 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-05-01", "2022-06-30"), "1. Mai 2022 – 30. Juni 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-04-01", "2022-05-31"), "1. April 2022 – 31. Mai 2022");
  EXPECT_EQ(DuePhrase(kDe, "2021-10-01", "2022-12-31"), "1. Oktober 2021 – 31. Dezember 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-07-01", "2022-06-30"), "1. Juli 2022 – 30. Juni 2022");
  EXPECT_EQ(DuePhrase(kDe, "2022-05-15", "2022-05-15"), "am 15. Mai 2022");
  EXPECT_EQ(DuePhrase(kEn, "2022-05-15", ""), "from 15 May 2022");
  EXPECT_EQ(DuePhrase(kEn, "", "2022-05-15"), "by 15 May 2022");
}

TEST(LanguageTest, AMeetingOverMidnightNamesBothDays) {
  const LocalTime start{year(2022) / March / 28, 22 * 60 + 5};
  const LocalTime end{year(2022) / March / 29, 59};
  EXPECT_EQ(DateLine(kDe, start, end), "am 28. März 2022, 22:05 Uhr – 29. März 2022, 00:59 Uhr");
  EXPECT_EQ(DateLine(kEn, start, end), "on 28 March 2022, 22:05 – 29 March 2022, 00:59");
}

TEST(LanguageTest, DigitsStandInGroupsOfThree) {
  EXPECT_EQ(Number(kDe, 0), "0");
  EXPECT_EQ(Number(kDe, 1000), "1.000");
  EXPECT_EQ(Number(kDe, -999), "\u2212999");
  EXPECT_EQ(Number(kEn, 12345678), "12,345,678");
  EXPECT_EQ(Decimal(kEn, 1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(Decimal(kDe, -0.5, 1), "\u22120,5");
  EXPECT_EQ(Decimal(kDe, 999.5, 0), "1.000");
  EXPECT_EQ(Decimal(kDe, std::numeric_limits<double>::infinity(), 1), "–");
  EXPECT_EQ(Decimal(kDe, std::nan(""), 1), "–");
}

TEST(LanguageTest, ListsAndQuotesFollowTheLanguage) {
  EXPECT_EQ(Enumerated(kDe, {}), "");
  EXPECT_EQ(Enumerated(kDe, {"a"}), "a");
  EXPECT_EQ(Enumerated(kDe, {"a", "b"}), "a und b");
  EXPECT_EQ(Enumerated(kEn, {"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(Quoted(kDe, "so"), "„so“");
  EXPECT_EQ(Quoted(kEn, "so"), "“so”");
  EXPECT_EQ(Tag(kDe), "de");
  EXPECT_EQ(Tag(kEn), "en");
}

TEST(LocalTimeTest, IsWhatTheClockInTheCityShowed) {
  constexpr int64_t kSummer = 1'656'712'799;  // 2022-07-01 21:59:59 UTC
  EXPECT_EQ(InZone(kSummer, "Europe/Berlin"), (LocalTime{year(2022) / 7 / 1, 24 * 60 - 1, 120}));
  EXPECT_EQ(InZone(kSummer + 1, "Europe/Berlin"), (LocalTime{year(2022) / 7 / 2, 0, 120}));
  EXPECT_EQ(InZone(kSummer, "UTC"), (LocalTime{year(2022) / 7 / 1, 21 * 60 + 59}));
  EXPECT_EQ(InZone(kSummer, "No/Where"), InZone(kSummer, "UTC"));
  EXPECT_EQ(InZone(1'642'000'000, "Europe/Berlin"),
            (LocalTime{year(2022) / 1 / 12, 16 * 60 + 6, 60}))
      << "one hour in winter";
  EXPECT_EQ(InZone(-1, "UTC"), (LocalTime{year(1969) / 12 / 31, 24 * 60 - 1}));
}

}  // namespace
}  // namespace zwk::page
