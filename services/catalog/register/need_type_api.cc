#include "catalog/register/need_type_api.h"

#include <memory>

#include "catalog/base/record_api.h"
#include "catalog/register/need_type_message.h"

namespace zwk::catalog {
namespace {

struct NeedTypeApi {
  Registers& registers;

  Task<absl::StatusOr<v1::DefineNeedTypeResponse>> Define(
      Caller caller, const v1::DefineNeedTypeRequest& request) {
    co_return co_await AnswerRecord(
        &v1::DefineNeedTypeResponse::mutable_need_type,
        registers.Define(caller, FromProto(request.need_type()), request.expected_version()));
  }

  Task<absl::StatusOr<v1::GetNeedTypeResponse>> Get(Caller caller,
                                                    const v1::GetNeedTypeRequest& request) {
    co_return co_await AnswerRecord(&v1::GetNeedTypeResponse::mutable_need_type,
                                    registers.needs().Load(caller, request.need_key()));
  }

  Task<absl::StatusOr<v1::ListNeedTypesResponse>> List(Caller caller,
                                                       const v1::ListNeedTypesRequest& request) {
    return ListRecords(&v1::ListNeedTypesResponse::add_need_types, registers.needs(),
                       std::move(caller), "need_types", request);
  }

  Task<absl::StatusOr<v1::ArchiveNeedTypeResponse>> Archive(
      Caller caller, const v1::ArchiveNeedTypeRequest& request) {
    co_return co_await AnswerRecord(&v1::ArchiveNeedTypeResponse::mutable_need_type,
                                    registers.Archive(registers.needs(), caller, request.need_key(),
                                                      request.expected_version()));
  }
};

}  // namespace

void ServeNeedTypes(rpc::ServiceMethods methods, Registers& registers) {
  auto api = std::make_shared<NeedTypeApi>(NeedTypeApi{registers});
  methods.Unary("DefineNeedType", api, &NeedTypeApi::Define);
  methods.Unary("GetNeedType", api, &NeedTypeApi::Get);
  methods.Unary("ListNeedTypes", api, &NeedTypeApi::List);
  methods.Unary("ArchiveNeedType", api, &NeedTypeApi::Archive);
}

}  // namespace zwk::catalog
