#include "platform/base/values.h"

#include <algorithm>
#include <cstdint>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/base/markup.h"
#include "platform/base/office_text.h"
#include "platform/base/utf8.h"

namespace zwk {
namespace {

bool IsControl(int32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

// They make a text look like another one. Embeddings and isolates do not: phones put them around
// Arabic words.
bool IsBidiOverride(int32_t point) { return point == 0x202D || point == 0x202E; }

bool IsNoCharacter(int32_t point) {
  return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
}

// White space, and what only steers the text around it.
bool GoesAtTheEnds(int32_t point) {
  return u_isUWhiteSpace(point) || u_isspace(point) || point == 0xFEFF || point == 0x200B ||
         point == 0x200E || point == 0x200F || point == 0x061C ||
         (point >= 0x202A && point <= 0x202C) || (point >= 0x2066 && point <= 0x2069);
}

// White space, controls, and what only steers the text around it.
bool ShowsNothing(int32_t point) {
  constexpr int32_t kBlankBraille = 0x2800;  // a pattern without dots
  return point == kBlankBraille || !u_isgraph(point) ||
         u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

// A mark is something to see where it has a letter to stand on.
bool IsVisible(int32_t point) {
  return !ShowsNothing(point) && (U_GET_GC_MASK(point) & U_GC_M_MASK) == 0;
}

std::string WithLineFeeds(absl::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      lines += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      lines += '\n';
    }
  }
  return lines;
}

absl::string_view Trimmed(absl::string_view text) {
  for (absl::string_view rest = text; !rest.empty();) {
    if (!GoesAtTheEnds(NextCodePoint(rest))) break;
    text = rest;
  }
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && (text[last] & 0xC0) == 0x80) --last;
    absl::string_view end = text.substr(last);
    if (!GoesAtTheEnds(NextCodePoint(end))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::string Nfc(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error) || nfc->isNormalizedUTF8(text, error)) return text;
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal);
  nfc->normalizeUTF8(0, text, sink, nullptr, error);
  return U_FAILURE(error) ? text : normal;
}

bool AllOf(absl::string_view text, bool (*is)(unsigned char)) {
  return std::all_of(text.begin(), text.end(), is);
}

// Of valid UTF-8.
bool HasInvisible(absl::string_view text) {
  while (!text.empty()) {
    if (ShowsNothing(NextCodePoint(text))) return true;
  }
  return false;
}

// Brings the text into the form in which it is kept, and says what is wrong with it; "" if nothing is.
std::string FaultOf(std::string& text, const TextRule& rule) {
  // Looked at before the contents: a code point has at most 4 bytes, white space around goes.
  const size_t most_bytes = 8 * rule.most + 1024;
  if (text.size() > most_bytes) return absl::StrCat("has more than ", rule.most, " characters");
  if (!IsUtf8(text)) return "must be valid UTF-8";
  text = Nfc(std::string(Trimmed(WithLineFeeds(text))));
  size_t length = 0;
  bool shows = false;
  for (absl::string_view rest = text; !rest.empty(); ++length) {
    const int32_t point = NextCodePoint(rest);
    if (IsControl(point) && !(rule.lines && (point == '\n' || point == '\t'))) {
      return "must not contain control characters";
    }
    if (IsNoCharacter(point)) return "must not contain code points that are none";
    if (IsBidiOverride(point)) return "must not contain bidirectional overrides";
    shows = shows || IsVisible(point);
  }
  if (length > rule.most) {
    return absl::StrCat("has ", length, " characters, at most ", rule.most);
  }
  if (!shows && (rule.required || length > 0)) return "must not be empty";
  if (!rule.markup && HasMarkup(text)) return "must not contain HTML such as <b> or <img>";
  return "";
}

// What nobody sees is named as such: whoever looks for the fault would not find it.
void CheckAddress(FieldErrors& errors, absl::string_view field, absl::string_view text,
                  bool (*has_form)(absl::string_view), absl::string_view form) {
  if (!has_form(text)) {
    errors.Add(field, form);
  } else if (HasInvisible(text)) {
    errors.Add(field, "must not contain characters that nobody sees");
  }
}

bool HasFormOfUrl(absl::string_view text) {
  if (text.size() > 2000) return false;
  const size_t scheme = absl::StartsWithIgnoreCase(text, "https://")  ? 8
                        : absl::StartsWithIgnoreCase(text, "http://") ? 7
                                                                      : 0;
  if (scheme == 0) return false;
  const absl::string_view host = text.substr(scheme, text.find_first_of("/?#", scheme) - scheme);
  return !host.empty() && host[0] != ':' && !absl::StrContains(host, '@') && IsUtf8(text) &&
         AllOf(text, [](unsigned char c) {
           return c > 0x20 && c != 0x7F && c != '"' && c != '<' && c != '>' && c != '\\' &&
                  c != '`';
         });
}

