#include "catalog/register/organization.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"

namespace zwk::catalog {

void Take(FieldErrors& errors, Organization& o) {
  const std::string at = "organization.";
  CheckId(errors, at + "organization_id", o.id);
  TakeName(errors, at + "name", o.name);
  TakeLine(errors, at + "alternate_name", o.alternate_name);
  TakeLines(errors, at + "description", o.description);
  CheckEmailIfAny(errors, at + "email", o.email);
  CheckUrlIfAny(errors, at + "website", o.website);
  CheckUrlIfAny(errors, at + "uri", o.uri);
  TakeLine(errors, at + "legal_status", o.legal_status);
  CheckIdIfAny(errors, at + "parent_organization_id", o.parent_id);
  if (!o.parent_id.empty() && o.parent_id == o.id) {
    errors.Add(at + "parent_organization_id", "is the organization itself");
  }
  if (o.year_incorporated != 0 && (o.year_incorporated < 800 || o.year_incorporated > 2200)) {
    errors.Add(at + "year_incorporated", "is no year");
  }
  for (size_t i = 0; i < o.identifiers.size(); ++i) {
    OrganizationIdentifier& one = o.identifiers[i];
    const std::string field = absl::StrCat(at, "identifiers[", i, "].");
    TakeLine(errors, field + "identifier_scheme", one.scheme);
    TakeLine(errors, field + "identifier_type", one.type);
    TakeLine(errors, field + "identifier", one.identifier);
  }
  CheckRawJson(errors, at + "raw_json", o.raw_json);
}

}  // namespace zwk::catalog
