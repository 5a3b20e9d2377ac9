#include "participation/programme/programme_api.h"

#include <memory>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct ProgrammeApi {
  ProgrammeRepository& programmes;

  Task<absl::StatusOr<v1::CreateProgrammeResponse>> Create(
      Caller caller, const v1::CreateProgrammeRequest& request) {
    FieldErrors errors;
    v1::ProgrammeCreated wanted;
    *wanted.mutable_programme() = request.programme();
    const std::string programme_id =
        rpc::NewId(errors, "programme.programme_id", request.programme().programme_id(), caller);
    wanted.mutable_programme()->set_programme_id(programme_id);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ProgrammeRepository::Decide decide = [wanted](const Programme& programme) {
      return programme.Create(wanted);
    };
    co_return co_await rpc::Answer(&v1::CreateProgrammeResponse::mutable_programme,
                                   programmes.Create(caller, programme_id, std::move(decide)));
  }

  Task<absl::StatusOr<v1::GetProgrammeResponse>> Get(Caller caller,
                                                     const v1::GetProgrammeRequest& request) {
    return rpc::Get(&v1::GetProgrammeResponse::mutable_programme, programmes, std::move(caller),
                    "programme_id", request.programme_id());
  }

  Task<absl::StatusOr<v1::ListProgrammesResponse>> List(Caller caller,
                                                        const v1::ListProgrammesRequest& request) {
    return rpc::List(&v1::ListProgrammesResponse::add_programmes, programmes, std::move(caller),
                     "programmes", request);
  }
};

}  // namespace

void ServeProgrammes(rpc::ServiceMethods methods, ProgrammeRepository& programmes) {
  auto api = std::make_shared<ProgrammeApi>(ProgrammeApi{programmes});
  methods.Unary("CreateProgramme", api, &ProgrammeApi::Create);
  methods.Unary("GetProgramme", api, &ProgrammeApi::Get);
  methods.Unary("ListProgrammes", api, &ProgrammeApi::List);
}

}  // namespace zwk::participation
