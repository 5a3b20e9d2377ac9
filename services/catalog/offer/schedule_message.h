#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "catalog/offer/schedule.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {

v1::Schedule ToProto(const Schedule& schedule);
// INVALID_ARGUMENT with the field path below `field`.
absl::StatusOr<Schedule> FromProto(const v1::Schedule& message, const std::string& field);

}  // namespace zwk::catalog
