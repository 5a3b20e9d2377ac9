#pragma once

#include "catalog/offer/offer.h"
#include "platform/base/repository.h"

namespace zwk::catalog {

using OfferRepository = Repository<Offer, OfferEvent>;

}  // namespace zwk::catalog
