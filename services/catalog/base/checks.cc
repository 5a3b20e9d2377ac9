#include "catalog/base/checks.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {

bool IsLanguageTag(const std::string& text) {
  if (text.size() > 35) return false;
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  if (parts[0].size() < 2 || parts[0].size() > 3) return false;
  for (const char c : parts[0]) {
    if (!absl::ascii_islower(c)) return false;
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() < 2 || parts[i].size() > 8) return false;
    for (const char c : parts[i]) {
      if (!absl::ascii_isalnum(c)) return false;
    }
  }
  return true;
}

std::string PrimaryLanguage(const std::string& tag) { return tag.substr(0, tag.find('-')); }

bool IsSlug(const std::string& text) {
  if (text.size() < 2 || text.size() > 64 || !absl::ascii_islower(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') return false;
  }
  return true;
}

bool IsFraction(double value) { return value >= 0 && value <= 1; }

absl::Status CheckText(const std::string& text, const std::string& field, size_t most) {
  if (text.size() <= most) return absl::OkStatus();
  return InvalidField(field, absl::StrCat("has ", text.size(), " bytes, at most ", most));
}

absl::Status CheckRequired(const std::string& text, const std::string& field, size_t most) {
  if (absl::StripAsciiWhitespace(text).empty()) return InvalidField(field, "must not be empty");
  return CheckText(text, field, most);
}

absl::Status CheckDate(const std::string& text, const std::string& field) {
  if (text.empty() || ParseDate(text).ok()) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(Quoted(text), " is no date YYYY-MM-DD"));
}

absl::Status CheckEmail(const std::string& text, const std::string& field) {
  if (text.empty() || text.find('@') != std::string::npos) return absl::OkStatus();
  return InvalidField(field, "is no e-mail address");
}

absl::Status CheckId(const std::string& id, const std::string& field) {
  return IsUuid(id) ? absl::OkStatus() : InvalidField(field, "must be a UUID");
}

absl::Status CheckSlug(const std::string& key, const std::string& field) {
  return IsSlug(key) ? absl::OkStatus() : InvalidField(field, "must match [a-z][a-z0-9-]{1,63}");
}

absl::Status CheckLabels(const Labels& labels, const std::string& field) {
  if (labels.empty()) return InvalidField(field, "must have at least one language");
  for (const auto& [language, text] : labels) {
    if (!IsLanguageTag(language)) {
      return InvalidField(field, absl::StrCat(Quoted(language), " is no language tag"));
    }
    ZWK_RETURN_IF_ERROR(CheckRequired(text, field, 200));
  }
  return absl::OkStatus();
}

absl::Status CheckRawJson(const std::string& text, const std::string& field) {
  ZWK_RETURN_IF_ERROR(CheckText(text, field, 100'000));
  const bool good =
      text.empty() || nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false).is_object();
  return good ? absl::OkStatus() : InvalidField(field, "must be a JSON object");
}

}  // namespace zwk::catalog
