#include "reporting/indicator/indicator_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"
#include "reporting/base/protection.h"
#include "reporting/indicator/comparison_page.h"

namespace zwk::reporting {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

IndicatorFigure Figure(absl::string_view id, const Area& area, const std::string& date,
                       Value value) {
  const IndicatorDefinition* indicator = FindIndicator(id);
  return {indicator,
          area.key,
          {.value = value.Released("import-1"),
           .unit = indicator->unit,
           .area = area.name,
           .date = date,
           .source = "Register"}};
}

// A city whose names are as bad as they can be.
IndicatorFile Hostile(Language language) {
  const std::vector<Area> areas = {{"1", "=cmd|' /C calc'!A0"},
                                   {"2", "@SUM(1);\"2\"\r\n3"},
                                   {"3", "\t<b>Süd & Ost</b>"},
                                   {"", "Stadt"}};
  IndicatorFile file{.language = language, .municipality_name = "Stadt", .areas = areas};
  for (const Area& area : areas) {
    file.figures.push_back(Figure("billeter", area, "2021-12-31", Value::OfThings(-0.35, 2)));
    file.figures.push_back(Figure("pop", area, "2020-12-31", Protection(2000).Count(1238)));
    file.figures.push_back(Figure("pop", area, "2021-12-31", Protection(2000).Count(1241)));
  }
  file.figures[1].figure.value = Protection::Secret();
  return file;
}

TEST(IndicatorFileTest, CsvIsReadBySpreadsheetsAndComputesNothing) {
  const std::string csv = Csv(Hostile(kDe));
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBFneighborhood_key;neighborhood;indicator_id;"));
  EXPECT_THAT(csv, HasSubstr("\r\n1;'=cmd|' /C calc'!A0;billeter;Billeter-Maß;2021-12-31;-0,35;"));
  EXPECT_THAT(csv, HasSubstr("\r\n2;\"'@SUM(1);\"\"2\"\"\r\n3\";billeter;"));
  EXPECT_THAT(csv, HasSubstr("\r\n3;'\t<b>Süd & Ost</b>;"));
  EXPECT_THAT(csv, HasSubstr(";2021-12-31;1240;Personen;;;Personen auf fünf gerundet;;;Register;"
                             "nein;import-1\r\n"));
  EXPECT_THAT(Csv(Hostile(kEn)), HasSubstr(";2021-12-31;-0.35;"));
  // What is not told has no number, and a sign and words in its place.
  EXPECT_THAT(csv, HasSubstr(";2020-12-31;;Personen;.;zu wenige Personen für eine Angabe;"));
}

TEST(IndicatorFileTest, CsvOnTheWebNamesTheColumnsOfTheFile) {
  for (const Language language : kLanguages) {
    const json metadata = json::parse(CsvMetadata(Hostile(language)));
    EXPECT_EQ(metadata["@context"][0], "http://www.w3.org/ns/csvw");
    EXPECT_EQ(metadata["dialect"]["delimiter"], ";");
    std::vector<std::string> names;
    for (const json& column : metadata["tableSchema"]["columns"]) {
      names.push_back(column["name"]);
      if (column["name"] == "value") {
        EXPECT_EQ(column["datatype"]["format"]["decimalChar"], language == kDe ? "," : ".");
      }
    }
    const std::string csv = Csv(Hostile(language));
    const std::string head = csv.substr(3, csv.find("\r\n") - 3);
    EXPECT_EQ(names, std::vector<std::string>(absl::StrSplit(head, ';')));
  }
}

TEST(IndicatorFileTest, JsonStatHasEveryFigureAtItsPlace) {
  const IndicatorFile file = Hostile(kDe);
  const json dataset = json::parse(JsonStat(file));
  EXPECT_EQ(dataset["version"], "2.0");
  EXPECT_EQ(dataset["class"], "dataset");
  EXPECT_EQ(dataset["id"], json({"area", "indicator", "date"}));
  EXPECT_EQ(dataset["size"], json({4, 2, 2}));
  EXPECT_EQ(dataset["role"]["time"], json({"date"}));
  const json& dimensions = dataset["dimension"];
  for (const char* id : {"area", "indicator", "date"}) {
    const json& category = dimensions[id]["category"];
    for (const json& one : category["index"]) {
      EXPECT_TRUE(category["label"].contains(one.get<std::string>())) << id;
    }
  }
  EXPECT_EQ(dimensions["area"]["category"]["index"], json({"1", "2", "3", "*"}));
  EXPECT_EQ(dimensions["indicator"]["category"]["unit"]["pop"]["label"], "Personen");
  // By row-major order: billeter of area 1 in 2021, pop of area 1 in 2020, pop of the city in 2021.
  EXPECT_EQ(dataset["value"]["1"], -0.35);
  EXPECT_FALSE(dataset["value"].contains("2"));
  EXPECT_EQ(dataset["status"]["2"], ".");
  EXPECT_EQ(dataset["value"]["15"], 1240);
  EXPECT_EQ(dataset["value"].size(), file.figures.size() - 1);
}

TEST(IndicatorFileTest, ASheetIsAWorkbookWithTheSameBytesEachTime) {
  const auto bytes = Xlsx(Hostile(kDe));
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_THAT(*bytes, StartsWith("PK"));
  EXPECT_EQ(*Xlsx(Hostile(kDe)), *bytes);
  EXPECT_THAT(Write(Hostile(kDe), "xlsx")->content_type, HasSubstr("spreadsheetml.sheet"));
}

TEST(IndicatorFileTest, OfNothingThereAreEmptyFiles) {
  const IndicatorFile nothing{.municipality_name = "Stadt"};
  EXPECT_EQ(json::parse(JsonStat(nothing))["size"], json({0, 0, 0}));
  EXPECT_TRUE(Xlsx(nothing).ok());
  for (const char* format : {"csv", "csvw", "xlsx", "jsonstat"}) {
    EXPECT_TRUE(IsFileFormat(format));
    EXPECT_TRUE(Write(nothing, format).ok()) << format;
  }
  EXPECT_FALSE(IsFileFormat("pdf"));
}

// For tests/contract/indicator_files_test.py, which reads them as others do.
TEST(IndicatorFileTest, OthersCanReadTheFiles) {
  const char* folder = std::getenv("ZWK_WRITE_FILES");
  if (folder == nullptr) GTEST_SKIP() << "tests/contract/indicator_files_test.py asks for it";
  for (const Language language : kLanguages) {
    for (const char* format : {"csv", "csvw", "xlsx", "jsonstat"}) {
      std::ofstream(absl::StrCat(folder, "/", Tag(language), ".", format))
          << Write(Hostile(language), format)->bytes;
    }
  }
}

TEST(ComparisonPageTest, WhatIsNotToldSaysSoAndWhatPeopleWroteIsEscaped) {
  const IndicatorFile file = Hostile(kDe);
  ComparisonPage page{.municipality_name = "Stadt",
                      .municipality_lang = "de",
                      .neighborhoods = {file.areas.begin(), file.areas.end() - 1},
                      .areas = file.areas,
                      .figures = file.figures};
  const std::string html = ToHtml(page, kDe);
  EXPECT_THAT(html, HasSubstr("<small>zu wenige Personen für eine Angabe</small>"));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;Süd &amp; Ost&lt;/b&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<b>Süd")));
  EXPECT_THAT(html, HasSubstr("data-protection=\"round5\">1.240"));
  EXPECT_THAT(html, HasSubstr("\u22120,35 <small>+0,00</small>"));
  EXPECT_THAT(ToHtml(page, kEn), HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(html, Not(HasSubstr("Prognose</small></th>")));
  for (IndicatorFigure& one : page.figures) one.figure.value = one.figure.value.Estimated();
  EXPECT_THAT(ToHtml(page, kDe), HasSubstr("31. Dezember 2021, Prognose</small></th>"));
  page = {.municipality_name = "Stadt", .municipality_lang = "de"};
  EXPECT_THAT(ToHtml(page, kDe), HasSubstr("Noch keine Zahlen."));
}

}  // namespace
}  // namespace zwk::reporting
