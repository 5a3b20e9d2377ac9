#pragma once

#include "absl/status/statusor.h"
#include "catalog/register/need_type.h"
#include "zwk/catalog/v1/need_type.pb.h"

namespace zwk::catalog {

v1::NeedType ToProto(const NeedType& value);
// INVALID_ARGUMENT with the field path where the message says what the domain cannot; whether it
// makes sense is for Validate.
absl::StatusOr<NeedType> FromProto(const v1::NeedType& message);

}  // namespace zwk::catalog
