#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

// What may stand in a field, said once for every way in: create, update, import, batch. Every function
// adds a violation under the field's path, so that one answer tells all faults of a request.
//
// Take brings a text into the form in which it is kept and checks it: CR LF and lone CR become LF, outer
// white space and embedding controls around it go, Unicode NFC. Refused are bidirectional overrides
// (U+202D, U+202E), control characters, code points that are none, and a text that shows nothing.
namespace zwk {

struct TextRule {
  size_t most = 200;     // code points
  bool lines = false;    // line feeds and tabs are allowed
  bool required = true;  // shows at least one visible code point
  bool markup = true;    // HTML is text like any other; false: it is refused (markup.h)
};

// Whether nothing is wrong with it.
bool TakeText(FieldErrors& errors, absl::string_view field, std::string& text,
              const TextRule& rule);

// One line, such as the name of a thing.
struct Title {
  static constexpr size_t kMost = 200;
  static void Take(FieldErrors& errors, absl::string_view field, std::string& text);
  static void TakeOptional(FieldErrors& errors, absl::string_view field, std::string& text);
};

// One line: the name of a person as the person writes it.
struct PersonName {
  static void Take(FieldErrors& errors, absl::string_view field, std::string& text);
};

// Several lines.
struct Paragraph {
  static constexpr size_t kMost = 2000;
  static void Take(FieldErrors& errors, absl::string_view field, std::string& text);
  static void TakeOptional(FieldErrors& errors, absl::string_view field, std::string& text);
};

// The office's own pages.
struct Markdown {
  static constexpr size_t kMost = 20'000;
  static void Take(FieldErrors& errors, absl::string_view field, std::string& text);
};

// A calendar day, YYYY-MM-DD, that exists.
struct Date {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
  static void CheckOptional(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

// A language tag of BCP 47: "de", "pt-BR", "de-x-leicht" (plain language), "en-u-nu-latn".
struct Locale {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

// A zone of the zone data, such as "Europe/Berlin".
struct TimeZone {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

// An address that a page may link: http or https, a host, no user, at most 2,000 bytes, and no character
// that nobody sees (spaces of other scripts, what steers a text): it would not be what people read.
struct Url {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

// An e-mail address as people have them: one @, a domain with a dot, no comments or quotes, no
// character that nobody sees.
struct Email {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

// A telephone number as people write it: digits, + ( ) - / . and spaces.
struct Phone {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

// An ISO 4217 code by its form, such as EUR.
struct Currency {
  static bool IsValid(absl::string_view text);
};

// [a-z][a-z0-9_]*, at most 40: keys of texts.
struct Key {
  static bool IsValid(absl::string_view text);
  static void Check(FieldErrors& errors, absl::string_view field, absl::string_view text);
};

}  // namespace zwk
