#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "platform/base/task.h"

namespace zwk::catalog {

struct SearchCount {
  int64_t searches = 0;
  int64_t without_hit = 0;
};

class UsageStore {
 public:
  virtual ~UsageStore() = default;
  // Publishes the counts of a language as one event.
  virtual Task<absl::Status> Publish(std::string municipality, std::string language,
                                     SearchCount count) = 0;
};

}  // namespace zwk::catalog
