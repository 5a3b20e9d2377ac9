#include "catalog/register/organization_message.h"

#include "catalog/base/newer_fields.h"

namespace zwk::catalog {

v1::Organization ToProto(const Organization& o) {
  v1::Organization m;
  m.set_organization_id(o.id);
  m.set_name(o.name);
  m.set_alternate_name(o.alternate_name);
  m.set_description(o.description);
  m.set_email(o.email);
  m.set_website(o.website);
  m.set_uri(o.uri);
  m.set_legal_status(o.legal_status);
  m.set_parent_organization_id(o.parent_id);
  m.set_year_incorporated(o.year_incorporated);
  for (const OrganizationIdentifier& i : o.identifiers) {
    v1::OrganizationIdentifier& out = *m.add_identifiers();
    out.set_identifier_scheme(i.scheme);
    out.set_identifier_type(i.type);
    out.set_identifier(i.identifier);
  }
  m.set_raw_json(o.raw_json);
  m.set_archived(o.archived);
  AddNewerFields(o.newer, m);
  return m;
}

Organization FromProto(const v1::Organization& m) {
  Organization o;
  o.id = m.organization_id();
  o.name = m.name();
  o.alternate_name = m.alternate_name();
  o.description = m.description();
  o.email = m.email();
  o.website = m.website();
  o.uri = m.uri();
  o.legal_status = m.legal_status();
  o.parent_id = m.parent_organization_id();
  o.year_incorporated = m.year_incorporated();
  for (const v1::OrganizationIdentifier& i : m.identifiers()) {
    o.identifiers.push_back({i.identifier_scheme(), i.identifier_type(), i.identifier()});
  }
  o.raw_json = m.raw_json();
  o.archived = m.archived();
  o.newer = NewerFieldsOf(m);
  return o;
}

}  // namespace zwk::catalog
