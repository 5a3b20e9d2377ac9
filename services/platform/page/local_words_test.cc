#include "platform/page/local_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::page {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::sys_days kDay = std::chrono::year(2026) / 12 / 8;

TEST(LocalWordsTest, DaysAreSaidInTheOrderOfTheLanguage) {
  EXPECT_EQ(DayInWords("de", kDay), "Di., 8. Dezember");
  EXPECT_EQ(DateInWords("de", kDay), "8. Dezember 2026");
  EXPECT_EQ(DateInWords("en", kDay), "8 December 2026");
  EXPECT_THAT(DayInWords("uk", kDay), HasSubstr("8 грудня"));
  EXPECT_THAT(DayInWords("tr", kDay), HasSubstr("8 Aralık"));
  EXPECT_EQ(WeekdayInWords("de", std::chrono::Sunday), "Sonntag");
  EXPECT_EQ(WeekdayInWords("en", std::chrono::Monday), "Monday");
}

TEST(LocalWordsTest, DigitsAreThoseOfDoorsInEveryLanguage) {
  for (const char* lang : {"de", "en", "ar", "uk", "tr"}) {
    EXPECT_THAT(DayInWords(lang, kDay), HasSubstr("8")) << lang;
    EXPECT_THAT(DateInWords(lang, kDay), HasSubstr("2026")) << lang;
    EXPECT_THAT(AmountInWords(lang, 1250, "EUR"), HasSubstr("12")) << lang;
  }
  EXPECT_EQ(AmountInWords("de", 123450, "EUR"), "1.234,50\u00a0€");
  EXPECT_EQ(AmountInWords("de", 350, ""), "3,50");
  EXPECT_EQ(DecimalInWords("de", 1.25, 1), "1,2");
  EXPECT_EQ(DecimalInWords("en", 0.75, 1), "0.8");
}

TEST(LocalWordsTest, LanguagesAndCountriesHaveTheNamesThatReadersGiveThem) {
  EXPECT_EQ(LanguageName("de", "ar"), "Arabisch");
  EXPECT_EQ(LanguageName("tr", "de"), "Almanca");
  EXPECT_EQ(CountryName("en", "UA"), "Ukraine");
  EXPECT_EQ(ListInWords("de", {"Deutsch", "Türkisch", "Arabisch"}),
            "Deutsch, Türkisch und Arabisch");
  EXPECT_EQ(ListInWords("de", {}), "");
}

TEST(LocalWordsTest, ListsAreInTheOrderOfTheLanguage) {
  EXPECT_TRUE(ComesBefore("de", "Bürgerpark", "Buschkämpen"));
  EXPECT_FALSE(ComesBefore("de", "Buschkämpen", "Bürgerpark"));
  EXPECT_FALSE(ComesBefore("de", "Mitte", "Mitte"));
  EXPECT_TRUE(ComesBefore("tr", "Çince", "Danca"));
}

TEST(LocalWordsTest, WhatNobodyKnowsKeepsItsCode) {
  EXPECT_EQ(LanguageName("de", "xqx"), "xqx");
  EXPECT_EQ(LanguageName("de", "-"), "-");
  EXPECT_EQ(CountryName("de", "QX"), "QX");
  EXPECT_THAT(DayInWords("", kDay), Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace zwk::page
