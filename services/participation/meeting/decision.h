#pragma once

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"
#include "zwk/participation/v1/decision.pb.h"

namespace zwk::participation {

// What the board decided in a meeting, as it is to be kept; violations under `path`.
void TakeDecision(FieldErrors& errors, absl::string_view path, v1::Decision& decision);

// Whether the board has decided for something of this kind.
bool IsAdopted(const v1::Decision& decision, v1::DecisionKind kind);

// Whether a decision lets something of this kind happen to the lab.
bool Carries(const v1::Decision& decision, v1::DecisionKind kind, absl::string_view lab_id);

}  // namespace zwk::participation
