#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "platform/base/clock.h"

namespace zwk::participation {

inline google::protobuf::Timestamp ToTimestamp(Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t micros = ToMicros(time);
  const int64_t rest = (micros % 1'000'000 + 1'000'000) % 1'000'000;  // never negative
  timestamp.set_seconds((micros - rest) / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

}  // namespace zwk::participation
