// zwkctl forecast backtest: a series sent, measured, and its errors as tables.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"
#include "zwk/forecasting/v1/backtest.pb.h"
#include "zwkctl/forecast.h"

namespace zwk::ctl {
namespace {

using forecasting::v1::BacktestMethod;
using forecasting::v1::BacktestRow;
using nlohmann::json;

struct MethodColumn {
  BacktestMethod method;
  const char* name;
};
constexpr MethodColumn kMethods[] = {
    {forecasting::v1::BACKTEST_METHOD_CONSTANT, "CONST"},
    {forecasting::v1::BACKTEST_METHOD_LINEAR, "LIN"},
    {forecasting::v1::BACKTEST_METHOD_EXPONENTIAL, "LIN-EXP"},
    {forecasting::v1::BACKTEST_METHOD_HAMILTON_PERRY, "HP"},
    {forecasting::v1::BACKTEST_METHOD_SHARE_OF_GROWTH, "CSP-VSG"},
    {forecasting::v1::BACKTEST_METHOD_OURS, "ZWK"},
};

// Means over launches, weighted by neighborhoods.
class Pooled {
 public:
  void Add(const BacktestRow& row) {
    const auto& accuracy = row.accuracy();
    const double with_pe = static_cast<double>(accuracy.neighborhoods() - accuracy.without_pe());
    neighborhoods_ += accuracy.neighborhoods();
    Add("mape", accuracy.mape(), with_pe);
    Add("medape", accuracy.medape(), with_pe);
    Add("malpe", accuracy.malpe(), with_pe);
    Add("over_10", accuracy.over_10(), with_pe);
    Add("over_20", accuracy.over_20(), with_pe);
    Add("wape", accuracy.wape(), static_cast<double>(accuracy.neighborhoods()));
    Add("skill", row.skill(), with_pe);
    Add("floor", row.noise_floor(), with_pe);
    const auto& intervals = row.intervals();
    const auto weight = static_cast<double>(intervals.neighborhoods());
    if (weight == 0 || intervals.coverage_size() != 3) return;
    for (int i = 0; i < 3; ++i) {
      Add(absl::StrCat("coverage", i), intervals.coverage(i), weight);
      Add(absl::StrCat("width", i), intervals.mean_width(i), weight);
      Add(absl::StrCat("score", i), intervals.interval_score(i), weight);
    }
    Add("crps", intervals.crps(), weight);
  }
  int64_t neighborhoods() const { return neighborhoods_; }

  std::string Percent(const std::string& figure) const {
    const double mean = Mean(figure);
    return std::isfinite(mean) ? absl::StrFormat("%.1f", 100 * mean) : "-";
  }
  std::string People(const std::string& figure) const {
    const double mean = Mean(figure);
    return std::isfinite(mean) ? absl::StrFormat("%.1f", mean) : "-";
  }

 private:
  void Add(const std::string& figure, double value, double weight) {
    if (!std::isfinite(value) || weight == 0) return;
    sums_[figure].first += value * weight;
    sums_[figure].second += weight;
  }
  double Mean(const std::string& figure) const {
    const auto found = sums_.find(figure);
    return found == sums_.end() ? std::nan("") : found->second.first / found->second.second;
  }

