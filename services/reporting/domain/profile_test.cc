#include "reporting/domain/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "reporting/domain/fan.h"
#include "reporting/domain/forecast_picture.h"
#include "reporting/domain/index_page.h"
#include "reporting/domain/pyramid.h"
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
       .nearest_metres = 742,
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

TEST(PopulationTest, IndicatorsKeepTheirAgeLimits) {
  Population population{.area = "A", .date = "2021-12-31", .source = "Register"};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(101, 0);
  }
  auto& men = population.people[Population::kNational][Population::kMale];
  men[19] = 100;
  men[20] = 150;
  men[64] = 50;
  men[65] = 30;
  population.people[Population::kForeign][Population::kFemale][17] = 70;
  EXPECT_EQ(Calculate("pop", population)->value, 400);
  EXPECT_EQ(Calculate("foreign", population)->value, 17.5);
  EXPECT_EQ(Calculate("jq_20_65", population)->value, 85);
  EXPECT_EQ(Calculate("aq_20_65", population)->value, 15);
  EXPECT_FALSE(Tell("aq_20_65", population)->withheld);
  EXPECT_TRUE(Tell("age_65_18", population)->withheld) << "70 people below the line";
  EXPECT_FALSE(Calculate("unheard_of", population).has_value());
}

TEST(PopulationTest, WhatIsToldComesOfRoundedCounts) {
  Population population{.area = "A", .date = "2021-12-31", .source = "Register"};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(101, 0);
  }
  auto& men = population.people[Population::kNational][Population::kMale];
  men[30] = 197;
  men[70] = 7;
  EXPECT_EQ(Tell("pop", population)->value.value, 200);
  EXPECT_EQ(Tell("pop", population)->value.rounded_to, 10);
  EXPECT_EQ(Tell("share_65", population)->value.value, 5) << "10 of 200";
  men[30] = 2;
  men[70] = 196;
  EXPECT_TRUE(Tell("share_65", population)->withheld) << "all but two";
  population.municipality = true;
  EXPECT_EQ(Tell("pop", population)->value.value, 198)
      << "the number of a municipality is official";
  EXPECT_THAT(Resolve(kEn, Tell("share_0_18", population)->value).source,
              HasSubstr("people rounded to 10 to protect single people"));
}

TEST(PopulationTest, LimitsThatCutAnAgeClassGiveNoFigure) {
  Population population{.age_width = 5};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(21, 100);
  }
  EXPECT_TRUE(Calculate("aq_20_65", population).has_value());
  EXPECT_FALSE(Calculate("age_65_18", population).has_value());
}

PyramidOutlook SomeOutlook() {
  PyramidOutlook outlook{.year = 2036};
  for (auto& sex : outlook.bars) {
    sex.resize(PyramidBands(100));
    for (int band = 0; band < PyramidBands(100); ++band) {
      const double people = 300.0 - 12 * band;
      sex[band] = {people - 20, people, people + 30};
    }
  }
  return outlook;
}

TEST(PyramidTest, ShowsThenAroundNowAndSaysTheSameInFigures) {
  const Population people = SomePeople(40);
  const std::string picture = PopulationPyramid(kDe, "p", people, SomeOutlook()).Html();
  EXPECT_THAT(picture, HasSubstr("Die Umrisslinie zeigt das Jahr 2036."));
  EXPECT_THAT(picture, HasSubstr("80 % der Verläufe"));
  EXPECT_THAT(picture, HasSubstr("class=\"then\""));
  const std::string table = PopulationTable(kEn, people, SomeOutlook());
  EXPECT_THAT(table, HasSubstr("Men 2036"));
  EXPECT_THAT(table, HasSubstr("<td class=\"n\">300</td><td class=\"n\">280–330</td>"));
}

TEST(PyramidTest, BarsGoToTheOpenAge) {
  Population people = SomePeople(40);
  EXPECT_THAT(PopulationTable(kEn, people, std::nullopt), HasSubstr("100 and older"));
  for (auto& sexes : people.people) {
    for (auto& ages : sexes) ages.resize(91);
  }
  const std::string table = PopulationTable(kEn, people, SomeOutlook());
  EXPECT_THAT(table, HasSubstr("90 and older"));
  EXPECT_THAT(table, Not(HasSubstr("2036"))) << "an outlook with other bars";
}

Population People(double per_cell) {
  Population people{.area = "Luneplate", .date = "2021-12-31"};
  for (auto& sexes : people.people) {
    for (auto& ages : sexes) ages.assign(101, per_cell);
  }
  return people;
}

