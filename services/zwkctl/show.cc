// zwkctl forecast show: a published forecast as figures here and as pictures in files.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/api/httpbody.pb.h"
#include "platform/base/errors.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwkctl/forecast.h"

namespace zwk::ctl {
namespace {

using forecasting::v1::FigureQuantiles;
using forecasting::v1::Forecast;
using nlohmann::json;

// The forecast that was named, or else the one that was published last.
absl::StatusOr<Forecast> Find(Platform& platform, const ForecastCommand& command) {
  Forecast found;
  const bool named = command.words.size() > 1;
  json request = json::object();
  if (named) request["forecast_id"] = command.words[1];
  const auto keep = [&](const Message& message) {
    if (const auto* one = dynamic_cast<const forecasting::v1::GetForecastResponse*>(&message)) {
      found = one->forecast();
    }
    if (const auto* all = dynamic_cast<const forecasting::v1::ListForecastsResponse*>(&message)) {
      for (const Forecast& forecast : all->forecasts()) {
        if (!found.forecast_id().empty()) break;
        if (forecast.state() == forecasting::v1::FORECAST_STATE_PUBLISHED) found = forecast;
      }
    }
    return absl::OkStatus();
  };
  const auto answer = Ask(platform, command, named ? "get-forecast" : "list-forecasts",
                          std::move(request), "", keep);
  if (!answer.ok()) return answer.status();
  if (found.forecast_id().empty()) return absl::NotFoundError("no forecast is published");
  return found;
}

std::string People(double people) { return absl::StrCat(std::llround(people)); }

// Quantiles of the figure by year; without trajectories the totals of the city.
absl::StatusOr<std::string> Figures(Platform& platform, const ForecastCommand& command,
                                    const Forecast& forecast, const std::string& neighborhood,
                                    const std::string& figure_id) {
  std::vector<std::vector<std::string>> lines;
  if (!forecast.parameters().has_uncertainty()) {
    if (!neighborhood.empty() || figure_id != "total") return "";  // the pictures have them
    lines.push_back({"year", "people"});
    for (int i = 0; i < forecast.years_size() && i < forecast.year_totals_size(); ++i) {
      lines.push_back({absl::StrCat(forecast.years(i)), People(forecast.year_totals(i))});
    }
    return AlignedTable(lines, 1);
  }
  json request = {{"forecast_id", forecast.forecast_id()},
                  {"figure_ids", json::array({figure_id})}};
  if (!neighborhood.empty()) request["neighborhood_keys"] = json::array({neighborhood});
  const auto add = [&](const Message& message) {
    const auto* item =
        dynamic_cast<const forecasting::v1::StreamForecastQuantilesResponse*>(&message);
    if (item == nullptr || item->quantiles().neighborhood_key() != neighborhood) {
      return absl::OkStatus();
    }
    const FigureQuantiles& figure = item->quantiles();
    lines.push_back({"year"});
    for (const double level : figure.levels()) {
      lines.back().push_back(absl::StrFormat("%g%%", 100 * level));
    }
    for (int y = 0; y < figure.years_size(); ++y) {
      lines.push_back({absl::StrCat(figure.years(y))});
      for (int l = 0; l < figure.levels_size(); ++l) {
        lines.back().push_back(People(figure.values(y * figure.levels_size() + l)));
      }
    }
    return absl::OkStatus();
  };
  const auto answer =
      Ask(platform, command, "stream-forecast-quantiles", std::move(request), "", add);
  if (!answer.ok()) return answer.status();
  return AlignedTable(lines, 1);
}

std::string Percent(double share) { return absl::StrFormat("%.1f%%", 100 * share); }

// How far forecasts of everybody have been off, by years ahead, beside what chance alone does.
std::string Accuracy(const forecasting::v1::ForecastAccuracy& accuracy) {
  if (accuracy.noise_floors().empty()) return "";  // made before it was measured
  std::vector<std::vector<std::string>> lines = {
      {"years", "this model", "inside 80%", "launches", "ZWK", "LIN", "CONST", "chance alone"}};
  for (const forecasting::v1::NoiseFloor& floor : accuracy.noise_floors()) {
    std::vector<std::string> line = {absl::StrFormat("%g", floor.horizon()),
                                     "-",
                                     "-",
                                     "-",
                                     "-",
                                     "-",
                                     "-",
                                     Percent(floor.mape())};
    for (const forecasting::v1::MethodAccuracy& method : accuracy.methods()) {
      if (method.slice() != "total" || method.horizon() != floor.horizon()) continue;
      const std::string error = Percent(method.mape());
      if (method.method() == forecasting::v1::BACKTEST_METHOD_OURS) line[4] = error;
      if (method.method() == forecasting::v1::BACKTEST_METHOD_LINEAR) line[5] = error;
      if (method.method() == forecasting::v1::BACKTEST_METHOD_CONSTANT) line[6] = error;
      if (method.method() != forecasting::v1::BACKTEST_METHOD_ENGINE) continue;
      line[1] = error;
      line[3] = absl::StrCat(method.launches());
      if (method.has_coverage_80()) line[2] = Percent(method.coverage_80());
    }
    lines.push_back(std::move(line));
  }
  return absl::StrCat(
      "\nMean error of earlier forecasts of the neighborhoods: of the model of this forecast, run "
      "from "
      "earlier years, with the share of neighborhoods inside its interval of 80 %, as wide as the "
      "one "
      "above (-: too few years, it is as wide as usual elsewhere); of trends beside it:\n",
      accuracy.remark().empty() ? "" : absl::StrCat("(", accuracy.remark(), ")\n"),
      AlignedTable(lines, 1));
}

// Indicators of the first and the last year, and where trajectories told of them between which
// values 80 % of those lie in the last.
absl::StatusOr<std::string> Indicators(Platform& platform, const ForecastCommand& command,
                                       const Forecast& forecast, const std::string& neighborhood) {
  if (forecast.years().empty()) return "";
  const auto& ids = forecast.parameters().uncertainty().indicator_ids();
  json keys = json::array();
  if (!neighborhood.empty()) keys.push_back(neighborhood);
  std::map<std::string, std::string> intervals;
  const auto keep = [&](const Message& message) {
    const auto* item =
        dynamic_cast<const forecasting::v1::StreamForecastQuantilesResponse*>(&message);
    if (item == nullptr || item->quantiles().neighborhood_key() != neighborhood) {
      return absl::OkStatus();
    }
    const FigureQuantiles& figure = item->quantiles();
    const int last = (figure.years_size() - 1) * figure.levels_size();
    const auto value = [&](double level) {
      const auto found = std::find(figure.levels().begin(), figure.levels().end(), level);
      const int at = last + static_cast<int>(found - figure.levels().begin());
      return at < figure.values_size() ? absl::StrFormat("%.2f", figure.values(at)) : "";
    };
    intervals[figure.figure_id()] = absl::StrCat(value(0.1), " - ", value(0.9));
    return absl::OkStatus();
  };
  if (!ids.empty()) {
    json request = {{"forecast_id", forecast.forecast_id()},
                    {"neighborhood_keys", keys},
                    {"figure_ids", std::vector<std::string>(ids.begin(), ids.end())}};
    const auto answer =
        Ask(platform, command, "stream-forecast-quantiles", std::move(request), "", keep);
    if (!answer.ok()) return answer.status();
  }
  const int first = forecast.years(0), last = *forecast.years().rbegin();
  std::vector<std::vector<std::string>> lines = {
      {"indicator", absl::StrCat(first), absl::StrCat(last)}};
  if (!intervals.empty()) lines.front().push_back("80% of trajectories");
  const auto add = [&](const Message& message) {
    const auto* item =
        dynamic_cast<const forecasting::v1::StreamForecastIndicatorsResponse*>(&message);
    if (item == nullptr || item->neighborhood_key() != neighborhood) return absl::OkStatus();
    for (const forecasting::v1::ForecastIndicator& indicator : item->indicators()) {
      std::vector<std::string>& line = lines.emplace_back();
      line.push_back(indicator.indicator_id());
      for (const forecasting::v1::IndicatorValue& value : indicator.values()) {
        line.push_back(value.has_value() ? absl::StrFormat("%.2f", value.value()) : "-");
      }
      if (!intervals.empty()) line.push_back(intervals[indicator.indicator_id()]);
    }
    return absl::OkStatus();
  };
  json request = {{"forecast_id", forecast.forecast_id()},
                  {"neighborhood_keys", keys},
                  {"years", {first, last}}};
  const auto answer =
      Ask(platform, command, "stream-forecast-indicators", std::move(request), "", add);
  if (!answer.ok()) return answer.status();
  return absl::StrCat("\n", AlignedTable(lines, 1));
}

absl::Status Draw(Platform& platform, const ForecastCommand& command, json request,
                  const std::string& path) {
  auto method = FindRpc("reporting", "get-forecast-picture");
  if (!method.ok()) return method.status();
  Call call;
  call.rpc = *method;
  call.request = std::move(request);
  return platform.Do(call, command.caller, [&](const Message& message) -> absl::Status {
    const auto* body = dynamic_cast<const google::api::HttpBody*>(&message);
    if (body == nullptr) return absl::InternalError("a picture has bytes");
    std::ofstream file(path, std::ios::binary);
    file << body->data();
    file.close();
    if (file) return absl::OkStatus();
    return OfThisMachine(absl::UnavailableError(absl::StrCat("cannot write ", path)));
  });
}

}  // namespace

absl::Status Show(Platform& platform, const ForecastCommand& command, std::ostream& out,
                  std::ostream& notes) {
  const std::string neighborhood = command.Value("neighborhood");
  const std::string figure_id = command.Has("figure") ? command.Value("figure") : "total";
  const std::string format = command.Has("format") ? command.Value("format") : "html";
  const std::string folder = command.Has("output") ? command.Value("output") : ".";
  // Before anything is asked: who mistypes the folder waits for nothing.
  if (std::error_code failed; std::filesystem::create_directories(folder, failed), failed) {
    return OfThisMachine(absl::InvalidArgumentError(
        absl::StrCat("--output: cannot make ", folder, ": ", failed.message())));
  }
  const auto forecast = Find(platform, command);
  if (!forecast.ok()) return forecast.status();
  const auto figures = Figures(platform, command, *forecast, neighborhood, figure_id);
  if (!figures.ok()) return figures.status();
  out << forecast->title() << " (" << forecast->forecast_id() << ")\n" << *figures;
  out << Accuracy(forecast->accuracy());
  const auto indicators = Indicators(platform, command, *forecast, neighborhood);
  if (!indicators.ok()) return indicators.status();
  out << *indicators;
  const std::string area = neighborhood.empty() ? "city" : neighborhood;
  for (const bool pyramid : {true, false}) {
    json request = {{"forecast_id", forecast->forecast_id()},
                    {"picture", pyramid ? "FORECAST_PICTURE_PYRAMID" : "FORECAST_PICTURE_FAN"},
                    {"neighborhood_key", neighborhood},
                    {"locale", command.Value("locale")},
                    {"format", format}};
    if (!pyramid) request["figure_id"] = figure_id;
    const std::string path =
        absl::StrCat(folder, "/", pyramid ? "pyramid-" : absl::StrCat("fan-", figure_id, "-"), area,
                     ".", format);
    const absl::Status drawn = Draw(platform, command, std::move(request), path);
    if (!drawn.ok()) return drawn;
    notes << path << '\n';
  }
  return absl::OkStatus();
}

}  // namespace zwk::ctl
