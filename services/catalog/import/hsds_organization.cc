#include "catalog/import/hsds_organization.h"

namespace zwk::catalog::hsds {
namespace {

// A page of a larger list does not bring the organization above; it was warned of.
std::string ReadParent(const Entity& e, const KnownIds& known, Values& values) {
  const std::string id = Id(*e.json, "parent_organization_id");
  return known.organizations.contains(id) || values.IsThere("organization", id) ? id : "";
}

}  // namespace

Organization ReadOrganization(const Entity& e, const KnownIds& known, Children& children,
                              Values& values) {
  const json& j = *e.json;
  Organization o;
  o.id = Id(j);
  o.name = values.Clean(e, "name");
  o.alternate_name = values.Clean(e, "alternate_name");
  o.description = values.Clean(e, "description");
  o.email = values.Email(j, "email", e.path);
  o.website = values.Url(j, "website", e.path);
  o.uri = values.Url(j, "uri", e.path);
  o.legal_status = values.Clean(e, "legal_status");
  o.parent_id = ReadParent(e, known, values);
  o.year_incorporated = values.Whole(j, "year_incorporated", e.path).value_or(0);
  values.ForgetOrigins();
  for (const Entity* i : children.Take("organization_identifier", "organization", o.id)) {
    values.Origin(absl::StrCat("organization.identifiers[", o.identifiers.size(), "]"), i->path);
    o.identifiers.push_back({values.Clean(*i, "identifier_scheme"),
                             values.Clean(*i, "identifier_type"), values.Clean(*i, "identifier")});
    values.Others(*i, {"identifier_scheme", "identifier_type", "identifier"});
  }
  o.raw_json = Rest(e,
                    {"name", "alternate_name", "description", "email", "website", "uri",
                     "legal_status", "parent_organization_id", "year_incorporated",
                     "organization_identifiers", "services", "locations"},
                    "organization", children,
                    {{"phone", "phones"},
                     {"funding", "funding"},
                     {"program", "programs"},
                     {"url", "additional_websites"}});
  values.Accept(o, e.path, "organization");
  CheckArchived(o.id, known.archived_organizations, e, values);
  return o;
}

}  // namespace zwk::catalog::hsds
