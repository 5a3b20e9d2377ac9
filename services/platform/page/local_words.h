#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// What readers of any language call languages, days and amounts, by ICU. Digits are always 0 to 9, as they stand on doors and
// posters. Only for pages that are made anew each time: another ICU may say it otherwise (see language.h).
//
// `lang` is the reader's language (BCP 47).
namespace zwk::page {

std::string LanguageName(absl::string_view lang, absl::string_view tag);       // "Arabisch"
std::string CountryName(absl::string_view lang, absl::string_view country);    // of "UA": "Ukraine"
std::string DayInWords(absl::string_view lang, std::chrono::sys_days day);     // "Di., 8. Dezember"
std::string DateInWords(absl::string_view lang, std::chrono::sys_days day);    // "8. Dezember 2026"
std::string WeekdayInWords(absl::string_view lang, std::chrono::weekday day);  // "Dienstag"
// "12,00 €"; without a currency the number alone.
std::string AmountInWords(absl::string_view lang, int64_t cents, absl::string_view currency);
std::string DecimalInWords(absl::string_view lang, double value, int decimals);  // "1,2"
std::string ListInWords(absl::string_view lang,
                        const std::vector<std::string>& items);  // "a, b und c"

// Whether a list of the language has `a` before `b`: "Bürgerpark" before "Buschkämpen".
bool ComesBefore(absl::string_view lang, absl::string_view a, absl::string_view b);

}  // namespace zwk::page