bool HasFormOfEmail(absl::string_view text) {
  constexpr size_t kLongestLocal = 64, kLongest = 254;  // RFC 5321
  const size_t at = text.find('@');
  if (at == 0 || at == absl::string_view::npos || at > kLongestLocal || text.size() > kLongest ||
      !IsUtf8(text)) {
    return false;
  }
  const absl::string_view domain = text.substr(at + 1);
  const size_t dot = domain.rfind('.');
  return dot != absl::string_view::npos && domain[0] != '.' && dot + 1 < domain.size() &&
         !absl::StrContains(text, "..") &&
         AllOf(text.substr(0, at),
               [](unsigned char c) {
                 return c > 0x20 && c != 0x7F &&
                        !absl::StrContains("\"(),:;<>[\\]", static_cast<char>(c));
               }) &&
         AllOf(domain, [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '.' || c >= 0x80;
         });
}

}  // namespace

bool TakeText(FieldErrors& errors, absl::string_view field, std::string& text,
              const TextRule& rule) {
  const std::string fault = FaultOf(text, rule);
  if (!fault.empty()) errors.Add(field, fault);
  return fault.empty();
}

void Title::Take(FieldErrors& errors, absl::string_view field, std::string& text) {
  TakeText(errors, field, text, {.most = kMost});
}
void Title::TakeOptional(FieldErrors& errors, absl::string_view field, std::string& text) {
  TakeText(errors, field, text, {.most = kMost, .required = false});
}
void PersonName::Take(FieldErrors& errors, absl::string_view field, std::string& text) {
  TakeText(errors, field, text, {.most = Title::kMost});
}
void Paragraph::Take(FieldErrors& errors, absl::string_view field, std::string& text) {
  TakeText(errors, field, text, {.most = kMost, .lines = true});
}
void Paragraph::TakeOptional(FieldErrors& errors, absl::string_view field, std::string& text) {
  TakeText(errors, field, text, {.most = kMost, .lines = true, .required = false});
}
void Markdown::Take(FieldErrors& errors, absl::string_view field, std::string& text) {
  if (!TakeText(errors, field, text, {.most = kMost, .lines = true})) return;
  // What would not be shown as it was meant is not taken.
  if (const auto lost = LostShape(text)) {
    errors.Add(field, absl::StrCat("has what is not known here: ", *lost));
  }
}

bool Date::IsValid(absl::string_view text) {
  return text.size() == 10 && ParseDate(std::string(text)).ok();
}
void Date::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!IsValid(text)) errors.Add(field, "must be a day such as 2022-03-28");
}
void Date::CheckOptional(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!text.empty()) Check(errors, field, text);
}

bool Locale::IsValid(absl::string_view text) {
  if (text.size() < 2 || text.size() > 35) return false;
  // ICU takes registered languages of up to 8 letters; there are none of more than 3.
  const absl::string_view language = text.substr(0, text.find('-'));
  if (language.size() < 2 || language.size() > 3 || !AllOf(language, absl::ascii_islower)) {
    return false;
  }
  char name[ULOC_FULLNAME_CAPACITY];
  int32_t read = 0;
  UErrorCode error = U_ZERO_ERROR;
  uloc_forLanguageTag(std::string(text).c_str(), name, sizeof name, &read, &error);
  return error == U_ZERO_ERROR && static_cast<size_t>(read) == text.size();
}
void Locale::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!IsValid(text)) errors.Add(field, "must be a language tag such as de or pt-BR");
}

bool TimeZone::IsValid(absl::string_view text) {
  // Abseil knows names of its own ("Fixed/...", "localtime") that nobody else understands.
  if (text.size() > 64 || (text != "UTC" && !absl::StrContains(text, '/')) ||
      absl::StartsWith(text, "/") || absl::StartsWith(text, "Fixed/") ||
      absl::StrContains(text, "..") || absl::StartsWith(text, "posix/") ||
      absl::StartsWith(text, "right/")) {
    return false;
  }
  absl::TimeZone zone;
  return absl::LoadTimeZone(std::string(text), &zone);
}
void TimeZone::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!IsValid(text)) errors.Add(field, "must be a time zone such as Europe/Berlin");
}

bool Url::IsValid(absl::string_view text) { return HasFormOfUrl(text) && !HasInvisible(text); }
void Url::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  CheckAddress(errors, field, text, HasFormOfUrl,
               "must be an address such as https://www.example.org/");
}

bool Email::IsValid(absl::string_view text) { return HasFormOfEmail(text) && !HasInvisible(text); }
void Email::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  CheckAddress(errors, field, text, HasFormOfEmail,
               "must be an e-mail address such as info@example.org");
}

bool Currency::IsValid(absl::string_view text) {
  return text.size() == 3 && AllOf(text, [](unsigned char c) { return absl::ascii_isupper(c); });
}

bool Phone::IsValid(absl::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), absl::ascii_isdigit);
  return text.size() <= 40 && digits >= 3 && digits <= 20 && AllOf(text, [](unsigned char c) {
           return absl::ascii_isdigit(c) || absl::StrContains("+()-/. ", static_cast<char>(c));
         });
}
void Phone::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!IsValid(text)) errors.Add(field, "must be a telephone number such as +49 471 5900");
}

bool Key::IsValid(absl::string_view text) {
  return !text.empty() && text.size() <= 40 && absl::ascii_islower(text[0]) &&
         AllOf(text, [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}
void Key::Check(FieldErrors& errors, absl::string_view field, absl::string_view text) {
  if (!IsValid(text)) errors.Add(field, "must be lower-case letters, digits and _");
}

}  // namespace zwk
