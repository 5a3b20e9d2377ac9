#pragma once

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "zwk/common/v1/forecast_ref.pb.h"
#include "zwk/participation/v1/lab.pb.h"

namespace zwk::participation {

// What other services have published, as far as word of it has come.
class PublishedVersions {
 public:
  virtual ~PublishedVersions() = default;
  virtual Task<absl::StatusOr<bool>> HasProfile(Caller caller, v1::ProfileRef profile) = 0;
  virtual Task<absl::StatusOr<bool>> HasForecast(Caller caller,
                                                 common::v1::ForecastRef forecast) = 0;
};

}  // namespace zwk::participation
