#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Reading of CSV files that come from people: every error is found, each with its place.
namespace zwk::forecasting {

// Why a file cannot be taken over: one place in it. The codes are those of the protos.
enum class FileErrorCode {
  kBadHeader = 1,
  kColumnCount = 2,
  kUnknownNeighborhood = 3,
  kUnknownGroup = 4,
  kUnknownSex = 5,
  kBadAge = 6,
  kBadYear = 7,
  kNotANumber = 8,
  kNotFinite = 9,
  kNegative = 10,
  kDuplicateKey = 11,
  kMissingCell = 12,
  kUnknownFlow = 13,
  kRateTooHigh = 14,
  kSharesNotOne = 15,
  kBadEncoding = 16,
  kEmptyFile = 17,
  kLineTooLong = 18,
  kMustBeZero = 19,
  kDoesNotBalance = 20,
  kMoreThanStocks = 21,
  kUnknownItem = 22,
  kUnknownStatus = 23,
  kUnknownCluster = 24,
  kClusterChanges = 25,
};

struct FileError {
  int64_t row = 0;  // line from 1; 0: the file as a whole
  std::string column;
  FileErrorCode code = FileErrorCode::kBadHeader;
  std::string value;
  std::string message;
};

// The order of errors: by row, those of the file as a whole last.
bool StandsBefore(int64_t row, int64_t other);

// The errors of a file: all are counted, the first kMax are kept.
struct FileFaults {
  static constexpr size_t kMax = 1000;

  void Add(int64_t row, absl::string_view column, FileErrorCode code, absl::string_view value,
           std::string message);

  std::vector<FileError> kept;
  int64_t count = 0;
};

// Reads a file as it arrives, chunk by chunk: `;` or `,`, told by the header; UTF-8 with or without
// byte order mark; fields may be quoted as in RFC 4180, but do not span lines.
class CsvReader {
 public:
  static constexpr size_t kMaxLine = 64 << 10;

  // The header must have the required columns and may have the optional ones, in any order. An
  // optional one that ends in '*' stands for all that begin like it.
  CsvReader(std::vector<std::string> required, std::set<std::string> optional, FileFaults& faults);

  // What to do with a row that has as many fields as the header. Ends the reading unless OK.
  using OnRow = std::function<absl::Status()>;

  absl::Status Add(absl::string_view chunk, const OnRow& on_row);
  // The last line needs no end.
  absl::Status Finish(const OnRow& on_row);

  // The current row.
  int64_t line() const { return line_; }
  const std::string& field(absl::string_view column) const;
  // Its number, or nothing and a fault.
  std::optional<double> Number(absl::string_view column);
  std::optional<double> NotNegative(absl::string_view column);

  // The file so far.
  const std::vector<std::string>& header() const { return header_; }
  bool has(absl::string_view column) const { return column_.find(column) != column_.end(); }
  char separator() const { return separator_; }
  int64_t rows() const { return rows_; }  // with data, wrong ones included
  // No row means anything, because the header does not.
  bool unreadable() const { return unreadable_; }
  // A line could not be read; whatever seems to be missing may stand there.
  bool lines_lost() const { return lines_lost_; }

 private:
  absl::Status EndLine(const OnRow& on_row);
  absl::Status Line(const OnRow& on_row);
  void Header(absl::string_view text);
  bool Knows(absl::string_view column) const;

  const std::vector<std::string> required_;
  const std::set<std::string> optional_;
  FileFaults& faults_;

  std::string pending_;  // the line so far
  bool skipping_ = false;
  bool unreadable_ = false;
  bool lines_lost_ = false;
  int64_t line_ = 0;
  int64_t rows_ = 0;
  char separator_ = ';';
  std::vector<std::string> header_;
  std::map<std::string, size_t, std::less<>> column_;
  std::vector<std::string> fields_;
};

// The fields of a line, without spaces around them.
std::vector<std::string> SplitFields(absl::string_view line, char separator);

// A whole number in decimal notation, nothing before or behind it.
std::optional<int> ToInt(absl::string_view text);

}  // namespace zwk::forecasting
