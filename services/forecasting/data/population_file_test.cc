#include "forecasting/data/population_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "forecasting/data/housing_file.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Shown(const FileContents& contents) {
  std::vector<std::string> shown;
  for (const FileError& error : contents.errors) {
    shown.push_back(absl::StrCat(error.row, " ", error.column, " ", static_cast<int>(error.code),
                                 " ", error.value));
  }
  return shown;
}

class PopulationFileTest : public testing::Test {
 protected:
  // Ages 0, 1, 2+; groups a and b; neighborhoods 1 and 2.
  FileContext context_{ImportKind::kStocks, {3, 2}, 1, {"a", "b"}, {"1", "2"}};

  FileContents Read(const std::string& text, size_t chunk = 7) {
    PopulationFile file(context_);
    for (size_t i = 0; i < text.size(); i += chunk) {
      EXPECT_TRUE(file.Add(absl::string_view(text).substr(i, chunk)).ok());
    }
    return file.Finish();
  }

  static std::string Header() { return "year;neighborhood;sex;age;group;value\n"; }

  // Every cell of 2024, row by row from line 2, values 1, 2, 3, ...
  static std::string Whole() {
    std::string text = Header();
    int value = 0;
    for (const char* neighborhood : {"1", "2"}) {
      for (const char* group : {"a", "b"}) {
        for (const char* sex : {"m", "f"}) {
          for (int age = 0; age < 3; ++age) {
            absl::StrAppend(&text, "2024;", neighborhood, ";", sex, ";", age, ";", group, ";",
                            ++value, "\n");
          }
        }
      }
    }
    return text;
  }
};

