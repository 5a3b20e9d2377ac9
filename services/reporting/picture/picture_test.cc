#include "reporting/picture/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/page/style.h"
#include "reporting/picture/fan.h"
#include "reporting/picture/pyramid.h"
#include "reporting/picture/svg.h"

namespace zwk::reporting {
namespace {

using ::testing::ElementsAre;
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

Population People(double per_cell) {
  Population people{.area = "Luneplate", .date = "2021-12-31"};
  for (auto& sexes : people.people) {
    for (auto& ages : sexes) ages.assign(101, per_cell);
  }
  return people;
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
  EXPECT_EQ(ForecastFan(kEn, "f", "x", Tell({years.front()}, Protection(1000))).Html(), "")
      << "one year is no line";
}

TEST(FanTest, ShowsRoundedCountsOnly) {
  const Fan fan = Tell({{2021, 29}, {2022, 28.4, {{80, 8, 22}}}}, Protection(29));
  const std::string picture = ForecastFan(kDe, "f", "Luneplate", fan).Html();
  EXPECT_THAT(picture, HasSubstr("Linie von 30 Personen im Jahr 2021 bis 30 im Jahr 2022."));
  EXPECT_THAT(picture, HasSubstr("Zum Schutz Einzelner auf zehn gerundet."));
  EXPECT_THAT(FanTable(kDe, fan), HasSubstr("<td class=\"n\">30</td><td class=\"n\">10–20</td>"));
}

// "x,y" of whatever stands in an attribute of the first element of a class.
std::string PointsOf(const std::string& svg, const std::string& css) {
  const size_t at = svg.find("class=\"" + css + "\" points=\"");
  if (at == std::string::npos) return "none";
  const size_t begin = svg.find("points=\"", at) + 8;
  return svg.substr(begin, svg.find('"', begin) - begin);
}

TEST(FanTest, YearsAndPeopleStandWhereTheirAxesSay) {
  const Fan fan =
      Tell({{2020, 1000}, {2022, 1100}, {2025, 1200, {{80, 1100, 1300}}}}, Protection(1000));
  const Chart chart = ForecastFan(kDe, "f", "Lehe", fan);
  // From 800 to 1,600 in steps of 200, 31 points for a hundred people; 112 points a year.
  EXPECT_EQ(PointsOf(chart.svg, "line"), "62.0,204.0 286.0,173.0 622.0,142.0");
  EXPECT_EQ(PointsOf(chart.svg, "fan"),
            "62.0,204.0 286.0,173.0 622.0,111.0 622.0,173.0 286.0,173.0 62.0,204.0");
  EXPECT_EQ(PointsOf(chart.svg, "area"), "none");
  for (const auto& [people, y] :
       {std::pair("800", 266), std::pair("1.000", 204), std::pair("1.200", 142),
        std::pair("1.400", 80), std::pair("1.600", 18)}) {
    EXPECT_THAT(chart.svg,
                HasSubstr(absl::StrCat("<line class=\"grid\" x1=\"62.0\" x2=\"622.0\" y1=\"", y,
                                       ".0\" y2=\"", y, ".0\"/>\n<text x=\"54.0\" y=\"", y + 4,
                                       ".0\" text-anchor=\"end\"")))
        << people;
    EXPECT_THAT(chart.svg, HasSubstr(absl::StrCat("class=\"hint\">", people, "</text>")));
  }
  EXPECT_THAT(chart.svg, Not(HasSubstr(">1.800</text>")));
  for (const auto& [x, anchor, year] :
       {std::tuple(62, "start", 2020), std::tuple(286, "middle", 2022),
        std::tuple(622, "end", 2025)}) {
    EXPECT_THAT(chart.svg,
                HasSubstr(absl::StrCat("<text x=\"", x, ".0\" y=\"288.0\" text-anchor=\"", anchor,
                                       "\" font-size=\"12\" class=\"hint\">", year)));
  }
  EXPECT_THAT(chart.svg, HasSubstr("<circle class=\"dot\" cx=\"62.0\" cy=\"204.0\" r=\"4.5\"/>\n"
                                   "<text x=\"62.0\" y=\"192.0\" text-anchor=\"start\""));
  EXPECT_THAT(chart.svg, HasSubstr("<circle class=\"dot\" cx=\"622.0\" cy=\"142.0\" r=\"4.5\"/>\n"
                                   "<text x=\"622.0\" y=\"130.0\" text-anchor=\"end\""));
  EXPECT_EQ(chart.notes,
            "<p class=\"source\">Linie: Median. Flächen: 80 % der gerechneten Verläufe.</p>\n"
            "<p class=\"source\">Die senkrechte Achse beginnt nicht bei null.</p>\n"
            "<p class=\"source\">Zum Schutz Einzelner auf fünf gerundet.</p>\n");
}

TEST(FanTest, WithoutIntervalsTheAreaBelowIsDrawn) {
  const Chart chart =
      ForecastFan(kEn, "f", "Lehe", Tell({{2020, 100}, {2021, 200}}, Protection(1000)));
  // From 50 to 250 in steps of 50.
  EXPECT_EQ(PointsOf(chart.svg, "line"), "62.0,204.0 622.0,80.0");
  EXPECT_EQ(PointsOf(chart.svg, "area"), "62.0,266.0 62.0,204.0 622.0,80.0 622.0,266.0");
  EXPECT_EQ(PointsOf(chart.svg, "fan"), "none");
  EXPECT_THAT(chart.svg, HasSubstr("Line from 100 people in 2020 to 200 in 2021. Rounded to five"));
  EXPECT_THAT(chart.notes, Not(HasSubstr("median")));
  EXPECT_THAT(chart.notes, HasSubstr("does not start at zero"));
  const Chart few = ForecastFan(kEn, "f", "Lehe", Tell({{2020, 0}, {2021, 10}}, Protection(1000)));
  EXPECT_THAT(few.notes, Not(HasSubstr("does not start at zero")));
}

std::vector<std::string> YearsWritten(int first, int last) {
  std::vector<FanYear> years;
  for (int year = first; year <= last; ++year) years.push_back({.year = year, .value = 1000});
  const std::string svg = ForecastFan(kDe, "f", "Lehe", Tell(years, Protection(1000))).svg;
  std::vector<std::string> written;
  for (int year = first; year <= last; ++year) {
    if (svg.find(absl::StrCat("class=\"hint\">", year, "</text>")) != std::string::npos) {
      written.push_back(absl::StrCat(year));
    }
  }
  return written;
}

TEST(FanTest, YearsAreWrittenWhereThereIsRoom) {
  EXPECT_THAT(YearsWritten(2021, 2024), ElementsAre("2021", "2022", "2023", "2024"));
  EXPECT_EQ(YearsWritten(2021, 2029).size(), 9u) << "eight years";
  EXPECT_THAT(YearsWritten(2021, 2030), ElementsAre("2021", "2025", "2030"));
  EXPECT_THAT(YearsWritten(2023, 2032), ElementsAre("2023", "2032"))
      << "2025 and 2030 have no room beside the ends";
  EXPECT_THAT(YearsWritten(2022, 2033), ElementsAre("2022", "2025", "2030", "2033"));
  EXPECT_THAT(YearsWritten(2021, 2041), ElementsAre("2021", "2025", "2030", "2035", "2041"));
  EXPECT_THAT(YearsWritten(2021, 2042), ElementsAre("2021", "2030", "2042"));
  EXPECT_THAT(YearsWritten(2025, 2046), ElementsAre("2025", "2030", "2040", "2046"));
}

TEST(SvgTest, AStepIsOneTwoOrFiveOfAPowerOfTen) {
  EXPECT_EQ(svg::NiceStep(400, 4), 100);
  EXPECT_EQ(svg::NiceStep(401, 4), 200);
  EXPECT_EQ(svg::NiceStep(800, 4), 200);
  EXPECT_EQ(svg::NiceStep(801, 4), 500);
  EXPECT_EQ(svg::NiceStep(2000, 4), 500);
  EXPECT_EQ(svg::NiceStep(2001, 4), 1000);
  EXPECT_EQ(svg::NiceStep(1, 5), 0.2);
  EXPECT_GT(svg::NiceStep(0, 4), 0);
}

TEST(SvgTest, StrokesStandWhereTheyAreTold) {
  EXPECT_EQ(svg::Line("grid", 1, 2.25, 3, 4),
            "<line class=\"grid\" x1=\"1.0\" x2=\"3.0\" y1=\"2.2\" y2=\"4.0\"/>\n");
  EXPECT_EQ(svg::Rect("m", 1, 2, 0.05, 4),
            "<rect class=\"m\" x=\"1.0\" y=\"2.0\" width=\"0.1\" height=\"4.0\"/>\n");
  EXPECT_EQ(svg::Rect("m", 1, 2, 0.04, 4), "") << "too narrow to be seen";
  const std::string saying = svg::Saying("s", 640, "Lehe", "a & b");
  EXPECT_THAT(saying, HasSubstr("viewBox=\"0 0 640 48\""));
  EXPECT_THAT(saying, HasSubstr("<text x=\"320.0\" y=\"24.0\" text-anchor=\"middle\""));
  EXPECT_THAT(saying, HasSubstr("<desc id=\"s-desc\">a &amp; b</desc>"));
  EXPECT_EQ(DataProtection(std::nullopt), "");
  EXPECT_EQ(DataProtection(Protection(999)), " data-protection=\"round10\"");
}

// What the style of a picture says of a class, all of its rules together: "fill:var(--male,#2f6f8f)".
std::string StyleOf(const std::string& svg, const std::string& css) {
  const size_t begin = svg.find("<style>") + 7;
  const std::string style = svg.substr(begin, svg.find("</style>") - begin);
  std::string said;
  for (const absl::string_view rule : absl::StrSplit(style, '}', absl::SkipEmpty())) {
    const std::vector<absl::string_view> parts = absl::StrSplit(rule, '{');
    if (parts.size() != 2) continue;
    for (const absl::string_view selector : absl::StrSplit(parts[0], ',')) {
      if (absl::StripAsciiWhitespace(selector) == absl::StrCat(".chart .", css)) {
        absl::StrAppend(&said, parts[1], ";");
      }
    }
  }
  return said;
}

// That a key has the color of what it stands for: `classes` are those of its strokes.
void ExpectColorsOf(const Chart& chart, size_t key, const std::vector<std::string>& classes) {
  ASSERT_LT(key, chart.keys.size());
  std::string style;
  for (const std::string& css : classes) {
    EXPECT_THAT(chart.svg, HasSubstr(absl::StrCat("class=\"", absl::StrJoin(classes, " "), "\"")));
    style += StyleOf(chart.svg, css);
  }
  const Chart::Key& said = chart.keys[key];
  EXPECT_THAT(style, HasSubstr(absl::StrCat(",", said.fill, ")"))) << said.label;
  const size_t at = style.find("fill-opacity:");
  const double opacity =
      at == std::string::npos ? 1 : std::atof(style.c_str() + at + sizeof("fill-opacity:") - 1);
  EXPECT_NEAR(said.opacity, opacity, 1e-9) << said.label;
}

TEST(SvgTest, ALegendHasTheColorsOfItsPicture) {
  const Chart pyramid = PopulationPyramid(kEn, "p", SomePeople(40), SomeOutlook());
  ASSERT_EQ(pyramid.keys.size(), 6u);
  ExpectColorsOf(pyramid, 0, {"m"});
  ExpectColorsOf(pyramid, 1, {"f"});
  ExpectColorsOf(pyramid, 2, {"m", "mf"});
  ExpectColorsOf(pyramid, 3, {"f", "ff"});
  ExpectColorsOf(pyramid, 4, {"then"});
  ExpectColorsOf(pyramid, 5, {"interval"});
  const Chart fan = ForecastFan(
      kEn, "f", "Lehe", Tell({{2020, 1000}, {2021, 1200, {{80, 1100, 1300}}}}, Protection(1000)));
  ASSERT_EQ(fan.keys.size(), 2u);
  ExpectColorsOf(fan, 0, {"line"});
  ExpectColorsOf(fan, 1, {"fan"});
  // Where intervals lie above each other the key of the inner one is as dark as both.
  const Chart two = ForecastFan(
      kEn, "f", "Lehe",
      Tell({{2020, 1000}, {2021, 1200, {{80, 1100, 1300}, {50, 1150, 1250}}}}, Protection(1000)));
  ASSERT_EQ(two.keys.size(), 3u);
  EXPECT_NEAR(two.keys[2].opacity, 1 - .86 * .86, 1e-9);
}

// On a page a picture takes the page's colors, alone it has those that are named beside them.
TEST(SvgTest, APictureHasTheColorsOfThePageWhereverItStands) {
  const std::string svg = PopulationPyramid(kEn, "p", SomePeople(40), SomeOutlook()).svg;
  int colors = 0;
  for (size_t at = svg.find("var("); at != std::string::npos; at = svg.find("var(", at + 1)) {
    const size_t comma = svg.find(',', at), end = svg.find(')', at);
    const std::string name = svg.substr(at + 4, comma - at - 4);
    EXPECT_THAT(std::string(page::StyleSheet()),
                HasSubstr(absl::StrCat(name, ":", svg.substr(comma + 1, end - comma - 1), ";")));
    ++colors;
  }
  EXPECT_GT(colors, 8);
}

TEST(ForecastPictureTest, AFigureOfFewPeopleIsNotDrawn) {
  ForecastPicture picture{.area = "Luneplate",
                          .figure = "Männer von 0 bis 4 Jahren",
                          .years = {{2021, 2}, {2022, 1}, {2023, 1}},
                          .inhabitants = 29};
  for (const bool ratio : {false, true}) {
    picture.ratio = ratio;
    EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("zu wenige Personen"));
    EXPECT_THAT(ForecastPictureSvg(picture, kDe), Not(HasSubstr("polyline")));
  }
  picture.inhabitants = 5000;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("polyline"));
}

