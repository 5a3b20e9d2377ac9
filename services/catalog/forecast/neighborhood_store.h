#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/base/geometry.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// The neighborhoods of forecasting, from the view.
class StoredNeighborhoods {
 public:
  explicit StoredNeighborhoods(stream::ViewReader& view) : view_(view) {}

  // Another value after every change of a neighborhood.
  Task<absl::StatusOr<std::string>> Revision(Caller caller);
  Task<absl::StatusOr<std::vector<Zone>>> Zones(Caller caller);

 private:
  stream::ViewReader& view_;
};

}  // namespace zwk::catalog
