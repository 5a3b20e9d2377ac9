// A file of stocks, rates or flows. The first byte says which, the second how it is cut into
// chunks.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "forecasting/domain/population_file.h"

namespace {

using namespace zwk::forecasting;  // NOLINT: a program of its own

[[noreturn]] void Broken(const char* promise) {
  std::cerr << "broken: " << promise << "\n";
  std::abort();
}

FileContents Read(const FileContext& context, absl::string_view bytes, size_t chunk) {
  PopulationFile file(context);
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    if (!file.Add(bytes.substr(at, chunk)).ok()) Broken("a small file is not too large");
  }
  return file.Finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  FileContext context;
  context.kind = static_cast<ImportKind>(1 + data[0] % 3);
  context.grid = {3, 2};
  context.group_keys = {"german", "foreign"};
  context.neighborhood_keys = {"1", "2"};
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  const FileContents whole = Read(context, bytes, std::max<size_t>(bytes.size(), 1));
  const FileContents cut = Read(context, bytes, 1 + data[1] % 64);
  if (whole.error_count != cut.error_count || whole.blocks != cut.blocks ||
      whole.rows != cut.rows) {
    Broken("where chunks end changes nothing");
  }
  if (whole.errors.size() != std::min<size_t>(whole.error_count, PopulationFile::kMaxErrors)) {
    Broken("every error has its place, up to the limit");
  }
  for (const FileError& error : whole.errors) {
    if (error.row < 0 || error.message.empty() || error.value.size() > 64 + 3) {
      Broken("an error says where and what");
    }
  }
  if (!whole.ok()) return 0;
  for (const auto& [key, block] : whole.blocks) {
    if (!context.neighborhood_keys.contains(key.neighborhood)) Broken("areas are registered");
    for (const auto& [name, cells] : block.tables) {
      if (cells.size() != context.grid.size()) Broken("a table has every cell");
      for (const double value : cells) {
        if (!std::isfinite(value)) Broken("numbers are finite");
        if (value < 0 && name != table::kNetMigration) Broken("numbers are not negative");
      }
    }
    for (const Transition& moved : block.transitions) {
      if (!std::isfinite(moved.people) || moved.people < 0 || moved.cell >= context.grid.size()) {
        Broken("who moved is somebody");
      }
    }
  }
  return 0;
}