  int64_t neighborhoods_ = 0;
  std::map<std::string, std::pair<double, double>> sums_;  // value x weight, weight
};

// One table: a slice at a horizon after one launch, or after all of them.
using TableKey = std::tuple<std::string, std::string, double>;  // slice, launch, horizon
using SizeKey = std::pair<double, double>;                      // (0, 0): all
struct Table {
  std::map<SizeKey, std::map<BacktestMethod, Pooled>> sizes;
  std::vector<std::string> launches;
};

std::string SizeText(const SizeKey& size) {
  if (size == SizeKey{0, 0}) return "all";
  if (size.second == 0) return absl::StrFormat("%.0f and more", size.first);
  return absl::StrFormat("%.0f to %.0f", size.first, size.second);
}

std::string Text(const TableKey& key, const Table& table) {
  const auto& [slice, launch, horizon] = key;
  std::string text = absl::StrFormat(
      "\n%s, %g years after %s\n", slice, horizon,
      launch.empty() ? absl::StrCat("launch in ", absl::StrJoin(table.launches, ", ")) : launch);
  std::vector<std::vector<std::string>> lines = {
      {"people at launch", "method", "areas", "MAPE", "MedAPE", "MALPE", "WAPE", ">10 %", ">20 %",
       "skill", "in 50", "in 80", "in 95", "width 80", "score 80", "CRPS", "floor"}};
  for (const auto& [size, methods] : table.sizes) {
    std::string name = SizeText(size);
    for (const MethodColumn& column : kMethods) {
      const auto found = methods.find(column.method);
      if (found == methods.end()) continue;
      const Pooled& p = found->second;
      lines.push_back({std::exchange(name, ""), column.name, absl::StrCat(p.neighborhoods()),
                       p.Percent("mape"), p.Percent("medape"), p.Percent("malpe"),
                       p.Percent("wape"), p.Percent("over_10"), p.Percent("over_20"),
                       p.Percent("skill"), p.Percent("coverage0"), p.Percent("coverage1"),
                       p.Percent("coverage2"), p.People("width1"), p.People("score1"),
                       p.People("crps"), p.Percent("floor")});
    }
  }
  return text + AlignedTable(lines, 2);
}

std::string ShelfLives(const json& backtest, const std::vector<std::string>& slices) {
  std::vector<std::vector<std::string>> lines = {{"shelf life in years"}};
  for (const MethodColumn& column : kMethods) lines[0].push_back(column.name);
  for (const std::string& slice : slices) {
    std::vector<std::string> line = {slice};
    for (const MethodColumn& column : kMethods) {
      std::string years = "-";
      for (const json& life : backtest["shelf_lives"]) {
        if (life["slice"] != slice ||
            life["method"] != forecasting::v1::BacktestMethod_Name(column.method)) {
          continue;
        }
        years = life.contains("years") ? absl::StrCat(life["years"].get<double>()) : "none";
      }
      line.push_back(years);
    }
    lines.push_back(std::move(line));
  }
  return absl::StrCat("\n", AlignedTable(lines, 1));
}

json HeaderOf(const ForecastCommand& command, const std::string& file) {
  json parameters = json::object();
  if (command.Has("launch")) parameters["launches"] = command.Values("launch");
  if (command.Has("horizon")) parameters["horizons"] = command.Values("horizon");
  if (command.Has("size-limit")) parameters["size_limits"] = command.Values("size-limit");
  if (command.Has("history")) parameters["history_years"] = command.Value("history");
  if (command.Has("base-period")) parameters["base_period_years"] = command.Value("base-period");
  parameters["leave_out_incomplete"] = command.Has("leave-out-incomplete");
  std::string title = command.Value("title");
  if (title.empty()) title = std::filesystem::path(file).filename().string();
  return {{"header",
           {{"title", title},
            {"parameters", std::move(parameters)},
            {"source", command.Value("source")},
            {"synthetic", command.Has("synthetic")}}}};
}

// The last state of the backtest.
absl::StatusOr<json> WatchToTheEnd(Platform& platform, const ForecastCommand& command,
                                   const std::string& backtest_id, std::ostream& notes) {
  int shown = -1;
  while (true) {
    const auto watched = Ask(
        platform, command, "watch-backtest", {{"backtest_id", backtest_id}}, "",
        [&](const Message& message) {
          const int percent = static_cast<const forecasting::v1::WatchBacktestResponse&>(message)
                                  .backtest()
                                  .percent_done();
          if (percent / 5 != shown / 5 || shown < 0) {
            notes << "backtest " << backtest_id << ": " << percent << " %\n" << std::flush;
            shown = percent;
          }
          return absl::OkStatus();
        });
    // A stream has a deadline, a backtest has none.
    if (watched.ok() || !absl::IsDeadlineExceeded(watched.status())) return watched;
  }
}

}  // namespace

absl::Status Backtest(Platform& platform, const ForecastCommand& command, std::ostream& out,
                      std::ostream& notes) {
  std::string backtest_id = command.Value("backtest-id");
  if (backtest_id.empty()) {
    if (command.words.size() != 2) {
      return OfTheArguments(
          absl::InvalidArgumentError("forecast backtest wants one file, or --backtest-id"));
    }
    const std::string& file = command.words[1];
    const auto sent = Ask(platform, command, "run-backtest", HeaderOf(command, file), file);
    if (!sent.ok()) return sent.status();
    if (!sent->value("started", false)) {
      SayFileErrors(file, *sent, notes);
      return absl::InvalidArgumentError(absl::StrCat(file, " is no series; nothing was stored"));
    }
    backtest_id = (*sent)["backtest"]["backtest_id"];
  }
  const auto watched = WatchToTheEnd(platform, command, backtest_id, notes);
  if (!watched.ok()) return watched.status();
  const json& backtest = (*watched)["backtest"];
  if (backtest["state"] != "BACKTEST_STATE_PUBLISHED") {
    return absl::FailedPreconditionError(
        absl::StrCat("the backtest was not carried out: ", backtest["failure"].get<std::string>()));
  }

  std::vector<std::string> slices = command.Values("slice");
  std::map<TableKey, Table> tables;
  json rows = json::array();
  const auto streamed =
      Ask(platform, command, "stream-backtest-rows",
          {{"backtest_id", backtest_id}, {"slices", slices}}, "", [&](const Message& message) {
            const auto& batch =
                static_cast<const forecasting::v1::StreamBacktestRowsResponse&>(message);
            for (const BacktestRow& row : batch.rows()) {
              if (command.json) rows.push_back(ToJson(row));
              const std::string launch = command.Has("by-launch") ? row.launch() : "";
              Table& table = tables[{row.slice(), launch, row.horizon()}];
              table.sizes[{row.size_from(), row.size_to()}][row.method()].Add(row);
              if (std::find(table.launches.begin(), table.launches.end(), row.launch()) ==
                  table.launches.end()) {
                table.launches.push_back(row.launch());
              }
            }
            return absl::OkStatus();
          });
  if (!streamed.ok()) return streamed.status();
  if (command.json) {
    out << json({{"backtest", backtest}, {"rows", std::move(rows)}}).dump(2) << '\n';
    return absl::OkStatus();
  }

  const json& series = backtest["series"];
  out << "Backtest " << backtest_id << ": " << backtest["title"].get<std::string>() << ", "
      << series["neighborhoods"].get<int>() << " neighborhoods, " << series["dates"].size()
      << " dates, " << backtest["launches"].size() << " launches. Errors in %, widths and scores "
      << "in people; in 80: share that the 80 % interval covers; floor: MAPE that chance alone "
      << "leaves.\n";
  if (slices.empty()) slices = series["slices"].get<std::vector<std::string>>();
  for (const std::string& slice : slices) {
    for (const auto& [key, table] : tables) {
      if (std::get<0>(key) == slice) out << Text(key, table);
    }
  }
  out << ShelfLives(backtest, slices);
  for (const json& note : backtest["notes"]) out << "\n" << note.get<std::string>();
  out << '\n';
  return absl::OkStatus();
}

}  // namespace zwk::ctl
