#pragma once

#include "catalog/import/hsds_document.h"
#include "catalog/import/hsds_reader.h"

namespace zwk::catalog::hsds {

// Which of the objects that a file brings have errors, so that the others can be taken over without them.
void FindBroken(const Entities& entities, const KnownIds& known, ImportDocument& document);

}  // namespace zwk::catalog::hsds
