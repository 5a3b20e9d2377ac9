#include "forecasting/mapping/mapped_file.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "forecasting/data/population_file.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::ImportMapping MappingOf(const std::string& text) {
  v1::ImportMapping mapping;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &mapping)) << text;
  return mapping;
}

constexpr char kColumns[] = R"(
    columns { column: "year" source: "Stichtag" }
    columns { column: "neighborhood" source: "Stadtteil" }
    columns { column: "sex" source: "Geschlecht" }
    columns { column: "age" source: "Alter" }
    columns { column: "value" source: "Anzahl" }
    constants { column: "group" value: "all" }
    values { column: "sex" from: "w" to: "f" }
    decimal_sign: "," thousands_sign: ".")";

// What is made, whatever the chunks.
std::string Made(const v1::ImportMapping& mapping, const std::string& bytes,
                 MappingTarget target = {.series = true}, size_t chunk = 7) {
  MappedFile file(mapping, target);
  std::string made;
  const auto sink = [&made](absl::string_view part) {
    made += std::string(part);
    return absl::OkStatus();
  };
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    EXPECT_TRUE(file.Add(absl::string_view(bytes).substr(at, chunk), sink).ok());
  }
  EXPECT_TRUE(file.Finish(sink).ok());
  return made;
}

struct Taken {
  FileContents contents;
  FileFaults faults;
  std::vector<int64_t> lines;
};

// Ages 0 to 2 and open, one group, neighborhoods 1 and 2.
Taken Take(const v1::ImportMapping& mapping, const std::string& bytes,
           ImportKind kind = ImportKind::kStocks) {
  FileContext context;
  context.kind = kind;
  context.grid = {3, 1};
  context.group_keys = {"all"};
  context.neighborhood_keys = {"1", "2"};
  context.in_parts = true;
  PopulationFile file(context);
  MappedFile mapped(mapping, {1, 2});
  const auto sink = [&file](absl::string_view made) { return file.Add(made); };
  EXPECT_TRUE(mapped.Add(bytes, sink).ok());
  EXPECT_TRUE(mapped.Finish(sink).ok());
  Taken taken{file.Finish(), mapped.faults(), {}};
  for (const FileError& error : taken.contents.errors) {
    taken.lines.push_back(mapped.LineOf(error.row));
  }
  return taken;
}

std::string Stocks(const std::string& of_two = "") {
  std::string text = "Einwohner am Ort\nStichtag;Stadtteil;Geschlecht;Alter;Anzahl\n";
  for (const char* area : {"1", "2"}) {
    for (const char* sex : {"m", "w"}) {
      for (const char* age : {"unter 1", "1", "2", "3 bis 9", "10 und älter"}) {
        absl::StrAppend(&text, "31.12.2024;", area, ";", sex, ";", age, ";1.018\n");
      }
    }
  }
  return absl::StrCat(text, of_two, "Quelle: Register\n");
}

TEST(MappedFileTest, AFileOfAnOfficeIsReadAsIfItWereOurs) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  mapping.set_header_line(2);
  mapping.set_skip_other_lines(true);
  const Taken taken = Take(mapping, Stocks());
  EXPECT_THAT(taken.contents.errors, IsEmpty());
  EXPECT_EQ(taken.faults.count, 0);
  const Cells cells = TableOf(taken.contents.blocks.at({2024, "2"}), table::kPeople);
  EXPECT_THAT(cells, ElementsAre(1018, 1018, 3054, 1018, 1018, 3054));  // 2, 3 to 9, older: summed
}

TEST(MappedFileTest, ErrorsStandWhereTheFileHasThem) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  mapping.set_header_line(2);
  mapping.set_skip_other_lines(true);
  const Taken taken =
      Take(mapping, Stocks("31.12.2024;1;d;1;3\n31.12.2024;1;m;1;1.5\n30.06.2024;1;m;1;2\n"
                           "31.12.2024;1;m;1;7\n31.12.2024;1;m;über 1;7\n"));
  // The year is read with all else; the number is not 1.5.
  EXPECT_THAT(taken.lines, ElementsAre(23, 24, 25, 26, 27));
  EXPECT_EQ(taken.contents.errors[0].code, FileErrorCode::kUnknownSex);
  EXPECT_EQ(taken.contents.errors[1].code, FileErrorCode::kDuplicateKey);
  EXPECT_EQ(taken.contents.errors[2].code, FileErrorCode::kBadYear);
  EXPECT_EQ(taken.contents.errors[2].value, "30.06.2024");
  EXPECT_EQ(taken.contents.errors[4].code, FileErrorCode::kBadAge);
}

