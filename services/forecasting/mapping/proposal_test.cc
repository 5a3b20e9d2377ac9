#include "forecasting/mapping/proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "forecasting/backtest/series.h"
#include "forecasting/mapping/mapped_file.h"
#include "tests/support/source_tree.h"

namespace zwk::forecasting {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::ProposeImportMappingResponse Proposed(const std::string& head) {
  auto proposed = ProposeMapping(head);
  EXPECT_TRUE(proposed.ok()) << proposed.status();
  FieldErrors errors;
  CheckMapping(proposed->mapping(), "mapping", errors);
  EXPECT_TRUE(errors.ToStatus().ok()) << errors.ToStatus();
  return *std::move(proposed);
}

TEST(ProposalTest, ATableOfAGermanOfficeIsUnderstood) {
  const auto proposed = Proposed(
      "Einwohnerinnen und Einwohner am 31.12.2024\n"
      ";;;;\n"
      "Stadtteil;Name;Geschlecht;Alter;Anzahl\n"
      "01;Mitte;m;unter 1;1.018\n"
      "01;Mitte;w;95 und älter;12,5\n"
      "01;Mitte;d;1;x\n"
      "01;Mitte;Insgesamt;1;-\n"
      "Quelle: Melderegister\n");
  EXPECT_THAT(proposed.preview(),
              ElementsAre("age;neighborhood;sex;value;year", "0;01;m;1018;2024",
                          "95+;01;f;12.5;2024", "1;01;m;0;2024", "1;01;f;0;2024"));
  const v1::ImportMapping& mapping = proposed.mapping();
  EXPECT_EQ(mapping.header_line(), 3);
  EXPECT_EQ(mapping.diverse_rule(), v1::DIVERSE_RULE_HALF);
  EXPECT_THAT(proposed.remarks(), Contains(HasSubstr("1.018 are read as thousands")));
  EXPECT_THAT(proposed.remarks(), Contains(HasSubstr("'x' is no number")));
  EXPECT_THAT(proposed.remarks(), Contains(HasSubstr("passed over: Name")));
  EXPECT_THAT(proposed.remarks(), Contains(HasSubstr("no column of the file is taken for group")));
}

TEST(ProposalTest, AFileInOurFormatIsProposedAsItIs) {
  const auto proposed = Proposed("year;neighborhood;sex;age;group;value\n2024;1;f;0;all;12\n");
  EXPECT_THAT(proposed.preview(),
              ElementsAre("age;group;neighborhood;sex;value;year", "0;all;1;f;12;2024"));
}

TEST(ProposalTest, EnglishThousandsAndPointsAreToldFromGermanOnes) {
  EXPECT_EQ(Proposed("year,age_group,count\n2024,0-4,\"1,018\"\n2024,5-9,12\n").preview(1),
            "0-4;1018;2024");
  EXPECT_EQ(Proposed("Jahr;Altersgruppe;Anzahl\n2024;0-4;12,5\n2024;5-9;7\n").preview(1),
            "0-4;12.5;2024");
  EXPECT_EQ(Proposed("Jahr;Altersgruppe;Anzahl\n2024;0-4;12.5\n2024;5-9;7\n").preview(1),
            "0-4;12.5;2024");
}

TEST(ProposalTest, WhatIsNoTableIsRefused) {
  for (const std::string& head : {std::string("x"), std::string("\n\n\n"), std::string(5000, 'a'),
                                  std::string("\0\0\0", 3), std::string("\xFF\xFE")}) {
    EXPECT_FALSE(ProposeMapping(head).ok());
  }
}

TEST(ProposalTest, AgesAcrossAreRowsAndGapsAreSaid) {
  const auto proposed = Proposed("Jahr;Gebiet;0-17;18-64;85+\n2024;1;5;6;7\n2024;2;5;6;7\n");
  EXPECT_THAT(proposed.preview(), Contains("85+;1;7;2024"));
  EXPECT_THAT(proposed.remarks(), Contains(HasSubstr("between 64 and 85")));
}

// --- forms that offices have published ---

std::string FirstLines(const std::string& path, int lines) {
  std::ifstream file(path);
  std::string text, line;
  for (int i = 0; i < lines && std::getline(file, line); ++i) absl::StrAppend(&text, line, "\n");
  return text;
}

SeriesContents SeriesOf(const std::string& path, const v1::ImportMapping& mapping) {
  std::ifstream file(path);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  MappedFile mapped(mapping, {.series = true});
  SeriesFile series;
  const auto sink = [&series](absl::string_view made) { return series.Add(made); };
  EXPECT_TRUE(mapped.Add(bytes, sink).ok());
  EXPECT_TRUE(mapped.Finish(sink).ok());
  EXPECT_EQ(mapped.faults().count, 0);
  return series.Finish();
}

TEST(PublishedFormsTest, BerlinsAgesAcross) {
  ZWK_SKIP_WITHOUT_CASES("forecasting");
  const std::string path = test::CasesFolder("forecasting/backtest/berlin_lor") + "2020-02-t2.csv";
  auto proposed = Proposed(FirstLines(path, 100));
  EXPECT_EQ(proposed.mapping().wide_columns_size(), 8);
  EXPECT_THAT(proposed.remarks(), Contains(HasSubstr("no column of the file is taken for year")));
  EXPECT_THAT(proposed.remarks(), testing::Not(Contains(HasSubstr("ages: between"))));
  v1::ColumnValue& year = *proposed.mutable_mapping()->add_constants();
  year.set_column("year");
  year.set_value("31.12.2020");
  const SeriesContents contents = SeriesOf(path, proposed.mapping());
  EXPECT_THAT(contents.errors, IsEmpty());
  EXPECT_EQ(contents.series.neighborhoods.size(), 448u);
  ASSERT_EQ(contents.series.slices.size(), 9u);  // everybody, and eight ages
  EXPECT_EQ(contents.series.slices[1].Name(), "age 0-5");
  EXPECT_EQ(contents.series.slices[8].Name(), "age 65+");
}

TEST(PublishedFormsTest, AustraliasYearsAcross) {
  ZWK_SKIP_WITHOUT_CASES("forecasting");
  const std::string path =
      test::CasesFolder("forecasting/backtest/aus_sa2") + "erp_sa2_1991_2006.csv";
  const auto proposed = Proposed(FirstLines(path, 100));
  const SeriesContents contents = SeriesOf(path, proposed.mapping());
  EXPECT_THAT(contents.errors, IsEmpty());
  EXPECT_EQ(contents.series.dates.size(), 16u);
  EXPECT_EQ(contents.series.neighborhoods.size(), 2067u);
  EXPECT_EQ(contents.series.people[contents.series.at(0, 0, 0)], 22104);
}

TEST(PublishedFormsTest, AargausAndBristolsColumns) {
  ZWK_SKIP_WITHOUT_CASES("forecasting");
  const auto aargau = Proposed(FirstLines(
      test::CasesFolder("forecasting/aargau_subregional") + "in_population_2024.csv", 100));
  EXPECT_EQ(aargau.preview(0), "age;group;neighborhood;sex;value");
  EXPECT_EQ(aargau.preview(1), "0;ch;1;m;428");
  const auto bristol = Proposed(FirstLines(
      test::CasesFolder("forecasting/bristol_2001_2040") + "in_population_2001_2014.csv", 100));
  EXPECT_EQ(bristol.preview(1), "0;E06000023;f;2330;2001");
}

}  // namespace
}  // namespace zwk::forecasting
