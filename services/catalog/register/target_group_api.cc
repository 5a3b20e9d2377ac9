#include "catalog/register/target_group_api.h"

#include <memory>

#include "catalog/base/record_api.h"
#include "catalog/register/target_group_message.h"

namespace zwk::catalog {
namespace {

struct TargetGroupApi {
  Registers& registers;

  Task<absl::StatusOr<v1::DefineTargetGroupResponse>> Define(
      Caller caller, const v1::DefineTargetGroupRequest& request) {
    co_return co_await AnswerRecord(
        &v1::DefineTargetGroupResponse::mutable_target_group,
        registers.Define(caller, FromProto(request.target_group()), request.expected_version()));
  }

  Task<absl::StatusOr<v1::GetTargetGroupResponse>> Get(Caller caller,
                                                       const v1::GetTargetGroupRequest& request) {
    co_return co_await AnswerRecord(&v1::GetTargetGroupResponse::mutable_target_group,
                                    registers.groups().Load(caller, request.target_group_key()));
  }

  Task<absl::StatusOr<v1::ListTargetGroupsResponse>> List(
      Caller caller, const v1::ListTargetGroupsRequest& request) {
    return ListRecords(&v1::ListTargetGroupsResponse::add_target_groups, registers.groups(),
                       std::move(caller), "target_groups", request);
  }

  Task<absl::StatusOr<v1::ArchiveTargetGroupResponse>> Archive(
      Caller caller, const v1::ArchiveTargetGroupRequest& request) {
    co_return co_await AnswerRecord(
        &v1::ArchiveTargetGroupResponse::mutable_target_group,
        registers.Archive(registers.groups(), caller, request.target_group_key(),
                          request.expected_version()));
  }
};

}  // namespace

void ServeTargetGroups(rpc::ServiceMethods methods, Registers& registers) {
  auto api = std::make_shared<TargetGroupApi>(TargetGroupApi{registers});
  methods.Unary("DefineTargetGroup", api, &TargetGroupApi::Define);
  methods.Unary("GetTargetGroup", api, &TargetGroupApi::Get);
  methods.Unary("ListTargetGroups", api, &TargetGroupApi::List);
  methods.Unary("ArchiveTargetGroup", api, &TargetGroupApi::Archive);
}

}  // namespace zwk::catalog
