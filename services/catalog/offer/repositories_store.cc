#include "catalog/offer/repositories_store.h"

#include "catalog/offer/offer_codec.h"
#include "catalog/offer/offer_message.h"
#include "catalog/register/need_type_message.h"
#include "catalog/register/organization_message.h"
#include "catalog/register/place_message.h"
#include "catalog/register/registers_codec.h"
#include "catalog/register/target_group_message.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

Task<absl::StatusOr<std::string>> OfferCodec::Encode(store::Place, const Offer& offer) {
  co_return ToProto(offer).SerializeAsString();
}

Task<absl::StatusOr<Offer>> OfferCodec::Decode(store::Place, std::string bytes) {
  ZWK_CO_ASSIGN_OR_RETURN(const v1::Offer message, ParseStored<v1::Offer>(bytes));
  co_return FromProto(message);
}

Task<absl::StatusOr<store::EncodedEvent>> OfferCodec::EncodeEvent(store::Place place,
                                                                  const OfferEvent& event) {
  co_return EventOf(event, place.version);
}

Repositories::Repositories(store::Store& store, const Clock& clock)
    : organization_codec_("organizations", &FromProto),
      place_codec_("places", &FromProto),
      group_codec_("target_groups", &FromProto),
      need_codec_("need_types", &FromProto),
      organizations(store, organization_codec_, "organization", clock),
      places(store, place_codec_, "place", clock),
      groups(store, group_codec_, "target_group", clock),
      needs(store, need_codec_, "need_type", clock),
      offers(store, offer_codec_, "offer", clock) {}

Repositories::~Repositories() = default;

}  // namespace zwk::catalog

template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::Organization>,
                                     zwk::catalog::Recorded<zwk::catalog::Organization>>;
template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::Place>,
                                     zwk::catalog::Recorded<zwk::catalog::Place>>;
template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::TargetGroup>,
                                     zwk::catalog::Recorded<zwk::catalog::TargetGroup>>;
template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::NeedType>,
                                     zwk::catalog::Recorded<zwk::catalog::NeedType>>;
template class zwk::store::Documents<zwk::catalog::Offer, zwk::catalog::OfferEvent>;
