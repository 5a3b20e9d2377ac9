#pragma once

#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/field_of_action.pb.h"

namespace zwk::participation {

using FieldOfActionEvent = std::variant<v1::FieldOfActionDefined>;

// A field of action of a programme.
//
// Invariant: it stays in its programme.
struct FieldOfAction {
  static constexpr int kMaxAspects = 40;

  absl::StatusOr<std::vector<FieldOfActionEvent>> Define(v1::FieldOfActionDefined wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const FieldOfActionEvent& event);

  v1::FieldOfAction state;  // as it is kept and answered
};

using FieldOfActionRepository = Repository<FieldOfAction, FieldOfActionEvent>;

}  // namespace zwk::participation
