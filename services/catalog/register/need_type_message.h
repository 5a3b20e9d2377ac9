#pragma once

#include "catalog/register/need_type.h"
#include "zwk/catalog/v1/need_type.pb.h"

namespace zwk::catalog {

v1::NeedType ToProto(const NeedType& value);
// Whether it makes sense is for Take.
NeedType FromProto(const v1::NeedType& message);

}  // namespace zwk::catalog
