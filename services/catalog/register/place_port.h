#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "catalog/register/place.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// Says in which neighborhood places lie.
class PlaceLocator {
 public:
  // By the boundaries of now; "" where the place has no coordinates or no neighborhood contains
  // them.
  using NeighborhoodOf = std::function<std::string(const Place&)>;

  virtual ~PlaceLocator() = default;
  virtual Task<absl::StatusOr<NeighborhoodOf>> Locate(Caller caller) = 0;
};

}  // namespace zwk::catalog
