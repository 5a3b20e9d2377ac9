#pragma once

#include "catalog/search/finder_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// ListOffers of zwk.catalog.v1.OfferService, and zwk.catalog.v1.OfferSearchService.
void ServeOfferList(rpc::ServiceMethods methods, Finder& finder, Pool& pool, const Clock& clock);
void ServeOfferSearch(rpc::ServiceMethods methods, Finder& finder, Pool& pool, const Clock& clock);

}  // namespace zwk::catalog
