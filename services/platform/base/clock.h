#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"

namespace zwk {

// UTC, microseconds: what Redis, protobuf and people can all hold without loss.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

inline constexpr Time kNoDeadline = Time::max();

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time Now() const = 0;
};

class SystemClock : public Clock {
 public:
  Time Now() const override;
};

// Stands still until it is moved: tests.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Time now = Time(std::chrono::seconds(1648474200))) : now_(now) {}
  Time Now() const override;
  void Advance(Duration by);

 private:
  mutable std::mutex mutex_;
  Time now_;  // guarded by mutex_
};

// 2022-03-28T13:30:00.000000Z
std::string FormatTime(Time time);
absl::StatusOr<Time> ParseTime(const std::string& text);

int64_t ToMicros(Time time);
Time FromMicros(int64_t micros);

// A calendar day as cities write it in data: 2022-03-28. INVALID_ARGUMENT for days that do not
// exist.
absl::StatusOr<std::chrono::year_month_day> ParseDate(const std::string& text);
std::string FormatDate(std::chrono::year_month_day day);

}  // namespace zwk
