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
#include "platform/base/markup.h"

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

std::string Values::Clean(const json& object, const char* field, const std::string& path) {
  std::string text = Text(object, field);
  if (!HasMarkup(text)) return text;
  Warn(kMeaning, "MARKUP_REMOVED", Join(path, field), text, "HTML was taken out");
  return WithoutMarkup(text);
}

std::string Values::Known(const json& object, const char* field, const std::string& path,
                          bool (*is_valid)(absl::string_view), const char* code,
                          const char* message) {
  const std::string text(absl::StripAsciiWhitespace(Text(object, field)));
  if (text.empty() || is_valid(text)) return text;
  Warn(kMeaning, code, Join(path, field), text, message);
  return "";
}

std::string Values::Url(const json& object, const char* field, const std::string& path) {
  return Known(object, field, path, zwk::Url::IsValid, "URL_LEFT_OUT",
               "is no http or https address and is not taken over");
}

std::string Values::Email(const json& object, const char* field, const std::string& path) {
  return Known(object, field, path, zwk::Email::IsValid, "EMAIL_LEFT_OUT",
               "is no e-mail address and is not taken over");
}

std::string Values::Phone(const json& object, const char* field, const std::string& path) {
  return Known(object, field, path, zwk::Phone::IsValid, "PHONE_LEFT_OUT",
               "is no telephone number and is not taken over");
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
  return DateOf(text, Join(path, field));
}

std::optional<std::chrono::year_month_day> Values::DateOf(const std::string& text,
                                                          const std::string& path) {
  const auto day = ParseDate(text.substr(0, text.find('T')));
  if (day.ok()) return *day;
  if (absl::StrContains(text, '/')) {
    Error(kMeaning, "AMBIGUOUS_DATE", path, text, "can be read in several ways; write YYYY-MM-DD");
  } else {
    Error(kMeaning, "BAD_DATE", path, text, "is no date YYYY-MM-DD");
  }
  return std::nullopt;
}

std::string Values::DateText(const json& object, const char* field, const std::string& path) {
  const auto day = Date(object, field, path);
  return day ? FormatDate(*day) : "";
}

std::optional<int> Values::TimeOfDay(const json& object, const char* field,
                                     const std::string& path) {
  const std::string text = Text(object, field);
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
      Warn(kMeaning, "TIME_NORMALIZED", Join(path, field), text,
           "read as " + FormatTimeOfDay(time));
      return time;
    }
  }
  Error(kMeaning, "BAD_TIME", Join(path, field), text, "is no time HH:MM");
  return std::nullopt;
}

std::string Values::Language(const std::string& code, const std::string& path, bool required) {
  // "DE", "pt_BR", "de_DE.UTF-8" can be read in one way.
  std::string tag = code.substr(0, code.find('.'));
  std::replace(tag.begin(), tag.end(), '_', '-');
  const size_t language = std::min(tag.find('-'), tag.size());
  tag = absl::AsciiStrToLower(tag.substr(0, language)) + tag.substr(language);
  if (Locale::IsValid(tag)) return tag;
  if (required || !code.empty()) {
    Error(kMeaning, "BAD_LANGUAGE", path, code, "is no language tag such as \"de\"");
  }
  return "";
}

void Values::Report(const absl::Status& status, const std::string& path,
                    const std::string& prefix) {
  for (const FieldViolation& one : FieldViolationsOf(status)) {
    const bool inside = absl::StartsWith(one.field, prefix + ".");
    Error(kMeaning, "BREAKS_RULE",
          Join(path, inside ? one.field.substr(prefix.size() + 1) : one.field), "",
          one.description);
  }
  if (const size_t further = FurtherViolationsOf(status); further > 0) {
    Error(kMeaning, "BREAKS_RULE", path, "", absl::StrCat("and in ", further, " more fields"));
  }
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
