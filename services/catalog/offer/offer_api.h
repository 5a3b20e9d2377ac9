#pragma once

#include <functional>
#include <string>

#include "catalog/offer/offer_use.h"
#include "platform/rpc/service.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {

// The offer as it is answered: with its version, and how fresh it is now.
v1::Offer Shown(const Stored<Offer>& stored, Time now);

// Whether the caller is shown all of them, with drafts, archived ones and what is said of confidential places.
bool KeepsOffers(const Caller& caller);

// Without what is said in words of a confidential place, such as its entrance.
v1::Offer WithoutSecrets(v1::Offer offer,
                         const std::function<bool(const std::string& place_id)>& is_confidential);

// zwk.catalog.v1.OfferService but for ListOffers, see ServeOfferSearch.
void ServeOffers(rpc::ServiceMethods methods, Offers& offers, Pool& pool, const Clock& clock);

}  // namespace zwk::catalog
