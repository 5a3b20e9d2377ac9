#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "forecasting/base/csv.h"
#include "forecasting/data/population_data.h"

namespace zwk::forecasting {

// What a file must fit to.
struct FileContext {
  ImportKind kind = ImportKind::kUnspecified;
  Grid grid;
  int age_width = 1;
  std::vector<std::string> group_keys;
  std::set<std::string> neighborhood_keys;
  // Made by a mapping: rows may be parts of a cell (kPartColumn), which are added up.
  bool in_parts = false;
};

struct FileContents {
  std::map<BlockKey, DataBlock> blocks;  // of the years that are wholly right
  int64_t rows = 0;
  // Of stocks and special populations: the line of each cell, 0 where there is none.
  std::map<BlockKey, std::vector<uint32_t>> lines;
  std::vector<FileError> errors;  // the first kMaxErrors, by row; those of the whole file last
  int64_t error_count = 0;
  // Years with an error. Where an error belongs to no year (a line that cannot be read, a year that
  // is none), any of them may lack something, and there are no blocks at all.
  std::set<int> wrong_years;

  bool ok() const { return error_count == 0; }
  std::set<int> years() const;  // of the blocks
  // More that is wrong with these years, found by what is outside the file.
  void Add(const std::set<int>& years, FileFaults faults);
  void DropBlocks();
};

// The names and cells of a file, as refusals call them.
Model ModelOf(const FileContext& context);

// A cell as a file writes its key: "2024;212;f;17;german".
std::string CellText(const FileContext& context, const BlockKey& key, size_t cell,
                     char separator = ';');

// Reads a CSV file as it arrives, chunk by chunk, and finds every error in it, not only the first.
// The formats are in the README of the service: `;` or `,`, told by the header; UTF-8 with or
// without byte order mark; fields may be quoted.
class PopulationFile {
 public:
  static constexpr size_t kMaxErrors = FileFaults::kMax;
  // Numbers that one file may hold: 256 MB of them, with what remembers the parts of its cells.
  static constexpr size_t kMaxNumbers = 32 << 20;

  explicit PopulationFile(FileContext context);
  ~PopulationFile();
  PopulationFile(PopulationFile&&) noexcept;

  // FileTooLarge when the file holds more than kMaxNumbers.
  absl::Status Add(absl::string_view chunk);
  // No row means anything, because the head does not.
  bool unreadable() const;
  FileContents Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zwk::forecasting
