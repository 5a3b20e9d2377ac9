#pragma once

#include "catalog/gap/gap_analysis.h"
#include "zwk/catalog/v1/gap.pb.h"

namespace zwk::catalog {

v1::OfferGap ToProto(const OfferGap& gap);
OfferGap FromProto(const v1::OfferGap& message);

v1::GapAnalysis ToProto(const GapAnalysis& analysis);
GapAnalysis FromProto(const v1::GapAnalysis& message);

}  // namespace zwk::catalog