TEST(MappedFileTest, ANumberThatIsNotOfTheFileIsNone) {
  const v1::ImportMapping mapping = MappingOf(kColumns);
  const std::string made =
      Made(mapping, "Stichtag;Stadtteil;Geschlecht;Alter;Anzahl\n2024;1;m;1;1.5\n");
  EXPECT_THAT(made, HasSubstr("? 1.5"));
}

TEST(MappedFileTest, AThirdSexFollowsTheRuleAndIsInAllSums) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  mapping.set_header_line(2);
  mapping.set_skip_other_lines(true);
  mapping.add_diverse_words("d");
  FieldErrors errors;
  CheckMapping(mapping, "mapping", errors);
  EXPECT_EQ(FieldOf(errors.ToStatus()), "mapping.diverse_rule");
  const std::string row = "31.12.2024;1;D;1;3\n";
  const auto cells_by = [&](v1::DiverseRule rule) {
    mapping.set_diverse_rule(rule);
    const Taken taken = Take(mapping, Stocks(row));
    EXPECT_THAT(taken.contents.errors, IsEmpty());
    return TableOf(taken.contents.blocks.at({2024, "1"}), table::kPeople);
  };
  EXPECT_THAT(cells_by(v1::DIVERSE_RULE_HALF), ElementsAre(1018, 1019.5, 3054, 1018, 1019.5, 3054));
  EXPECT_THAT(cells_by(v1::DIVERSE_RULE_FEMALE), ElementsAre(1018, 1018, 3054, 1018, 1021, 3054));
  EXPECT_THAT(cells_by(v1::DIVERSE_RULE_MALE), ElementsAre(1018, 1021, 3054, 1018, 1018, 3054));
  // The same row twice is twice the same people.
  EXPECT_EQ(Take(mapping, Stocks(row + row)).contents.errors.at(0).code,
            FileErrorCode::kDuplicateKey);
}

TEST(MappedFileTest, WordsOfAThirdSexAreAddedUp) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  mapping.set_header_line(2);
  mapping.set_skip_other_lines(true);
  for (const char* word : {"d", "o", "D"}) mapping.add_diverse_words(word);
  const std::string rows = "31.12.2024;1;d;1;3\n31.12.2024;1;o;1;4\n31.12.2024;1;o;4;2\n";
  for (const auto& [rule, male, female] :
       {std::tuple(v1::DIVERSE_RULE_HALF, 3.5, 3.5), std::tuple(v1::DIVERSE_RULE_FEMALE, 0.0, 7.0),
        std::tuple(v1::DIVERSE_RULE_MALE, 7.0, 0.0)}) {
    mapping.set_diverse_rule(rule);
    const Taken taken = Take(mapping, Stocks(rows));
    ASSERT_THAT(taken.contents.errors, IsEmpty());
    const Cells cells = TableOf(taken.contents.blocks.at({2024, "1"}), table::kPeople);
    EXPECT_EQ(cells[1], 1018 + male);
    EXPECT_EQ(cells[4], 1018 + female);
    EXPECT_EQ(cells[2] + cells[5], 2 * 3 * 1018 + 2);
    // One word twice is the same people twice, however it is written.
    for (const char* again : {"31.12.2024;1;O;1;4\n", "31.12.2024;1;D;1;3\n"}) {
      const FileContents wrong = Take(mapping, Stocks(rows + again)).contents;
      ASSERT_FALSE(wrong.errors.empty());
      EXPECT_EQ(wrong.errors[0].code, FileErrorCode::kDuplicateKey);
    }
  }
}

TEST(MappedFileTest, WordsOfAThirdSexAreWholesOrPartsAsOthersAre) {
  EXPECT_TRUE(IsWholeClass(""));
  EXPECT_TRUE(IsWholeClass("d0/"));
  EXPECT_TRUE(IsWholeClass("d12/"));
  EXPECT_FALSE(IsWholeClass("6-9"));
  EXPECT_FALSE(IsWholeClass("d12/6-9"));
}

