#pragma once

#include "catalog/import/hsds_document.h"
#include "catalog/import/hsds_reader.h"

namespace zwk::catalog::hsds {

// L2: ids that two things share, and what points at nothing; also organizations that are their own
// ancestors.
void CheckReferences(const Entities& entities, const KnownIds& known, Findings& findings);

}  // namespace zwk::catalog::hsds
