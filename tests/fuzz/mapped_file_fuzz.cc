// A file of an office: how it is understood, and what is made of it. The first byte says how it is
// cut into chunks, the second for whom it is made.
#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_split.h"
#include "forecasting/data/population_file.h"
#include "forecasting/mapping/mapped_file.h"
#include "forecasting/mapping/proposal.h"
#include "tests/fuzz/promise.h"

namespace {

using namespace zwk::forecasting;  // NOLINT: a program of its own
using zwk::fuzz::Promise;

struct Result {
  std::string made;
  int64_t faults = 0, rows = 0;
};

Result Make(const v1::ImportMapping& mapping, MappingTarget target, absl::string_view bytes,
            size_t chunk) {
  MappedFile file(mapping, target);
  Result result;
  const auto sink = [&](absl::string_view made) {
    Promise(made.size() <= (MappedFile::kMaxWideColumns + 1) * 2 * 4096, "one line makes little");
    result.made += std::string(made);
    return absl::OkStatus();
  };
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    Promise(file.Add(bytes.substr(at, chunk), sink).ok(), "nothing but the sink ends it");
  }
  Promise(file.Finish(sink).ok(), "nor at the end");
  result.faults = file.faults().count;
  result.rows = file.rows();
  int64_t lines = 0;
  for (const absl::string_view line : absl::StrSplit(result.made, '\n')) lines += !line.empty();
  for (int64_t made = 1; made <= lines; ++made) {
    Promise(file.LineOf(made) >= 1, "every line that is made stood somewhere");
  }
  Promise(file.LineOf(0) == 0 && file.LineOf(lines + 1) == 0, "others stood nowhere");
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > (64 << 10)) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto proposed = ProposeMapping(bytes);
  if (!proposed.ok()) return 0;
  zwk::FieldErrors errors;
  CheckMapping(proposed->mapping(), "mapping", errors);
  Promise(errors.ToStatus().ok(), "what is proposed can be sent");
  Promise(proposed->preview_size() <= 12, "a preview is short");
  const MappingTarget target = data[1] % 2 == 0 ? MappingTarget{} : MappingTarget{1, 2};
  const Result whole = Make(proposed->mapping(), target, bytes, std::max<size_t>(bytes.size(), 1));
  const Result cut = Make(proposed->mapping(), target, bytes, 1 + data[0] % 64);
  Promise(whole.made == cut.made && whole.faults == cut.faults && whole.rows == cut.rows,
          "where chunks end changes nothing");
  if (target.age_width == 0) return 0;
  FileContext context;
  context.kind = ImportKind::kStocks;
  context.grid = {3, 1};
  context.group_keys = {"all"};
  context.neighborhood_keys = {"1", "2"};
  context.in_parts = true;
  PopulationFile file(context);
  Promise(file.Add(whole.made).ok(), "a small file is not too large");
  const FileContents contents = file.Finish();
  for (const auto& [key, block] : contents.blocks) {
    for (const auto& [name, cells] : block.tables) {
      for (const double value : cells) Promise(value >= 0, "people are not negative");
    }
  }
  return 0;
}
