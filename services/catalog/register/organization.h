#pragma once

#include <string>
#include <vector>

#include "platform/base/errors.h"

namespace zwk::catalog {

struct OrganizationIdentifier {
  std::string scheme, type, identifier;
  friend bool operator==(const OrganizationIdentifier&, const OrganizationIdentifier&) = default;
};

// Who answers for offers.
struct Organization {
  std::string id;
  std::string name, alternate_name, description, email, website, uri, legal_status;
  std::string parent_id;
  int year_incorporated = 0;
  std::vector<OrganizationIdentifier> identifiers;
  std::string raw_json;
  bool archived = false;  // out of use
  std::string newer;      // see newer_fields.h
  friend bool operator==(const Organization&, const Organization&) = default;
};

// What may stand in it; field paths begin with "organization.".
void Take(FieldErrors& errors, Organization& organization);

}  // namespace zwk::catalog
