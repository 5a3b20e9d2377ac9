#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "forecasting/base/csv.h"

namespace zwk::forecasting {

// When people were counted.
struct ReferenceDate {
  double time = 0;    // in years, to the month: 2015.5 is in the middle of 2015
  std::string label;  // as the file has it: "2015", "2015.5" or "2015-06-30"
  bool operator==(const ReferenceDate&) const = default;
};

// Who was counted: the cell of a breakdown. What is empty is not told apart.
struct Slice {
  std::string sex;    // "m", "f"
  std::string age;    // "0-5", "65+", "17"
  std::string group;  // any key
  int first_age = 0;  // meaningful when `age` is not empty
  int last_age = 0;   // inclusive; kOpenAge: no end

  static constexpr int kOpenAge = 1 << 20;

  // "total", "age 0-5", "sex f, age 65+".
  std::string Name() const;
  bool operator==(const Slice&) const = default;
};

// People by reference date, slice and neighborhood; every cell is there.
struct Series {
  std::vector<std::string> neighborhoods;
  std::vector<ReferenceDate> dates;  // ascending
  // Total first. The file's own slices, and their margins by sex, age and group.
  std::vector<Slice> slices;
  std::vector<double> people;

  size_t at(size_t slice, size_t date, size_t neighborhood) const {
    return (slice * dates.size() + date) * neighborhoods.size() + neighborhood;
  }
  // The neighborhoods of one slice at one date.
  const double* row(size_t slice, size_t date) const { return &people[at(slice, date, 0)]; }
};

struct SeriesOptions {
  // A neighborhood that is not in every date of the file (it was recut, or is new) is left out,
  // instead of being an error.
  bool leave_out_incomplete = false;
};

struct SeriesContents {
  Series series;  // empty unless ok()
  int64_t rows = 0;
  std::vector<std::string> left_out;  // neighborhoods, see SeriesOptions
  std::vector<FileError> errors;      // the first kMaxErrors, by row; those of the whole file last
  int64_t error_count = 0;

  bool ok() const { return error_count == 0; }
};

// Reads a series for a backtest from CSV as it arrives, chunk by chunk, and finds every error in
// it. The format is in the README of the service, "Series for backtests". Nothing of it is taken
// over unless all of it is right. Rows may come in any order.
class SeriesFile {
 public:
  static constexpr size_t kMaxErrors = FileFaults::kMax;
  // Cells that one file may hold.
  static constexpr size_t kMaxCells = 16 << 20;
  static constexpr size_t kMaxSlices = 4096;

  explicit SeriesFile(SeriesOptions options = {});
  ~SeriesFile();
  SeriesFile(SeriesFile&&) noexcept;

  // FileTooLarge when the file holds more than kMaxCells or kMaxSlices.
  absl::Status Add(absl::string_view chunk);
  SeriesContents Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// INVALID_ARGUMENT unless it is a year ("2015"), a part of a year ("2015.5") or a day
// ("2015-06-30", its end), 1800 to 2200.
absl::StatusOr<ReferenceDate> ParseReferenceDate(absl::string_view label);

}  // namespace zwk::forecasting
