#include "participation/api/translate.h"

namespace zwk::participation {

Time ToTime(FieldErrors& errors, absl::string_view field,
            const google::protobuf::Timestamp& timestamp) {
  constexpr int64_t kLeast = -62135596800;  // 0001-01-01
  constexpr int64_t kMost = 253402300799;   // 9999-12-31T23:59:59
  if (timestamp.seconds() < kLeast || timestamp.seconds() > kMost || timestamp.nanos() < 0 ||
      timestamp.nanos() > 999'999'999) {
    errors.Add(field, "is no time between the years 1 and 9999");
    return Time{};
  }
  return FromMicros(timestamp.seconds() * 1'000'000 + timestamp.nanos() / 1000);
}

google::protobuf::Timestamp AsTimestamp(Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t micros = ToMicros(time);
  const int64_t second = (micros % 1'000'000 + 1'000'000) % 1'000'000;  // micros since it began
  timestamp.set_seconds((micros - second) / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(second * 1000));
  return timestamp;
}

}  // namespace zwk::participation
