#include "forecasting/data/population_structure_api.h"

#include <memory>
#include <utility>

#include "forecasting/base/requests_api.h"
#include "platform/rpc/answer.h"

namespace zwk::forecasting {
namespace {

struct StructureApi {
  PopulationStructures& structures;

  Task<absl::StatusOr<v1::SetPopulationStructureResponse>> Set(
      Caller caller, const v1::SetPopulationStructureRequest& request) {
    absl::StatusOr<v1::SetPopulationStructureResponse> answer = co_await rpc::Answer(
        &v1::SetPopulationStructureResponse::mutable_structure,
        structures.Set(std::move(caller), request.structure(), request.expected_version()));
    if (!answer.ok()) co_return Inside("structure", answer.status());
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetPopulationStructureResponse>> Get(
      Caller caller, const v1::GetPopulationStructureRequest& /*request*/) {
    return rpc::Answer(&v1::GetPopulationStructureResponse::mutable_structure,
                       structures.Get(std::move(caller)));
  }
};

}  // namespace

void ServePopulationStructure(rpc::ServiceMethods methods, PopulationStructures& structures) {
  auto api = std::make_shared<StructureApi>(StructureApi{structures});
  methods.Unary("SetPopulationStructure", api, &StructureApi::Set);
  methods.Unary("GetPopulationStructure", api, &StructureApi::Get);
}

}  // namespace zwk::forecasting
