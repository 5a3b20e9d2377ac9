#include "catalog/api/catalog_api.h"

#include "catalog/api/page_token.h"
#include "catalog/api/requests.h"
#include "catalog/wire/convert.h"
#include "catalog/wire/gap_messages.h"
#include "catalog/wire/import_messages.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

// The id the client gave, or one that the repetition of the request gets again.
std::string IdOr(const std::string& given, const Caller& caller, const char* kind) {
  return given.empty() ? UuidFromName(caller.request.id + "/" + kind) : given;
}

template <class T>
auto Versioned(const Stored<Record<T>>& stored) {
  auto message = ToProto(stored.value.value);
  message.set_version(stored.version);
  return message;
}

// A page of a register, by id.
template <class Response, class T, class Request, class Add>
Task<absl::StatusOr<Response>> ListRegister(RecordRepository<T>& repository, Caller caller,
                                            std::string index, Request request, Add add) {
  ZWK_CO_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ZWK_CO_ASSIGN_OR_RETURN(auto page,
                          co_await repository.List(caller, index, "", size, request.page_token()));
  Response response;
  for (const Stored<Record<T>>& item : page.items) *(response.*add)() = Versioned(item);
  response.set_next_page_token(page.next_page_token);
  co_return std::move(response);
}

}  // namespace

void CatalogApi::Register(rpc::ServiceMethods service) {
#define ZWK_CATALOG_UNARY(method) service.Unary(#method, this, &CatalogApi::method)
  ZWK_CATALOG_UNARY(RegisterOrganization);
  ZWK_CATALOG_UNARY(UpdateOrganization);
  ZWK_CATALOG_UNARY(GetOrganization);
  ZWK_CATALOG_UNARY(ListOrganizations);
  ZWK_CATALOG_UNARY(RegisterPlace);
  ZWK_CATALOG_UNARY(UpdatePlace);
  ZWK_CATALOG_UNARY(GetPlace);
  ZWK_CATALOG_UNARY(ListPlaces);
  ZWK_CATALOG_UNARY(CreateOffer);
  ZWK_CATALOG_UNARY(UpdateOffer);
  ZWK_CATALOG_UNARY(PublishOffer);
  ZWK_CATALOG_UNARY(CloseOffer);
  ZWK_CATALOG_UNARY(ArchiveOffer);
  ZWK_CATALOG_UNARY(AssureOffer);
  ZWK_CATALOG_UNARY(GetOffer);
  ZWK_CATALOG_UNARY(ListOffers);
  ZWK_CATALOG_UNARY(SearchOffers);
  ZWK_CATALOG_UNARY(DefineTargetGroup);
  ZWK_CATALOG_UNARY(GetTargetGroup);
  ZWK_CATALOG_UNARY(ListTargetGroups);
  ZWK_CATALOG_UNARY(DefineNeedType);
  ZWK_CATALOG_UNARY(GetNeedType);
  ZWK_CATALOG_UNARY(ListNeedTypes);
  ZWK_CATALOG_UNARY(ComputeGaps);
  ZWK_CATALOG_UNARY(GetGapAnalysis);
  ZWK_CATALOG_UNARY(ListGapAnalyses);
#undef ZWK_CATALOG_UNARY
  service.ClientStream("ImportHsds", this, &CatalogApi::ImportHsds);
  service.ServerStream("ListGaps", this, &CatalogApi::ListGaps);
}

// --- organizations ---

