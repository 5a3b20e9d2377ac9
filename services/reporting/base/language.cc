#include "reporting/base/language.h"

#include <array>
#include <cmath>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/clock.h"

namespace zwk::reporting {
namespace {

constexpr std::array<absl::string_view, 12> kGermanMonths = {
    "Januar", "Februar", "März",      "April",   "Mai",      "Juni",
    "Juli",   "August",  "September", "Oktober", "November", "Dezember"};
constexpr std::array<absl::string_view, 12> kEnglishMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string ClockTime(int minute_of_day) {
  return absl::StrFormat("%02d:%02d", minute_of_day / 60, minute_of_day % 60);
}

std::string Grouped(absl::string_view digits, absl::string_view separator) {
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) absl::StrAppend(&grouped, separator);
    grouped += digits[i];
  }
  return grouped;
}

// 1..4 if the days span whole quarters of one year.
struct Quarters {
  int first = 0;
  int last = 0;
};
std::optional<Quarters> WholeQuarters(std::chrono::year_month_day from,
                                      std::chrono::year_month_day to) {
  const unsigned first_month = static_cast<unsigned>(from.month());
  const unsigned last_month = static_cast<unsigned>(to.month());
  const std::chrono::year_month_day month_end = to.year() / to.month() / std::chrono::last;
  if (from.year() != to.year() || static_cast<unsigned>(from.day()) != 1 || to != month_end ||
      first_month % 3 != 1 || last_month % 3 != 0 || last_month < first_month) {
    return std::nullopt;
  }
  return Quarters{static_cast<int>(first_month + 2) / 3, static_cast<int>(last_month) / 3};
}

}  // namespace

std::optional<Language> LanguageOf(absl::string_view tag) {
  const std::string lower = absl::AsciiStrToLower({tag.data(), tag.size()});
  const absl::string_view primary = absl::string_view(lower).substr(0, lower.find_first_of("-_"));
  if (primary == "de") return Language::kGerman;
  if (primary == "en") return Language::kEnglish;
  return std::nullopt;
}

absl::string_view Tag(Language language) { return Say(language, "de", "en"); }

std::string LongDate(Language language, std::chrono::year_month_day day) {
  const unsigned month = static_cast<unsigned>(day.month());
  if (month < 1 || month > 12) return "";
  const int year = static_cast<int>(day.year());
  const unsigned number = static_cast<unsigned>(day.day());
  return language == Language::kGerman
             ? absl::StrCat(number, ". ", kGermanMonths[month - 1], " ", year)
             : absl::StrCat(number, " ", kEnglishMonths[month - 1], " ", year);
}

std::string DuePhrase(Language language, absl::string_view earliest, absl::string_view latest) {
  static constexpr std::array<absl::string_view, 4> kNumerals = {"I", "II", "III", "IV"};
  const auto from = ParseDate(std::string(earliest));
  const auto to = ParseDate(std::string(latest));
  if (from.ok() && to.ok()) {
    if (const auto quarters = WholeQuarters(*from, *to)) {
      const int year = static_cast<int>(to->year());
      const absl::string_view last = kNumerals[quarters->last - 1];
      if (quarters->first == quarters->last) {
        return absl::StrCat(Say(language, "Quartal ", "quarter "), last, " ", year);
      }
      return absl::StrCat(Say(language, "Quartale ", "quarters "), kNumerals[quarters->first - 1],
                          quarters->first + 1 == quarters->last ? "/" : "–", last, " ", year);
    }
    if (*from == *to) return absl::StrCat(Say(language, "am ", "on "), LongDate(language, *to));
    return absl::StrCat(LongDate(language, *from), " – ", LongDate(language, *to));
  }
  if (to.ok()) return absl::StrCat(Say(language, "bis ", "by "), LongDate(language, *to));
  if (from.ok()) return absl::StrCat(Say(language, "ab ", "from "), LongDate(language, *from));
  return "";
}

std::string DateLine(Language language, LocalTime start, std::optional<LocalTime> end) {
  std::string line = absl::StrCat(Say(language, "am ", "on "), LongDate(language, start.day), ", ",
                                  ClockTime(start.minute_of_day));
  if (end && end->day == start.day) {
    absl::StrAppend(&line, " – ", ClockTime(end->minute_of_day));
  } else if (end) {
    absl::StrAppend(&line, Say(language, " Uhr – ", " – "), LongDate(language, end->day), ", ",
                    ClockTime(end->minute_of_day));
  }
  absl::StrAppend(&line, Say(language, " Uhr", ""));
  return line;
}

std::string Number(Language language, int64_t value) {
  std::string digits = absl::StrCat(value);
  const bool negative = value < 0;
  if (negative) digits.erase(0, 1);
  return absl::StrCat(negative ? "\u2212" : "", Grouped(digits, Say(language, ".", ",")));
}

std::string Decimal(Language language, double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  const std::string plain = absl::StrFormat("%.*f", decimals, std::fabs(value));
  const size_t point = plain.find('.');
  std::string text = Grouped(plain.substr(0, point), Say(language, ".", ","));
  if (point != std::string::npos) {
    absl::StrAppend(&text, Say(language, ",", "."), plain.substr(point + 1));
  }
  const bool is_zero = plain.find_first_not_of("0.") == std::string::npos;
  return absl::StrCat(value < 0 && !is_zero ? "\u2212" : "", text);
}

std::string Percent(Language language, double percent, int decimals) {
  return absl::StrCat(Decimal(language, percent, decimals), Say(language, "\u00a0%", "%"));
}

std::string Quoted(Language language, absl::string_view text) {
  return absl::StrCat(Say(language, "„", "“"), text, Say(language, "“", "”"));
}

std::string Enumerated(Language language, const std::vector<std::string>& items) {
  std::string text;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0)
      absl::StrAppend(&text, i + 1 == items.size() ? Say(language, " und ", " and ") : ", ");
    absl::StrAppend(&text, items[i]);
  }
  return text;
}

}  // namespace zwk::reporting