TEST(MappedFileTest, HalvesAndMarksKeepAllDigits) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  mapping.set_header_line(2);
  mapping.set_skip_other_lines(true);
  mapping.add_diverse_words("d");
  mapping.set_diverse_rule(v1::DIVERSE_RULE_HALF);
  v1::ValueMark& mark = *mapping.add_marks();
  mark.set_mark("x");
  mark.set_meaning(v1::MARK_MEANING_SUPPRESSED);
  mark.set_value(123456789.25);
  Taken taken = Take(mapping, Stocks("31.12.2024;1;d;0;12.345,67\n31.12.2024;2;d;0;x\n"));
  ASSERT_THAT(taken.contents.errors, IsEmpty());
  Cells cells = TableOf(taken.contents.blocks.at({2024, "1"}), table::kPeople);
  EXPECT_EQ(cells[0], 1018 + 12345.67 / 2);
  EXPECT_DOUBLE_EQ(cells[0] + cells[3], 2 * 1018 + 12345.67);
  cells = TableOf(taken.contents.blocks.at({2024, "2"}), table::kPeople);
  EXPECT_EQ(cells[0] + cells[3], 2 * 1018 + 123456789.25);
}

TEST(MappedFileTest, MarksAreCountedAndTakenForWhatIsSaid) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  *mapping.add_marks() = MappingOf(R"(marks { mark: "-" meaning: MARK_MEANING_NOBODY })").marks(0);
  *mapping.add_marks() =
      MappingOf(R"(marks { mark: "x" meaning: MARK_MEANING_SUPPRESSED value: 1.5 })").marks(0);
  MappedFile file(mapping, {});
  std::string made;
  const auto sink = [&made](absl::string_view part) {
    made += std::string(part);
    return absl::OkStatus();
  };
  ASSERT_TRUE(file.Add("Stichtag;Stadtteil;Geschlecht;Alter;Anzahl;;\n2024;1;m;1;x;;\n"
                       "2024;1;m;2;-\n2024;2;m;2;x\n",
                       sink)
                  .ok());
  EXPECT_EQ(made,
            "age;group;neighborhood;sex;value;year\n1;all;1;m;1.5;2024\n2;all;1;m;0;2024\n"
            "2;all;2;m;1.5;2024\n");
  ASSERT_EQ(file.marked().size(), 2u);
  EXPECT_EQ(file.marked()[1].count(), 2);
  EXPECT_EQ(file.marked()[1].value(), 3);
  EXPECT_EQ(file.rows(), 3);
}

TEST(MappedFileTest, EncodingsOfOfficesAreText) {
  v1::ImportMapping mapping = MappingOf(R"(
      columns { column: "neighborhood" source: "Viertel" }
      columns { column: "value" source: "Zahl" })");
  const std::string expected = "neighborhood;value\nKönigstraße;5\n";
  mapping.set_encoding(v1::TEXT_ENCODING_WINDOWS_1252);
  EXPECT_EQ(Made(mapping,
                 "Viertel\tZahl\r\nK\xF6nigstra\xDF"
                 "e\t5\r\n",
                 {}, 1),
            expected);
  mapping.set_encoding(v1::TEXT_ENCODING_UTF_16);
  std::string little = "\xFF\xFE", big = "\xFE\xFF";
  for (const unsigned char c : std::string("Viertel\tZahl\r\nK\xF6nigstra\xDF"
                                           "e\t5")) {
    little += std::string{static_cast<char>(c), '\0'};
    big += std::string{'\0', static_cast<char>(c)};
  }
  for (const size_t chunk : {1u, 2u, 3u, 1000u}) {
    EXPECT_EQ(Made(mapping, little, {}, chunk), expected);
    EXPECT_EQ(Made(mapping, big, {}, chunk), expected);
  }
  mapping.set_encoding(v1::TEXT_ENCODING_UNSPECIFIED);
  MappedFile file(mapping, {});
  const auto sink = [](absl::string_view) { return absl::OkStatus(); };
  ASSERT_TRUE(file.Add("Viertel\tZahl\nK\xF6nig\t5\n", sink).ok());
  EXPECT_EQ(file.faults().kept.at(0).code, FileErrorCode::kBadEncoding);
}

