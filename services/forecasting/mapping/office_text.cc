#include "forecasting/mapping/office_text.h"

#include <array>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "forecasting/base/csv.h"

namespace zwk::forecasting {
namespace {

constexpr int kOldest = 150;

// Numbers become "#", their values go to `numbers`; what says nothing is left out: "5 bis unter 10 Jahre" is "# bis unter #".
std::string Shape(absl::string_view text, std::vector<int>& numbers) {
  std::string plain = absl::AsciiStrToLower(text);
  plain = absl::StrReplaceAll(plain, {{"\xE2\x80\x93", "-"},  // en dash
                                      {"\xE2\x80\x94", "-"},  // em dash
                                      {"\xE2\x88\x92", "-"},  // minus
                                      {"\xC2\xA0", " "},      // unbreakable space
                                      {"\xC3\xA4", "ae"},
                                      {"\xC3\x84", "ae"},
                                      {"\xE2\x89\xA5", ">="}});
  static const auto& kSaysNothing = *new std::set<std::string>{
      "jahr", "jahre", "jahren", "j", "year", "years", "alter", "age", "aged", "von", "from", "im"};
  std::vector<std::string> words;
  for (size_t i = 0; i < plain.size();) {
    const char c = plain[i];
    size_t end = i + 1;
    if (absl::ascii_isdigit(c)) {
      while (end < plain.size() && absl::ascii_isdigit(plain[end])) ++end;
      const std::optional<int> number = ToInt(plain.substr(i, end - i));
      numbers.push_back(number && *number <= kOldest ? *number : -1);
      words.push_back("#");
    } else if (absl::ascii_isalpha(c)) {
      while (end < plain.size() && absl::ascii_isalpha(plain[end])) ++end;
      std::string word = plain.substr(i, end - i);
      if (!kSaysNothing.contains(word)) words.push_back(std::move(word));
    } else if (c == '>' && end < plain.size() && plain[end] == '=') {
      words.push_back(plain.substr(i, 2));
      ++end;
    } else if (!absl::ascii_isspace(c) && c != '.' && c != '_') {
      words.push_back(std::string(1, c));
    }
    i = end;
  }
  return absl::StrJoin(words, " ");
}

}  // namespace

std::optional<AgeRange> ReadAge(absl::string_view text) {
  std::vector<int> n;
  const std::string shape = Shape(text, n);
  for (const int number : n) {
    if (number < 0) return std::nullopt;
  }
  const auto is = [&shape](std::initializer_list<absl::string_view> shapes) {
    for (const absl::string_view one : shapes) {
      if (shape == one) return true;
    }
    return false;
  };
  std::optional<AgeRange> range;
  if (is({"#"})) {
    range = {n[0], n[0]};
  } else if (is({"# - #", "# bis #", "# to #"})) {
    range = {n[0], n[1]};
  } else if (is({"# bis unter #", "# - unter #", "# to under #", "# - < #", "# to below #"})) {
    range = {n[0], n[1] - 1};
  } else if (is({"# +", "# und aelter", "# u aelter", "# plus", "# and older", "# and over",
                 "# or older", "# und mehr", "# u m", "ab #", ">= #", "# und darueber"})) {
    range = {n[0], AgeRange::kOpen};
  } else if (is({"unter #", "under #", "below #", "< #", "bis unter #"})) {
    range = {0, n[0] - 1};
  } else if (is({"bis #", "up to #"})) {
    range = {0, n[0]};
  }
  if (range && range->last < range->first) return std::nullopt;
  return range;
}

std::optional<std::string> ReadNumber(absl::string_view text, char decimal, char thousands) {
  std::string plain = absl::StrReplaceAll(
      absl::StripAsciiWhitespace(text),
      {{"\xE2\x88\x92", "-"}, {"\xC2\xA0", " "}, {"\xE2\x80\xAF", " "}, {"\xE2\x80\x99", "'"}});
  absl::string_view rest = plain;
  const bool negative = absl::ConsumePrefix(&rest, "-");
  const size_t point = rest.find(decimal);
  const absl::string_view whole = rest.substr(0, point);
  const absl::string_view part =
      point == absl::string_view::npos ? absl::string_view() : rest.substr(point + 1);
  const auto digits = [](absl::string_view some) {
    for (const char c : some) {
      if (!absl::ascii_isdigit(c)) return false;
    }
    return !some.empty();
  };
  if (point != absl::string_view::npos && !digits(part)) return std::nullopt;
  std::string number = negative ? "-" : "";
  const bool grouped = thousands != '\0' && absl::StrContains(whole, thousands);
  const std::vector<absl::string_view> groups =
      grouped ? std::vector<absl::string_view>(absl::StrSplit(whole, thousands))
              : std::vector<absl::string_view>{whole};
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool fits = !grouped || (i == 0 ? groups[i].size() <= 3 : groups[i].size() == 3);
    if (!fits || !digits(groups[i])) return std::nullopt;
    absl::StrAppend(&number, groups[i]);
  }
  if (!part.empty()) absl::StrAppend(&number, ".", part);
  return number;
}

std::optional<OfficeDay> ReadDay(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  for (const absl::string_view zero : {".0", ",0"}) absl::ConsumeSuffix(&text, zero);
  // Not '/': months stand before days there, or behind them.
  const char separator = absl::StrContains(text, '-') ? '-' : '.';
  const std::vector<absl::string_view> parts = absl::StrSplit(text, separator);
  std::array<int, 3> numbers{};
  if (parts.size() != 1 && parts.size() != 3) return std::nullopt;
  for (size_t i = 0; i < parts.size(); ++i) {
    const absl::string_view part = absl::StripAsciiWhitespace(parts[i]);
    const std::optional<int> number = ToInt(part);
    if (!number || *number < 0 || part.size() > 4) return std::nullopt;
    numbers[i] = *number;
  }
  if (parts.size() == 1) return OfficeDay{numbers[0]};
  const bool year_first = parts[0].size() == 4;
  if (year_first == (parts[2].size() == 4)) return std::nullopt;
  const OfficeDay day{year_first ? numbers[0] : numbers[2], numbers[1],
                      year_first ? numbers[2] : numbers[0]};
  if (day.month < 1 || day.month > 12 || day.day < 1 || day.day > 31) return std::nullopt;
  return day;
}

}  // namespace zwk::forecasting
