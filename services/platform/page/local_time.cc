#include "platform/page/local_time.h"

#include <unicode/timezone.h>

#include <memory>

namespace zwk::page {

LocalTime InZone(int64_t unix_seconds, const std::string& zone) {
  const std::unique_ptr<icu::TimeZone> rules(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  int32_t raw = 0;
  int32_t daylight = 0;
  UErrorCode error = U_ZERO_ERROR;
  if (*rules != icu::TimeZone::getUnknown()) {
    rules->getOffset(static_cast<double>(unix_seconds) * 1000, false, raw, daylight, error);
  }
  const std::chrono::sys_seconds local(std::chrono::seconds(unix_seconds) +
                                       std::chrono::seconds((raw + daylight) / 1000));
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {std::chrono::year_month_day(day),
          static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(local - day).count()),
          (raw + daylight) / 60000};
}

}  // namespace zwk::page
