#include "catalog/base/checks.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {

std::string PrimaryLanguage(const std::string& tag) { return tag.substr(0, tag.find('-')); }

bool IsSlug(const std::string& text) {
  if (text.size() < 2 || text.size() > 64 || !absl::ascii_islower(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') return false;
  }
  return true;
}

bool IsFraction(double value) { return value >= 0 && value <= 1; }

void TakeName(FieldErrors& errors, const std::string& field, std::string& text, size_t most) {
  TakeText(errors, field, text, {.most = most, .markup = false});
}

void TakeLine(FieldErrors& errors, const std::string& field, std::string& text) {
  TakeText(errors, field, text, {.most = kLongestName, .required = false, .markup = false});
}

void TakeLines(FieldErrors& errors, const std::string& field, std::string& text) {
  TakeText(errors, field, text,
           {.most = kLongestText, .lines = true, .required = false, .markup = false});
}

void TakeLabels(FieldErrors& errors, const std::string& field, Labels& labels) {
  constexpr size_t kLongestLabel = 200;
  if (labels.empty()) errors.Add(field, "must have at least one language");
  for (auto& [language, text] : labels) {
    Locale::Check(errors, field, language);
    TakeName(errors, field, text, kLongestLabel);
  }
}

void CheckIdIfAny(FieldErrors& errors, const std::string& field, const std::string& id) {
  if (!id.empty()) CheckId(errors, field, id);
}

void CheckSlugIfAny(FieldErrors& errors, const std::string& field, const std::string& key) {
  if (!key.empty()) CheckSlug(errors, field, key);
}

void CheckUrlIfAny(FieldErrors& errors, const std::string& field, const std::string& text) {
  if (!text.empty()) Url::Check(errors, field, text);
}

void CheckEmailIfAny(FieldErrors& errors, const std::string& field, const std::string& text) {
  if (!text.empty()) Email::Check(errors, field, text);
}

int NestingOf(std::string_view json) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (in_string) {
      if (json[i] == '\\')
        ++i;
      else if (json[i] == '"')
        in_string = false;
    } else if (json[i] == '"') {
      in_string = true;
    } else if (json[i] == '{' || json[i] == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (json[i] == '}' || json[i] == ']') {
      --depth;
    }
  }
  return deepest;
}

void CheckRawJson(FieldErrors& errors, const std::string& field, const std::string& text) {
  if (text.size() > kLongestJson) {
    errors.Add(field, absl::StrCat("has ", text.size(), " bytes, at most ", kLongestJson));
  } else if (NestingOf(text) > kDeepestJson) {
    errors.Add(field, absl::StrCat("nests deeper than ", kDeepestJson));
  } else if (!text.empty() &&
             !nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false).is_object()) {
    errors.Add(field, "must be a JSON object");
  }
}

void CheckId(FieldErrors& errors, const std::string& field, const std::string& id) {
  if (!IsUuid(id)) errors.Add(field, "must be a UUID");
}

absl::Status CheckKey(absl::string_view field, const std::string& key) {
  FieldErrors errors;
  CheckSlug(errors, std::string(field), key);
  return errors.ToStatus();
}

void CheckSlug(FieldErrors& errors, const std::string& field, const std::string& key) {
  if (!IsSlug(key)) errors.Add(field, "must match [a-z][a-z0-9-]{1,63}");
}

}  // namespace zwk::catalog
