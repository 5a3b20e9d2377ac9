// Closed loops: N callers, each with one operation in flight.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/task.h"

namespace zwk::bench {

// One operation; called with a number that no other call gets.
using Operation = std::function<Task<absl::Status>(uint64_t number)>;

struct LoadResult {
  double per_second = 0;
  double p50_micros = 0;
  uint64_t operations = 0;
  absl::Status failure;  // of the first operation that failed
};

// Runs `in_flight` loops for `duration`; each waits for its last operation before this returns.
LoadResult RunLoad(const Operation& operation, int in_flight, std::chrono::milliseconds duration);

double Percentile(std::vector<double> values, double share);

// CPU time that another process has used so far, in microseconds.
double CpuMicrosOf(int pid);

}  // namespace zwk::bench
