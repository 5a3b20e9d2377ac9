#pragma once

#include <string>

#include "catalog/base/target.h"
#include "catalog/page/reader.h"

namespace zwk::catalog {

// Who a predicate admits: "12 bis 17 Jahre, Frauen". Its life situations are words of the city and stay as they are.
std::string InWords(const TargetPredicate& predicate, const Reader& reader);

}  // namespace zwk::catalog
