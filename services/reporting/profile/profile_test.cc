#include "reporting/profile/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/support/source_tree.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

Population SomePeople(double per_age) {
  Population population{
      .area = "Geestendorf", .date = "2021-12-31", .source = "Register", .synthetic = true};
  for (int origin = 0; origin < 2; ++origin) {
    for (int sex = 0; sex < 2; ++sex) {
      for (int age = 0; age <= 100; ++age) {
        population.people[origin][sex].push_back(
            (origin == 0 ? 1.0 : 0.25) * per_age *
            (age < 60 ? 1.0 + age / 120.0 : 1.5 - (age - 60) / 30.0) * (age > 99 ? 0 : 1));
        if (population.people[origin][sex].back() < 0) population.people[origin][sex].back() = 0;
      }
    }
  }
  return population;
}

NeighborhoodProfile FullProfile() {
  NeighborhoodProfile profile;
  profile.municipality_name = "Bremerhaven";
  profile.key = "212";
  profile.name = "Geestendorf";
  profile.boundary_version = 1;
  profile.population = SomePeople(40);
  profile.synthetic = true;
  NeighborhoodProfile::Forecast forecast{
      .forecast_id = "0190a000-0000-7000-8000-000000000002", .version = 3, .title = "Basis"};
  for (int year = 2021; year <= 2036; ++year)
    forecast.years.push_back({year, 9800.0 - 37 * (year - 2021)});
  forecast.age_groups = {{0, 3, 260, 240}, {3, 18, 1400, 1350}, {80, std::nullopt, 610, 790}};
  forecast.past.horizons = {{1, 0.011, 0.016, 0.81, 0.007},
                            {5, 0.0623, 0.079, std::nullopt, 0.0214},
                            {10, std::nullopt, std::nullopt, std::nullopt, 0.025}};
  profile.forecast = forecast;
  profile.gap_id = "0190a000-0000-7000-8000-000000000003";
  profile.gap_year = 2022;
  profile.gaps = {
      {.need_de = "Konsumfreier Treffpunkt",
       .need_en = "Consumption-free meeting place",
       .group_de = "Junge Menschen 12–24",
       .group_en = "Young people 12–24",
       .gap_class = NeighborhoodProfile::Gap::Class::kOverloaded,
       .cause_de = "Verzehrzwang",
       .cause_en = "one has to consume",
       .causes = {{"Verzehrzwang", "consumption", 0.41}, {"Entfernung", "distance", 0.12}},
       .persons = 1487,
       .persons_without = 903,
       .missing_places = 33.2,
       .gap_index = 0.607,
       .nearest_meters = 742,
       .source = "Richtwert der Stadt, 2019"},
      {.need_de = "Beratung",
       .need_en = "Advice",
       .group_de = "Eltern",
       .group_en = "Parents",
       .gap_class = NeighborhoodProfile::Gap::Class::kCovered,
       .persons = 500}};
  profile.topics = {{.title = "Familien & <Jugendliche>",
                     .dots = 14,
                     .meeting_title = "Erstes Treffen",
                     .meeting_date = "2022-03-28",
                     .paragraphs = {"Ältere Jugendliche vermissen Orte."},
                     .status = NeighborhoodProfile::Topic::Status::kDiscussed}};
  profile.lab = NeighborhoodProfile::Lab{
      .status_de = "ausgewählt",
      .status_en = "selected",
      .archetype = "gemischtes Altbauquartier",
      .themes = {{"Orte für Jugendliche", "Wo stören sie niemanden?"}},
      .findings = {{"Chance", "Chance", "Viele Vereine", "Gespräch", "talk", ""}}};
  return profile;
}

TEST(ProfileTest, EveryChartHasATitleADescriptionAndATable) {
  const std::string html = ProfilePage(FullProfile(), kDe);
  EXPECT_THAT(html,
              HasSubstr("<title id=\"pyramid-title\">Bevölkerungspyramide Geestendorf</title>"));
  EXPECT_THAT(html, HasSubstr("<desc id=\"pyramid-desc\">"));
  EXPECT_THAT(html, HasSubstr("<title id=\"forecast-line-title\">"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">2036</th><td class=\"n\">9.245</td>"));
  EXPECT_THAT(html, HasSubstr("<html lang=\"de\">"));
}

