#include "forecasting/base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CsvTest : public testing::Test {
 protected:
  absl::Status Read(absl::string_view text, size_t chunk = 1 << 20) {
    for (size_t i = 0; i < text.size(); i += chunk) {
      if (absl::Status status = csv_.Add(text.substr(i, chunk), on_row_); !status.ok()) {
        return status;
      }
    }
    return csv_.Finish(on_row_);
  }
  std::vector<std::string> Shown() const {
    std::vector<std::string> shown;
    for (const FileError& error : faults_.kept) {
      shown.push_back(absl::StrCat(error.row, " ", error.column, " ", static_cast<int>(error.code),
                                   " ", error.value));
    }
    return shown;
  }
  std::string WordsOf(size_t fault) const { return faults_.kept.at(fault).message; }
  // "line a/b", for each row that can be read.
  std::vector<std::string> rows_;

  FileFaults faults_;
  CsvReader csv_{{"a", "b"}, {"note", "from_*"}, faults_};
  CsvReader::OnRow on_row_ = [this] {
    rows_.push_back(absl::StrCat(csv_.line(), " ", csv_.field("a"), "/", csv_.field("b")));
    return absl::OkStatus();
  };
};

TEST_F(CsvTest, RowsAreReadWithTheirLines) {
  ASSERT_TRUE(Read("a;b\n1;2\n\n  \n3;4").ok());
  EXPECT_THAT(rows_, ElementsAre("2 1/2", "5 3/4"));
  EXPECT_EQ(csv_.rows(), 2);
  EXPECT_EQ(csv_.separator(), ';');
  EXPECT_THAT(Shown(), IsEmpty());
  EXPECT_FALSE(csv_.unreadable());
  EXPECT_FALSE(csv_.lines_lost());
}

TEST_F(CsvTest, ChunksMayEndAnywhere) {
  ASSERT_TRUE(Read("\xEF\xBB\xBF"
                   "A, B\r\n1 ,\" 2\"\r\n3,4\r\n",
                   1)
                  .ok());
  EXPECT_THAT(rows_, ElementsAre("2 1/2", "3 3/4"));
  EXPECT_EQ(csv_.separator(), ',');
  EXPECT_THAT(csv_.header(), ElementsAre("a", "b")) << "names do not care for case";
}

TEST_F(CsvTest, ASemicolonInTheHeaderSeparates) {
  ASSERT_TRUE(Read("b;a;from_x,y\n1;2,5;3\n").ok());
  EXPECT_THAT(rows_, ElementsAre("2 2,5/1"));
  EXPECT_TRUE(csv_.has("from_x,y"));
  EXPECT_FALSE(csv_.has("note"));
}

TEST(SplitFieldsTest, QuotesHoldSeparatorsAndQuotes) {
  EXPECT_THAT(SplitFields("a;b", ';'), ElementsAre("a", "b"));
  EXPECT_THAT(SplitFields("", ';'), ElementsAre(""));
  EXPECT_THAT(SplitFields(";", ';'), ElementsAre("", ""));
  EXPECT_THAT(SplitFields("\"a;b\";c", ';'), ElementsAre("a;b", "c"));
  EXPECT_THAT(SplitFields("\"a \"\"b\"\"\";c", ';'), ElementsAre("a \"b\"", "c"));
  EXPECT_THAT(SplitFields("\"\";c", ';'), ElementsAre("", "c"));
  EXPECT_THAT(SplitFields("\"a\"", ';'), ElementsAre("a"));
  EXPECT_THAT(SplitFields("\"\"\"", ';'), ElementsAre("\"")) << "never closed";
  EXPECT_THAT(SplitFields("5\" pipe;c", ';'), ElementsAre("5\" pipe", "c"))
      << "a quote within a field is a sign like others";
  EXPECT_THAT(SplitFields(" a ; b\t", ';'), ElementsAre("a", "b"));
}

