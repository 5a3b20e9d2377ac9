#pragma once

#include "catalog/app/gap_analyses.h"
#include "zwk/catalog/v1/gap.pb.h"

namespace zwk::catalog {

::zwk::catalog::v1::GapAnalysis ToProto(const GapAnalysis& analysis);
GapAnalysis FromProto(const ::zwk::catalog::v1::GapAnalysis& message);

}  // namespace zwk::catalog
