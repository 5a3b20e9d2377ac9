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
    Organization organization = FromProto(request.organization());
    if (organization.id.empty()) {
      organization.id = rpc::NewId("organization.organization_id", caller);
    }
    co_return co_await AnswerRecord(&v1::CreateOrganizationResponse::mutable_organization,
                                    registers.Create(caller, std::move(organization)));
  }

  Task<absl::StatusOr<v1::GetOrganizationResponse>> Get(Caller caller,
                                                        const v1::GetOrganizationRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("organization_id", request.organization_id()));
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
    ZWK_CO_RETURN_IF_ERROR(CheckUpdate("organization.organization_id", id, request.update_mask(),
                                       *v1::Organization::descriptor(),
                                       FromProto(request.organization())));
    Rewrite<Organization> rewrite = [update = request.organization(),
                                     mask = request.update_mask()](const Organization& before) {
      return FromProto(rpc::Updated(ToProto(before), update, mask));
    };
    co_return co_await AnswerRecord(
        &v1::UpdateOrganizationResponse::mutable_organization,
        registers.Update(caller, id, request.expected_version(), std::move(rewrite)));
  }

  Task<absl::StatusOr<v1::ArchiveOrganizationResponse>> Archive(
      Caller caller, const v1::ArchiveOrganizationRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("organization_id", request.organization_id()));
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
