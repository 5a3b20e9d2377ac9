#pragma once

#include "catalog/register/target_group.h"
#include "zwk/catalog/v1/target_group.pb.h"

namespace zwk::catalog {

v1::TargetGroup ToProto(const TargetGroup& value);
// Whether it makes sense is for Take.
TargetGroup FromProto(const v1::TargetGroup& message);

}  // namespace zwk::catalog
