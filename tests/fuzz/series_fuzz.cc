// A series for a backtest. The first byte says how it is cut into chunks, the second whether
// incomplete neighborhoods are left out.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "forecasting/backtest/series.h"
#include "tests/fuzz/promise.h"

namespace {

using namespace zwk::forecasting;  // NOLINT: a program of its own
using zwk::fuzz::Promise;

SeriesContents Read(SeriesOptions options, absl::string_view bytes, size_t chunk) {
  SeriesFile file(options);
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    Promise(file.Add(bytes.substr(at, chunk)).ok(), "a small file is not too large");
  }
  return file.Finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const SeriesOptions options{.leave_out_incomplete = data[1] % 2 == 1};
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const SeriesContents whole = Read(options, bytes, std::max<size_t>(bytes.size(), 1));
  const SeriesContents cut = Read(options, bytes, 1 + data[0] % 64);
  Promise(whole.error_count == cut.error_count && whole.rows == cut.rows &&
              whole.series.people == cut.series.people && whole.left_out == cut.left_out,
          "where chunks end changes nothing");
  Promise(whole.errors.size() == std::min<size_t>(whole.error_count, SeriesFile::kMaxErrors),
          "every error has its place, up to the limit");
  for (const FileError& error : whole.errors) {
    Promise(error.row >= 0 && !error.message.empty(), "an error says where and what");
  }
  const Series& series = whole.series;
  if (!whole.ok()) {
    Promise(series.people.empty(), "of a wrong file nothing is taken over");
    return 0;
  }
  Promise(series.people.size() ==
              series.slices.size() * series.dates.size() * series.neighborhoods.size(),
          "every cell is there");
  for (size_t i = 1; i < series.dates.size(); ++i) {
    Promise(series.dates[i - 1].time < series.dates[i].time, "dates ascend");
  }
  for (const double people : series.people) {
    Promise(std::isfinite(people) && people >= 0, "people are finite and not negative");
  }
  return 0;
}
