#include "participation/city_process/city_process_api.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "participation/base/ids_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"
#include "platform/rpc/update_mask.h"

namespace zwk::participation {
namespace {

struct CityProcessApi {
  CityProcessRepository& processes;
  Lookup& lookup;

  Task<absl::StatusOr<v1::RegisterCityProcessResponse>> Register(
      Caller caller, const v1::RegisterCityProcessRequest& request) {
    FieldErrors errors;
    v1::CityProcessRegistered wanted;
    v1::CityProcess& process = *wanted.mutable_city_process() = request.city_process();
    const std::string process_id =
        rpc::NewId(errors, "city_process.process_id", process.process_id(), caller);
    process.set_process_id(process_id);
    ZWK_CO_RETURN_IF_ERROR(co_await CheckFields(caller, std::move(errors), process));
    CityProcessRepository::Decide decide = [wanted](const CityProcess& present) {
      return present.Register(wanted);
    };
    co_return co_await rpc::Answer(&v1::RegisterCityProcessResponse::mutable_city_process,
                                   processes.Create(caller, process_id, std::move(decide)));
  }

  Task<absl::StatusOr<v1::GetCityProcessResponse>> Get(Caller caller,
                                                       const v1::GetCityProcessRequest& request) {
    return rpc::Get(&v1::GetCityProcessResponse::mutable_city_process, processes, std::move(caller),
                    "process_id", request.process_id());
  }

  Task<absl::StatusOr<v1::ListCityProcessesResponse>> List(
      Caller caller, const v1::ListCityProcessesRequest& request) {
    FieldErrors errors;
    std::string list = "city_processes";
    if (!request.field_id().empty()) {
      rpc::CheckId(errors, "field_id", request.field_id());
      list += "/" + request.field_id();
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::List(&v1::ListCityProcessesResponse::add_city_processes, processes,
                                 std::move(caller), std::move(list), request);
  }

  Task<absl::StatusOr<v1::UpdateCityProcessResponse>> Update(
      Caller caller, const v1::UpdateCityProcessRequest& request) {
    FieldErrors errors;
    const v1::CityProcess& update = request.city_process();
    rpc::CheckId(errors, "city_process.process_id", update.process_id());
    rpc::CheckUpdateMask(errors, request.update_mask(), *v1::CityProcess::descriptor());
    ZWK_CO_RETURN_IF_ERROR(co_await CheckFields(caller, std::move(errors), update));
    CityProcessRepository::Decide decide =
        [update, mask = request.update_mask()](const CityProcess& process) {
          v1::CityProcessUpdated wanted;
          *wanted.mutable_city_process() = rpc::Updated(process.state, update, mask);
          return process.Update(std::move(wanted));
        };
    co_return co_await rpc::Answer(&v1::UpdateCityProcessResponse::mutable_city_process,
                                   processes.Change(caller, update.process_id(),
                                                    request.expected_version(), std::move(decide)));
  }

  Task<absl::StatusOr<v1::ArchiveCityProcessResponse>> Archive(
      Caller caller, const v1::ArchiveCityProcessRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "process_id", request.process_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::CityProcessArchived wanted;
    wanted.set_process_id(request.process_id());
    CityProcessRepository::Decide decide = [wanted](const CityProcess& process) {
      return process.Archive(wanted);
    };
    co_return co_await rpc::Answer(&v1::ArchiveCityProcessResponse::mutable_city_process,
                                   processes.Change(caller, request.process_id(),
                                                    request.expected_version(), std::move(decide)));
  }

 private:
  // The faults that were found so far and those of field_ids; then that the fields are there.
  Task<absl::Status> CheckFields(Caller caller, FieldErrors errors, v1::CityProcess process) {
    CheckIds(errors, "city_process.field_ids", process.field_ids(), CityProcess::kMaxFields);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    std::vector<std::string> fields;
    AddKeys(fields, "field_of_action", process.field_ids());
    co_return co_await lookup.Find(std::move(caller), std::move(fields));
  }
};

}  // namespace

void ServeCityProcesses(rpc::ServiceMethods methods, CityProcessRepository& processes,
                        Lookup& lookup) {
  auto api = std::make_shared<CityProcessApi>(CityProcessApi{processes, lookup});
  methods.Unary("RegisterCityProcess", api, &CityProcessApi::Register);
  methods.Unary("GetCityProcess", api, &CityProcessApi::Get);
  methods.Unary("ListCityProcesses", api, &CityProcessApi::List);
  methods.Unary("UpdateCityProcess", api, &CityProcessApi::Update);
  methods.Unary("ArchiveCityProcess", api, &CityProcessApi::Archive);
}

}  // namespace zwk::participation
