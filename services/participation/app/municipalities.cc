#include "participation/app/municipalities.h"

#include <utility>

namespace zwk::participation {

Task<absl::StatusOr<Stored<Municipality>>> Municipalities::Configure(
    Caller caller, uint64_t expected_version, MunicipalityConfigured wanted) {
  const std::string id = caller.municipality;
  wanted.municipality_id = id;
  auto decide = [wanted](const Municipality& municipality) {
    return municipality.Configure(wanted);
  };
  if (expected_version != 0) {
    return municipalities_.Change(std::move(caller), id, expected_version, decide);
  }
  return municipalities_.Put(std::move(caller), id, decide);
}

Task<absl::StatusOr<Stored<Municipality>>> Municipalities::Get(Caller caller) {
  const std::string id = caller.municipality;
  return municipalities_.Load(std::move(caller), id);
}

}  // namespace zwk::participation
