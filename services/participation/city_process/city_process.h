#pragma once

#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/city_process.pb.h"

namespace zwk::participation {

using CityProcessEvent =
    std::variant<v1::CityProcessRegistered, v1::CityProcessUpdated, v1::CityProcessArchived>;

// What the city does already and labs must stay in step with.
//
// Invariant: it has a name and an office that answers for it, and once archived it changes no more.
// That the fields of action it names are there is known before.
struct CityProcess {
  static constexpr int kMaxMilestones = 50;
  static constexpr int kMaxFields = 20;
  static constexpr int kMaxNeighborhoods = 200;

  using Events = absl::StatusOr<std::vector<CityProcessEvent>>;

  absl::StatusOr<v1::CityProcessRegistered> Register(v1::CityProcessRegistered wanted) const;
  Events Update(v1::CityProcessUpdated wanted) const;
  Events Archive(v1::CityProcessArchived wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const CityProcessEvent& event);

  v1::CityProcess state;  // as it is kept and answered
};

using CityProcessRepository = Repository<CityProcess, CityProcessEvent>;

}  // namespace zwk::participation
