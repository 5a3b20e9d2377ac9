#include "catalog/register/target_group_api.h"

#include "catalog/base/record_api.h"
#include "catalog/register/target_group_message.h"

namespace zwk::catalog {

void ServeTargetGroups(rpc::ServiceMethods methods, Registers& registers) {
  RecordRepository<TargetGroup>& groups = registers.groups();
  ServeEntry<v1::DefineTargetGroupRequest>(
      methods, "DefineTargetGroup", &v1::DefineTargetGroupResponse::mutable_target_group,
      [&registers](Caller caller, const v1::DefineTargetGroupRequest& request) {
        return registers.Define(std::move(caller), FromProto(request.target_group()),
                                request.expected_version());
      });
  ServeGet<v1::GetTargetGroupRequest>(
      methods, "GetTargetGroup",
      {"target_group_key", &v1::GetTargetGroupRequest::target_group_key, &CheckKey},
      &v1::GetTargetGroupResponse::mutable_target_group, groups);
  ServeList<v1::ListTargetGroupsRequest>(methods, "ListTargetGroups",
                                         &v1::ListTargetGroupsResponse::add_target_groups, groups,
                                         "target_groups");
  ServeArchive<TargetGroup, v1::ArchiveTargetGroupRequest>(
      methods, "ArchiveTargetGroup",
      {"target_group_key", &v1::ArchiveTargetGroupRequest::target_group_key, &CheckKey},
      &v1::ArchiveTargetGroupResponse::mutable_target_group,
      [&registers, &groups](Caller caller, std::string key, uint64_t expected) {
        return registers.Archive(groups, std::move(caller), std::move(key), expected);
      });
}

}  // namespace zwk::catalog