// Each part of a cell is remembered: what that takes counts as well.
TEST_F(PopulationFileTest, PartsWithoutEndAreTooLarge) {
  context_.grid = {200'001, 1};
  context_.group_keys = {"a"};
  context_.in_parts = true;
  PopulationFile file(context_);
  absl::Status status = file.Add("year;neighborhood;sex;age;group;part;value\n");
  int rows = 0;
  while (status.ok() && rows < 6'000) {
    status = file.Add(absl::StrCat("2024;1;m;200000;a;", rows, "-", rows, ";1\n"));
    ++rows;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_LT(rows, 6'000);
  EXPECT_GT(rows, 4'000);
}

TEST_F(PopulationFileTest, AWholeFileIsRead) {
  const FileContents contents = Read(Whole());
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_EQ(contents.rows, 24);
  const Cells& cells = contents.blocks.at({2024, "2"}).tables.at(table::kPeople);
  EXPECT_THAT(cells, ElementsAre(13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24));
}

TEST_F(PopulationFileTest, ChunksMayEndAnywhere) {
  const FileContents one = Read(Whole(), 1);
  const FileContents all = Read(Whole(), 1 << 20);
  EXPECT_TRUE(one.ok());
  EXPECT_EQ(one.blocks, all.blocks);
}

TEST_F(PopulationFileTest, CommasAByteOrderMarkQuotesAndWindowsLineEndsAreFine) {
  const std::string text = absl::StrReplaceAll(Whole(), {{";", ","}, {"\n", "\r\n"}});
  const std::string quoted = absl::StrReplaceAll(text, {{",a,", ",\"a\","}});
  const FileContents contents = Read("\xEF\xBB\xBF" + quoted);
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_EQ(contents.blocks, Read(Whole()).blocks);
}

TEST_F(PopulationFileTest, ColumnsMayComeInAnyOrderAndTheLastLineNeedsNoEnd) {
  const FileContents contents = Read("value;group;age;sex;neighborhood;year\n1;a;0;m;1;2024");
  EXPECT_EQ(contents.rows, 1);
  EXPECT_EQ(contents.errors[0].code, FileErrorCode::kMissingCell);  // the row itself was fine
}

TEST_F(PopulationFileTest, EachErrorHasItsRowColumnCodeAndValue) {
  const std::string text = Header() +
                           "2024;9;m;0;a;1\n"      // 2
                           "2024;1;x;0;a;1\n"      // 3
                           "2024;1;m;3;a;1\n"      // 4
                           "2024;1;m;-1;a;1\n"     // 5
                           "2024;1;m;one;a;1\n"    // 6
                           "2024;1;m;0;c;1\n"      // 7
                           "24;1;m;0;a;1\n"        // 8
                           "2024;1;m;0;a;1,5\n"    // 9
                           "2024;1;m;1;a;-1\n"     // 10
                           "2024;1;m;2;a;NaN\n"    // 11
                           "2024;1;f;0;a;1e999\n"  // 12
                           "2024;1;f;1;a;\n"       // 13
                           "2024;1;f;2;a\n"        // 14
                           "2024;1;f;2;a;1;1\n"    // 15
                           "2024;2;f;2;a;1\n"      // 16
                           "2024;2;f;2;a;2\n"      // 17
                           "2024;9;x;7;c;1\n";     // 18: four at once
  EXPECT_THAT(
      Shown(Read(text)),
      ElementsAre("2 neighborhood 3 9", "3 sex 5 x", "4 age 6 3", "5 age 6 -1", "6 age 6 one",
                  "7 group 4 c", "8 year 7 24", "9 value 8 1,5", "10 value 10 -1", "11 value 9 NaN",
                  "12 value 9 1e999", "13 value 8 ", "14  2 5", "15  2 7", "17  11 2024;2;f;2;a",
                  "18 neighborhood 3 9", "18 sex 5 x", "18 age 6 7", "18 group 4 c"));
}

TEST_F(PopulationFileTest, NothingIsTakenFromAFileWithAnError) {
  const FileContents contents = Read(Whole() + "2024;1;m;0;a;5\n");
  EXPECT_THAT(Shown(contents), ElementsAre("26  11 2024;1;m;0;a"));
  EXPECT_TRUE(contents.blocks.empty());
}

TEST_F(PopulationFileTest, YearsThatAreRightAreKeptApartFromThoseThatAreWrong) {
  const std::string rows = Whole().substr(Header().size());
  const std::string later = absl::StrReplaceAll(rows, {{"2024;", "2025;"}});
  FileContents contents = Read(Whole() + later + "2023;1;m;0;a;5\n2024;1;m;0;a;-5\n");
  EXPECT_THAT(contents.wrong_years, ElementsAre(2023, 2024));  // most of 2023 is missing
  EXPECT_THAT(contents.years(), ElementsAre(2025));
  EXPECT_EQ(contents.lines.at({2025, "1"})[0], 26u);
  EXPECT_EQ(contents.error_count, 13);
  EXPECT_THAT(contents.errors[0].row, 51);

  // Nobody knows what the line is about.
  for (const char* line : {"x;1;m;0;a;1\n", "2025;1;m\n", "\xE4\n"}) {
    contents = Read(Whole() + later + line);
    EXPECT_EQ(contents.error_count, 1) << line;
    EXPECT_THAT(contents.wrong_years, IsEmpty());
    EXPECT_THAT(contents.years(), IsEmpty());
  }
}

TEST_F(PopulationFileTest, ARowWithoutAKeyHidesWhatIsMissingInItsYearAlone) {
  const std::string rows = Whole().substr(Header().size());
  const std::string text =
      absl::StrReplaceAll(Whole(), {{"2024;1;f;1;b;11\n", "2024;1;x;1;b;11\n"}}) +
      absl::StrReplaceAll(rows, {{"2024;1;f;1;b;11\n", ""}, {"2024;", "2025;"}});
  EXPECT_THAT(Shown(Read(text)), ElementsAre("12 sex 5 x", "0  12 2025;1;f;1;b"));
}

TEST_F(PopulationFileTest, MissingCellsAndNeighborhoodsAreNamed) {
  std::string text = absl::StrReplaceAll(Whole(), {{"2024;1;f;1;b;11\n", ""}});
  EXPECT_THAT(Shown(Read(text)), ElementsAre("0  12 2024;1;f;1;b"));
  context_.neighborhood_keys.insert("3");
  EXPECT_THAT(Shown(Read(Whole())), ElementsAre("0 neighborhood 12 2024;3"));
}

TEST_F(PopulationFileTest, BadHeadersAreToldAndRowsNotJudged) {
  EXPECT_THAT(Shown(Read("year;neighborhood;sex;age;group;people;year\n2024;1\n")),
              ElementsAre("1 people 1 people", "1 year 1 year", "1 value 1 "));
}

TEST_F(PopulationFileTest, EmptyFilesAreErrors) {
  EXPECT_THAT(Shown(Read("")), ElementsAre("0  17 "));
  EXPECT_THAT(Shown(Read(Header())), ElementsAre("0  17 "));
}

TEST_F(PopulationFileTest, WhatIsNotUtf8IsToldByLine) {
  EXPECT_THAT(Shown(Read(Header() + "2024;1;m;0;\xE4;1\n")), ElementsAre("2  16 "));
}

TEST_F(PopulationFileTest, ALineThatNeverEndsTakesNoMemoryAndIsTold) {
  EXPECT_THAT(Shown(Read(Header() + std::string(200'000, 'x') + "\n", 1000)),
              ElementsAre("2  18 "));
}

TEST_F(PopulationFileTest, ErrorsAreCountedButOnlyAThousandKept) {
  std::string text = Header();
  for (int i = 0; i < 1500; ++i) text += "2024;9;m;0;a;1\n";
  const FileContents contents = Read(text, 4096);
  EXPECT_EQ(contents.error_count, 1500);
  EXPECT_EQ(contents.errors.size(), 1000u);
}

TEST_F(PopulationFileTest, AgeClassesOfFiveYearsStartAtTheirFirstYear) {
  context_.age_width = 5;
  EXPECT_THAT(Shown(Read(Header() + "2024;1;m;4;a;1\n2024;1;m;11;a;1\n")),
              ElementsAre("2 age 6 4", "3 age 6 11"));
}

class RatesFileTest : public PopulationFileTest {
 protected:
  RatesFileTest() { context_.kind = ImportKind::kRates; }

  // Row 2 is neighborhood 1, group a, male, age 0; the values of one cell can be replaced.
  FileContents ReadWith(const std::string& cell, const std::string& values) {
    return Read(Rates() + Rows(2025, cell, values), 4096);
  }
  static std::string Rates() {
    return "year;neighborhood;sex;age;group;mortality;fertility;leaving;arrival_share;"
           "naturalization_to_a\n";
  }
  static std::string Rows(int year, const std::string& cell, const std::string& values) {
    std::string text;
    for (const char* neighborhood : {"1", "2"}) {
      for (const char* group : {"a", "b"}) {
        for (const char* sex : {"m", "f"}) {
          for (int age = 0; age < 3; ++age) {
            const std::string key = absl::StrCat(neighborhood, ";", sex, ";", age, ";", group);
            const bool mother = *sex == 'f' && age == 1;
            absl::StrAppend(&text, year, ";", key, ";",
                            key == cell ? values
                                        : absl::StrCat("0.1;", mother ? "0.05" : "0", ";0.2;0.5;",
                                                       *group == 'b' ? "0.02" : "0"),
                            "\n");
          }
        }
      }
    }
    return text;
  }
};

TEST_F(RatesFileTest, AYearWhoseSharesDoNotSumToOneIsWrongOnItsOwn) {
  const FileContents contents = Read(Rates() + Rows(2025, "1;m;0;a", "0.1;0;0.2;0.6;0") +
                                     Rows(2026, "", "") + Rows(2027, "2;f;0;b", "0;0;0;0.5;1.5"));
  EXPECT_THAT(Shown(contents),
              ElementsAre("71 naturalization_to_a 14 1.5", "0 arrival_share 15 2025;*;m;0;a"));
  EXPECT_THAT(contents.wrong_years, ElementsAre(2025, 2027));
  EXPECT_THAT(contents.years(), ElementsAre(2026));
}

TEST_F(RatesFileTest, AWholeTableIsRead) {
  const FileContents contents = ReadWith("", "");
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_EQ(contents.blocks.at({2025, "1"}).tables.at(table::kFertility)[4], 0.05);
}

TEST_F(RatesFileTest, RatesAboveOneAndSharesThatDoNotSumToOneAreErrors) {
  EXPECT_THAT(Shown(ReadWith("1;m;0;a", "1.01;0;0.2;0.5;0")), ElementsAre("2 mortality 14 1.01"));
  EXPECT_THAT(Shown(ReadWith("1;m;0;a", "0.1;0;0.2;0.6;0")),
              ElementsAre("0 arrival_share 15 2025;*;m;0;a"));
}

TEST_F(RatesFileTest, WhatCannotBeMustBeZero) {
  EXPECT_THAT(Shown(ReadWith("1;m;1;a", "0.1;0.1;0.2;0.5;0")), ElementsAre("3 fertility 19 0.1"));
  EXPECT_THAT(Shown(ReadWith("1;m;1;a", "0.1;0;0.2;0.5;0.1")),
              ElementsAre("3 naturalization_to_a 19 0.1"));
}

class SpecialFileTest : public PopulationFileTest {
 protected:
  SpecialFileTest() { context_.kind = ImportKind::kSpecialPopulations; }
};

TEST_F(SpecialFileTest, CellsThatAreNotThereAreZero) {
  const FileContents contents = Read(Header() + "2024;1;f;2;b;12\n2024;2;m;0;a;3.5\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  const Cells& cells = contents.blocks.at({2024, "1"}).tables.at(table::kPeople);
  EXPECT_THAT(cells, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12));
  EXPECT_EQ(contents.lines.at({2024, "1"})[11], 2u);
}

TEST_F(SpecialFileTest, WhatMakesNoSenseIsAnErrorByRow) {
  EXPECT_THAT(Shown(Read(Header() + "2024;1;f;2;b;-1\n2024;1;f;2;b;1\n2024;7;f;2;b;1\n")),
              ElementsAre("2 value 10 -1", "3  11 2024;1;f;2;b", "4 neighborhood 3 7"));
  EXPECT_THAT(Shown(Read("year;neighborhood;value\n")),
              ElementsAre("1 sex 1 ", "1 age 1 ", "1 group 1 "));
}

class HousingFileTest : public PopulationFileTest {
 protected:
  HousingFileTest() { context_.kind = ImportKind::kHousing; }
  static std::string Header() { return "year;neighborhood;item;project;ready;status;value\n"; }
};

TEST_F(HousingFileTest, DwellingsAndProjectsAreRead) {
  const FileContents contents =
      Read(Header() +
           "2024;1;project;Am Hafen;2027;1;120\n2024;1;dwellings;;;;1650\n"
           "2024;1;people_per_dwelling;;;;1.9\n2024;1;vacancy;;;;0.03\n"
           "2024;1;project;Lücke;2025;0;4\n"
           "2023;2;dwellings;;;;10\n2023;2;people_per_dwelling;;;;2\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  const std::optional<Housing> housing = HousingFrom(2024, contents.blocks.at({2024, "1"}));
  ASSERT_TRUE(housing.has_value());
  EXPECT_EQ(housing->dwellings, 1650);
  EXPECT_EQ(housing->people_per_dwelling, 1.9);
  EXPECT_EQ(housing->vacancy, 0.03);
  ASSERT_EQ(housing->projects.size(), 2u);
  EXPECT_EQ(housing->projects[0].year, 2027);
  EXPECT_EQ(housing->projects[0].status, 1);
  EXPECT_EQ(housing->projects[0].dwellings, 120);
  EXPECT_EQ(HousingFrom(2023, contents.blocks.at({2023, "2"}))->vacancy, 0);
  EXPECT_FALSE(contents.blocks.contains({2024, "2"}));  // has no limit
  EXPECT_FALSE(HousingFrom(2024, DataBlock()).has_value());
}

TEST_F(HousingFileTest, WhatMakesNoSenseIsAnErrorByRow) {
  EXPECT_THAT(
      Shown(Read(Header() + "2024;1;floors;;;;3\n"               // 2
                            "2024;1;dwellings;Am Hafen;;;3\n"    // 3
                            "2024;1;people_per_dwelling;;;;x\n"  // 4
                            "2024;1;vacancy;;;;1.5\n"            // 5
                            "2024;1;vacancy;;;;0\n"              // 6
                            "2024;1;project;;2027;0;1\n"         // 7
                            "2024;1;project;A;soon;16;-1\n"      // 8
                            "2024;1;project;A;2027;0;1\n"        // 9
                            "2024;9;dwellings;;;;3\n")),         // 10
      ElementsAre("2 item 22 floors", "3 project 22 Am Hafen", "4 value 8 x", "5 value 14 1.5",
                  "6 item 11 vacancy", "7 project 22 ", "8 ready 7 soon", "8 status 23 16",
                  "8 value 10 -1", "9 project 11 A", "10 neighborhood 3 9"));
}

TEST_F(HousingFileTest, ANeighborhoodThatIsThereHasDwellingsAndPeopleInThem) {
  EXPECT_THAT(Shown(Read(Header() + "2024;1;project;A;2027;0;1\n2024;2;dwellings;;;;1\n"
                                    "2024;2;people_per_dwelling;;;;2\n")),
              ElementsAre("0 item 12 2024;1;dwellings", "0 item 12 2024;1;people_per_dwelling"));
}

class ClustersFileTest : public RatesFileTest {
 protected:
  // Neighborhood 1 is of the cluster "center", 2 of "edge"; who leaves one goes to the other.
  // Lines can be replaced; line 2 is neighborhood 1, group a, male, age 0.
  FileContents ReadClusters(int line = 0, const std::string& instead = "",
                            const std::string& header =
                                "arrival_share_from_center;"
                                "arrival_share_from_edge") {
    std::string text =
        absl::StrCat("year;neighborhood;sex;age;group;mortality;fertility;leaving;origin_cluster;",
                     header, "\n");
    int at = 1;
    for (const char* neighborhood : {"1", "2"}) {
      for (const char* group : {"a", "b"}) {
        for (const char* sex : {"m", "f"}) {
          for (int age = 0; age < 3; ++age) {
            const std::string values = *neighborhood == '1' ? "Center;0;1" : "edge;1;0";
            absl::StrAppend(&text, "2025;", neighborhood, ";", sex, ";", age, ";", group,
                            ";0.1;0;0.2;", ++at == line ? instead : values, "\n");
          }
        }
      }
    }
    return Read(text, 4096);
  }
};

TEST_F(ClustersFileTest, SharesOfArrivingAreToldByTheClusterThatIsLeft) {
  const FileContents contents = ReadClusters();
  EXPECT_THAT(Shown(contents), IsEmpty());
  const DataBlock& one = contents.blocks.at({2025, "1"});
  const DataBlock& two = contents.blocks.at({2025, "2"});
  EXPECT_EQ(one.origin_cluster, "center");
  EXPECT_EQ(two.origin_cluster, "edge");
  Model model;
  model.grid = context_.grid;
  model.group_names = context_.group_keys;
  const StepAssumptions step = ToAssumptions(model, {{one, two}, {{}, {}}, {}});
  EXPECT_THAT(step.origin_cluster, ElementsAre(0, 1));
  ASSERT_EQ(step.areas[0]->arrival_share.size(), 24u);
  EXPECT_EQ(step.areas[0]->arrival_share[0], 0);   // who leaves the center, to 1
  EXPECT_EQ(step.areas[0]->arrival_share[12], 1);  // who leaves the edge, to 1
}

TEST_F(ClustersFileTest, WhatDoesNotFitTogetherIsAnErrorWithItsPlace) {
  EXPECT_THAT(Shown(ReadClusters(3, "port;0;1")), ElementsAre("3 origin_cluster 24 port"));
  EXPECT_THAT(Shown(ReadClusters(3, ";0;1")), ElementsAre("3 origin_cluster 24 "));
  EXPECT_THAT(Shown(ReadClusters(4, "edge;0;1")), ElementsAre("4 origin_cluster 25 edge"));
  EXPECT_THAT(Shown(ReadClusters(3, "center;0;0.5")),
              ElementsAre("0 arrival_share_from_edge 15 2025;*;m;1;a"));
  EXPECT_THAT(Shown(ReadClusters(3, "center;0;1.5")),
              ElementsAre("3 arrival_share_from_edge 14 1.5"));
  EXPECT_THAT(Shown(ReadClusters(0, "", "arrival_share_from_center;arrival_share")),
              testing::Contains("1 arrival_share 1 arrival_share"));
  EXPECT_THAT(Shown(Read("year;neighborhood;sex;age;group;mortality;fertility;"
                         "arrival_share_from_x\n2025;1;m;0;a;0;0;1\n")),
              testing::Contains("1 arrival_share_from_x 1 arrival_share_from_x"));
}

TEST_F(ClustersFileTest, ClustersThatNobodyIsOfAreErrors) {
  std::string text =
      "year;neighborhood;sex;age;group;mortality;fertility;leaving;origin_cluster;"
      "arrival_share_from_center;arrival_share_from_port\n";
  for (const char* neighborhood : {"1", "2"}) {
    for (const char* group : {"a", "b"}) {
      for (const char* sex : {"m", "f"}) {
        for (int age = 0; age < 3; ++age) {
          absl::StrAppend(&text, "2025;", neighborhood, ";", sex, ";", age, ";", group,
                          ";0.1;0;0.2;center;0.5;0.5\n");
        }
      }
    }
  }
  EXPECT_THAT(Shown(Read(text)), ElementsAre("0 arrival_share_from_port 24 2025"));
}

TEST_F(PopulationFileTest, DeathIsToldAsAShareOrAsARate) {
  context_.kind = ImportKind::kRates;
  EXPECT_THAT(Shown(Read("year;neighborhood;sex;age;group;fertility\n2025;1;m;0;a;0\n")),
              testing::Contains("1 mortality 1 "));
  const FileContents contents =
      Read("year;neighborhood;sex;age;group;fertility;death_rate\n2025;1;m;2;a;0;1.5\n");
  for (const FileError& error : contents.errors) {
    EXPECT_EQ(error.code, FileErrorCode::kMissingCell) << error.message;
  }
}

class MovingRatesFileTest : public PopulationFileTest {
 protected:
  MovingRatesFileTest() { context_.kind = ImportKind::kMovingRates; }
  static std::string Header() { return "year;neighborhood;sex;age;group;other;value\n"; }
};

TEST_F(MovingRatesFileTest, PairsThatAreNotThereAreZero) {
  const FileContents contents = Read(Header() + "2025;1;f;1;b;2;0.25\n2025;2;m;2;a;1;3.5\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  const DataBlock& one = contents.blocks.at({2025, "1"});
  EXPECT_THAT(one.transitions, ElementsAre(Transition{"moving", "2", 10, 0.25}));
  Model model;
  model.grid = context_.grid;
  model.area_names = {"1", "2"};
  const StepAssumptions step =
      ToAssumptions(model, {{{}, {}}, {{}, {}}, {one, contents.blocks.at({2025, "2"})}});
  EXPECT_THAT(step.areas[0]->moving[0], IsEmpty());
  EXPECT_EQ(step.areas[0]->moving[1][10], 0.25);
  EXPECT_EQ(step.areas[1]->moving[0][2], 3.5);
}

TEST_F(MovingRatesFileTest, RatesThatMakeNoSenseAreErrors) {
  EXPECT_THAT(Shown(Read(Header() + "2025;1;m;0;a;1;0.1\n"     // 2: to oneself
                                    "2025;1;m;0;a;7;0.1\n"     // 3
                                    "2025;1;m;0;a;;0.1\n"      // 4
                                    "2025;1;m;0;a;2;-0.1\n"    // 5
                                    "2025;1;m;0;a;2;lots\n"    // 6
                                    "2025;1;m;1;a;2;0.1\n"     // 7
                                    "2025;1;m;1;a;2;0.1\n")),  // 8
              ElementsAre("2 other 3 1", "3 other 3 7", "4 other 3 ", "5 value 10 -0.1",
                          "6 value 8 lots", "8  11 2025;1;m;1;a"));
  EXPECT_THAT(Shown(Read(Header() + "2025;1;m;1;a;2;2.5\n")),
              ElementsAre("0 value 14 2025;1;m;1;a"));
}

class FlowsFileTest : public PopulationFileTest {
 protected:
  FlowsFileTest() { context_.kind = ImportKind::kFlows; }
  static std::string Header() { return "year;flow;neighborhood;sex;age;group;other;value\n"; }
};

TEST_F(FlowsFileTest, WhatIsNotThereIsZero) {
  const FileContents contents =
      Read(Header() +
           "2024;immigration_abroad;1;f;1;b;;2.5\n2024;net_migration;1;m;0;a;;-3\n"
           "2024;internal;1;m;2;a;2;4\n2024;naturalization;2;m;2;b;a;1\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  const DataBlock& block = contents.blocks.at({2024, "1"});
  EXPECT_EQ(block.tables.at(table::kImmigrationAbroad)[10], 2.5);
  EXPECT_EQ(block.tables.at(table::kImmigrationAbroad)[0], 0);
  EXPECT_EQ(block.tables.at(table::kNetMigration)[0], -3);
  EXPECT_THAT(block.transitions, ElementsAre(Transition{"internal", "2", 2, 4}));
}

TEST_F(FlowsFileTest, FlowsThatMakeNoSenseAreErrors) {
  EXPECT_THAT(Shown(Read(Header() + "2024;arrivals;1;m;0;a;;1\n"         // 2
                                    "2024;internal;1;m;0;a;1;1\n"        // 3: to itself
                                    "2024;internal;1;m;0;a;7;1\n"        // 4
                                    "2024;naturalization;1;m;0;a;a;1\n"  // 5
                                    "2024;births;1;m;0;a;2;1\n"          // 6
                                    "2024;births;1;m;0;a;;-1\n"          // 7
                                    "2024;births;1;m;1;a;;1\n"           // 8
                                    "2024;births;1;m;1;a;;1\n")),        // 9
              ElementsAre("2 flow 13 arrivals", "3 other 3 1", "4 other 3 7", "5 other 4 a",
                          "6 other 13 2", "7 value 10 -1", "9  11 2024;1;m;1;a"));
}

TEST_F(PopulationFileTest, YearsAndAgesHaveTheirBounds) {
  const auto first = [&](const std::string& row) {
    const std::vector<std::string> shown = Shown(Read(Header() + row));
    return shown.empty() || shown[0][0] == '0' ? "" : shown[0];  // what is missing stands last
  };
  for (const char* year : {"1800", "2200"})
    EXPECT_EQ(first(absl::StrCat(year, ";1;m;0;a;1\n")), "");
  for (const char* year : {"1799", "2201", "", "2024.5"}) {
    EXPECT_EQ(first(absl::StrCat(year, ";1;m;0;a;1\n")), absl::StrCat("2 year 7 ", year));
  }
  context_.age_width = 5;
  for (const char* age : {"0", "5", "10"})
    EXPECT_EQ(first(absl::StrCat("2024;1;m;", age, ";a;1\n")), "");
  for (const char* age : {"4", "11", "15", "-5"}) {
    EXPECT_EQ(first(absl::StrCat("2024;1;m;", age, ";a;1\n")), absl::StrCat("2 age 6 ", age));
  }
}

TEST_F(PopulationFileTest, FaultsSayWhatMayStandThere) {
  const auto said = [&](const std::string& row) {
    return Read(Header() + row).errors.at(0).message;
  };
  EXPECT_EQ(said("24;1;m;0;a;1\n"), "must be a year from 1800 to 2200");
  EXPECT_EQ(said("2024;9;m;0;a;1\n"), "no neighborhood is registered under this key");
  EXPECT_EQ(said("2024;1;m;3;a;1\n"), "must be 0 to 2");
  EXPECT_EQ(said("2024;1;d;0;a;1\n"), "must be m or f");
  EXPECT_EQ(said("2024;1;m;0;z;1\n"), "no such group in the population structure");
  context_.age_width = 5;
  EXPECT_EQ(said("2024;1;m;3;a;1\n"), "must be 0 to 10 in steps of 5");
}

TEST_F(PopulationFileTest, AClassStandsAsAWholeOrInPartsAndPartsAreAddedUp) {
  context_.in_parts = true;
  const std::string header = "year;neighborhood;sex;age;group;part;value\n";
  FileContents contents = Read(header +
                                   "2024;1;m;0;a;0-0;1\n2024;1;m;0;a;1-1;2\n2024;1;m;1;a;;4\n"
                                   "2024;1;m;2;a;;8\n2024;1;m;2;a;2-2;16\n",
                               4096);
  for (const FileError& error : contents.errors) {
    EXPECT_EQ(error.code, FileErrorCode::kMissingCell) << error.message;
  }
  context_.kind = ImportKind::kSpecialPopulations;  // what is not there is zero
  contents = Read(header +
                      "2024;1;m;0;a;0-0;1\n2024;1;m;0;a;1-1;2\n2024;1;m;1;a;;4\n"
                      "2024;1;m;2;a;;8\n2024;1;m;2;a;2-2;16\n",
                  4096);
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_THAT(contents.blocks.at({2024, "1"}).tables.at(table::kPeople),
              ElementsAre(3, 4, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0))
      << "the open class may stand beside its years";
  EXPECT_EQ(contents.lines.at({2024, "1"})[0], 2u) << "the first of them";
  EXPECT_THAT(Shown(Read(header + "2024;1;m;0;a;;1\n2024;1;m;0;a;0-0;2\n")),
              ElementsAre("3 age 11 2024;1;m;0;a"));
  EXPECT_THAT(Shown(Read(header + "2024;1;m;0;a;0-0;1\n2024;1;m;0;a;;2\n")),
              ElementsAre("3 age 11 2024;1;m;0;a"));
  EXPECT_THAT(Shown(Read(header + "2024;1;m;0;a;0-0;1\n2024;1;m;0;a;0-0;2\n")),
              ElementsAre("3  11 2024;1;m;0;a"));
}

TEST_F(RatesFileTest, RatesOfPartsCannotBeAddedUp) {
  context_.in_parts = true;
  const FileContents contents =
      Read("year;neighborhood;sex;age;group;part;mortality;fertility\n2025;1;m;0;a;0-0;0.1;0\n");
  EXPECT_EQ(Shown(contents).at(0), "2 age 6 0");
}

TEST_F(RatesFileTest, ARateOfOneIsOneAndNoMoreButForThoseOfAYear) {
  EXPECT_THAT(Shown(ReadWith("2;m;2;a", "1;0;0.2;0.5;0")), IsEmpty());
  EXPECT_THAT(Shown(ReadWith("1;f;1;a", "0.1;1.5;0.2;0.5;0")), IsEmpty())
      << "fertility is per year";
}

TEST_F(RatesFileTest, TheYoungestAndTheOpenClassHaveNoChildren) {
  for (const char* cell : {"1;f;0;a", "1;f;2;a"}) {
    EXPECT_THAT(Shown(ReadWith(cell, "0.1;0.1;0.2;0.5;0")),
                ElementsAre(testing::HasSubstr("fertility 19 0.1")))
        << cell;
  }
}

TEST_F(RatesFileTest, SharesNeedToSumToOneWhereSomebodyLeavesAlone) {
  // Neighborhood 1 takes 0.6 of who leaves at age 0, of both together; where nobody leaves it is all the same.
  const std::string nobody = "0.1;0;0;0.6;0";
  std::string rows = Rows(2025, "1;m;0;a", nobody);
  EXPECT_THAT(Shown(Read(Rates() + rows)), ElementsAre("0 arrival_share 15 2025;*;m;0;a"))
      << "from the other one somebody does";
  rows = absl::StrReplaceAll(rows, {{"2;m;0;a;0.1;0;0.2", "2;m;0;a;0.1;0;0"}});
  EXPECT_THAT(Shown(Read(Rates() + rows)), IsEmpty());
  EXPECT_THAT(Shown(ReadWith("1;m;0;a", "0.1;0;0.2;0.4;0")),
              ElementsAre("0 arrival_share 15 2025;*;m;0;a"))
      << "too few are wrong as well";
}

TEST_F(RatesFileTest, NaturalizationIntoAllGroupsTogetherIsAtMostOne) {
  context_.group_keys = {"a", "b", "c"};
  context_.grid = {3, 3};
  std::string text =
      "year;neighborhood;sex;age;group;mortality;fertility;naturalization_to_a;naturalization_to_"
      "b\n";
  for (const char* neighborhood : {"1", "2"}) {
    for (const char* group : {"a", "b", "c"}) {
      for (const char* sex : {"m", "f"}) {
        for (int age = 0; age < 3; ++age) {
          absl::StrAppend(&text, "2025;", neighborhood, ";", sex, ";", age, ";", group, ";0.1;0;",
                          *group == 'c' ? "0.5;0.5" : "0;0", "\n");
        }
      }
    }
  }
  EXPECT_THAT(Shown(Read(text)), IsEmpty());
  const std::string more =
      absl::StrReplaceAll(text, {{"2;f;1;c;0.1;0;0.5;0.5", "2;f;1;c;0.1;0;0.5;0.6"}});
  EXPECT_THAT(Shown(Read(more)), ElementsAre("0 naturalization_to_* 14 2025;2;f;1;c"));
}

TEST_F(MovingRatesFileTest, TwoPerStepAndPersonCanBe) {
  EXPECT_THAT(Shown(Read(Header() + "2025;1;m;1;a;2;2\n")), IsEmpty());
  EXPECT_THAT(Shown(Read(Header() + "2025;1;m;2;a;2;9\n")), IsEmpty()) << "of the open class more";
  context_.neighborhood_keys.insert("3");
  EXPECT_THAT(Shown(Read(Header() + "2025;1;m;1;a;2;1.5\n2025;1;m;1;a;3;0.6\n")),
              ElementsAre("0 value 14 2025;1;m;1;a"))
      << "wherever they go";
  context_.age_width = 5;
  const FileContents wide = Read(Header() + "2025;1;m;5;a;2;0.5\n");
  EXPECT_EQ(wide.errors.at(0).message, "rates of moving sum to 0.5, at most 0.4 can be");
  EXPECT_THAT(wide.wrong_years, ElementsAre(2025));
}

TEST_F(FlowsFileTest, ATotalOfMigrantsIsSpreadOverAgesAndSexes) {
  context_.grid = {101, 2};
  const FileContents contents = Read(
      Header() + "2024;immigration_abroad;1;*;*;b;;100\n2024;emigration_rest;1;f;*;a;;50\n", 4096);
  EXPECT_THAT(Shown(contents), IsEmpty());
  const auto sum = [&](const char* flow, int group, int sex) {
    const Cells& cells = contents.blocks.at({2024, "1"}).tables.at(flow);
    double people = 0;
    for (int age = 0; age <= 100; ++age) people += cells[context_.grid.at(group, sex, age)];
    return people;
  };
  EXPECT_NEAR(sum(table::kImmigrationAbroad, 1, kMale), 50, 1e-9);
  EXPECT_NEAR(sum(table::kImmigrationAbroad, 1, kFemale), 50, 1e-9);
  EXPECT_EQ(sum(table::kImmigrationAbroad, 0, kMale), 0);
  EXPECT_EQ(sum(table::kEmigrationRest, 0, kMale), 0);
  EXPECT_NEAR(sum(table::kEmigrationRest, 0, kFemale), 50, 1e-9);
  const Cells& cells = contents.blocks.at({2024, "1"}).tables.at(table::kImmigrationAbroad);
  EXPECT_GT(cells[context_.grid.at(1, kMale, 25)], 3 * cells[context_.grid.at(1, kMale, 60)])
      << "the young move";
}

TEST_F(FlowsFileTest, ATotalOfMigrantsIsSpreadOverClassesOfFiveYearsAlike) {
  const std::string rows = "2024;immigration_abroad;1;m;*;a;;100\n";
  context_.grid = {101, 2};
  const Cells years =
      Read(Header() + rows, 4096).blocks.at({2024, "1"}).tables.at(table::kImmigrationAbroad);
  context_.grid = {21, 2};
  context_.age_width = 5;
  const FileContents contents = Read(Header() + rows, 4096);
  EXPECT_THAT(Shown(contents), IsEmpty());
  const Cells& classes = contents.blocks.at({2024, "1"}).tables.at(table::kImmigrationAbroad);
  for (size_t i = 0; i < 21; ++i) {
    double sum = 0;
    for (size_t age = 5 * i; age < std::min<size_t>(5 * i + 5, 101); ++age) sum += years[age];
    EXPECT_NEAR(classes[i], sum, 1e-9) << 5 * i;
  }
}

TEST_F(FlowsFileTest, WhatCannotBeOfAllAgesTogetherIsSaid) {
  EXPECT_THAT(Shown(Read(Header() + "2024;births;1;m;*;a;;1\n"                 // 2
                                    "2024;immigration_abroad;1;m;*;z;;1\n"     // 3
                                    "2024;immigration_abroad;1;d;*;a;;1\n"     // 4
                                    "2024;immigration_abroad;1;m;*;a;;-1\n"    // 5
                                    "2024;immigration_abroad;1;m;*;a;;1\n"     // 6
                                    "2024;immigration_abroad;1;m;1;a;;1\n"     // 7
                                    "2024;immigration_abroad;1;*;*;a;;1\n"     // 8
                                    "2024;immigration_abroad;9;m;*;a;;1\n")),  // 9
              ElementsAre("2 age 6 *", "3 group 4 z", "4 sex 5 d", "5 value 10 -1",
                          "7  11 2024;1;m;1;a", "8  11 2024;1;m;0;a", "9 neighborhood 3 9"));
}

TEST_F(FlowsFileTest, ACountOfWhoStayedInTheRegisterMayBeNegative) {
  const FileContents contents =
      Read(Header() + "2024;corrections;1;m;0;a;;-3\n2024;net_migration;1;m;0;a;;-2\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_EQ(contents.blocks.at({2024, "1"}).tables.at(table::kCorrections)[0], -3);
  EXPECT_THAT(
      Shown(Read(Header() + "2024;naturalization;1;m;0;a;z;1\n2024;internal;1;m;0;a;2;-1\n")),
      ElementsAre("2 other 4 z", "3 value 10 -1"));
}

TEST_F(HousingFileTest, NumbersHaveTheirBounds) {
  const std::string rows = "2024;1;dwellings;;;;10\n2024;1;people_per_dwelling;;;;2\n";
  const auto said = [&](const std::string& row) {
    return testing::PrintToString(Shown(Read(Header() + rows + row)));
  };
  for (const char* good : {"2024;1;vacancy;;;;1\n", "2024;1;vacancy;;;;0\n",
                           "2024;1;project;A;1800;0;0\n", "2024;1;project;A;2300;15;1\n"}) {
    EXPECT_EQ(said(good), "{}") << good;
  }
  EXPECT_EQ(said("2024;1;project;A;1799;0;0\n"), "{ \"4 ready 7 1799\" }");
  EXPECT_EQ(said("2024;1;project;A;2301;0;0\n"), "{ \"4 ready 7 2301\" }");
  EXPECT_EQ(said("2024;1;project;A;2030;-1;0\n"), "{ \"4 status 23 -1\" }");
  EXPECT_EQ(said("2024;1;project;" + std::string(64, 'x') + ";2030;0;0\n"), "{}");
  EXPECT_EQ(
      Read(Header() + rows + "2024;1;project;" + std::string(65, 'x') + ";2030;0;0\n").error_count,
      1);
  EXPECT_EQ(
      said("2024;1;dwellings;;2030;;9\n2024;2;dwellings;;;3;9\n2024;2;people_per_dwelling;;;;1\n"),
      "{ \"4 ready 22 2030\", \"4 item 11 dwellings\", \"5 status 22 3\" }");
}

TEST_F(HousingFileTest, WhatIsReadIsWrittenTheSame) {
  const Housing housing{.year = 2024,
                        .dwellings = 100,
                        .people_per_dwelling = 1.9,
                        .vacancy = 0.03,
                        .projects = {{2027, 120, 1}, {2025, 4, 0}}};
  const std::optional<Housing> again = HousingFrom(2024, ToBlock(housing));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->year, 2024);
  EXPECT_EQ(again->dwellings, 100);
  EXPECT_EQ(again->people_per_dwelling, 1.9);
  EXPECT_EQ(again->vacancy, 0.03);
  ASSERT_EQ(again->projects.size(), 2u);
  EXPECT_EQ(again->projects[1].year, 2025);
  EXPECT_EQ(again->projects[1].dwellings, 4);
  EXPECT_EQ(again->projects[0].status, 1);
}

}  // namespace
}  // namespace zwk::forecasting