Task<absl::StatusOr<v1::RegisterOrganizationResponse>> CatalogApi::RegisterOrganization(
    Caller caller, const v1::RegisterOrganizationRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(Organization organization, FromProto(request.organization()));
  organization.id = IdOr(organization.id, caller, "organization");
  ZWK_CO_ASSIGN_OR_RETURN(auto stored,
                          co_await use_.registers.Register(caller, std::move(organization)));
  use_.snapshots.Distrust(caller.municipality);
  v1::RegisterOrganizationResponse response;
  *response.mutable_organization() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::UpdateOrganizationResponse>> CatalogApi::UpdateOrganization(
    Caller caller, const v1::UpdateOrganizationRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(Organization organization, FromProto(request.organization()));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto stored,
      co_await use_.registers.Update(caller, std::move(organization), request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  v1::UpdateOrganizationResponse response;
  *response.mutable_organization() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::GetOrganizationResponse>> CatalogApi::GetOrganization(
    Caller caller, const v1::GetOrganizationRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("organization_id", request.organization_id()));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto stored, co_await use_.registers.organizations().Load(caller, request.organization_id()));
  v1::GetOrganizationResponse response;
  *response.mutable_organization() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::ListOrganizationsResponse>> CatalogApi::ListOrganizations(
    Caller caller, const v1::ListOrganizationsRequest& request) {
  return ListRegister<v1::ListOrganizationsResponse, Organization>(
      use_.registers.organizations(), std::move(caller), "organizations", request,
      &v1::ListOrganizationsResponse::add_organizations);
}

// --- places ---

namespace {

bool IsOpenTo(const Caller& caller, const Place& place) {
  const auto& roles = caller.roles;
  return !place.confidential ||
         std::find(roles.begin(), roles.end(), "CATALOG_ADMIN") != roles.end();
}

// As it is stored, without the neighborhood that follows from the boundaries of now: a change that
// is repeated gets the same answer.
v1::Place AsStored(const Caller& caller, const Stored<Record<Place>>& stored) {
  const Place& place = stored.value.value;
  v1::Place message = ToProto(IsOpenTo(caller, place) ? place : WithoutSecrets(place));
  message.set_version(stored.version);
  return message;
}

}  // namespace

v1::Place CatalogApi::Shown(const Caller& caller, const Stored<Record<Place>>& stored,
                            const Snapshot& snapshot) const {
  v1::Place message = AsStored(caller, stored);
  const Place& place = stored.value.value;
  if (IsOpenTo(caller, place)) message.set_neighborhood_key(snapshot.NeighborhoodOf(place));
  return message;
}

Task<absl::StatusOr<v1::RegisterPlaceResponse>> CatalogApi::RegisterPlace(
    Caller caller, const v1::RegisterPlaceRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(Place place, FromProto(request.place()));
  place.id = IdOr(place.id, caller, "place");
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.registers.Register(caller, std::move(place)));
  use_.snapshots.Distrust(caller.municipality);
  v1::RegisterPlaceResponse response;
  *response.mutable_place() = AsStored(caller, stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::UpdatePlaceResponse>> CatalogApi::UpdatePlace(
    Caller caller, const v1::UpdatePlaceRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(Place place, FromProto(request.place()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.registers.Update(caller, std::move(place),
                                                                      request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  v1::UpdatePlaceResponse response;
  *response.mutable_place() = AsStored(caller, stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::GetPlaceResponse>> CatalogApi::GetPlace(
    Caller caller, const v1::GetPlaceRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("place_id", request.place_id()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored,
                          co_await use_.registers.places().Load(caller, request.place_id()));
  ZWK_CO_ASSIGN_OR_RETURN(auto snapshot, co_await use_.snapshots.Get(caller, Snapshots::kRecently));
  v1::GetPlaceResponse response;
  *response.mutable_place() = Shown(caller, stored, *snapshot);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::ListPlacesResponse>> CatalogApi::ListPlaces(
    Caller caller, const v1::ListPlacesRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ZWK_CO_ASSIGN_OR_RETURN(auto snapshot, co_await use_.snapshots.Get(caller, Snapshots::kRecently));
  v1::ListPlacesResponse response;
  std::string token = request.page_token();
  // A page may have to be filled from several, since the neighborhood is not an index.
  do {
    ZWK_CO_ASSIGN_OR_RETURN(
        auto page, co_await use_.registers.places().List(caller, "places", "", size, token));
    for (const auto& item : page.items) {
      v1::Place place = Shown(caller, item, *snapshot);
      if (request.neighborhood_key().empty() ||
          place.neighborhood_key() == request.neighborhood_key()) {
        *response.add_places() = std::move(place);
      }
    }
    token = page.next_page_token;
  } while (!token.empty() && response.places_size() == 0);
  response.set_next_page_token(token);
  co_return std::move(response);
}

// --- target groups and need types ---

Task<absl::StatusOr<v1::DefineTargetGroupResponse>> CatalogApi::DefineTargetGroup(
    Caller caller, const v1::DefineTargetGroupRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(TargetGroup group, FromProto(request.target_group()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.registers.Define(caller, std::move(group),
                                                                      request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  v1::DefineTargetGroupResponse response;
  *response.mutable_target_group() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::GetTargetGroupResponse>> CatalogApi::GetTargetGroup(
    Caller caller, const v1::GetTargetGroupRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto stored, co_await use_.registers.groups().Load(caller, request.target_group_key()));
  v1::GetTargetGroupResponse response;
  *response.mutable_target_group() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::ListTargetGroupsResponse>> CatalogApi::ListTargetGroups(
    Caller caller, const v1::ListTargetGroupsRequest& request) {
  return ListRegister<v1::ListTargetGroupsResponse, TargetGroup>(
      use_.registers.groups(), std::move(caller), "target_groups", request,
      &v1::ListTargetGroupsResponse::add_target_groups);
}

Task<absl::StatusOr<v1::DefineNeedTypeResponse>> CatalogApi::DefineNeedType(
    Caller caller, const v1::DefineNeedTypeRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(NeedType need, FromProto(request.need_type()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.registers.Define(caller, std::move(need),
                                                                      request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  v1::DefineNeedTypeResponse response;
  *response.mutable_need_type() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::GetNeedTypeResponse>> CatalogApi::GetNeedType(
    Caller caller, const v1::GetNeedTypeRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(auto stored,
                          co_await use_.registers.needs().Load(caller, request.need_key()));
  v1::GetNeedTypeResponse response;
  *response.mutable_need_type() = Versioned(stored);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::ListNeedTypesResponse>> CatalogApi::ListNeedTypes(
    Caller caller, const v1::ListNeedTypesRequest& request) {
  return ListRegister<v1::ListNeedTypesResponse, NeedType>(
      use_.registers.needs(), std::move(caller), "need_types", request,
      &v1::ListNeedTypesResponse::add_need_types);
}

// --- import ---

Task<absl::StatusOr<v1::ImportHsdsResponse>> CatalogApi::ImportHsds(
    Caller caller, rpc::Reader<v1::ImportHsdsRequest>& reader) {
  constexpr size_t kMostBytes = 64 << 20;
  std::optional<v1::ImportHsdsRequest> first = co_await reader.Read();
  ZWK_CO_RETURN_IF_ERROR(reader.status());
  if (!first || !first->has_header()) {
    co_return InvalidField("header", "must be the first message");
  }
  caller = reader.caller();
  ImportOrder order;
  order.import_id = first->header().import_id();
  order.dry_run = first->header().dry_run();
  order.publish = first->header().publish();
  Sha256Stream content;
  content.Add(caller.request.fingerprint);
  while (true) {
    const std::optional<v1::ImportHsdsRequest> part = co_await reader.Read();
    if (!part) break;
    if (!part->has_chunk()) co_return InvalidField("chunk", "must follow the header");
    if (order.file.size() + part->chunk().size() > kMostBytes) {
      co_return WithReason(absl::ResourceExhaustedError("the file is larger than 64 MiB"),
                           "FILE_TOO_LARGE");
    }
    content.Add(part->chunk());
    order.file += part->chunk();
  }
  ZWK_CO_RETURN_IF_ERROR(reader.status());
  caller.request.fingerprint = content.FinishHex();
  absl::StatusOr<ImportResult> result = co_await use_.import.Run(caller, std::move(order));
  use_.snapshots.Distrust(caller.municipality);  // also when it broke off half way
  if (!result.ok()) co_return result.status();
  co_return ToProto(*result);
}

// --- gaps ---

Task<absl::StatusOr<v1::ComputeGapsResponse>> CatalogApi::ComputeGaps(
    Caller caller, const v1::ComputeGapsRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckIdIfAny("forecast_id", request.forecast_id()));
  ZWK_CO_ASSIGN_OR_RETURN(
      const GapAnalysis analysis,
      co_await use_.gaps.Compute(caller, request.forecast_id(), request.year()));
  v1::ComputeGapsResponse response;
  *response.mutable_gap_analysis() = ToProto(analysis);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::GetGapAnalysisResponse>> CatalogApi::GetGapAnalysis(
    Caller caller, const v1::GetGapAnalysisRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckIdIfAny("gap_id", request.gap_id()));
  ZWK_CO_ASSIGN_OR_RETURN(const GapAnalysis analysis,
                          co_await use_.gap_store.Find(caller, request.gap_id()));
  v1::GetGapAnalysisResponse response;
  *response.mutable_gap_analysis() = ToProto(analysis);
  co_return std::move(response);
}

Task<absl::StatusOr<v1::ListGapAnalysesResponse>> CatalogApi::ListGapAnalyses(
    Caller caller, const v1::ListGapAnalysesRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ZWK_CO_ASSIGN_OR_RETURN(auto page,
                          co_await use_.gap_store.List(caller, size, request.page_token()));
  v1::ListGapAnalysesResponse response;
  for (const Stored<GapAnalysis>& item : page.items) {
    *response.add_gap_analyses() = ToProto(item.value);
  }
  response.set_next_page_token(page.next_page_token);
  co_return std::move(response);
}

Task<absl::Status> CatalogApi::ListGaps(Caller caller, const v1::ListGapsRequest& request,
                                        rpc::Writer<v1::ListGapsResponse>& writer) {
  ZWK_CO_RETURN_IF_ERROR(CheckIdIfAny("gap_id", request.gap_id()));
  ZWK_CO_ASSIGN_OR_RETURN(const GapAnalysis analysis,
                          co_await use_.gap_store.Find(caller, request.gap_id()));
  const auto wanted = [&request](const OfferGap& row) {
    return (request.neighborhood_key().empty() ||
            row.neighborhood_key == request.neighborhood_key()) &&
           (request.target_group_key().empty() || row.group_key == request.target_group_key()) &&
           (request.need_key().empty() || row.need_key == request.need_key());
  };
  for (int part = 0;; ++part) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<OfferGap> rows,
                            co_await use_.gap_store.Rows(caller, analysis.id, part));
    if (rows.empty()) co_return absl::OkStatus();
    for (const OfferGap& row : rows) {
      if (!wanted(row)) continue;
      v1::ListGapsResponse item;
      *item.mutable_gap() = ToProto(row);
      const bool heard = co_await writer.Write(item);
      if (!heard) co_return absl::CancelledError("nobody listens");
    }
  }
}

}  // namespace zwk::catalog
