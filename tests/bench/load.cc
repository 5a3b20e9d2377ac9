#include "tests/bench/load.h"

#include <time.h>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace zwk::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Loop {
  const Operation& operation;
  Steady::time_point until;
  std::atomic<uint64_t>& next;
  std::vector<double> micros = {};
  absl::Status failure = {};
};

Task<bool> Run(Loop& loop) {
  for (Steady::time_point begin = Steady::now(); begin < loop.until;) {
    absl::Status status = co_await loop.operation(loop.next.fetch_add(1));
    const Steady::time_point end = Steady::now();
    if (!status.ok()) {
      loop.failure = std::move(status);
      break;
    }
    loop.micros.push_back(std::chrono::duration<double, std::micro>(end - begin).count());
    begin = end;
  }
  co_return true;
}

}  // namespace

LoadResult RunLoad(const Operation& operation, int in_flight, std::chrono::milliseconds duration) {
  // Numbers go on over all loads of the process: keys made from them stay new.
  static std::atomic<uint64_t> next{0};
  const Steady::time_point begin = Steady::now();
  std::vector<Loop> loops(in_flight, Loop{operation, begin + duration, next});
  std::vector<Task<bool>> tasks;
  for (Loop& loop : loops) tasks.push_back(Run(loop));
  SyncWait(WhenAll(std::move(tasks)));
  const double seconds = std::chrono::duration<double>(Steady::now() - begin).count();

  LoadResult result;
  std::vector<double> micros;
  for (const Loop& loop : loops) {
    micros.insert(micros.end(), loop.micros.begin(), loop.micros.end());
    if (result.failure.ok()) result.failure = loop.failure;
  }
  result.operations = micros.size();
  result.per_second = static_cast<double>(micros.size()) / seconds;
  result.p50_micros = Percentile(std::move(micros), 0.5);
  return result;
}

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const size_t at =
      std::min(values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())));
  std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(at), values.end());
  return values[at];
}

double CpuMicrosOf(int pid) {
  clockid_t clock;
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

}  // namespace zwk::bench
