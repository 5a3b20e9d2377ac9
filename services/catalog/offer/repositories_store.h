#pragma once

#include "catalog/base/record_codec.h"
#include "catalog/offer/offer.h"
#include "catalog/register/registers_port.h"
#include "zwk/catalog/v1/need_type.pb.h"
#include "zwk/catalog/v1/organization.pb.h"
#include "zwk/catalog/v1/place.pb.h"
#include "zwk/catalog/v1/target_group.pb.h"

namespace zwk::catalog {

class OfferCodec : public store::Codec<Offer, OfferEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place, const Offer& offer) override;
  Task<absl::StatusOr<Offer>> Decode(store::Place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const OfferEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const Offer&) override { return {{"offers", ""}}; }
  void Complete(store::Commit& commit, const std::string&, const Offer&, const Offer&,
                const std::vector<OfferEvent>&) override {
    SetRevision(commit);
  }
};

// The aggregates of the catalog, each with its codec, on one store.
class Repositories {
 public:
  Repositories(store::Store& store, const Clock& clock);
  ~Repositories();
  RegisterRepositories registers() { return {organizations, places, groups, needs}; }

 private:
  RecordCodec<Organization, v1::Organization> organization_codec_;
  RecordCodec<Place, v1::Place> place_codec_;
  RecordCodec<TargetGroup, v1::TargetGroup> group_codec_;
  RecordCodec<NeedType, v1::NeedType> need_codec_;
  OfferCodec offer_codec_;

 public:
  store::Documents<Record<Organization>, Recorded<Organization>> organizations;
  store::Documents<Record<Place>, Recorded<Place>> places;
  store::Documents<Record<TargetGroup>, Recorded<TargetGroup>> groups;
  store::Documents<Record<NeedType>, Recorded<NeedType>> needs;
  store::Documents<Offer, OfferEvent> offers;
};

}  // namespace zwk::catalog

// Compiled once, in repositories_store.cc.
extern template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::Organization>,
                                            zwk::catalog::Recorded<zwk::catalog::Organization>>;
extern template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::Place>,
                                            zwk::catalog::Recorded<zwk::catalog::Place>>;
extern template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::TargetGroup>,
                                            zwk::catalog::Recorded<zwk::catalog::TargetGroup>>;
extern template class zwk::store::Documents<zwk::catalog::Record<zwk::catalog::NeedType>,
                                            zwk::catalog::Recorded<zwk::catalog::NeedType>>;
extern template class zwk::store::Documents<zwk::catalog::Offer, zwk::catalog::OfferEvent>;
