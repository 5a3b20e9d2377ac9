#pragma once

#include "absl/status/statusor.h"
#include "catalog/register/organization.h"
#include "zwk/catalog/v1/organization.pb.h"

namespace zwk::catalog {

v1::Organization ToProto(const Organization& value);
// INVALID_ARGUMENT with the field path where the message says what the domain cannot; whether it
// makes sense is for Validate.
absl::StatusOr<Organization> FromProto(const v1::Organization& message);

}  // namespace zwk::catalog
