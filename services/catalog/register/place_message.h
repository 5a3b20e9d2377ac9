#pragma once

#include "absl/status/statusor.h"
#include "catalog/register/place.h"
#include "zwk/catalog/v1/place.pb.h"

namespace zwk::catalog {

v1::Place ToProto(const Place& value);
// INVALID_ARGUMENT with the field path where the message says what the domain cannot; whether it
// makes sense is for Validate.
absl::StatusOr<Place> FromProto(const v1::Place& message);

}  // namespace zwk::catalog
