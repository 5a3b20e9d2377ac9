#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace zwk::participation {

// How often codes were tried in vain within a minute. Kept in memory alone: addresses are nobody's to
// store. Of several processes each counts for itself.
class FailedTries {
 public:
  using Steady = std::chrono::steady_clock;
  static constexpr size_t kOfASession = 5;    // from one address
  static constexpr size_t kOfAnAddress = 60;  // for whatever sessions it names
  static constexpr std::chrono::seconds kWindow{60};

  // Counts one more. Zero: it is told as what it is; else how long until the next one would be.
  std::chrono::milliseconds Count(const std::string& municipality, const std::string& address,
                                  const std::string& session_id, Steady::time_point now);

  // Of how many it is known that they tried; bounded.
  size_t known() {
    const std::lock_guard lock(mutex_);
    return tries_.size();
  }

 private:
  static constexpr size_t kMostKnown = 20'000;
  std::chrono::milliseconds CountOne(const std::string& who, size_t most, Steady::time_point now);

  std::mutex mutex_;
  std::map<std::string, std::deque<Steady::time_point>> tries_;  // guarded by mutex_
  Steady::time_point swept_;                                     // guarded by mutex_
};

}  // namespace zwk::participation
