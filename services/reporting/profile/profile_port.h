#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/base/positions.h"
#include "reporting/profile/profile.h"

namespace zwk::reporting {

struct ProfileFacts {
  NeighborhoodProfile profile;
  Positions positions;
};

class ProfileSource {
 public:
  virtual ~ProfileSource() = default;
  // NOT_FOUND: no such neighborhood.
  virtual Task<absl::StatusOr<ProfileFacts>> Now(Caller caller, std::string neighborhood_key) = 0;
};

}  // namespace zwk::reporting
