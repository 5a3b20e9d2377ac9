#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "reporting/base/page.h"
#include "reporting/indicator/indicator_figure.h"

// Figures as files: the same bytes for the same figures and language.
namespace zwk::reporting {

struct IndicatorFile {
  Language language = Language::kGerman;
  std::string municipality_name;
  std::vector<Area> areas;
  std::vector<IndicatorFigure> figures;
};

// "csv", "csvw", "xlsx", "jsonstat".
bool IsFileFormat(absl::string_view format);
// INTERNAL: there is no room to write a sheet. `format` is one of these.
absl::StatusOr<Page> Write(const IndicatorFile& file, absl::string_view format);

// What a row of a table says, in the order of its columns.
struct FileColumn {
  absl::string_view name;  // in the first line of CSV, the same in every language
  absl::string_view title_de, title_en;
  bool number = false;
};
const std::vector<FileColumn>& FileColumns();

struct FileCell {
  std::string text;
  std::optional<double> number = {};
  int decimals = 0;
};
std::vector<FileCell> FileRow(Language language, const IndicatorFigure& figure);

// With a mark at the beginning, semicolons, and decimals as the language has them. A text that a
// spreadsheet would take for a formula begins with an apostrophe.
std::string Csv(const IndicatorFile& file);
// CSV on the Web: what the columns of Csv are.
std::string CsvMetadata(const IndicatorFile& file);
std::string JsonStat(const IndicatorFile& file);
absl::StatusOr<std::string> Xlsx(const IndicatorFile& file);

}  // namespace zwk::reporting
