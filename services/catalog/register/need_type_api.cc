#include "catalog/register/need_type_api.h"

#include "catalog/base/record_api.h"
#include "catalog/register/need_type_message.h"

namespace zwk::catalog {

void ServeNeedTypes(rpc::ServiceMethods methods, Registers& registers) {
  RecordRepository<NeedType>& needs = registers.needs();
  ServeEntry<v1::DefineNeedTypeRequest>(
      methods, "DefineNeedType", &v1::DefineNeedTypeResponse::mutable_need_type,
      [&registers](Caller caller, const v1::DefineNeedTypeRequest& request) {
        return registers.Define(std::move(caller), FromProto(request.need_type()),
                                request.expected_version());
      });
  ServeGet<v1::GetNeedTypeRequest>(methods, "GetNeedType",
                                   {"need_key", &v1::GetNeedTypeRequest::need_key, &CheckKey},
                                   &v1::GetNeedTypeResponse::mutable_need_type, needs);
  ServeList<v1::ListNeedTypesRequest>(
      methods, "ListNeedTypes", &v1::ListNeedTypesResponse::add_need_types, needs, "need_types");
  ServeArchive<NeedType, v1::ArchiveNeedTypeRequest>(
      methods, "ArchiveNeedType", {"need_key", &v1::ArchiveNeedTypeRequest::need_key, &CheckKey},
      &v1::ArchiveNeedTypeResponse::mutable_need_type,
      [&registers, &needs](Caller caller, std::string key, uint64_t expected) {
        return registers.Archive(needs, std::move(caller), std::move(key), expected);
      });
}

}  // namespace zwk::catalog