TEST(PyramidTest, TheFewerThePeopleTheLessIsTold) {
  // 404 cells.
  const std::string narrow = PopulationTable(kEn, People(0.8), SomeOutlook());
  EXPECT_THAT(narrow, HasSubstr("data-protection=\"round10\""));
  EXPECT_THAT(narrow, HasSubstr(">0–4</th>"));
  EXPECT_THAT(narrow, HasSubstr("foreign"));
  const std::string wide = PopulationTable(kEn, People(0.5), SomeOutlook());
  EXPECT_THAT(wide, HasSubstr(">0–9</th><td class=\"n\">10</td><td class=\"n\">590</td>"));
  EXPECT_THAT(wide, Not(HasSubstr("foreign")));
  EXPECT_THAT(wide, Not(HasSubstr("80 %"))) << "intervals do not add up";
  const Population few = People(0.2);
  EXPECT_THAT(PopulationTable(kEn, few, SomeOutlook()), HasSubstr("too few people to say"));
  const std::string none = PopulationPyramid(kDe, "p", few, SomeOutlook()).Html();
  EXPECT_THAT(none, HasSubstr("zu wenige Personen"));
  EXPECT_THAT(none, Not(HasSubstr("<rect")));
}

TEST(PyramidTest, BarsAreDrawnOfRoundedCounts) {
  Population people = People(2);
  const Chart before = PopulationPyramid(kDe, "p", people, std::nullopt);
  EXPECT_THAT(before.svg, HasSubstr("data-protection=\"round10\""));
  EXPECT_THAT(before.svg, HasSubstr("Zum Schutz Einzelner auf zehn gerundet."));
  people.people[Population::kForeign][Population::kMale][3] += 1;
  EXPECT_EQ(PopulationPyramid(kDe, "p", people, std::nullopt).svg, before.svg);
}

TEST(PyramidTest, WithoutTrajectoriesThereIsNoInterval) {
  PyramidOutlook outlook = SomeOutlook();
  for (auto& sex : outlook.bars) {
    for (auto& bar : sex) bar.low = bar.high = bar.median;
  }
  const Population people = SomePeople(40);
  EXPECT_THAT(PopulationPyramid(kDe, "p", people, outlook).Html(),
              Not(HasSubstr("class=\"interval\"")));
  EXPECT_THAT(PopulationTable(kDe, people, outlook), Not(HasSubstr("80 %")));
  EXPECT_THAT(PopulationPyramid(kDe, "p", people, std::nullopt).Html(),
              Not(HasSubstr("class=\"then\"")));
}

TEST(FanTest, DrawsEachIntervalAndSaysTheSameInFigures) {
  std::vector<FanYear> years = {{.year = 2021, .value = 1000}};
  for (int year = 2022; year <= 2030; ++year) {
    const double spread = 10.0 * (year - 2021);
    years.push_back({.year = year,
                     .value = 1000,
                     .intervals = {{95, 1000 - 2 * spread, 1000 + 2 * spread},
                                   {50, 1000 - spread, 1000 + spread}}});
  }
  const Fan fan = Tell(years, Protection(1000));
  const std::string picture = ForecastFan(kEn, "f", "Geestendorf, 65 & older", fan).svg;
  EXPECT_THAT(picture, HasSubstr("Geestendorf, 65 &amp; older"));
  EXPECT_THAT(picture,
              HasSubstr("With 95 % probability the figure is then between 820 and 1,180."));
  size_t fans = 0;
  for (size_t at = picture.find("class=\"fan\""); at != std::string::npos;
       at = picture.find("class=\"fan\"", at + 1)) {
    ++fans;
  }
  EXPECT_EQ(fans, 2u);
  EXPECT_THAT(FanTable(kDe, fan), HasSubstr("<td class=\"n\">820–1.180</td>"));
  EXPECT_EQ(ForecastFan(kEn, "f", "x", Fan{{years.front()}}).Html(), "") << "one year is no line";
}

TEST(FanTest, ShowsRoundedCountsOnly) {
  const Fan fan = Tell({{2021, 29}, {2022, 28.4, {{80, 8, 22}}}}, Protection(29));
  const std::string picture = ForecastFan(kDe, "f", "Luneplate", fan).Html();
  EXPECT_THAT(picture, HasSubstr("Linie von 30 Personen im Jahr 2021 bis 30 im Jahr 2022."));
  EXPECT_THAT(picture, HasSubstr("Zum Schutz Einzelner auf zehn gerundet."));
  EXPECT_THAT(FanTable(kDe, fan), HasSubstr("<td class=\"n\">30</td><td class=\"n\">10–20</td>"));
}

