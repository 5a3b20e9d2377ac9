#include "platform/page/language.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/clock.h"

namespace zwk::page {
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

bool IsRightToLeft(absl::string_view lang) {
  for (const absl::string_view script : {"-Arab", "-Hebr", "-Thaa", "-Syrc"}) {
    if (absl::StrContains(lang, script)) return true;
  }
  if (absl::StrContains(lang, "-Latn") || absl::StrContains(lang, "-Cyrl")) return false;
  const absl::string_view language = lang.substr(0, lang.find('-'));
  static constexpr absl::string_view kFromTheRight[] = {"ar", "ckb", "dv", "fa", "he", "ps",
                                                        "sd", "ug",  "ur", "yi", "prs"};
  return std::find(std::begin(kFromTheRight), std::end(kFromTheRight), language) !=
         std::end(kFromTheRight);
}

std::string Isolated(absl::string_view text) {
  // By the first bytes of UTF-8 of Hebrew, Arabic and their neighbors, and of their forms.
  bool turns = false;
  for (size_t i = 0; i + 1 < text.size() && !turns; ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    const auto second = static_cast<unsigned char>(text[i + 1]);
    turns = (first == 0xD6 && second >= 0x90) || (first >= 0xD7 && first <= 0xDF) ||
            (first == 0xE0 && second >= 0xA0 && second <= 0xA3) ||
            (first == 0xEF && second >= 0xAC && second <= 0xBB);
  }
  return turns ? absl::StrCat("\u2068", text, "\u2069") : std::string(text);
}

namespace {

// Clocks that go from one hour before UTC to two and back are those of Central Europe.
std::string ZoneName(Language language, int offset_minutes, bool central_european) {
  if (central_european) {
    return std::string(offset_minutes == 60 ? Say(language, "MEZ", "CET")
                                            : Say(language, "MESZ", "CEST"));
  }
  const int ahead = std::abs(offset_minutes);
  return absl::StrCat("UTC", offset_minutes < 0 ? "-" : "+", ahead / 60,
                      ahead % 60 == 0 ? "" : absl::StrCat(":", ahead % 60));
}

// Both times with the names of their zones.
std::string DateLineAcross(Language language, LocalTime start, LocalTime end) {
  const bool central_european = std::min(start.offset_minutes, end.offset_minutes) == 60 &&
                                std::max(start.offset_minutes, end.offset_minutes) == 120;
  return absl::StrCat(Say(language, "am ", "on "), LongDate(language, start.day), ", ",
                      ClockTime(start.minute_of_day), " ",
                      ZoneName(language, start.offset_minutes, central_european), " – ",
                      end.day == start.day ? "" : absl::StrCat(LongDate(language, end.day), ", "),
                      ClockTime(end.minute_of_day), " ",
                      ZoneName(language, end.offset_minutes, central_european));
}

}  // namespace

std::string DateLine(Language language, LocalTime start, std::optional<LocalTime> end) {
  if (end && end->offset_minutes != start.offset_minutes) {
    return DateLineAcross(language, start, *end);
  }
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

}  // namespace zwk::page
