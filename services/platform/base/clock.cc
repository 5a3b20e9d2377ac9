#include "platform/base/clock.h"

#include <cstdio>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace zwk {

Time SystemClock::Now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Time ManualClock::Now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

void ManualClock::Advance(Duration by) {
  const std::lock_guard lock(mutex_);
  now_ += by;
}

int64_t ToMicros(Time time) { return time.time_since_epoch().count(); }

Time FromMicros(int64_t micros) { return Time(std::chrono::microseconds(micros)); }

std::string FormatTime(Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromUnixMicros(ToMicros(time)),
                          absl::UTCTimeZone());
}

absl::StatusOr<Time> ParseTime(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrFormat("'%s' is not an RFC 3339 time", text));
  }
  return FromMicros(absl::ToUnixMicros(time));
}

absl::StatusOr<std::chrono::year_month_day> ParseDate(const std::string& text) {
  const auto bad = [&] {
    return absl::InvalidArgumentError(absl::StrFormat("'%s' is not a date like 2022-03-28", text));
  };
  if (text.size() != 10) return bad();
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return bad();
  }
  const auto number = [&](size_t from, size_t count) {
    return std::stoi(text.substr(from, count));
  };
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (!day.ok()) return bad();
  return day;
}

std::string FormatDate(std::chrono::year_month_day day) {
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace zwk