TEST(ProfileTest, SaysHowFarForecastsHaveBeenOff) {
  NeighborhoodProfile profile = FullProfile();
  const std::string german = ProfilePage(profile, kDe);
  EXPECT_THAT(german, HasSubstr("In der Vergangenheit lagen Prognosen über 5 Jahre im Mittel der "
                                "Quartiere um <strong>6,2\u00a0%</strong> daneben; Zufall allein: "
                                "<strong>2,1\u00a0%</strong>."));
  EXPECT_THAT(german, HasSubstr("das Modell dieser Prognose, aus früheren Jahren gerechnet"));
  EXPECT_THAT(ProfilePage(profile, kEn), HasSubstr("forecasts over 5 years were off by "
                                                   "<strong>6.2%</strong>"));
  // The model of the forecast itself, where it could be run, and the coverage of its own interval.
  profile.forecast->past.horizons[1].model = 0.051;
  profile.forecast->past.horizons[1].inside_80 = 0.79;
  const std::string own = ProfilePage(profile, kDe);
  EXPECT_THAT(own, HasSubstr("um <strong>5,1\u00a0%</strong> daneben"));
  EXPECT_THAT(own, HasSubstr("<td class=\"n\">5,1\u00a0%</td><td class=\"n\">79\u00a0%</td>"
                             "<td class=\"n\">6,2\u00a0%</td>"));
  // Too few years for five: the longest there are.
  profile.forecast->past.horizons[1].error.reset();
  EXPECT_THAT(ProfilePage(profile, kDe), HasSubstr("Prognosen über 1 Jahr im Mittel"));
  profile.forecast->past.horizons[0].error.reset();
  const std::string unknown = ProfilePage(profile, kDe);
  EXPECT_THAT(unknown, HasSubstr("zu wenige Jahre. Zufall allein, über 5 Jahre: im Mittel der "
                                 "Quartiere <strong>2,1\u00a0%</strong>."));
  EXPECT_THAT(unknown, Not(HasSubstr("Frühere Prognosen in Zahlen")));
  profile.forecast->past.horizons.clear();
  EXPECT_THAT(ProfilePage(profile, kDe), Not(HasSubstr("Zufall allein")));
}

TEST(ProfileTest, GapsNameNeedPersonsPlacesAndCause) {
  const std::string html = ProfilePage(FullProfile(), kDe);
  EXPECT_THAT(html, HasSubstr("<h3>Konsumfreier Treffpunkt</h3>"));
  EXPECT_THAT(html, HasSubstr("<strong>905</strong> von 1.485 Personen"));
  EXPECT_THAT(html, HasSubstr("<strong>35</strong> Plätze"));
  EXPECT_THAT(html, HasSubstr("Hauptursache: <strong>Verzehrzwang</strong>"));
}

TEST(ProfileTest, SyntheticFiguresSaySoAndRealOnesDoNot) {
  NeighborhoodProfile profile = FullProfile();
  EXPECT_THAT(ProfilePage(profile, kDe), HasSubstr("synthetisch"));
  EXPECT_THAT(ProfilePage(profile, kEn), HasSubstr("synthetic"));
  profile.synthetic = false;
  profile.population->synthetic = false;
  const std::string html = ProfilePage(profile, kDe);
  EXPECT_THAT(html.substr(html.find("<main")), Not(HasSubstr("synthetisch")));
}

TEST(ProfileTest, WhatPeopleWroteIsEscaped) {
  EXPECT_THAT(ProfilePage(FullProfile(), kDe), HasSubstr("Familien &amp; &lt;Jugendliche&gt;"));
}

TEST(ProfileTest, NothingIsLoadedFromElsewhere) {
  for (const std::string& html :
       {ProfilePage(FullProfile(), kDe), ProfilePage(NeighborhoodProfile{}, kEn)}) {
    for (const char* outside : {"href=\"http://", "https://", "src=", "@import", "url("}) {
      EXPECT_THAT(html, Not(HasSubstr(outside)));
    }
  }
}

TEST(ProfileTest, ANeighborhoodOfWhichNothingIsKnownStillHasAPage) {
  NeighborhoodProfile profile{.municipality_name = "Neustadt", .key = "1", .name = "Kern"};
  const std::string html = ProfilePage(profile, kDe);
  EXPECT_THAT(html, HasSubstr("Noch keine Bestandsdaten."));
  EXPECT_THAT(html, HasSubstr("Noch keine Prognose."));
}

TEST(ProfileTest, BytesStayTheSameWithinATemplateVersion) {
  for (const Language language : kLanguages) {
    const std::string bytes = ProfilePage(FullProfile(), language);
    const std::string path =
        absl::StrCat(test::SourceTree(), "/services/reporting/profile/golden/profile_v",
                     kProfileTemplateVersion, ".", Tag(language), ".html");
    if (std::getenv("ZWK_WRITE_GOLDEN") != nullptr) std::ofstream(path) << bytes;
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::stringstream golden;
    golden << file.rdbuf();
    EXPECT_EQ(bytes, golden.str()) << path;
  }
}

}  // namespace
}  // namespace zwk::reporting
