#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "forecasting/domain/population_data.h"

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
};

struct FileError {
  int64_t row = 0;  // line from 1; 0: the file as a whole
  std::string column;
  FileErrorCode code = FileErrorCode::kBadHeader;
  std::string value;
  std::string message;
};

// What a file must fit to.
struct FileContext {
  ImportKind kind = ImportKind::kUnspecified;
  Grid grid;
  int age_width = 1;
  std::vector<std::string> group_keys;
  std::set<std::string> neighborhood_keys;
};

struct FileContents {
  std::map<BlockKey, DataBlock> blocks;
  int64_t rows = 0;
  std::vector<FileError> errors;  // the first kMaxErrors, by row; those of the whole file last
  int64_t error_count = 0;

  bool ok() const { return error_count == 0; }
};

// Reads a CSV file as it arrives, chunk by chunk, and finds every error in it, not only the first.
// The formats are in the README of the service: `;` or `,`, told by the header; UTF-8 with or
// without byte order mark; fields may be quoted.
class PopulationFile {
 public:
  static constexpr size_t kMaxErrors = 1000;
  static constexpr size_t kMaxLine = 64 << 10;
  // Numbers that one file may hold: 256 MB of them.
  static constexpr size_t kMaxNumbers = 32 << 20;

  explicit PopulationFile(FileContext context);
  ~PopulationFile();
  PopulationFile(PopulationFile&&) noexcept;

  // RESOURCE_EXHAUSTED when the file holds more than kMaxNumbers.
  absl::Status Add(absl::string_view chunk);
  FileContents Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zwk::forecasting
