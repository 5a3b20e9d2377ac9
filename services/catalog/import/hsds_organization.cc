#include "catalog/import/hsds_organization.h"

namespace zwk::catalog::hsds {

Organization ReadOrganization(const Entity& e, const KnownIds& known, Values& values) {
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
  o.parent_id = Id(j, "parent_organization_id");
  o.year_incorporated = values.Whole(j, "year_incorporated", e.path).value_or(0);
  for (const json& i : ListAt(j, "organization_identifiers")) {
    o.identifiers.push_back(
        {Text(i, "identifier_scheme"), Text(i, "identifier_type"), Text(i, "identifier")});
  }
  o.raw_json = Rest(j, {"name", "alternate_name", "description", "email", "website", "uri",
                        "legal_status", "parent_organization_id", "year_incorporated",
                        "organization_identifiers", "services", "locations", "programs"});
  values.Accept(o, e.path, "organization");
  CheckArchived(o.id, known.archived, e, values);
  return o;
}

}  // namespace zwk::catalog::hsds