TEST(ForecastPictureTest, AFigureOfFewPeopleIsNotDrawn) {
  ForecastPicture picture{.area = "Luneplate",
                          .figure = "Männer von 0 bis 4 Jahren",
                          .years = {{2021, 2}, {2022, 1}},
                          .inhabitants = 29};
  for (const bool ratio : {false, true}) {
    picture.ratio = ratio;
    EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("zu wenige Personen"));
    EXPECT_THAT(ForecastPictureSvg(picture, kDe), Not(HasSubstr("polyline")));
  }
  picture.inhabitants = 5000;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("polyline"));
}

TEST(ForecastPictureTest, FiguresAreNamedByWhomTheyCount) {
  EXPECT_TRUE(CountedBy("total")->everybody());
  EXPECT_EQ(Phrase(kDe, *CountedBy("age_0_2")), "von 0 bis 2 Jahren");
  EXPECT_EQ(Phrase(kDe, *CountedBy("f_90")), "Frauen ab 90 Jahren");
  EXPECT_EQ(Phrase(kEn, *CountedBy("m_5_9")), "men aged 5 to 9");
  for (const char* wrong : {"", "age", "age_", "age_5_4", "age_-1", "age_0_2_3", "x_0_4", "f_a"}) {
    EXPECT_FALSE(CountedBy(wrong)) << wrong;
  }
}

TEST(ForecastPictureTest, APageHasThePictureItsTableAndItsSource) {
  const NeighborhoodProfile profile = FullProfile();
  ForecastPicture picture{.municipality_name = "Bremerhaven",
                          .area = "Geestendorf",
                          .forecast_id = profile.forecast->forecast_id,
                          .version = 3,
                          .title = "Basis & mehr",
                          .synthetic = true,
                          .figure = "ab 80 Jahren",
                          .years = profile.forecast->years,
                          .inhabitants = 9800};
  const std::string page = ForecastPicturePage(picture, kDe);
  EXPECT_THAT(page, HasSubstr("<h1>Geestendorf, ab 80 Jahren</h1>"));
  EXPECT_THAT(page, HasSubstr("Basis &amp; mehr"));
  EXPECT_THAT(page, HasSubstr("synthetisch"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">2036</th><td class=\"n\">9.245</td>"));
  const std::string svg = ForecastPictureSvg(picture, kDe);
  EXPECT_EQ(svg.find("<svg xmlns="), 0u);
  EXPECT_EQ(svg.find("</svg>"), svg.size() - 7);
  picture.population = profile.population;
  EXPECT_THAT(ForecastPictureSvg(picture, kEn), HasSubstr("Population pyramid Geestendorf"));
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
  EXPECT_THAT(german, HasSubstr("diese Prognose selbst hat noch keine Vergangenheit"));
  EXPECT_THAT(ProfilePage(profile, kEn), HasSubstr("forecasts over 5 years were off by "
                                                   "<strong>6.2%</strong>"));
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
  EXPECT_THAT(html, HasSubstr("<strong>34</strong> Plätze"));
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
  for (const std::string& html : {ProfilePage(FullProfile(), kDe), ToHtml(IndexPage{}, kEn)}) {
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

// See MinutesTest.BytesStayTheSameWithinATemplateVersion.
TEST(ProfileTest, BytesStayTheSameWithinATemplateVersion) {
  for (const Language language : kLanguages) {
    const std::string bytes = ProfilePage(FullProfile(), language);
    const std::string path =
        absl::StrCat(test::SourceTree(), "/services/reporting/domain/golden/profile_v",
                     kProfileTemplateVersion, ".", Tag(language), ".html");
    if (std::getenv("ZWK_WRITE_GOLDEN") != nullptr) std::ofstream(path) << bytes;
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::stringstream golden;
    golden << file.rdbuf();
    EXPECT_EQ(bytes, golden.str()) << path;
  }
}

TEST(IndexPageTest, ShowsDocumentsAndUsageFigures) {
  IndexPage index{.municipality_name = "Bremerhaven",
                  .minutes = {{"m1", "Erstes <Treffen>", "2022-03-28",
                               IndexPage::MinutesLink::Status::kApproved}},
                  .neighborhoods = {{"212", "Geestendorf", true, true}},
                  .usage = {.cards = 34, .searches_without_hit = 2}};
  const std::string html = ToHtml(index, kDe);
  EXPECT_THAT(html,
              HasSubstr("href=\"/v1/meetings/m1/minutes?locale=de\">Erstes &lt;Treffen&gt;</a>"));
  EXPECT_THAT(html, HasSubstr("<li data-figure=\"cards\"><b>34</b>"));
  EXPECT_THAT(html, HasSubstr("<li data-figure=\"searches_without_hit\"><b>2</b>"));
  EXPECT_THAT(html, HasSubstr("/v1/neighborhoods/212/profile?locale=de"));
}

}  // namespace
}  // namespace zwk::reporting
