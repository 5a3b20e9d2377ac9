#pragma once

#include "catalog/offer/offer.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {

// With state and time of the last change.
v1::Offer ToProto(const Offer& offer);
// Whether it makes sense is for Take.
Offer FromProto(const v1::Offer& message);
// Leaves of what is said of a place what no text and no link tells: the hours, how many find room.
void ClearWords(v1::OfferAtPlace& at);

}  // namespace zwk::catalog
