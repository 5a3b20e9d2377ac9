#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// What the reader's language changes: words, dates, numbers, quotes.
//
// No ICU, no C locale: a document rendered again on another machine must have the same bytes.
namespace zwk::page {

enum class Language { kGerman, kEnglish };

inline constexpr Language kLanguages[] = {Language::kGerman, Language::kEnglish};

// "de", "de-DE", "en_GB" and the like; nullopt for a language no template speaks.
std::optional<Language> LanguageOf(absl::string_view tag);
absl::string_view Tag(Language language);

// Both wordings of a phrase stand side by side in the templates.
inline absl::string_view Say(Language language, absl::string_view german,
                             absl::string_view english) {
  return language == Language::kGerman ? german : english;
}

// A point of local time: what the clock in the room showed.
struct LocalTime {
  std::chrono::year_month_day day{};
  int minute_of_day = 0;
  int offset_minutes = 0;  // ahead of UTC
  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

std::string LongDate(Language language, std::chrono::year_month_day day);  // 28. März 2022
// When something is due, from two ISO days of which each may be empty; whole quarters are named as
// such: "Quartale II/III 2022". Empty if nothing was said.
std::string DuePhrase(Language language, absl::string_view earliest, absl::string_view latest);
// "am 28. März 2022, 15:30 – 17:00 Uhr"; without an end only the start. Where the clocks were changed
// in between each time says by which it is: "01:30 MESZ – 02:30 MEZ".
std::string DateLine(Language language, LocalTime start, std::optional<LocalTime> end);

// Whether a language (BCP 47) is written from right to left.
bool IsRightToLeft(absl::string_view lang);
// The text with marks around it where some of it runs from right to left, so that it turns nothing
// beside it; for writers that have no markup for that.
std::string Isolated(absl::string_view text);

std::string Number(Language language, int64_t value);                  // 113.634
std::string Decimal(Language language, double value, int decimals);    // 1.234,5
std::string Percent(Language language, double percent, int decimals);  // 21,0 %
std::string Quoted(Language language, absl::string_view text);         // „…“
// "Geestendorf, Grünhöfe und Surheide"
std::string Enumerated(Language language, const std::vector<std::string>& items);

}  // namespace zwk::page
