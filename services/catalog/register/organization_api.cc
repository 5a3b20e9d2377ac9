#include "catalog/register/organization_api.h"

#include <memory>

#include "catalog/base/checks.h"
#include "catalog/base/record_api.h"
#include "catalog/register/organization_message.h"

namespace zwk::catalog {
namespace {

struct OrganizationApi {
  Registers& registers;

  Task<absl::StatusOr<v1::CreateOrganizationResponse>> Create(
      Caller caller, const v1::CreateOrganizationRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(Organization organization, FromProto(request.organization()));
    FieldErrors errors;
    organization.id = rpc::NewId(errors, "organization.organization_id", organization.id, caller);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await AnswerRecord(&v1::CreateOrganizationResponse::mutable_organization,
                                    registers.Create(caller, std::move(organization)));
  }

  Task<absl::StatusOr<v1::GetOrganizationResponse>> Get(Caller caller,
                                                        const v1::GetOrganizationRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.organization_id(), "organization_id"));
    co_return co_await AnswerRecord(
        &v1::GetOrganizationResponse::mutable_organization,
        registers.organizations().Load(caller, request.organization_id()));
  }

  Task<absl::StatusOr<v1::ListOrganizationsResponse>> List(
      Caller caller, const v1::ListOrganizationsRequest& request) {
    return ListRecords(&v1::ListOrganizationsResponse::add_organizations, registers.organizations(),
                       std::move(caller), "organizations", request);
  }

  Task<absl::StatusOr<v1::UpdateOrganizationResponse>> Update(
      Caller caller, const v1::UpdateOrganizationRequest& request) {
    const std::string id = request.organization().organization_id();
    ZWK_CO_RETURN_IF_ERROR(CheckId(id, "organization.organization_id"));
    Rewrite<Organization> rewrite =
        [update = request.organization(),
         mask = request.update_mask()](const Organization& before) -> absl::StatusOr<Organization> {
      ZWK_ASSIGN_OR_RETURN(const v1::Organization after, Updated(ToProto(before), update, mask));
      return FromProto(after);
    };
    co_return co_await AnswerRecord(
        &v1::UpdateOrganizationResponse::mutable_organization,
        registers.Update(caller, id, request.expected_version(), std::move(rewrite)));
  }

  Task<absl::StatusOr<v1::ArchiveOrganizationResponse>> Archive(
      Caller caller, const v1::ArchiveOrganizationRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.organization_id(), "organization_id"));
    co_return co_await AnswerRecord(
        &v1::ArchiveOrganizationResponse::mutable_organization,
        registers.Archive(registers.organizations(), caller, request.organization_id(),
                          request.expected_version()));
  }
};

}  // namespace

void ServeOrganizations(rpc::ServiceMethods methods, Registers& registers) {
  auto api = std::make_shared<OrganizationApi>(OrganizationApi{registers});
  methods.Unary("CreateOrganization", api, &OrganizationApi::Create);
  methods.Unary("GetOrganization", api, &OrganizationApi::Get);
  methods.Unary("ListOrganizations", api, &OrganizationApi::List);
  methods.Unary("UpdateOrganization", api, &OrganizationApi::Update);
  methods.Unary("ArchiveOrganization", api, &OrganizationApi::Archive);
}

}  // namespace zwk::catalog
