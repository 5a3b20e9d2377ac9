#pragma once

#include <string>

#include "catalog/page/offer_card.h"

namespace zwk::catalog {

// The page of one offer that is public. Of its confidential places it shows no more than GetOffer shows anybody: the hours.
std::string OfferPage(const Offer& offer, const OfferContext& context, const Reader& reader);

}  // namespace zwk::catalog
