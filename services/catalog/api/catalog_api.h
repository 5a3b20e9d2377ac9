#pragma once

#include "catalog/app/finder.h"
#include "catalog/app/gap_analyses.h"
#include "catalog/app/import_hsds.h"
#include "catalog/app/offers.h"
#include "catalog/app/registers.h"
#include "platform/rpc/service.h"
#include "zwk/catalog/v1/catalog_service.pb.h"

namespace zwk::catalog {

namespace v1 = ::zwk::catalog::v1;

// zwk.catalog.v1.CatalogService: translates, decides nothing. Refusals and meaning of each method
// are in the proto.
class CatalogApi {
 public:
  struct UseCases {
    Registers& registers;
    Offers& offers;
    Finder& finder;
    ImportHsds& import;
    GapAnalyses& gaps;
    GapStore& gap_store;
    Snapshots& snapshots;
    const Clock& clock;
  };
  explicit CatalogApi(UseCases use_cases) : use_(use_cases) {}

  void Register(rpc::ServiceMethods service);

 private:
  template <class M>
  using Answer = Task<absl::StatusOr<M>>;

  Answer<v1::RegisterOrganizationResponse> RegisterOrganization(
      Caller caller, const v1::RegisterOrganizationRequest& request);
  Answer<v1::UpdateOrganizationResponse> UpdateOrganization(
      Caller caller, const v1::UpdateOrganizationRequest& request);
  Answer<v1::GetOrganizationResponse> GetOrganization(Caller caller,
                                                      const v1::GetOrganizationRequest& request);
  Answer<v1::ListOrganizationsResponse> ListOrganizations(
      Caller caller, const v1::ListOrganizationsRequest& request);

  Answer<v1::RegisterPlaceResponse> RegisterPlace(Caller caller,
                                                  const v1::RegisterPlaceRequest& request);
  Answer<v1::UpdatePlaceResponse> UpdatePlace(Caller caller, const v1::UpdatePlaceRequest& request);
  Answer<v1::GetPlaceResponse> GetPlace(Caller caller, const v1::GetPlaceRequest& request);
  Answer<v1::ListPlacesResponse> ListPlaces(Caller caller, const v1::ListPlacesRequest& request);

  Answer<v1::CreateOfferResponse> CreateOffer(Caller caller, const v1::CreateOfferRequest& request);
  Answer<v1::UpdateOfferResponse> UpdateOffer(Caller caller, const v1::UpdateOfferRequest& request);
  Answer<v1::PublishOfferResponse> PublishOffer(Caller caller,
                                                const v1::PublishOfferRequest& request);
  Answer<v1::CloseOfferResponse> CloseOffer(Caller caller, const v1::CloseOfferRequest& request);
  Answer<v1::ArchiveOfferResponse> ArchiveOffer(Caller caller,
                                                const v1::ArchiveOfferRequest& request);
  Answer<v1::AssureOfferResponse> AssureOffer(Caller caller, const v1::AssureOfferRequest& request);
  Answer<v1::GetOfferResponse> GetOffer(Caller caller, const v1::GetOfferRequest& request);
  Answer<v1::ListOffersResponse> ListOffers(Caller caller, const v1::ListOffersRequest& request);
  Answer<v1::SearchOffersResponse> SearchOffers(Caller caller,
                                                const v1::SearchOffersRequest& request);

  Answer<v1::DefineTargetGroupResponse> DefineTargetGroup(
      Caller caller, const v1::DefineTargetGroupRequest& request);
  Answer<v1::GetTargetGroupResponse> GetTargetGroup(Caller caller,
                                                    const v1::GetTargetGroupRequest& request);
  Answer<v1::ListTargetGroupsResponse> ListTargetGroups(Caller caller,
                                                        const v1::ListTargetGroupsRequest& request);
  Answer<v1::DefineNeedTypeResponse> DefineNeedType(Caller caller,
                                                    const v1::DefineNeedTypeRequest& request);
  Answer<v1::GetNeedTypeResponse> GetNeedType(Caller caller, const v1::GetNeedTypeRequest& request);
  Answer<v1::ListNeedTypesResponse> ListNeedTypes(Caller caller,
                                                  const v1::ListNeedTypesRequest& request);

  Answer<v1::ImportHsdsResponse> ImportHsds(Caller caller,
                                            rpc::Reader<v1::ImportHsdsRequest>& reader);

  Answer<v1::ComputeGapsResponse> ComputeGaps(Caller caller, const v1::ComputeGapsRequest& request);
  Answer<v1::GetGapAnalysisResponse> GetGapAnalysis(Caller caller,
                                                    const v1::GetGapAnalysisRequest& request);
  Answer<v1::ListGapAnalysesResponse> ListGapAnalyses(Caller caller,
                                                      const v1::ListGapAnalysesRequest& request);
  Task<absl::Status> ListGaps(Caller caller, const v1::ListGapsRequest& request,
                              rpc::Writer<v1::ListGapsResponse>& writer);

  // The place as this caller may see it, with its neighborhood.
  v1::Place Shown(const Caller& caller, const Stored<Record<Place>>& place,
                  const Snapshot& snapshot) const;
  v1::Offer Shown(const Stored<Offer>& offer) const;

  UseCases use_;
};

}  // namespace zwk::catalog
