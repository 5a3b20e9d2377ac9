#pragma once

#include "absl/status/statusor.h"
#include "catalog/register/target_group.h"
#include "zwk/catalog/v1/target_group.pb.h"

namespace zwk::catalog {

v1::TargetGroup ToProto(const TargetGroup& value);
// INVALID_ARGUMENT with the field path where the message says what the domain cannot; whether it
// makes sense is for Validate.
absl::StatusOr<TargetGroup> FromProto(const v1::TargetGroup& message);

}  // namespace zwk::catalog
