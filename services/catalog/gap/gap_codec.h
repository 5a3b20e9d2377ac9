#pragma once

#include "catalog/gap/gap_analysis.h"
#include "platform/store/documents.h"

namespace zwk::catalog {

// What tells of a new analysis.
store::EncodedEvent EventOf(const GapAnalysis& analysis);

}  // namespace zwk::catalog
