#pragma once

#include "catalog/base/target.h"
#include "zwk/catalog/v1/target_group.pb.h"

namespace zwk::catalog {

v1::AgeRange ToProto(const AgeRange& age);
AgeRange FromProto(const v1::AgeRange& message);

v1::TargetPredicate ToProto(const TargetPredicate& predicate);
TargetPredicate FromProto(const v1::TargetPredicate& message);

}  // namespace zwk::catalog
