#include "catalog/register/organization_api.h"

#include "catalog/base/checks.h"
#include "catalog/base/record_api.h"
#include "catalog/register/organization_message.h"

namespace zwk::catalog {
namespace {

Task<Kept<Organization>> Create(Registers& registers, Caller caller,
                                const v1::CreateOrganizationRequest& request) {
  Organization organization = FromProto(request.organization());
  if (organization.id.empty()) {
    organization.id = rpc::NewId("organization.organization_id", caller);
  }
  return registers.Create(std::move(caller), std::move(organization));
}

Task<Kept<Organization>> Update(Registers& registers, Caller caller,
                                const v1::UpdateOrganizationRequest& request) {
  const std::string id = request.organization().organization_id();
  ZWK_CO_RETURN_IF_ERROR(CheckUpdate("organization.organization_id", id, request.update_mask(),
                                     request.organization(), &FromProto));
  Rewrite<Organization> rewrite = [update = request.organization(),
                                   mask = request.update_mask()](const Organization& before) {
    return FromProto(rpc::Updated(ToProto(before), update, mask));
  };
  co_return co_await registers.Update(std::move(caller), id, request.expected_version(),
                                      std::move(rewrite));
}

}  // namespace

void ServeOrganizations(rpc::ServiceMethods methods, Registers& registers) {
  RecordRepository<Organization>& organizations = registers.organizations();
  ServeEntry<v1::CreateOrganizationRequest>(
      methods, "CreateOrganization", &v1::CreateOrganizationResponse::mutable_organization,
      [&registers](Caller caller, const v1::CreateOrganizationRequest& request) {
        return Create(registers, std::move(caller), request);
      });
  ServeGet<v1::GetOrganizationRequest>(
      methods, "GetOrganization",
      {"organization_id", &v1::GetOrganizationRequest::organization_id, &rpc::CheckId},
      &v1::GetOrganizationResponse::mutable_organization, organizations);
  ServeList<v1::ListOrganizationsRequest>(methods, "ListOrganizations",
                                          &v1::ListOrganizationsResponse::add_organizations,
                                          organizations, "organizations");
  ServeEntry<v1::UpdateOrganizationRequest>(
      methods, "UpdateOrganization", &v1::UpdateOrganizationResponse::mutable_organization,
      [&registers](Caller caller, const v1::UpdateOrganizationRequest& request) {
        return Update(registers, std::move(caller), request);
      });
  ServeArchive<Organization, v1::ArchiveOrganizationRequest>(
      methods, "ArchiveOrganization",
      {"organization_id", &v1::ArchiveOrganizationRequest::organization_id, &rpc::CheckId},
      &v1::ArchiveOrganizationResponse::mutable_organization,
      [&registers, &organizations](Caller caller, std::string id, uint64_t expected) {
        return registers.Archive(organizations, std::move(caller), std::move(id), expected);
      });
}

}  // namespace zwk::catalog