TEST(MappedFileTest, WideTablesBecomeRowsAndSumsArePassedOver) {
  const v1::ImportMapping mapping = MappingOf(R"(
      columns { column: "neighborhood" source: "Gebiet" }
      constants { column: "year" value: "2024" }
      wide_columns { source: "unter 6" values { column: "age" value: "unter 6" } }
      wide_columns { source: "ab 6" values { column: "age" value: "6+" } }
      skipped_rows { begins: "insgesamt" })");
  EXPECT_EQ(
      Made(mapping, "Gebiet,Name,unter 6,ab 6\n1,\"Mitte, Nord\",12,100\nInsgesamt,,12,100\n"),
      "age;neighborhood;value;year\n0-5;1;12;2024\n6+;1;100;2024\n");
}

TEST(MappedFileTest, AYearAloneIsTheDayThatIsSaid) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  const std::string file = "Stichtag;Stadtteil;Geschlecht;Alter;Anzahl\n2025;1;m;1;5\n";
  mapping.set_reference_day("01-01");
  EXPECT_THAT(Made(mapping, file, {1, 2}), HasSubstr(";2024\n"));
  EXPECT_THAT(Made(mapping, file), HasSubstr(";2025-01-01\n"));
  mapping.set_reference_day("06-30");
  EXPECT_THAT(Made(mapping, file, {1, 2}), HasSubstr(";2025-06-30\n"));  // no end of a year
}

TEST(MappedFileTest, HousingHasDaysButNoAges) {
  v1::ImportMapping mapping = MappingOf(R"(
      columns { column: "year" source: "Stichtag" }
      columns { column: "neighborhood" source: "Stadtteil" }
      columns { column: "item" source: "Merkmal" }
      columns { column: "value" source: "Zahl" }
      constants { column: "project" } constants { column: "ready" } constants { column: "status" }
      values { column: "item" from: "Wohnungen" to: "dwellings" }
      values { column: "item" from: "Belegung" to: "people_per_dwelling" }
      decimal_sign: ",")");
  FileContext context;
  context.kind = ImportKind::kHousing;
  context.grid = {3, 1};
  context.group_keys = {"all"};
  context.neighborhood_keys = {"1"};
  const auto years = [&](const std::string& day) {
    PopulationFile file(context);
    MappedFile mapped(mapping, {});
    const auto sink = [&file](absl::string_view made) { return file.Add(made); };
    EXPECT_TRUE(mapped
                    .Add(absl::StrCat("Stichtag;Stadtteil;Merkmal;Zahl\n", day,
                                      ";1;Wohnungen;100\n", day, ";1;Belegung;1,9\n"),
                         sink)
                    .ok());
    return file.Finish().years();
  };
  EXPECT_THAT(years("2020-12-31"), ElementsAre(2020));
  EXPECT_THAT(years("01.01.2021"), ElementsAre(2020));
  EXPECT_THAT(years("2020"), ElementsAre(2020));
  EXPECT_THAT(years("30.06.2020"), IsEmpty());  // no end of a year
  mapping.set_reference_day("12-31");
  EXPECT_THAT(years("2020"), ElementsAre(2020));
}

TEST(MappedFileTest, AClassStandsAsAWholeOrInParts) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  FileContext context;
  context.kind = ImportKind::kSpecialPopulations;
  context.grid = {3, 1};
  context.age_width = 5;
  context.group_keys = {"all"};
  context.neighborhood_keys = {"1"};
  context.in_parts = true;
  const auto errors = [&](const std::string& rows) {
    PopulationFile file(context);
    MappedFile mapped(mapping, {5, 10});
    const auto sink = [&file](absl::string_view made) { return file.Add(made); };
    EXPECT_TRUE(
        mapped.Add(absl::StrCat("Stichtag;Stadtteil;Geschlecht;Alter;Anzahl\n", rows), sink).ok());
    return file.Finish().error_count;
  };
  EXPECT_EQ(errors("2024;1;m;0-4;5\n2024;1;m;5;5\n2024;1;m;6-9;5\n2024;1;m;10+;1\n"), 0);
  EXPECT_EQ(errors("2024;1;m;5-9;5\n2024;1;m;6;5\n"), 1);
  EXPECT_EQ(errors("2024;1;m;3-7;5\n"), 1);
}

TEST(MappedFileTest, WhatIsMissingInTheFileIsOneFault) {
  const v1::ImportMapping mapping = MappingOf(kColumns);
  MappedFile file(mapping, {});
  std::string made;
  const auto sink = [&made](absl::string_view part) {
    made += std::string(part);
    return absl::OkStatus();
  };
  ASSERT_TRUE(file.Add("Stichtag;Stadtteil;Alter;Anzahl\n2024;1;1;5\n", sink).ok());
  EXPECT_EQ(made, "");
  ASSERT_EQ(file.faults().count, 1);
  EXPECT_EQ(file.faults().kept[0].column, "Geschlecht");
}

