#pragma once

#include "catalog/register/organization.h"
#include "zwk/catalog/v1/organization.pb.h"

namespace zwk::catalog {

v1::Organization ToProto(const Organization& value);
// Whether it makes sense is for Take.
Organization FromProto(const v1::Organization& message);

}  // namespace zwk::catalog
