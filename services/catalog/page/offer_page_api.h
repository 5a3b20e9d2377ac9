#pragma once

#include "catalog/page/offer_pages_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.OfferPageService
void ServeOfferPages(rpc::ServiceMethods methods, OfferPages& pages);

}  // namespace zwk::catalog
