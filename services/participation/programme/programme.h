#pragma once

#include <variant>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/programme.pb.h"

namespace zwk::participation {

using ProgrammeEvent = std::variant<v1::ProgrammeCreated>;

// The funded programme a city takes part in.
//
// Invariant: it ends after it starts, and its money has a currency.
struct Programme {
  absl::StatusOr<v1::ProgrammeCreated> Create(v1::ProgrammeCreated wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const ProgrammeEvent& event);

  v1::Programme state;  // as it is kept and answered
};

using ProgrammeRepository = Repository<Programme, ProgrammeEvent>;

}  // namespace zwk::participation
