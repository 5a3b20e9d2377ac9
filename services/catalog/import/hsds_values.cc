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
#include "platform/base/json.h"
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

std::string Values::Currency(const json& object, const char* field, const std::string& path) {
  const std::string text(absl::StripAsciiWhitespace(Text(object, field)));
  std::string code = absl::AsciiStrToUpper(text);
  if (code == "EURO" || code == "EUROS" || text == "€") code = "EUR";
  if (code == text || !zwk::Currency::IsValid(code)) return text;
  Warn(kMeaning, "VALUE_NORMALIZED", Join(path, field), text, "read as " + code);
  return code;
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

namespace {

// "3pm", "3:30 p.m.", "9:00", "20:00:00+01:00", "8:30Z".
std::optional<int> OnlyReadingOf(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '.'; }),
             text.end());
  const bool pm = absl::EndsWith(text, "pm"), half = pm || absl::EndsWith(text, "am");
  if (half) {
    text.resize(text.size() - 2);
  } else {
    text = text.substr(0, text.find_first_of("z+-"));  // a schedule has its own time zone
  }
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int hours = 0, minutes = 0, seconds = 0;
  const auto is = [&](size_t i, int& number) {
    return !parts[i].empty() && parts[i].size() <= 2 && absl::SimpleAtoi(parts[i], &number) &&
           number >= 0 && number < 60;
  };
  if (parts.size() > 3 || (parts.size() == 1 && !half) || !is(0, hours) ||
      (parts.size() > 1 && (parts[1].size() != 2 || !is(1, minutes))) ||
      (parts.size() > 2 && !is(2, seconds))) {
    return std::nullopt;
  }
  if (half) {
    if (hours < 1 || hours > 12) return std::nullopt;
    hours = hours % 12 + (pm ? 12 : 0);
  }
  const int time = hours * 60 + minutes;
  return time <= 24 * 60 ? std::optional<int>(time) : std::nullopt;
}

}  // namespace

std::optional<int> Values::TimeOfDay(const json& object, const char* field,
                                     const std::string& path) {
  const std::string text = Text(object, field);
  if (text.empty()) return std::nullopt;
  if (const auto minutes = ParseTimeOfDay(text); minutes.ok()) return *minutes;
  if (const auto minutes = OnlyReadingOf(absl::AsciiStrToLower(text))) {
    Warn(kMeaning, "TIME_NORMALIZED", Join(path, field), text,
         "read as " + FormatTimeOfDay(*minutes));
    return minutes;
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
    std::string at = Join(path, inside ? one.field.substr(prefix.size() + 1) : one.field);
    for (const auto& [field, origin] : origins_) {
      const bool within = absl::StartsWith(one.field, field) &&
                          (one.field.size() == field.size() || one.field[field.size()] == '.' ||
                           one.field[field.size()] == '[');
      if (within) at = origin + one.field.substr(field.size());  // the longest comes last
    }
    Error(kMeaning, "BREAKS_RULE", std::move(at), "", one.description);
  }
  if (const size_t further = FurtherViolationsOf(status); further > 0) {
    Error(kMeaning, "BREAKS_RULE", path, "", absl::StrCat("and in ", further, " more fields"));
  }
}

void Values::Others(const Entity& entity, std::initializer_list<const char*> read) {
  for (const auto& [key, value] : entity.json->items()) {
    const bool known =
        std::any_of(read.begin(), read.end(), [&](const char* name) { return key == name; });
    const bool says_nothing = value.is_null() || value == "" || (value.is_array() && value.empty());
    // Ids of children are ours to make; contacts are told of once, and metadata follows from events.
    const bool ours =
        key == "id" || absl::EndsWith(key, "_id") || key == "contacts" || key == "metadata";
    if (known || says_nothing || ours) continue;
    Warn(kMeaning, "NOT_TAKEN_OVER", Join(entity.path, key),
         value.is_string() ? value.get<std::string>() : "", "has no field here");
  }
}

// How somebody is reached is nobody's business: what is kept as it came is public.
json WithoutPeople(json value) {
  if (value.is_object()) {
    for (const char* const key : {"contacts", "contact", "assurer_email"}) value.erase(key);
  }
  if (value.is_structured()) {
    for (json& inner : value) inner = WithoutPeople(std::move(inner));
  }
  return value;
}

std::string Rest(const Entity& entity, std::initializer_list<const char*> mapped, const char* type,
                 Children& children,
                 std::initializer_list<std::pair<const char*, const char*>> kept) {
  json rest = json::object();
  for (const auto& [key, value] : entity.json->items()) {
    const bool known =
        std::any_of(mapped.begin(), mapped.end(), [&](const char* name) { return key == name; });
    if (!known && key != "metadata" && key != "id") rest[key] = value;
  }
  const std::string id = Id(*entity.json);
  const auto keep = [&](const std::string& list, const std::vector<const Entity*>& found) {
    for (const Entity* child : found) {
      if (child->around.empty()) rest[list].push_back(*child->json);  // the others came with it
    }
  };
  for (const auto& [child, list] : kept) keep(list, children.Take(child, type, id));
  keep("attributes", children.Take("attribute", "link", id));
  if (const auto attributes = rest.find("attributes");
      attributes != rest.end() && attributes->is_array()) {
    size_t length = 0;
    for (json& attribute : *attributes) {
      if (length > kLongestJson) break;  // it is refused as too long, whatever comes
      children.terms().Spell(attribute);
      length += Dumped(attribute).size();
    }
  }
  rest = WithoutPeople(std::move(rest));
  if (rest.empty()) return "";
  return Dumped(rest);
}

void CheckArchived(const std::string& id, const std::set<std::string>& archived,
                   const Entity& entity, Values& values) {
  if (!archived.contains(id)) return;
  values.Error(kMeaning, "ARCHIVED", Join(entity.path, "id"), id, "is archived and cannot change");
}

}  // namespace zwk::catalog::hsds
