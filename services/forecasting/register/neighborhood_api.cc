#include "forecasting/register/neighborhood_api.h"

#include <memory>
#include <utility>

#include "forecasting/base/requests_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::forecasting {
namespace {

struct NeighborhoodApi {
  Neighborhoods& neighborhoods;

  Task<absl::StatusOr<v1::RegisterNeighborhoodResponse>> Register(
      Caller caller, const v1::RegisterNeighborhoodRequest& request) {
    absl::StatusOr<v1::RegisterNeighborhoodResponse> answer = co_await rpc::Answer(
        &v1::RegisterNeighborhoodResponse::mutable_neighborhood,
        neighborhoods.Register(std::move(caller), request.neighborhood(),
                               request.expected_version(), request.axes_are_right()));
    if (!answer.ok()) co_return Inside("neighborhood", answer.status());
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetNeighborhoodResponse>> Get(Caller caller,
                                                        const v1::GetNeighborhoodRequest& request) {
    return rpc::Answer(&v1::GetNeighborhoodResponse::mutable_neighborhood,
                       neighborhoods.Get(std::move(caller), request.neighborhood_key()));
  }

  Task<absl::StatusOr<v1::ListNeighborhoodsResponse>> List(
      Caller caller, const v1::ListNeighborhoodsRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(
        Page<Neighborhood> page,
        co_await neighborhoods.List(std::move(caller), request.page_size(), request.page_token()));
    v1::ListNeighborhoodsResponse answer;
    for (Stored<Neighborhood>& stored : page.items) {
      if (request.without_geometry()) {
        stored.value.state.clear_geometry();
        stored.value.state.clear_address_points();
      }
      *answer.add_neighborhoods() = rpc::Shown(stored);
    }
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }

  Task<absl::StatusOr<v1::CheckBoundariesResponse>> Check(Caller caller,
                                                          const v1::CheckBoundariesRequest&) {
    return neighborhoods.CheckBoundaries(std::move(caller));
  }
};

}  // namespace

void ServeNeighborhoods(rpc::ServiceMethods methods, Neighborhoods& neighborhoods) {
  auto api = std::make_shared<NeighborhoodApi>(NeighborhoodApi{neighborhoods});
  methods.Unary("RegisterNeighborhood", api, &NeighborhoodApi::Register);
  methods.Unary("GetNeighborhood", api, &NeighborhoodApi::Get);
  methods.Unary("ListNeighborhoods", api, &NeighborhoodApi::List);
  methods.Unary("CheckBoundaries", api, &NeighborhoodApi::Check);
}

}  // namespace zwk::forecasting
