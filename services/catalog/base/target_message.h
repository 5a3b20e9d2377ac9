#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "catalog/base/target.h"
#include "zwk/catalog/v1/target_group.pb.h"

namespace zwk::catalog {

v1::AgeRange ToProto(const AgeRange& age);
AgeRange FromProto(const v1::AgeRange& message);

v1::TargetPredicate ToProto(const TargetPredicate& predicate);
// INVALID_ARGUMENT with the field path below `field`.
absl::StatusOr<TargetPredicate> FromProto(const v1::TargetPredicate& message,
                                          const std::string& field);

}  // namespace zwk::catalog
