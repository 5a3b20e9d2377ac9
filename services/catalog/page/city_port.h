#pragma once

#include "absl/status/statusor.h"
#include "catalog/page/city.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::catalog {

class Cities {
 public:
  virtual ~Cities() = default;
  virtual Task<absl::StatusOr<City>> Find(Caller caller) = 0;
};

}  // namespace zwk::catalog