TEST(MappedFileTest, WrongMappingsAreRefusedByTheirPath) {
  const auto fault = [](const std::string& text) {
    FieldErrors errors;
    CheckMapping(MappingOf(text), "m", errors);
    return FieldOf(errors.ToStatus());
  };
  const std::string fine = R"(columns { column: "value" source: "n" })";
  EXPECT_EQ(fault(fine), "");
  EXPECT_EQ(fault(""), "m.columns");
  EXPECT_EQ(fault(fine + fine), "m.columns[1].column");
  EXPECT_EQ(fault(fine + R"(constants { column: "value" })"), "m.constants[0].column");
  EXPECT_EQ(fault(fine + R"(separator: "ab")"), "m.separator");
  EXPECT_EQ(fault(fine + R"(decimal_sign: "x")"), "m.decimal_sign");
  EXPECT_EQ(fault(fine + R"(thousands_sign: ".")"), "m.thousands_sign");
  EXPECT_EQ(fault(fine + R"(header_line: -1)"), "m.header_line");
  EXPECT_EQ(fault(fine + R"(reference_day: "31-12")"), "m.reference_day");
  EXPECT_EQ(fault(fine + R"(skipped_rows { source: "n" })"), "m.skipped_rows[0].begins");
  EXPECT_EQ(fault(fine + R"(marks { mark: "x" })"), "m.marks[0].meaning");
  EXPECT_EQ(fault(fine + R"(marks { mark: "x" meaning: MARK_MEANING_NOBODY value: 1 })"),
            "m.marks[0].value");
  EXPECT_EQ(fault(fine + R"(marks { mark: "x" meaning: MARK_MEANING_MISSING value: nan })"),
            "m.marks[0].value");
  EXPECT_EQ(fault(fine + R"(wide_columns { source: "a" values { column: "value" } })"),
            "m.wide_columns[0].values[0].column");
}

TEST(MappedFileTest, WhatAMappingMakesOfALineIsBounded) {
  const auto fault = [](const v1::ImportMapping& mapping) {
    FieldErrors errors;
    CheckMapping(mapping, "m", errors);
    return FieldOf(errors.ToStatus());
  };
  v1::ImportMapping mapping = MappingOf(R"(columns { column: "value" source: "n" })");
  for (int i = 1; i < MappedFile::kMaxColumns; ++i) {
    mapping.add_constants()->set_column(absl::StrCat("c", i));
  }
  EXPECT_EQ(fault(mapping), "");
  mapping.add_constants()->set_column("one more");
  EXPECT_EQ(fault(mapping), "m.columns");

  const std::string wide = R"(wide_columns { source: "a" } )";
  EXPECT_EQ(fault(MappingOf(wide + R"(wide_columns { source: "b" })")), "");
  EXPECT_EQ(fault(MappingOf(wide + R"(wide_columns { source: " A" })")),
            "m.wide_columns[1].source");
  EXPECT_EQ(fault(MappingOf(R"(wide_columns {
                source: "a" values { column: "age" } values { column: "age" } })")),
            "m.wide_columns[0].values[1].column");

  const std::string fine = R"(columns { column: "value" source: "n" } )";
  EXPECT_EQ(fault(MappingOf(R"(columns { column: "a\nb" source: "n" })")), "m.columns[0].column");
  EXPECT_EQ(fault(MappingOf(R"(columns { column: "a;b" source: "n" })")), "m.columns[0].column");
  EXPECT_EQ(fault(MappingOf(fine + R"(constants { column: "year" value: "2024\n" })")),
            "m.constants[0].value");
  EXPECT_EQ(fault(MappingOf(absl::StrCat(fine, R"(values { column: "sex" from: "w" to: ")",
                                         std::string(201, 'f'), R"(" })"))),
            "m.values[0].to");
}

