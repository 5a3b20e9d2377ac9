#include "forecasting/mapping/office_text.h"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

namespace zwk::forecasting {
namespace {

constexpr int kOpen = AgeRange::kOpen;

TEST(OfficeTextTest, AgesAreReadAsOfficesWriteThem) {
  const std::vector<std::tuple<const char*, int, int>> ages = {
      {"17", 17, 17},
      {"17 Jahre", 17, 17},
      {"0-17", 0, 17},
      {"0 - 17", 0, 17},
      {"0 – 17", 0, 17},
      {"5 bis unter 10 Jahre", 5, 9},
      {"5 bis 9", 5, 9},
      {"85+", 85, kOpen},
      {"85 +", 85, kOpen},
      {"95 und älter", 95, kOpen},
      {"95 u. älter", 95, kOpen},
      {"100 Jahre und älter", 100, kOpen},
      {"90 and over", 90, kOpen},
      {"ab 65", 65, kOpen},
      {"unter 1", 0, 0},
      {"unter 6 Jahren", 0, 5},
      {"bis 17", 0, 17},
  };
  for (const auto& [text, first, last] : ages) {
    EXPECT_EQ(ReadAge(text), (AgeRange{first, last})) << text;
  }
}

TEST(OfficeTextTest, WhatMayMeanTwoThingsIsNoAge) {
  for (const char* text : {"", "über 65", "alle", "Insgesamt", "17-", "9-5", "-1", "999", "1 2 3",
                           "unter 0", "99999999999999999999", "\xff", "12.5"}) {
    EXPECT_FALSE(ReadAge(text)) << text;
  }
}

TEST(OfficeTextTest, NumbersAreGroupedByThreeOrNotAtAll) {
  EXPECT_EQ(ReadNumber("1.018", ',', '.'), "1018");
  EXPECT_EQ(ReadNumber("1.018,5", ',', '.'), "1018.5");
  EXPECT_EQ(ReadNumber("12,5", ',', '.'), "12.5");
  EXPECT_EQ(ReadNumber("1 018", ',', ' '), "1018");
  EXPECT_EQ(ReadNumber("1\u00A0018", ',', ' '), "1018");
  EXPECT_EQ(ReadNumber("1’018", '.', '\''), "1018");
  EXPECT_EQ(ReadNumber("-12", '.', '\0'), "-12");
  EXPECT_EQ(ReadNumber("1018", ',', '.'), "1018");
  for (const char* text : {"1.18", "1.0180", "1234.567", ".018", "1.018.", "1,", ",5", "", "-",
                           "1,5,5", "1e5", "nan", "0x10", "1 018"}) {
    EXPECT_FALSE(ReadNumber(text, ',', '.')) << text;
  }
}

TEST(OfficeTextTest, DaysAreReadOnlyWhereTheyMeanOne) {
  EXPECT_EQ(ReadDay("2024")->year, 2024);
  EXPECT_EQ(ReadDay("2024.0")->year, 2024);
  EXPECT_EQ(ReadDay("31.12.2024")->month, 12);
  EXPECT_EQ(ReadDay("2024-12-31")->day, 31);
  EXPECT_EQ(ReadDay("1.1.2025")->year, 2025);
  for (const char* text : {"12/31/2024", "31.12.24", "31.12.", "2024-13-01", "Dezember 2024", "",
                           "0.0.2024", "99999", "1.2.3.4"}) {
    EXPECT_FALSE(ReadDay(text)) << text;
  }
}

}  // namespace
}  // namespace zwk::forecasting
