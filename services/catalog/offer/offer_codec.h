#pragma once

#include "catalog/offer/offer.h"
#include "platform/store/documents.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const OfferEvent& event, uint64_t version);

}  // namespace zwk::catalog
