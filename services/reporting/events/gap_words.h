#pragma once

#include "reporting/domain/profile.h"
#include "zwk/catalog/v1/gap.pb.h"

namespace zwk::reporting {

// A row of catalog's gap table in the words of the profile; labels are filled in by the caller.
NeighborhoodProfile::Gap ToGap(const catalog::v1::OfferGap& row);

}  // namespace zwk::reporting
