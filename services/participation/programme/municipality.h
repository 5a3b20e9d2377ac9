#pragma once

#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/municipality.pb.h"

namespace zwk::participation {

using MunicipalityEvent = std::variant<v1::MunicipalityConfigured>;

// How a municipality wants things.
//
// Invariant: its settings are whole; who says nothing has the defaults.
struct Municipality {
  static const v1::Municipality& Defaults();

  absl::StatusOr<std::vector<MunicipalityEvent>> Configure(v1::MunicipalityConfigured wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const MunicipalityEvent& event);

  v1::Municipality state = Defaults();  // as it is kept and answered
};

using MunicipalityRepository = Repository<Municipality, MunicipalityEvent>;

}  // namespace zwk::participation
