#include "participation/programme/municipality_api.h"

#include <memory>
#include <string>
#include <utility>

#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct MunicipalityApi {
  MunicipalityRepository& municipalities;

  Task<absl::StatusOr<v1::ConfigureMunicipalityResponse>> Configure(
      Caller caller, const v1::ConfigureMunicipalityRequest& request) {
    const std::string id = caller.municipality;
    v1::MunicipalityConfigured wanted;
    *wanted.mutable_municipality() = request.municipality();
    wanted.mutable_municipality()->set_municipality_id(id);
    MunicipalityRepository::Decide decide = [wanted](const Municipality& municipality) {
      return municipality.Configure(wanted);
    };
    auto configured = request.expected_version() == 0
                          ? municipalities.Put(std::move(caller), id, std::move(decide))
                          : municipalities.Change(std::move(caller), id, request.expected_version(),
                                                  std::move(decide));
    return rpc::Answer(&v1::ConfigureMunicipalityResponse::mutable_municipality,
                       std::move(configured));
  }

  Task<absl::StatusOr<v1::GetMunicipalityResponse>> Get(Caller caller,
                                                        const v1::GetMunicipalityRequest&) {
    const std::string id = caller.municipality;
    return rpc::Answer(&v1::GetMunicipalityResponse::mutable_municipality,
                       municipalities.Load(std::move(caller), id));
  }
};

}  // namespace

void ServeMunicipalities(rpc::ServiceMethods methods, MunicipalityRepository& municipalities) {
  auto api = std::make_shared<MunicipalityApi>(MunicipalityApi{municipalities});
  methods.Unary("ConfigureMunicipality", api, &MunicipalityApi::Configure);
  methods.Unary("GetMunicipality", api, &MunicipalityApi::Get);
}

}  // namespace zwk::participation
