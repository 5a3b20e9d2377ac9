#include "forecasting/backtest/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SeriesContents Read(const std::string& text, SeriesOptions options = {}, size_t chunk = 7) {
  SeriesFile file(options);
  for (size_t i = 0; i < text.size(); i += chunk) {
    EXPECT_TRUE(file.Add(absl::string_view(text).substr(i, chunk)).ok());
  }
  return file.Finish();
}

std::vector<std::string> Shown(const SeriesContents& contents) {
  std::vector<std::string> shown;
  for (const FileError& error : contents.errors) {
    shown.push_back(absl::StrCat(error.row, " ", error.column, " ", static_cast<int>(error.code),
                                 " ", error.value));
  }
  return shown;
}

std::vector<std::string> Names(const Series& series) {
  std::vector<std::string> names;
  for (const Slice& slice : series.slices) names.push_back(slice.Name());
  return names;
}

std::vector<double> Row(const Series& series, size_t slice, size_t date) {
  const double* row = series.row(slice, date);
  return {row, row + series.neighborhoods.size()};
}

TEST(SeriesTest, TotalsAloneAreASeries) {
  const SeriesContents contents =
      Read("year,neighborhood,value\n2001,a,5\n2001,b,6\n2002,a,7\n2002,b,8.5\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_EQ(contents.rows, 4);
  EXPECT_THAT(contents.series.neighborhoods, ElementsAre("a", "b"));
  EXPECT_THAT(Names(contents.series), ElementsAre("total"));
  EXPECT_THAT(Row(contents.series, 0, 1), ElementsAre(7, 8.5));
}

TEST(SeriesTest, RowsInAnyOrderAreTheSameSeries) {
  const Series series = Read("year;neighborhood;value\n2003;a;3\n2001;a;1\n2002;a;2\n").series;
  ASSERT_EQ(series.dates.size(), 3u);
  EXPECT_EQ(series.dates[0].label, "2001");
  EXPECT_THAT(Row(series, 0, 0), ElementsAre(1));
  EXPECT_THAT(Row(series, 0, 2), ElementsAre(3));
}

TEST(SeriesTest, BandsAndGroupsMakeTheirMarginsAndTheTotal) {
  const SeriesContents contents = Read(
      "year;neighborhood;sex;age;group;value\n"
      "2001;a;m;0-17;x;1\n2001;a;f;0-17;x;2\n2001;a;m;18+;x;3\n2001;a;f;18+;x;4\n"
      "2001;a;m;0-17;y;10\n2001;a;f;0-17;y;20\n2001;a;m;18+;y;30\n2001;a;f;18+;y;40\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  const Series& series = contents.series;
  ASSERT_THAT(Names(series),
              AllOf(testing::SizeIs(15), testing::Contains("group y, sex f, age 18+")));
  EXPECT_EQ(series.slices[0].Name(), "total");
  EXPECT_THAT(Row(series, 0, 0), ElementsAre(110));
  std::map<std::string, std::vector<double>> people;
  for (size_t s = 0; s < series.slices.size(); ++s) {
    people[series.slices[s].Name()] = Row(series, s, 0);
  }
  EXPECT_THAT(people["age 0-17"], ElementsAre(33));
  EXPECT_THAT(people["group x"], ElementsAre(10));
  EXPECT_THAT(people["sex f"], ElementsAre(66));
}

TEST(SeriesTest, BreakdownsStandBesideEachOther) {
  const SeriesContents contents = Read(
      "year;neighborhood;age;group;value\n"
      "2001;a;;;100\n2001;a;0-64;all;80\n2001;a;65+;total;20\n2001;a;;foreign;7\n");
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_THAT(Names(contents.series), ElementsAre("total", "age 0-64", "age 65+", "group foreign"));
  EXPECT_THAT(Row(contents.series, 0, 0), ElementsAre(100));
}

TEST(SeriesTest, SingleYearsBecomeClassesOfFive) {
  std::string text = "year;neighborhood;age;value\n";
  for (int age = 0; age < 90; ++age) absl::StrAppend(&text, "2001;a;", age, ";1\n");
  absl::StrAppend(&text, "2001;a;90+;4\n");
  const Series series = Read(text).series;
  ASSERT_EQ(series.slices.size(), 1u + 18 + 1);
  EXPECT_EQ(series.slices[1].Name(), "age 0-4");
  EXPECT_THAT(Row(series, 1, 0), ElementsAre(5));
  EXPECT_THAT(Row(series, 0, 0), ElementsAre(94));
}

TEST(SeriesTest, ReferenceDatesMayBeYearsPartsOfYearsOrDays) {
  EXPECT_EQ(ParseReferenceDate("2015")->time, 2015);
  EXPECT_EQ(ParseReferenceDate("2015.5")->time, 2015.5);
  EXPECT_EQ(ParseReferenceDate("2015-06-30")->time, 2015.5);
  EXPECT_EQ(ParseReferenceDate("2015-07-01")->time, 2015.5);
  EXPECT_EQ(ParseReferenceDate("2015-12-31")->time, 2016);
  EXPECT_EQ(ParseReferenceDate("2016-02-29")->time, 2016 + 2 / 12.0);
  for (const char* wrong : {"", "15", "2015-13-01", "2015-02-29", "2015-6-30", "2015e0", "nan",
                            "2015-06", "9999", "-2015", "2015-06-30-01", "0x7df"}) {
    EXPECT_EQ(ParseReferenceDate(wrong).status().code(), absl::StatusCode::kInvalidArgument)
        << wrong;
  }
}

TEST(SeriesTest, EveryErrorHasItsPlaceAndNothingIsTakenOver) {
  const SeriesContents contents = Read(
      "year;neighborhood;sex;age;group;value\n"
      "2001;a;m;0-5;g;1\n"
      "2001;a;m;0-5;g;2\n"
      "20x1;a;m;0-5;g;1\n"
      "2001;;m;0-5;g;1\n"
      "2001;a;d;0-5;g;1\n"
      "2001;a;m;5-0;g;1\n"
      "2001;a;m;0-5;g;nan\n"
      "2001;a;m;0-5;g;1e999\n"
      "2001;a;m;0-5;g;-1\n"
      "2001;a;m;0-5;g;\n"
      "2001;a;m;0-5;g\n"
      "2001-06-30;a;m;0-5;g;1\n");
  EXPECT_THAT(Shown(contents), ElementsAre("3  11 2001 a group g, sex m, age 0-5", "4 year 7 20x1",
                                           "5 neighborhood 3 ", "6 sex 5 d", "7 age 6 5-0",
                                           "8 value 9 nan", "9 value 9 1e999", "10 value 10 -1",
                                           "11 value 8 ", "12  2 5", "13 year 7 2001-06-30"));
  EXPECT_THAT(contents.series.people, IsEmpty());
  EXPECT_THAT(contents.series.slices, IsEmpty());
}

TEST(SeriesTest, MissingCellsAreNamed) {
  const SeriesContents contents =
      Read("year;neighborhood;age;value\n2001;a;0-17;1\n2001;a;18+;1\n2001;b;0-17;1\n");
  EXPECT_THAT(Shown(contents), ElementsAre("0 neighborhood 12 2001 b"));
  EXPECT_THAT(contents.errors[0].message, HasSubstr("age 18+"));
}

TEST(SeriesTest, NeighborhoodsThatWereRecutCanBeLeftOut) {
  const std::string text = "year;neighborhood;value\n2001;a;1\n2001;b;2\n2002;a;3\n2002;c;4\n";
  EXPECT_THAT(Shown(Read(text)),
              ElementsAre("0 neighborhood 12 2002 b", "0 neighborhood 12 2001 c"));
  const SeriesContents contents = Read(text, {.leave_out_incomplete = true});
  EXPECT_THAT(Shown(contents), IsEmpty());
  EXPECT_THAT(contents.left_out, ElementsAre("b", "c"));
  EXPECT_THAT(contents.series.neighborhoods, ElementsAre("a"));
  const SeriesContents none =
      Read("year;neighborhood;value\n2001;a;1\n2002;b;2\n", {.leave_out_incomplete = true});
  EXPECT_THAT(Shown(none), ElementsAre("0 neighborhood 12 "));
}

TEST(SeriesTest, AgesMustNotOverlap) {
  const SeriesContents contents =
      Read("year;neighborhood;age;value\n2001;a;0-17;1\n2001;a;15-20;1\n");
  EXPECT_THAT(Shown(contents), ElementsAre("0 age 6 15-20"));
}

TEST(SeriesTest, AFileWithoutHeaderOrRowsIsAnError) {
  EXPECT_THAT(Shown(Read("")), ElementsAre("0  17 "));
  EXPECT_THAT(Shown(Read("year;neighborhood;value\n")), ElementsAre("0  17 "));
  EXPECT_THAT(Shown(Read("year;value;color\n2001;1;red\n")),
              ElementsAre("1 color 1 color", "1 neighborhood 1 "));
}

}  // namespace
}  // namespace zwk::forecasting
