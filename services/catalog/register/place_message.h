#pragma once

#include "catalog/register/place.h"
#include "zwk/catalog/v1/place.pb.h"

namespace zwk::catalog {

v1::Place ToProto(const Place& value);
// Whether it makes sense is for Take.
Place FromProto(const v1::Place& message);

}  // namespace zwk::catalog
