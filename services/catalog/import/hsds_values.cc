#include "catalog/import/hsds_values.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "catalog/base/checks.h"
#include "catalog/offer/schedule.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"

namespace zwk::catalog::hsds {

using enum FindingLevel;

void Values::Error(FindingLevel level, std::string code, std::string path, std::string value,
                   std::string message) {
  findings_.Add(Severity::kError,
                {level, std::move(code), std::move(path), std::move(value), 0, std::move(message)});
}

void Values::Warn(FindingLevel level, std::string code, std::string path, std::string value,
                  std::string message) {
  findings_.Add(Severity::kWarning,
                {level, std::move(code), std::move(path), std::move(value), 0, std::move(message)});
}

std::string Values::Clean(const Entity& entity, const char* field) {
  std::string text = Text(*entity.json, field);
  const std::string lower = absl::AsciiStrToLower(text);
  if (!absl::StrContains(lower, "<script")) return text;
  std::string clean;
  for (size_t at = 0; at < text.size();) {
    const size_t start = lower.find("<script", at);
    clean += text.substr(at, start == std::string::npos ? start : start - at);
    if (start == std::string::npos) break;
    const size_t end = lower.find("</script>", start);
    at = end == std::string::npos ? text.size() : end + 9;
  }
  Warn(kMeaning, "SCRIPT_REMOVED", Join(entity.path, field), "", "a script was taken out");
  return clean;
}

std::optional<int> Values::Whole(const json& object, const char* field, const std::string& path) {
  constexpr double kMost = 1e9;
  const auto number = Number(object, field);
  if (!number) return std::nullopt;
  if (*number >= -kMost && *number <= kMost && *number == std::floor(*number)) {
    return static_cast<int>(*number);
  }
  Error(kMeaning, "BAD_NUMBER", Join(path, field), absl::StrCat(*number),
        "must be a whole number up to a thousand million");
  return std::nullopt;
}

std::optional<std::chrono::year_month_day> Values::Date(const json& object, const char* field,
                                                        const std::string& path) {
  const std::string text = Text(object, field);
  if (text.empty()) return std::nullopt;
  const auto day = ParseDate(text.substr(0, text.find('T')));
  if (day.ok()) return *day;
  if (absl::StrContains(text, '/')) {
    Error(kMeaning, "AMBIGUOUS_DATE", Join(path, field), text,
          "can be read in several ways; write YYYY-MM-DD");
  } else {
    Error(kMeaning, "BAD_DATE", Join(path, field), text, "is no date YYYY-MM-DD");
  }
  return std::nullopt;
}

std::string Values::DateText(const json& object, const char* field, const std::string& path) {
  const auto day = Date(object, field, path);
  return day ? FormatDate(*day) : "";
}

std::optional<int> Values::TimeOfDay(const Entity& entity, const char* field) {
  const std::string text = Text(*entity.json, field);
  if (text.empty()) return std::nullopt;
  if (const auto minutes = ParseTimeOfDay(text); minutes.ok()) return *minutes;
  std::string lower = absl::AsciiStrToLower(text);
  lower.erase(std::remove(lower.begin(), lower.end(), ' '), lower.end());
  const bool pm = absl::EndsWith(lower, "pm"), am = absl::EndsWith(lower, "am");
  if (pm || am) {
    const std::vector<std::string> parts = absl::StrSplit(lower.substr(0, lower.size() - 2), ':');
    int hours = 0, minutes = 0;
    if (parts.size() <= 2 && absl::SimpleAtoi(parts[0], &hours) && hours >= 1 && hours <= 12 &&
        (parts.size() == 1 ||
         (absl::SimpleAtoi(parts[1], &minutes) && minutes >= 0 && minutes < 60))) {
      const int time = (hours % 12 + (pm ? 12 : 0)) * 60 + minutes;
      Warn(kMeaning, "TIME_NORMALIZED", Join(entity.path, field), text,
           "read as " + FormatTimeOfDay(time));
      return time;
    }
  }
  Error(kMeaning, "BAD_TIME", Join(entity.path, field), text, "is no time HH:MM");
  return std::nullopt;
}

std::string Values::Language(const std::string& code, const std::string& path, bool required) {
  const std::string tag = absl::AsciiStrToLower(code.substr(0, code.find('_')));
  if (IsLanguageTag(tag)) return tag;
  if (required || !code.empty()) {
    Error(kMeaning, "BAD_LANGUAGE", path, code, "is no language tag such as \"de\"");
  }
  return "";
}

void Values::Accept(const absl::Status& status, const std::string& path,
                    const std::string& prefix) {
  if (status.ok()) return;
  std::string field = FieldOf(status);
  if (absl::StartsWith(field, prefix + ".")) field = field.substr(prefix.size() + 1);
  std::string message(status.message());
  for (const FieldViolation& violation : FieldViolationsOf(status)) message = violation.description;
  Error(kMeaning, "BREAKS_RULE", Join(path, field), "", message);
}

std::string Rest(const json& object, std::initializer_list<const char*> mapped) {
  json rest = json::object();
  for (const auto& [key, value] : object.items()) {
    const bool known =
        std::any_of(mapped.begin(), mapped.end(), [&](const char* name) { return key == name; });
    if (!known && key != "contacts" && key != "metadata" && key != "id") rest[key] = value;
  }
  if (rest.empty()) return "";
  return rest.dump(-1, ' ', false, json::error_handler_t::replace);
}

void CheckArchived(const std::string& id, const std::set<std::string>& archived,
                   const Entity& entity, Values& values) {
  if (!archived.contains(id)) return;
  values.Error(kMeaning, "ARCHIVED", Join(entity.path, "id"), id, "is archived and cannot change");
}

}  // namespace zwk::catalog::hsds