TEST(ToIntTest, IsAWholeNumberAndNothingElse) {
  EXPECT_EQ(ToInt("0"), 0);
  EXPECT_EQ(ToInt("-12"), -12);
  EXPECT_EQ(ToInt("2147483647"), 2147483647);
  EXPECT_EQ(ToInt(absl::string_view("123").substr(0, 2)), 12) << "to the end of the text";
  for (const char* text : {"", " 1", "1 ", "1.0", "+1", "x", "2147483648", "1e3"}) {
    EXPECT_EQ(ToInt(text), std::nullopt) << text;
  }
}

TEST_F(CsvTest, NumbersAreFiniteAndWritten) {
  std::vector<std::string> read;
  on_row_ = [&] {
    const auto shown = [](std::optional<double> value) {
      return value ? absl::StrCat(*value) : std::string("none");
    };
    read.push_back(shown(csv_.Number("a")));
    read.push_back(shown(csv_.NotNegative("b")));
    return absl::OkStatus();
  };
  ASSERT_TRUE(Read("a;b\n"
                   "-1.5;0\n"         // 2
                   "1e3;1e-999\n"     // 3
                   "-0;-0.5\n"        // 4
                   "NaN;-Infinity\n"  // 5
                   "1e999;inf\n"      // 6
                   "1,5;\n"           // 7
                   "1x;0x1\n"         // 8
                   "-1E-999;1E999\n")
                  .ok());  // 9
  EXPECT_THAT(read, ElementsAre("-1.5", "0", "1000", "0", "-0", "none", "none", "none", "none",
                                "none", "none", "none", "none", "none", "0", "none"));
  EXPECT_THAT(Shown(),
              ElementsAre("4 b 10 -0.5", "5 a 9 NaN", "5 b 9 -Infinity", "6 a 9 1e999", "6 b 9 inf",
                          "7 a 8 1,5", "7 b 8 ", "8 a 8 1x", "8 b 8 0x1", "9 b 9 1E999"));
  EXPECT_EQ(WordsOf(1), "must be a finite number");
  EXPECT_EQ(WordsOf(5), "must be a number, such as 12.5");
  EXPECT_EQ(WordsOf(0), "must not be negative");
}

TEST_F(CsvTest, AHeaderHasTheColumnsOfTheFormatOnce) {
  ASSERT_TRUE(Read("a;c;a;from_;from_1;note\n1;2;3;4;5;6\n").ok());
  EXPECT_THAT(Shown(), ElementsAre("1 c 1 c", "1 a 1 a", "1 from_ 1 from_", "1 b 1 "));
  EXPECT_EQ(WordsOf(0), "no such column in this format; it has a, b and may have from_*, note");
  EXPECT_EQ(WordsOf(1), "the column stands twice");
  EXPECT_EQ(WordsOf(3), "the column is missing");
  EXPECT_TRUE(csv_.unreadable());
  EXPECT_THAT(rows_, IsEmpty()) << "no row means anything";
  EXPECT_EQ(csv_.rows(), 0);
}

TEST_F(CsvTest, ARowHasAsManyColumnsAsTheHeader) {
  ASSERT_TRUE(Read("a;b\n1\n1;2;3\n1;2\n").ok());
  EXPECT_THAT(Shown(), ElementsAre("2  2 1", "3  2 3"));
  EXPECT_EQ(WordsOf(1), "the row has 3 columns, the header 2");
  EXPECT_THAT(rows_, ElementsAre("4 1/2"));
  EXPECT_EQ(csv_.rows(), 3);
  EXPECT_TRUE(csv_.lines_lost());
  EXPECT_FALSE(csv_.unreadable());
}

TEST_F(CsvTest, ALineThatIsNotUtf8IsLost) {
  ASSERT_TRUE(Read("a;b\n1;\xE4\n1;2\n").ok());
  EXPECT_THAT(Shown(), ElementsAre("2  16 "));
  EXPECT_THAT(rows_, ElementsAre("3 1/2"));
  EXPECT_EQ(csv_.rows(), 1);
  EXPECT_TRUE(csv_.lines_lost());
  EXPECT_FALSE(csv_.unreadable());
}

