#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "forecasting/base/csv.h"
#include "forecasting/mapping/decoder.h"
#include "platform/base/errors.h"
#include "zwk/forecasting/v1/import_mapping.pb.h"

namespace zwk::forecasting {

// What a file is made into.
struct MappingTarget {
  // Ages of the population structure, in years. 0: ages are any bands, or there are none.
  int age_width = 0;
  int open_age = 0;
  // Days stay days; else they become the years they end.
  bool series = false;
};

// A column of what is made: tells apart people of one cell whom the file tells apart ("100" and "101"
// of 100 and older, words of a third sex), so that none stands twice and all are added up. People of
// a third sex are of the part "d", the number of the word and "/"; what follows is of the age.
inline constexpr char kPartColumn[] = "part";
// Whether a part is a whole age class.
bool IsWholeClass(absl::string_view part);

// The fields of the wrong parts of a mapping, below `path`.
void CheckMapping(const v1::ImportMapping& mapping, const std::string& path, FieldErrors& errors);

// Makes a file of an office into one of ours, line by line as it arrives. What it cannot make sense
// of stays as it is, so that whoever reads our formats finds it wrong at its place.
class MappedFile {
 public:
  // At most so many rows are made of one line: its wide columns, and both halves of them.
  static constexpr size_t kMaxWideColumns = 500;
  // Columns and constants together, so that no row that is made is too long for a CsvReader.
  static constexpr int kMaxColumns = 40;
  // Of a file: as many as it may hold numbers.
  static constexpr size_t kMaxRows = 32 << 20;

  // A checked mapping.
  MappedFile(v1::ImportMapping mapping, MappingTarget target);

  // Each row that is made is handed on before the next one; what the sink refuses ends the reading.
  // FileTooLarge when more than kMaxRows are made.
  using Sink = std::function<absl::Status(absl::string_view made)>;
  absl::Status Add(absl::string_view bytes, const Sink& sink);
  absl::Status Finish(const Sink& sink);
  // Whoever reads what is made does not understand its head: the file ends here.
  void Stop() { unreadable_ = true; }

  // The lines that could not be made into any.
  const FileFaults& faults() const { return faults_; }
  // Where something of a line that was made stood in the file. 0 stays 0.
  int64_t LineOf(int64_t made) const;
  // How the file calls a column.
  std::string ColumnOf(const std::string& column) const;
  std::vector<v1::MarkedValues> marked() const;
  // Lines with data that were not passed over.
  int64_t rows() const { return rows_; }

 private:
  // One row that a line makes: the words of each column of the format.
  using Words = std::map<std::string, std::string>;

  absl::Status TakeText(absl::string_view text, const Sink& sink);
  absl::Status TakeLine(const Sink& sink);
  absl::Status TakeHead(absl::string_view text, const Sink& sink);
  absl::Status TakeRow(const std::vector<std::string>& fields, const Sink& sink);
  absl::Status Make(Words words, const Sink& sink);
  absl::Status Write(const Words& words, const Sink& sink);
  bool IsSkipped(const std::vector<std::string>& fields) const;
  std::string Translated(const std::string& column, const std::string& word) const;
  std::string NumberOf(const std::string& word);
  std::string YearOf(const std::string& word) const;
  std::string AgeOf(const std::string& word, std::string& part) const;

  const v1::ImportMapping mapping_;
  const MappingTarget target_;
  Decoder decoder_;
  FileFaults faults_;

  std::string pending_;
  bool skipping_ = false;
  int64_t line_ = 0;
  int64_t rows_ = 0;
  char separator_ = ';';
  bool has_head_ = false, unreadable_ = false;
  size_t width_ = 0;                                     // fields of the head
  std::vector<std::pair<std::string, size_t>> columns_;  // of the format, and where they are
  std::vector<size_t> wide_;                             // where the wide columns are
  std::vector<size_t> skip_;                             // where the words of skipped rows are
  std::vector<std::string> made_columns_;
  std::map<std::pair<std::string, std::string>, std::string> values_;  // column, word
  std::map<std::string, int> diverse_;  // folded words, and which one
  std::map<std::string, v1::MarkedValues> marked_;
  std::vector<uint32_t> lines_;  // of the lines that were made, the head first
};

}  // namespace zwk::forecasting