// Also in a large area, and whatever is expected of them later.
TEST(ForecastPictureTest, AFigureThatBeginsWithNobodyOrNearlyIsNotDrawn) {
  ForecastPicture picture{.area = "Luneplate",
                          .figure = "Frauen ab 95 Jahren",
                          .years = {{2021, 2}, {2022, 40}},
                          .inhabitants = 5000,
                          .from = 95};
  for (const double counted : {0, 1, 2}) {
    picture.years.front().value = counted;
    EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("zu wenige Personen")) << counted;
    EXPECT_THAT(ForecastPictureSvg(picture, kDe), Not(HasSubstr("polyline"))) << counted;
  }
  picture.years.front().value = 3;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("polyline"));
}

TEST(ForecastPictureTest, ARatioOfTheYearThatWasCountedIsNotTold) {
  ForecastPicture picture{.area = "Luneplate",
                          .figure = "share_65",
                          .years = {{2021, 23.7}, {2022, 24.1}, {2023, 24.6}},
                          .inhabitants = 5000,
                          .ratio = true};
  const std::string page = ForecastPicturePage(picture, kDe);
  EXPECT_THAT(page, Not(HasSubstr("23,7")));
  EXPECT_THAT(page, Not(HasSubstr("2021")));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">2022</th><td class=\"n\">24,1</td>"));
  picture.of_few = true;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("zu wenige Personen"));
  EXPECT_THAT(ForecastPictureSvg(picture, kDe), Not(HasSubstr("polyline")));
}

