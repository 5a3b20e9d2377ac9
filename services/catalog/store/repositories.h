#pragma once

#include "catalog/store/record_codec.h"
#include "platform/store/documents.h"

namespace zwk::catalog {

// The aggregates of the catalog, each with its codec, on one store.
class Repositories {
 public:
  Repositories(store::Store& store, const Clock& clock)
      : organizations(store, organization_codec_, "organization", clock),
        places(store, place_codec_, "place", clock),
        groups(store, group_codec_, "target_group", clock),
        needs(store, need_codec_, "need_type", clock),
        offers(store, offer_codec_, "offer", clock) {}

 private:
  RecordCodec<Organization, v1::Organization> organization_codec_{"organizations"};
  RecordCodec<Place, v1::Place> place_codec_{"places"};
  RecordCodec<TargetGroup, v1::TargetGroup> group_codec_{"target_groups"};
  RecordCodec<NeedType, v1::NeedType> need_codec_{"need_types"};
  OfferCodec offer_codec_;

 public:
  store::Documents<Record<Organization>, Recorded<Organization>> organizations;
  store::Documents<Record<Place>, Recorded<Place>> places;
  store::Documents<Record<TargetGroup>, Recorded<TargetGroup>> groups;
  store::Documents<Record<NeedType>, Recorded<NeedType>> needs;
  store::Documents<Offer, OfferEvent> offers;
};

}  // namespace zwk::catalog
