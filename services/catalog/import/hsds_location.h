#pragma once

#include "catalog/import/hsds_reader.h"
#include "catalog/import/hsds_values.h"

namespace zwk::catalog::hsds {

Place ReadLocation(const Entity& entity, const KnownIds& known, Children& children, Values& values);

}  // namespace zwk::catalog::hsds
