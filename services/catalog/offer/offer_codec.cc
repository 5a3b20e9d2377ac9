#include "catalog/offer/offer_codec.h"

#include <cstdlib>

#include "catalog/base/record_codec.h"
#include "catalog/offer/offer_message.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const OfferEvent& event, uint64_t version) {
  v1::Offer after = ToProto(event.after);
  after.clear_raw_json();  // of use to nobody else
  // Which place is confidential is not known here, and may change after the event was read.
  for (v1::OfferAtPlace& at : *after.mutable_places()) ClearWords(at);
  switch (event.change) {
    case OfferChange::kDrafted:
      return Showing(&v1::OfferDrafted::mutable_offer, after, version);
    case OfferChange::kPublished:
      return Showing(&v1::OfferPublished::mutable_offer, after, version);
    case OfferChange::kChanged:
      return Showing(&v1::OfferChanged::mutable_offer, after, version);
    case OfferChange::kClosed:
      return Showing(&v1::OfferClosed::mutable_offer, after, version);
    case OfferChange::kArchived:
      return Showing(&v1::OfferArchived::mutable_offer, after, version);
  }
  std::abort();
}

}  // namespace zwk::catalog
