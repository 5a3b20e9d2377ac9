#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"

// What may stand in a field, said once for every way in. Checks answer INVALID_ARGUMENT with the
// field.
namespace zwk::catalog {

using Labels = std::map<std::string, std::string>;  // BCP 47 -> text

// A BCP 47 tag as far as catalogs need it: language, script, region, in canonical case.
bool IsLanguageTag(const std::string& text);
// "de" of "de-AT".
std::string PrimaryLanguage(const std::string& tag);
// [a-z][a-z0-9-]{1,63}
bool IsSlug(const std::string& text);
// Within 0 and 1.
bool IsFraction(double value);

absl::Status CheckText(const std::string& text, const std::string& field, size_t most);
absl::Status CheckRequired(const std::string& text, const std::string& field, size_t most);
// "" or YYYY-MM-DD.
absl::Status CheckDate(const std::string& text, const std::string& field);
absl::Status CheckEmail(const std::string& text, const std::string& field);
absl::Status CheckId(const std::string& id, const std::string& field);
absl::Status CheckSlug(const std::string& key, const std::string& field);
// At least one, in languages that are some.
absl::Status CheckLabels(const Labels& labels, const std::string& field);
// "" or a JSON object, at most 100,000 bytes: what an import could not place.
absl::Status CheckRawJson(const std::string& text, const std::string& field);

}  // namespace zwk::catalog