TEST_F(CsvTest, WithoutAReadableHeaderNothingIs) {
  ASSERT_TRUE(Read("a;\xE4\na;b\n1;2\n").ok());
  EXPECT_THAT(Shown(), ElementsAre("1  16 "));
  EXPECT_TRUE(csv_.unreadable());
  EXPECT_THAT(rows_, IsEmpty());
}

TEST_F(CsvTest, AByteOrderMarkStandsAtTheBeginningAlone) {
  ASSERT_TRUE(Read("a;b\n\xEF\xBB\xBF"
                   "1;2\n")
                  .ok());
  EXPECT_THAT(rows_, ElementsAre("2 \xEF\xBB\xBF"
                                 "1/2"));
}

TEST_F(CsvTest, ALineHasItsLongest) {
  const std::string longest = "1;" + std::string(CsvReader::kMaxLine - 2, 'x');
  for (const size_t chunk : {size_t{1000}, size_t{1} << 20}) {
    rows_.clear();
    FileFaults faults;
    CsvReader csv({"a", "b"}, {}, faults);
    int rows = 0;
    const auto on_row = [&] {
      ++rows;
      return absl::OkStatus();
    };
    const std::string text =
        absl::StrCat("a;b\n", longest, "\n", longest, "y\n1;2\n", longest, "y");
    for (size_t i = 0; i < text.size(); i += chunk) {
      ASSERT_TRUE(csv.Add(text.substr(i, chunk), on_row).ok());
    }
    ASSERT_TRUE(csv.Finish(on_row).ok());
    EXPECT_EQ(rows, 2) << chunk;
    ASSERT_EQ(faults.kept.size(), 2u);
    EXPECT_EQ(faults.kept[0].row, 3);
    EXPECT_EQ(faults.kept[0].code, FileErrorCode::kLineTooLong);
    EXPECT_EQ(faults.kept[1].row, 5);
    EXPECT_TRUE(csv.lines_lost());
    EXPECT_EQ(csv.line(), 5);
  }
}

TEST_F(CsvTest, WhatEndsTheReadingEndsIt) {
  on_row_ = [this] {
    rows_.push_back("row");
    return absl::CancelledError("enough");
  };
  EXPECT_TRUE(absl::IsCancelled(Read("a;b\n1;2\n3;4\n")));
  EXPECT_THAT(rows_, ElementsAre("row"));
  EXPECT_TRUE(absl::IsCancelled(csv_.Add("5;6\n", on_row_)));
  ASSERT_TRUE(csv_.Add("7;8", on_row_).ok());
  EXPECT_TRUE(absl::IsCancelled(csv_.Finish(on_row_))) << "the last line needs no end";
}

TEST(FileFaultsTest, AllAreCountedAndTheFirstAreKept) {
  FileFaults faults;
  for (int i = 0; i < 1001; ++i) {
    faults.Add(i, "b", FileErrorCode::kNegative, std::string(100, 'x'), "words");
  }
  EXPECT_EQ(faults.count, 1001);
  ASSERT_EQ(faults.kept.size(), 1000u);
  EXPECT_EQ(faults.kept.back().row, 999);
  EXPECT_LT(faults.kept[0].value.size(), 70u) << "of a long value its beginning";
}

TEST(FileFaultsTest, WhatIsOfTheWholeFileStandsLast) {
  EXPECT_TRUE(StandsBefore(1, 2));
  EXPECT_FALSE(StandsBefore(2, 1));
  EXPECT_FALSE(StandsBefore(2, 2));
  EXPECT_TRUE(StandsBefore(2, 0));
  EXPECT_FALSE(StandsBefore(0, 2));
  EXPECT_FALSE(StandsBefore(0, 0));
}

}  // namespace
}  // namespace zwk::forecasting