TEST(MappedFileTest, WideLinesAreHandedOnRowByRow) {
  v1::ImportMapping mapping = MappingOf(R"(constants { column: "year" value: "2024" }
      diverse_words: "d" diverse_rule: DIVERSE_RULE_HALF)");
  std::string head, row;
  for (size_t i = 0; i < MappedFile::kMaxWideColumns; ++i) {
    v1::WideColumn& wide = *mapping.add_wide_columns();
    wide.set_source(absl::StrCat("w", i));
    wide.add_values()->set_column("sex");
    wide.mutable_values(0)->set_value("d");
    absl::StrAppend(&head, i == 0 ? "" : ";", "w", i);
    absl::StrAppend(&row, i == 0 ? "" : ";", std::string(40, '1'));
  }
  FieldErrors errors;
  CheckMapping(mapping, "m", errors);
  ASSERT_TRUE(errors.empty()) << errors.ToStatus();
  MappedFile file(mapping, {1, 2});
  size_t rows = 0, longest = 0;
  const auto count = [&](absl::string_view made) {
    ++rows;
    longest = std::max(longest, made.size());
    return absl::OkStatus();
  };
  ASSERT_TRUE(file.Add(absl::StrCat(head, "\n", row, "\n"), count).ok());
  EXPECT_EQ(rows, 1 + 2 * MappedFile::kMaxWideColumns);
  EXPECT_LT(longest, 100u);
  // What is refused ends the line, too.
  rows = 0;
  const auto refuse = [&](absl::string_view) {
    ++rows;
    return absl::ResourceExhaustedError("full");
  };
  EXPECT_FALSE(file.Add(row + "\n", refuse).ok());
  EXPECT_EQ(rows, 1u);
}

TEST(MappedFileTest, TheFileEndsWhereItsHeadIsNotUnderstood) {
  v1::ImportMapping mapping = MappingOf(kColumns);
  mapping.add_constants()->set_column("favorite_color");
  FileContext context;
  context.kind = ImportKind::kStocks;
  context.grid = {3, 1};
  context.group_keys = {"all"};
  context.neighborhood_keys = {"1"};
  context.in_parts = true;
  PopulationFile file(context);
  MappedFile mapped(mapping, {1, 2});
  size_t made = 0;
  const auto sink = [&](absl::string_view part) {
    ++made;
    const absl::Status status = file.Add(part);
    if (file.unreadable()) mapped.Stop();
    return status;
  };
  const std::string row = "2024;1;m;1;5\n";
  ASSERT_TRUE(mapped.Add("Stichtag;Stadtteil;Geschlecht;Alter;Anzahl\n" + row + row, sink).ok());
  ASSERT_TRUE(mapped.Add(std::string(CsvReader::kMaxLine + 1, 'x') + row, sink).ok());
  ASSERT_TRUE(mapped.Finish(sink).ok());
  EXPECT_EQ(made, 1u);
  EXPECT_EQ(mapped.faults().count, 0);
  const FileContents contents = file.Finish();
  ASSERT_EQ(contents.error_count, 1);
  EXPECT_EQ(contents.errors[0].code, FileErrorCode::kBadHeader);
  EXPECT_EQ(contents.errors[0].column, "favorite_color");
}

TEST(MappedFileTest, TotalsOfMigrantsFollowTheUsualSchedule) {
  v1::ImportMapping mapping = MappingOf(R"(
      columns { column: "neighborhood" source: "Gebiet" }
      columns { column: "value" source: "Zuzug" }
      constants { column: "year" value: "2024" }
      constants { column: "flow" value: "immigration_rest" }
      constants { column: "sex" value: "*" }
      constants { column: "age" value: "*" }
      constants { column: "group" value: "all" }
      constants { column: "other" value: "" })");
  const Taken taken = Take(mapping, "Gebiet;Zuzug\n1;100\n", ImportKind::kFlows);
  EXPECT_THAT(taken.contents.errors, IsEmpty());
  const Cells cells = TableOf(taken.contents.blocks.at({2024, "1"}), table::kImmigrationRest);
  double sum = 0;
  for (const double value : cells) {
    EXPECT_GT(value, 0);
    sum += value;
  }
  EXPECT_NEAR(sum, 100, 1e-9);
  EXPECT_EQ(cells[0], cells[3]);  // half of them women
  mapping.mutable_constants(1)->set_value("deaths");
  EXPECT_EQ(Take(mapping, "Gebiet;Zuzug\n1;100\n", ImportKind::kFlows).contents.error_count, 1);
  mapping.mutable_constants(1)->set_value("immigration_rest");
  EXPECT_EQ(Take(mapping, "Gebiet;Zuzug\n1;100\n1;100\n", ImportKind::kFlows).contents.error_count,
            1);
}

}  // namespace
}  // namespace zwk::forecasting
