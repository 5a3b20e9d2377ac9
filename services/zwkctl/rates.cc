// zwkctl forecast rates: rates estimated from what was imported, and how much was shrunk.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "zwk/forecasting/v1/rate_estimate.pb.h"
#include "zwkctl/forecast.h"

namespace zwk::ctl {
namespace {

using forecasting::v1::ShrunkLevel;
using nlohmann::json;

std::vector<std::string> LineOf(const ShrunkLevel& level) {
  std::string kind = level.kind();
  if (!level.to_group_key().empty()) {
    absl::StrAppend(&kind, " ", level.from_group_key(), " to ", level.to_group_key());
  } else if (!level.from_group_key().empty()) {
    absl::StrAppend(&kind, " ", level.from_group_key());
  }
  const bool band = level.first_age() != 0 || level.last_age() != 0;
  return {kind,
          level.neighborhood_key().empty() ? "(cluster)" : level.neighborhood_key(),
          level.cluster(),
          band ? absl::StrCat(level.first_age(), "-", level.last_age()) : "all",
          absl::StrFormat("%.1f", level.observed()),
          absl::StrFormat("%.1f", level.expected()),
          absl::StrFormat("%.3f", level.raw()),
          absl::StrFormat("%.3f", level.target()),
          absl::StrFormat("%.3f", level.weight()),
          absl::StrFormat("%.3f", level.level())};
}

}  // namespace

absl::Status Rates(Platform& platform, const ForecastCommand& command, std::ostream& out,
                   std::ostream& notes) {
  std::string estimate_id = command.Value("estimate-id");
  if (estimate_id.empty()) {
    std::string title = command.Value("title");
    if (title.empty()) title = "zwkctl forecast rates";
    const json parameters = {{"years", command.Values("year")}};
    const auto made = Ask(platform, command, "estimate-rates",
                          {{"estimate", {{"title", title}, {"parameters", parameters}}}});
    if (!made.ok()) return made.status();
    estimate_id = (*made)["estimate"]["estimate_id"];
  }
  const auto estimate = Ask(platform, command, "get-rate-estimate", {{"estimate_id", estimate_id}});
  if (!estimate.ok()) return estimate.status();
  std::vector<std::vector<std::string>> lines = {{"rate", "neighborhood", "cluster", "ages",
                                                  "observed", "expected", "raw", "target", "weight",
                                                  "level"}};
  json levels = json::array();
  const auto streamed =
      Ask(platform, command, "stream-shrunk-levels",
          {{"estimate_id", estimate_id}, {"kinds", command.Values("kind")}}, "",
          [&](const Message& message) {
            const auto& batch =
                static_cast<const forecasting::v1::StreamShrunkLevelsResponse&>(message);
            for (const ShrunkLevel& level : batch.levels()) {
              if (command.json) levels.push_back(ToJson(level));
              lines.push_back(LineOf(level));
            }
            return absl::OkStatus();
          });
  if (!streamed.ok()) return streamed.status();
  if (command.json) {
    out << json({{"estimate", (*estimate)["estimate"]}, {"levels", std::move(levels)}}).dump(2)
        << '\n';
    return absl::OkStatus();
  }
  out << AlignedTable(lines, 4);
  for (const json& kind : (*estimate)["estimate"]["kinds"]) {
    for (const json& remark : kind["remarks"]) {
      out << kind["kind"].get<std::string>() << ": " << remark.get<std::string>() << '\n';
    }
  }
  notes << "estimate " << estimate_id << '\n';
  return absl::OkStatus();
}

}  // namespace zwk::ctl
