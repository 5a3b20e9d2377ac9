#pragma once

#include <nlohmann/json.hpp>

#include "catalog/search/catalog_content.h"

// The catalog as HSDS 3.1 with the additions of our profile: what a reader of it takes back is the same.
namespace zwk::catalog::hsds {

nlohmann::json OrganizationOf(const Organization& organization);
// Not of a confidential place.
nlohmann::json LocationOf(const Place& place);
// With its organization and places. Of a confidential place there is nothing in it.
nlohmann::json ServiceOf(const Offer& offer, const Register<Organization>& organizations,
                         const Register<Place>& places);

// As services are listed: a page of `size` from `page` on, both from 1.
nlohmann::json PageOf(nlohmann::json contents, size_t total, size_t page, size_t size);

}  // namespace zwk::catalog::hsds
