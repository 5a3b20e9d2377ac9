#include "zwkctl/forecast.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/base/clock.h"
#include "platform/base/uuid.h"
#include "zwkctl/print.h"

namespace zwk::ctl {

using nlohmann::json;

std::string ForecastCommand::Value(const std::string& flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? "" : found->second.back();
}

std::vector<std::string> ForecastCommand::Values(const std::string& flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? std::vector<std::string>() : found->second;
}

const std::vector<ForecastCommandKind>& ForecastCommandKinds() {
  static const auto& kinds = *new std::vector<ForecastCommandKind>{
      {"backtest",
       "FILE.csv  sends a series, forecasts it from several launches and says how far each method\n"
       "          was off: [--launch DATE]... [--horizon YEARS]... [--slice NAME]... "
       "[--by-launch]\n"
       "          [--history YEARS] [--base-period YEARS] [--size-limit PEOPLE]...\n"
       "          [--leave-out-incomplete] [--title TEXT] [--source TEXT] [--synthetic]\n"
       "          or, of one that was carried out before: --backtest-id ID",
       {"launch", "horizon", "slice", "history", "base-period", "size-limit", "title", "source",
        "backtest-id"},
       {"by-launch", "leave-out-incomplete", "synthetic"},
       Backtest},
      {"boundaries",
       "[FILE.geojson --key PROPERTY]  registers the neighborhoods of a GeoJSON file (WGS 84) by "
       "their\n"
       "          boundaries; what is registered already keeps everything else. Then, or without "
       "a\n"
       "          file, it says what is odd about all boundaries: overlaps, gaps, parts far away.\n"
       "          [--name PROPERTY] [--language de] [--axes-are-right]",
       {"key", "name", "language"},
       {"axes-are-right"},
       Boundaries},
      {"mapping",
       "FILE  proposes from the first 100 lines how a file of an office is to be understood: rows "
       "as\n"
       "          they would be read to the terminal, the mapping to standard output",
       {},
       {},
       Mapping},
      {"import",
       "FILE --kind stocks|rates|flows|...  takes a file over; what is wrong or unlikely is said, "
       "and\n"
       "          a file that was not taken over is a failure: [--mapping FILE.json] [--source "
       "TEXT]\n"
       "          [--synthetic] [--partial] [--skip-balance-check] [--try]",
       {"kind", "mapping", "source"},
       {"synthetic", "partial", "skip-balance-check", "try"},
       Import},
      {"rates",
       "--year YEAR...  estimates rates from the stocks and flows of these years and says how "
       "much\n"
       "          each neighborhood was shrunk: [--kind NAME]... [--title TEXT]\n"
       "          or, of one that was made before: --estimate-id ID",
       {"year", "kind", "title", "estimate-id"},
       {},
       Rates},
      {"show",
       "[FORECAST_ID]  figures by year, and the pyramid and the fan as files; without an id the "
       "one\n"
       "          that was published last: [--neighborhood KEY] [--figure ID] [--output FOLDER]\n"
       "          [--format html|svg] [--locale de|en]",
       {"neighborhood", "figure", "output", "format", "locale"},
       {},
       Show},
  };
  return kinds;
}

const ForecastCommandKind* FindForecastCommand(absl::string_view name) {
  for (const ForecastCommandKind& kind : ForecastCommandKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

absl::StatusOr<json> Ask(Platform& platform, const ForecastCommand& command, absl::string_view rpc,
                         json request, const std::string& file, const OnAnswer& on_answer) {
  auto method = FindRpc("forecasting", rpc);
  if (!method.ok()) return method.status();
  Call call;
  call.rpc = *method;
  call.request = std::move(request);
  call.file = file;
  const Descriptor& type = *call.rpc->input_type();
  if (RequestIdField(type) != nullptr && !HasRequestId(type, call.request)) {
    SetRequestId(type, NewUuidV7(SystemClock()), call.request);
  }
  json answer;
  const absl::Status status = platform.Do(call, command.caller, [&](const Message& message) {
    answer = ToJson(message);
    return on_answer ? on_answer(message) : absl::OkStatus();
  });
  if (!status.ok()) return status;
  return answer;
}

void SayFileErrors(const std::string& file, const json& answer, std::ostream& notes) {
  const json errors = answer.value("errors", json::array());
  for (const json& error : errors) {
    const std::string row = AsText(error["row"]);
    notes << file;
    if (row != "0") notes << ":" << row;
    notes << ": ";
    if (const std::string column = AsText(error["column"]); !column.empty())
      notes << column << ": ";
    notes << absl::StripPrefix(AsText(error["code"]), "IMPORT_ERROR_CODE_");
    if (const std::string value = AsText(error["value"]); !value.empty())
      notes << " '" << value << "'";
    notes << ": " << AsText(error["message"]) << '\n';
  }
  const std::string count = AsText(answer.value("error_count", json("0")));
  if (count != absl::StrCat(errors.size())) notes << count << " errors in all\n";
}

std::string AlignedTable(const std::vector<std::vector<std::string>>& lines, size_t texts) {
  // Code points, which is what a terminal shows.
  const auto width = [](const std::string& text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<size_t> widths;
  for (const auto& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  std::string table;
  for (const auto& line : lines) {
    std::string text;
    for (size_t i = 0; i < line.size(); ++i) {
      const std::string gap(widths[i] - width(line[i]), ' ');
      absl::StrAppend(&text, i == 0 ? "" : "  ", i < texts ? "" : gap, line[i],
                      i < texts ? gap : "");
    }
    absl::StrAppend(&table, absl::StripTrailingAsciiWhitespace(text), "\n");
  }
  return table;
}

}  // namespace zwk::ctl
