#pragma once

#include <map>
#include <mutex>
#include <string>

#include "catalog/search/usage_port.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// Counts searches, never their words. Searching writes nothing: counts are kept here and published
// now and then, so a crash loses at most those of one interval.
class SearchUsage {
 public:
  explicit SearchUsage(UsageStore& store) : store_(store) {}

  void Count(const std::string& municipality, const std::string& language, bool hit);
  // What could not be published stays counted.
  Task<void> Publish();

 private:
  UsageStore& store_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, SearchCount> counts_;  // guarded by mutex_
};

}  // namespace zwk::catalog
