#include "reporting/page/city_sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

FigureValue Figure(Value value, const std::string& date) {
  return {.value = std::move(value),
          .label_de = "Zahl",
          .label_en = "Figure",
          .area = "Moorsum",
          .date = date,
          .source = "Register <2021>"};
}

CityFigures Moorsum() {
  const Protection protection(113'634);
  return {.people = Figure(Protection::Official(113'634), "2021-12-31"),
          .people_before = Figure(Protection::Official(109'434), "2011-12-31"),
          .old_age = Figure(protection.Ratio(40.14, 1), "2021-12-31"),
          .old_age_before = Figure(protection.Ratio(37.2, 1), "2011-12-31"),
          .expected = Figure(protection.Count(106'501)
                                 .Estimated()
                                 .Within(protection.Count(101'102), protection.Count(112'898))
                                 .Released("0189-f"),
                             "2036-12-31")};
}

std::string Text(const std::string& html) {
  std::string text;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') in_tag = true;
    if (!in_tag) text += c;
    if (c == '>') in_tag = false;
  }
  return text;
}

TEST(CitySentencesTest, SayHowTheCityChanges) {
  const std::string html = CitySentences(Moorsum(), "Moorsum", kDe);
  const std::string text = Text(html);
  EXPECT_THAT(text, HasSubstr("In Moorsum leben 113.634 Menschen (31. Dezember 2021), 4.200 mehr "
                              "als am 31. Dezember 2011 (+3,8\u00a0%).\n"));
  EXPECT_THAT(text, HasSubstr("Auf 100 Menschen von 20 bis 64 Jahren kommen 40,1 ab 65; am 31. "
                              "Dezember 2011 waren es 37,2.\n"));
  EXPECT_THAT(text, HasSubstr("Am 31. Dezember 2036 werden hier nach der neuesten Prognose etwa "
                              "106.500 Menschen leben, wahrscheinlich zwischen 101.100 und 112.900 "
                              "(8 von 10 Rechnungen).\n"));
  const std::string english = Text(CitySentences(Moorsum(), "Moorsum", kEn));
  EXPECT_THAT(english, HasSubstr("113,634 people live in Moorsum (31 December 2021), 4,200 more "
                                 "than on 31 December 2011 (+3.8%).\n"));
  EXPECT_THAT(english, HasSubstr("For 100 people aged 20 to 64 there are 40.1 of 65 and older; on "
                                 "31 December 2011 there were 37.2.\n"));
  EXPECT_THAT(english,
              HasSubstr("By 31 December 2036 the newest forecast expects about 106,500 people to "
                        "live here, probably between 101,100 and 112,900 (8 of 10 calculations)."));
}

TEST(CitySentencesTest, FiguresLeadToWhereTheyComeFrom) {
  const std::string html = CitySentences(Moorsum(), "Moorsum", kDe);
  EXPECT_THAT(html, HasSubstr("data-figure=\"pop\" data-protection=\"none\" "
                              "href=\"/v1/pages/comparison?indicator_ids=pop&amp;dates=2021-12-31"
                              "&amp;dates=2011-12-31&amp;locale=de\">113.634</a>"));
  EXPECT_THAT(html, HasSubstr("data-figure=\"fc_pop\" data-protection=\"round5\" "
                              "href=\"/v1/forecasts/0189-f/picture?picture=FORECAST_PICTURE_FAN"
                              "&amp;locale=de\">106.500</a>"));
  EXPECT_THAT(html,
              HasSubstr("<li>Zahl, Moorsum, 31. Dezember 2021. Quelle: Register &lt;2021&gt;"));
}

TEST(CitySentencesTest, WhatIsNotKnownIsLeftOut) {
  EXPECT_EQ(CitySentences({}, "Moorsum", kDe), "");
  CityFigures city = Moorsum();
  city.people_before.reset();
  city.old_age.reset();
  city.expected = Figure(Protection(113'634).Count(106'501).Estimated(), "2036-12-31");
  const std::string text = Text(CitySentences(city, "Moorsum", kDe));
  EXPECT_THAT(text, HasSubstr("In Moorsum leben 113.634 Menschen (31. Dezember 2021).\n"));
  EXPECT_THAT(text, Not(HasSubstr("Auf 100")));
  EXPECT_THAT(text, HasSubstr("etwa 106.500 Menschen leben.\n")) << "no paths, no interval";
}

TEST(CitySentencesTest, ACityMayShrinkOrStayAsItIs) {
  CityFigures city;
  city.people = Figure(Protection::Official(900), "2021-12-31");
  city.people_before = Figure(Protection::Official(1000), "2011-12-31");
  EXPECT_THAT(Text(CitySentences(city, "M", kDe)),
              HasSubstr("100 weniger als am 31. Dezember 2011 (\u221210,0\u00a0%)."));
  city.people_before = Figure(Protection::Official(900), "2011-12-31");
  EXPECT_THAT(Text(CitySentences(city, "M", kDe)),
              HasSubstr("(31. Dezember 2021), so viele wie am 31. Dezember 2011."));
}

TEST(CitySentencesTest, ANameIsText) {
  EXPECT_THAT(CitySentences(Moorsum(), "<script>", kDe), HasSubstr("In &lt;script&gt; leben"));
}

}  // namespace
}  // namespace zwk::reporting
