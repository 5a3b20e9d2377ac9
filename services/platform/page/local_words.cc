#include "platform/page/local_words.h"

#include <unicode/coll.h>
#include <unicode/datefmt.h>
#include <unicode/listformatter.h>
#include <unicode/numberformatter.h>

#include <map>
#include <memory>
#include <utility>

#include "platform/base/clock.h"

namespace zwk::page {
namespace {

using icu::UnicodeString;

icu::Locale Reader(absl::string_view lang) {
  if (lang == "en") lang = "en-GB";  // as LongDate writes days
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale =
      icu::Locale::forLanguageTag({lang.data(), static_cast<int>(lang.size())}, error);
  locale.setUnicodeKeywordValue("nu", "latn", error);
  return U_FAILURE(error) ? icu::Locale::getGerman() : locale;
}

std::string Utf8(const UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

// The parts that the skeleton names, in the order and the forms of the language. Making a format takes a hundred times as
// long as using it; there are few, and each thread has its own.
icu::DateFormat* FormatOf(absl::string_view lang, const char* skeleton) {
  thread_local std::map<std::pair<std::string, std::string>, std::unique_ptr<icu::DateFormat>>
      formats;
  auto& format = formats[{std::string(lang), skeleton}];
  if (format == nullptr) {
    UErrorCode error = U_ZERO_ERROR;
    format.reset(
        icu::DateFormat::createInstanceForSkeleton(UnicodeString(skeleton), Reader(lang), error));
    if (U_FAILURE(error)) format.reset();
    if (format != nullptr) format->setTimeZone(*icu::TimeZone::getGMT());
  }
  return format.get();
}

std::string Formatted(absl::string_view lang, const char* skeleton, std::chrono::sys_days day) {
  icu::DateFormat* const format = FormatOf(lang, skeleton);
  if (format == nullptr) return FormatDate(day);
  using Milliseconds = std::chrono::duration<double, std::milli>;
  UnicodeString text;
  return Utf8(format->format(Milliseconds(day.time_since_epoch()).count(), text));
}

std::string Written(const icu::number::LocalizedNumberFormatter& formatter, double value) {
  UErrorCode error = U_ZERO_ERROR;
  const auto number = formatter.formatDouble(value, error);
  return U_FAILURE(error) ? "" : Utf8(number.toString(error));
}

}  // namespace

std::string LanguageName(absl::string_view lang, absl::string_view tag) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale named =
      icu::Locale::forLanguageTag({tag.data(), static_cast<int>(tag.size())}, error);
  UnicodeString text;
  if (U_SUCCESS(error)) named.getDisplayName(Reader(lang), text);
  return text.isEmpty() ? std::string(tag) : Utf8(text);
}

std::string CountryName(absl::string_view lang, absl::string_view country) {
  const icu::Locale named("", std::string(country).c_str());
  UnicodeString text;
  named.getDisplayCountry(Reader(lang), text);
  return text.isEmpty() ? std::string(country) : Utf8(text);
}

std::string DayInWords(absl::string_view lang, std::chrono::sys_days day) {
  return Formatted(lang, "EEEMMMMd", day);
}

std::string DateInWords(absl::string_view lang, std::chrono::sys_days day) {
  return Formatted(lang, "yMMMMd", day);
}

std::string WeekdayInWords(absl::string_view lang, std::chrono::weekday day) {
  constexpr std::chrono::sys_days kSunday{std::chrono::days(3)};  // 4 January 1970
  return Formatted(lang, "cccc", kSunday + (day - std::chrono::Sunday));
}

std::string AmountInWords(absl::string_view lang, int64_t cents, absl::string_view currency) {
  UErrorCode error = U_ZERO_ERROR;
  const double value = static_cast<double>(cents) / 100;
  auto formatter = icu::number::NumberFormatter::withLocale(Reader(lang))
                       .precision(icu::number::Precision::fixedFraction(2));
  const icu::CurrencyUnit unit(icu::StringPiece(currency.data(), static_cast<int>(currency.size())),
                               error);
  if (U_SUCCESS(error)) formatter = formatter.unit(unit);
  return Written(formatter, value);
}

std::string DecimalInWords(absl::string_view lang, double value, int decimals) {
  return Written(icu::number::NumberFormatter::withLocale(Reader(lang))
                     .precision(icu::number::Precision::fixedFraction(decimals)),
                 value);
}

std::string ListInWords(absl::string_view lang, const std::vector<std::string>& items) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::ListFormatter> formatter(
      icu::ListFormatter::createInstance(Reader(lang), error));
  std::vector<UnicodeString> texts;
  for (const std::string& item : items) texts.push_back(UnicodeString::fromUTF8(item));
  UnicodeString text;
  if (U_SUCCESS(error)) {
    formatter->format(texts.data(), static_cast<int>(texts.size()), text, error);
  }
  return Utf8(text);
}

bool ComesBefore(absl::string_view lang, absl::string_view a, absl::string_view b) {
  thread_local std::map<std::string, std::unique_ptr<icu::Collator>> orders;
  auto& order = orders[std::string(lang)];
  UErrorCode error = U_ZERO_ERROR;
  if (order == nullptr) order.reset(icu::Collator::createInstance(Reader(lang), error));
  if (order == nullptr || U_FAILURE(error)) return a < b;
  const auto utf8 = [](absl::string_view text) {
    return icu::StringPiece(text.data(), static_cast<int>(text.size()));
  };
  const UCollationResult result = order->compareUTF8(utf8(a), utf8(b), error);
  return result == UCOL_LESS || (result == UCOL_EQUAL && a < b);
}

}  // namespace zwk::page
