#pragma once

#include "absl/status/statusor.h"
#include "participation/domain/municipality.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using MunicipalityRepository = Repository<Municipality, MunicipalityEvent>;

// The settings of the caller's municipality.
class Municipalities {
 public:
  explicit Municipalities(MunicipalityRepository& municipalities)
      : municipalities_(municipalities) {}

  Task<absl::StatusOr<Stored<Municipality>>> Configure(Caller caller, uint64_t expected_version,
                                                       MunicipalityConfigured wanted);
  Task<absl::StatusOr<Stored<Municipality>>> Get(Caller caller);

 private:
  MunicipalityRepository& municipalities_;
};

}  // namespace zwk::participation