TEST(ForecastPictureTest, FewerThan300HaveNeitherNarrowAgesNorOrigins) {
  ForecastPicture picture{.area = "Luneplate",
                          .figure = "Männer von 0 bis 4 Jahren",
                          .years = {{2021, 40}, {2022, 50}},
                          .inhabitants = 299,
                          .from = 0,
                          .to = 5};
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("zu wenige Personen"));
  picture.to = 10;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("polyline"));
  picture.origin = true;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("zu wenige Personen"));
  picture.inhabitants = 300;
  picture.to = 5;
  EXPECT_THAT(ForecastPicturePage(picture, kDe), HasSubstr("polyline"));
}

// Those of the usual bands that are drawn of an area with so many people.
std::vector<std::string> BandsDrawn(double inhabitants) {
  std::vector<std::string> drawn;
  for (const absl::string_view id : kPublishedBands) {
    const CountedPeople counted = *CountedBy(std::string(id));
    const ForecastPicture picture{.area = "Luneplate",
                                  .figure = Phrase(kEn, counted),
                                  .years = {{2021, 43}, {2022, 48}},
                                  .inhabitants = inhabitants,
                                  .from = counted.from,
                                  .to = counted.to};
    const std::string page = ForecastPicturePage(picture, kEn);
    const bool withheld = page.find("data-protection=\"withheld\"") != std::string::npos;
    EXPECT_EQ(page.find("polyline") == std::string::npos, withheld) << id;
    if (!withheld) drawn.emplace_back(id);
    if (!withheld && inhabitants < 1000) {
      EXPECT_THAT(page, HasSubstr("Line from 40 people in 2021 to 50 in 2022. Rounded to ten"));
    }
  }
  return drawn;
}

