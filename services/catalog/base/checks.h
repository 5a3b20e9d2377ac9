#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/errors.h"
#include "platform/base/values.h"

// What may stand in a field beside platform/base/values.h: names and texts as catalogs have them. Every
// function adds a violation under the field's path; Take also brings the value into the form in which
// it is kept.
namespace zwk::catalog {

using Labels = std::map<std::string, std::string>;  // BCP 47 -> text

// "de" of "de-AT".
std::string PrimaryLanguage(const std::string& tag);
// [a-z][a-z0-9-]{1,63}
bool IsSlug(const std::string& text);
// Within 0 and 1.
bool IsFraction(double value);

constexpr size_t kLongestName = 500;      // code points
constexpr size_t kLongestText = 20'000;   // code points
constexpr size_t kLongestJson = 100'000;  // bytes
constexpr int kDeepestJson =
    64;  // what is deeper is more than a stack holds when it is copied or written

// One line that has to be there: what something is called.
void TakeName(FieldErrors& errors, const std::string& field, std::string& text,
              size_t most = kLongestName);
// One line, or nothing.
void TakeLine(FieldErrors& errors, const std::string& field, std::string& text);
// Several lines, or nothing.
void TakeLines(FieldErrors& errors, const std::string& field, std::string& text);
// At least one, in languages that are some.
void TakeLabels(FieldErrors& errors, const std::string& field, Labels& labels);

// Each of these may be empty.
void CheckIdIfAny(FieldErrors& errors, const std::string& field, const std::string& id);
void CheckSlugIfAny(FieldErrors& errors, const std::string& field, const std::string& key);
void CheckUrlIfAny(FieldErrors& errors, const std::string& field, const std::string& text);
void CheckEmailIfAny(FieldErrors& errors, const std::string& field, const std::string& text);
// How deep the brackets of a JSON text nest, strings left out.
int NestingOf(std::string_view json);
// A JSON object, at most 100,000 bytes and 64 levels deep: what an import could not place.
void CheckRawJson(FieldErrors& errors, const std::string& field, const std::string& text);

void CheckId(FieldErrors& errors, const std::string& field, const std::string& id);
void CheckSlug(FieldErrors& errors, const std::string& field, const std::string& key);
// The same, where nothing else can be wrong with a request.
absl::Status CheckKey(absl::string_view field, const std::string& key);

// All that is wrong with a thing of the domain, which is as it is kept afterwards.
template <class T>
absl::Status Validate(T& thing) {
  FieldErrors errors;
  Take(errors, thing);
  return errors.ToStatus();
}

}  // namespace zwk::catalog
