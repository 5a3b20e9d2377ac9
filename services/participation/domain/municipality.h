#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace zwk::participation {

// How a municipality wants things.
struct MunicipalityConfigured {
  std::string municipality_id;
  std::string name;
  std::string official_municipality_key;  // AGS, 8 digits
  std::string default_locale = "de";
  std::string timezone = "Europe/Berlin";
  int32_t pii_days = 0;  // retention; 0: not said
  int32_t access_code_days = 0;
  int32_t ballot_days = 0;
  int32_t min_secret_participants = 5;

  bool operator==(const MunicipalityConfigured&) const = default;
};
using MunicipalityEvent = std::variant<MunicipalityConfigured>;

// Invariant: its settings are whole; who was never configured has the defaults above.
struct Municipality {
  absl::StatusOr<std::vector<MunicipalityEvent>> Configure(MunicipalityConfigured wanted) const;
  void Apply(const MunicipalityEvent& event);

  MunicipalityConfigured settings;
};

}  // namespace zwk::participation