TEST(ForecastPictureTest, APlaceOf999HasAllUsualBandsInTensAndNoRatios) {
  EXPECT_EQ(std::size(kPublishedBands), 8u);
  EXPECT_EQ(BandsDrawn(1000).size(), 8u);
  EXPECT_EQ(BandsDrawn(999).size(), 8u);
  EXPECT_EQ(BandsDrawn(300).size(), 8u);
  EXPECT_THAT(BandsDrawn(299), ElementsAre("age_19_64", "age_65_79", "age_80"));
  EXPECT_THAT(BandsDrawn(100), ElementsAre("age_19_64", "age_65_79", "age_80"));
  EXPECT_THAT(BandsDrawn(99), ElementsAre());
  ForecastPicture ratio{.area = "Luneplate",
                        .figure = "share_65",
                        .years = {{2021, 23.7}, {2022, 24.1}, {2023, 24.6}},
                        .inhabitants = 999,
                        .ratio = true};
  EXPECT_THAT(ForecastPicturePage(ratio, kEn), HasSubstr("data-protection=\"withheld\""));
  ratio.inhabitants = 1000;
  EXPECT_THAT(ForecastPicturePage(ratio, kEn), HasSubstr("polyline"));
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
  ForecastPicture picture{.municipality_name = "Bremerhaven",
                          .area = "Geestendorf",
                          .forecast_id = "0190a000-0000-7000-8000-000000000002",
                          .version = 3,
                          .title = "Basis & mehr",
                          .synthetic = true,
                          .figure = "ab 80 Jahren",
                          .years = {{2021, 9800}, {2036, 9245}},
                          .inhabitants = 9800};
  const std::string page = ForecastPicturePage(picture, kDe);
  EXPECT_THAT(page, HasSubstr("<h1>Geestendorf, ab 80 Jahren</h1>"));
  EXPECT_THAT(page, HasSubstr("Basis &amp; mehr"));
  EXPECT_THAT(page, HasSubstr("synthetisch"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">2036</th><td class=\"n\">9.245</td>"));
  const std::string svg = ForecastPictureSvg(picture, kDe);
  EXPECT_EQ(svg.find("<svg xmlns="), 0u);
  EXPECT_EQ(svg.find("</svg>"), svg.size() - 7);
  for (const char* said : {"Quelle: Basis &amp; mehr, Prognose 0190a000", ", Fassung 3",
                           "sind synthetisch: erzeugt", ">Prognose</text>", "gerundet"}) {
    EXPECT_THAT(svg, HasSubstr(said));
  }
  EXPECT_THAT(svg, Not(HasSubstr("var(")));
  EXPECT_THAT(page, HasSubstr("var(--ink,#16262e)"));
  EXPECT_THAT(page, HasSubstr("viewBox=\"0 0 640 "));
  EXPECT_THAT(svg, HasSubstr(".chart text{fill:#16262e}"));
  picture.synthetic = false;
  EXPECT_THAT(ForecastPictureSvg(picture, kDe), Not(HasSubstr("synthetisch")));
  picture.population = SomePeople(40);
  EXPECT_THAT(ForecastPictureSvg(picture, kDe), HasSubstr("class=\"hint\">Frauen<"));
  EXPECT_THAT(ForecastPictureSvg(picture, kEn), HasSubstr("Population pyramid Geestendorf"));
}

}  // namespace
}  // namespace zwk::reporting
