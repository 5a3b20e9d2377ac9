#include "participation/access_code/failed_tries.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zwk::participation {

std::chrono::milliseconds FailedTries::Count(const std::string& municipality,
                                             const std::string& address,
                                             const std::string& session_id,
                                             Steady::time_point now) {
  const std::lock_guard lock(mutex_);
  const std::string from = absl::StrCat(municipality, " ", address);
  return std::max(CountOne(absl::StrCat(from, " ", session_id), kOfASession, now),
                  CountOne(from, kOfAnAddress, now));
}

std::chrono::milliseconds FailedTries::CountOne(const std::string& who, size_t most,
                                                Steady::time_point now) {
  if (tries_.size() >= kMostKnown && !tries_.contains(who)) {
    if (now - swept_ >= kWindow) {  // not at every try: it looks at all of them
      std::erase_if(tries_, [now](const auto& one) { return now - one.second.back() >= kWindow; });
      swept_ = now;
    }
    // Whoever comes from everywhere at once is not stopped by counting addresses.
    if (tries_.size() >= kMostKnown) tries_.erase(tries_.begin());
  }
  std::deque<Steady::time_point>& tries = tries_[who];
  while (!tries.empty() && now - tries.front() >= kWindow) tries.pop_front();
  tries.push_back(now);
  if (tries.size() <= most) return {};
  tries.pop_front();  // no more than these need to be known
  return std::chrono::ceil<std::chrono::milliseconds>(tries.front() + kWindow - now);
}

}  // namespace zwk::participation
