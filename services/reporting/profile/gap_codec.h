#pragma once

#include "reporting/profile/profile.h"
#include "zwk/catalog/v1/gap.pb.h"

namespace zwk::reporting {

// A row of catalog's gap table in the words of the profile; labels are filled in by the caller.
NeighborhoodProfile::Gap FromProto(const catalog::v1::OfferGap& row);

}  // namespace zwk::reporting
