// A file of any kind that is imported. The first byte says which, the second how it is cut into
// chunks.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "forecasting/data/housing_file.h"
#include "forecasting/data/population_file.h"
#include "tests/fuzz/promise.h"

namespace {

using namespace zwk::forecasting;  // NOLINT: a program of its own

using zwk::fuzz::Promise;

FileContents Read(const FileContext& context, absl::string_view bytes, size_t chunk) {
  PopulationFile file(context);
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    Promise(file.Add(bytes.substr(at, chunk)).ok(), "a small file is not too large");
  }
  return file.Finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  FileContext context;
  context.kind = static_cast<ImportKind>(1 + data[0] % 6);
  context.grid = {3, 2};
  context.group_keys = {"german", "foreign"};
  context.neighborhood_keys = {"1", "2"};
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  const FileContents whole = Read(context, bytes, std::max<size_t>(bytes.size(), 1));
  const FileContents cut = Read(context, bytes, 1 + data[1] % 64);
  Promise(
      whole.error_count == cut.error_count && whole.blocks == cut.blocks && whole.rows == cut.rows,
      "where chunks end changes nothing");
  Promise(whole.errors.size() == std::min<size_t>(whole.error_count, PopulationFile::kMaxErrors),
          "every error has its place, up to the limit");
  for (const FileError& error : whole.errors) {
    Promise(error.row >= 0 && !error.message.empty(), "an error says where and what");
  }
  Promise(whole.wrong_years == cut.wrong_years, "which years are wrong does not depend on chunks");
  Promise(whole.ok() || !whole.wrong_years.empty() || whole.blocks.empty(),
          "what is wrong is wrong in a year or everywhere");
  for (const auto& [key, block] : whole.blocks) {
    Promise(!whole.wrong_years.contains(key.year), "only years that are right are kept");
    Promise(context.neighborhood_keys.contains(key.neighborhood), "areas are registered");
    for (const auto& [name, cells] : block.tables) {
      Promise(context.kind == ImportKind::kHousing || cells.size() == context.grid.size(),
              "a table has every cell");
      for (const double value : cells) {
        Promise(std::isfinite(value), "numbers are finite");
        Promise(value >= 0 || name == table::kNetMigration, "numbers are not negative");
      }
    }
    const std::optional<Housing> housing = HousingFrom(key.year, block);
    Promise(housing.has_value() == (context.kind == ImportKind::kHousing),
            "a neighborhood in a file of housing has dwellings");
    for (const Transition& moved : block.transitions) {
      Promise(std::isfinite(moved.people) && moved.people >= 0 && moved.cell < context.grid.size(),
              "who moved is somebody");
    }
  }
  return 0;
}
