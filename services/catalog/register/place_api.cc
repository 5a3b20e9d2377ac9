#include "catalog/register/place_api.h"

#include <memory>

#include "catalog/base/checks.h"
#include "catalog/base/record_api.h"
#include "catalog/register/place_message.h"
#include "platform/base/roles.h"

namespace zwk::catalog {
namespace {

bool IsOpenTo(const Caller& caller, const Place& place) {
  return !place.confidential || HasRole(caller, {"OFFER_EDITOR"});
}

// As it is stored, without the neighborhood that follows from the boundaries of now: a change that
// is repeated gets the same answer.
v1::Place AsStored(const Caller& caller, const Stored<Record<Place>>& stored) {
  const Place& place = stored.value.value;
  v1::Place message = ToProto(IsOpenTo(caller, place) ? place : WithoutSecrets(place));
  message.set_version(stored.version);
  return message;
}

v1::Place Located(const Caller& caller, const Stored<Record<Place>>& stored,
                  const PlaceLocator::NeighborhoodOf& neighborhood_of) {
  v1::Place message = AsStored(caller, stored);
  const Place& place = stored.value.value;
  if (IsOpenTo(caller, place)) message.set_neighborhood_key(neighborhood_of(place));
  return message;
}

template <class Response>
Task<absl::StatusOr<Response>> AnswerPlace(Caller caller, Task<Kept<Place>> change) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Record<Place>> stored, co_await std::move(change));
  Response response;
  *response.mutable_place() = AsStored(caller, stored);
  co_return std::move(response);
}

struct PlaceApi {
  Registers& registers;
  PlaceLocator& locator;

  Task<absl::StatusOr<v1::CreatePlaceResponse>> Create(Caller caller,
                                                       const v1::CreatePlaceRequest& request) {
    Place place = FromProto(request.place());
    if (place.id.empty()) place.id = rpc::NewId("place.place_id", caller);
    co_return co_await AnswerPlace<v1::CreatePlaceResponse>(
        caller, registers.Create(caller, std::move(place)));
  }

  Task<absl::StatusOr<v1::GetPlaceResponse>> Get(Caller caller,
                                                 const v1::GetPlaceRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("place_id", request.place_id()));
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Record<Place>> stored,
                            co_await registers.places().Load(caller, request.place_id()));
    ZWK_CO_ASSIGN_OR_RETURN(const PlaceLocator::NeighborhoodOf neighborhood_of,
                            co_await locator.Locate(caller));
    v1::GetPlaceResponse response;
    *response.mutable_place() = Located(caller, stored, neighborhood_of);
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::ListPlacesResponse>> List(Caller caller,
                                                    const v1::ListPlacesRequest& request) {
    FieldErrors errors;
    const int size = rpc::PageSize(errors, request.page_size());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const PlaceLocator::NeighborhoodOf neighborhood_of,
                            co_await locator.Locate(caller));
    v1::ListPlacesResponse response;
    std::string token = request.page_token();
    // A page may have to be filled from several, since the neighborhood is not an index.
    do {
      ZWK_CO_ASSIGN_OR_RETURN(const Page<Record<Place>> page,
                              co_await registers.places().List(caller, "places", "", size, token));
      for (const Stored<Record<Place>>& item : page.items) {
        v1::Place place = Located(caller, item, neighborhood_of);
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

  Task<absl::StatusOr<v1::UpdatePlaceResponse>> Update(Caller caller,
                                                       const v1::UpdatePlaceRequest& request) {
    const std::string id = request.place().place_id();
    ZWK_CO_RETURN_IF_ERROR(
        CheckUpdate("place.place_id", id, request.update_mask(), request.place(), &FromProto));
    Rewrite<Place> rewrite = [update = request.place(),
                              mask = request.update_mask()](const Place& before) {
      return FromProto(rpc::Updated(ToProto(before), update, mask));
    };
    co_return co_await AnswerPlace<v1::UpdatePlaceResponse>(
        caller, registers.Update(caller, id, request.expected_version(), std::move(rewrite)));
  }

  Task<absl::StatusOr<v1::ArchivePlaceResponse>> Archive(Caller caller,
                                                         const v1::ArchivePlaceRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("place_id", request.place_id()));
    co_return co_await AnswerPlace<v1::ArchivePlaceResponse>(
        caller, registers.Archive(registers.places(), caller, request.place_id(),
                                  request.expected_version()));
  }
};

}  // namespace

void ServePlaces(rpc::ServiceMethods methods, Registers& registers, PlaceLocator& locator) {
  auto api = std::make_shared<PlaceApi>(PlaceApi{registers, locator});
  methods.Unary("CreatePlace", api, &PlaceApi::Create);
  methods.Unary("GetPlace", api, &PlaceApi::Get);
  methods.Unary("ListPlaces", api, &PlaceApi::List);
  methods.Unary("UpdatePlace", api, &PlaceApi::Update);
  methods.Unary("ArchivePlace", api, &PlaceApi::Archive);
}

}  // namespace zwk::catalog
