#include "catalog/register/organization.h"

#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

absl::Status Validate(const Organization& o) {
  ZWK_RETURN_IF_ERROR(CheckId(o.id, "organization.organization_id"));
  ZWK_RETURN_IF_ERROR(CheckRequired(o.name, "organization.name", 500));
  ZWK_RETURN_IF_ERROR(CheckText(o.alternate_name, "organization.alternate_name", 500));
  ZWK_RETURN_IF_ERROR(CheckText(o.description, "organization.description", 20'000));
  ZWK_RETURN_IF_ERROR(CheckText(o.website, "organization.website", 2'000));
  ZWK_RETURN_IF_ERROR(CheckEmail(o.email, "organization.email"));
  if (!o.parent_id.empty()) {
    ZWK_RETURN_IF_ERROR(CheckId(o.parent_id, "organization.parent_organization_id"));
  }
  if (o.parent_id == o.id) {
    return InvalidField("organization.parent_organization_id", "is the organization itself");
  }
  if (o.year_incorporated != 0 && (o.year_incorporated < 800 || o.year_incorporated > 2200)) {
    return InvalidField("organization.year_incorporated", "is no year");
  }
  return CheckRawJson(o.raw_json, "organization.raw_json");
}

}  // namespace zwk::catalog
