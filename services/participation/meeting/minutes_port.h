#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "zwk/participation/v1/minutes.pb.h"

namespace zwk::participation {

// The drafts that reporting has published, as far as word of them has come.
class DraftedMinutes {
 public:
  virtual ~DraftedMinutes() = default;
  virtual Task<absl::StatusOr<std::optional<v1::MinutesDocument>>> Latest(
      Caller caller, std::string meeting_id) = 0;
};

}  // namespace zwk::participation
