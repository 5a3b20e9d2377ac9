#include "reporting/base/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::reporting {
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

TEST(LanguageTest, UmlautsSortAsTheirLetters) {
  EXPECT_LT(SortKey("Mölken"), SortKey("Mürmann"));
  EXPECT_LT(SortKey("Ölmez"), SortKey("Prigge"));
  EXPECT_EQ(SortKey("Şahin"), "sahin");
  EXPECT_EQ(SortKey("Weiß"), SortKey("WEISS"));
}

}  // namespace
}  // namespace zwk::reporting
