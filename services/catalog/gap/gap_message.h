#pragma once

#include "catalog/gap/gap_analysis.h"
#include "platform/base/caller.h"
#include "zwk/catalog/v1/gap.pb.h"

namespace zwk::catalog {

v1::OfferGap ToProto(const OfferGap& gap);
// A row of an older build was computed of people as they were counted, and whatever it says follows
// from them: who may not see those is told what it is about.
v1::OfferGap Shown(const Caller& caller, v1::OfferGap row);
v1::GapAnalysis Shown(const Caller& caller, v1::GapAnalysis analysis);
OfferGap FromProto(const v1::OfferGap& message);

v1::GapAnalysis ToProto(const GapAnalysis& analysis);
GapAnalysis FromProto(const v1::GapAnalysis& message);

}  // namespace zwk::catalog
