#include "catalog/register/place.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "catalog/base/target.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

absl::Status CheckAddress(const Address& address, const std::string& field) {
  const std::string& type = address.address_type;
  if (type != "physical" && type != "postal" && type != "virtual") {
    return InvalidField(field + ".address_type", "must be physical, postal or virtual");
  }
  if (!address.country.empty() && !IsCountryCode(address.country)) {
    return InvalidField(field + ".country", absl::StrCat(Quoted(address.country),
                                                         " is not an ISO 3166-1 alpha-2 code"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const Place& p) {
  ZWK_RETURN_IF_ERROR(CheckId(p.id, "place.place_id"));
  if (!p.organization_id.empty()) {
    ZWK_RETURN_IF_ERROR(CheckId(p.organization_id, "place.organization_id"));
  }
  ZWK_RETURN_IF_ERROR(CheckRequired(p.name, "place.name", 500));
  ZWK_RETURN_IF_ERROR(CheckText(p.description, "place.description", 20'000));
  if (p.point && !IsPlausible(*p.point)) {
    return InvalidField(
        "place.coordinates",
        absl::StrCat(p.point->latitude, ",", p.point->longitude, " is out of range or 0,0"));
  }
  for (size_t i = 0; i < p.addresses.size(); ++i) {
    ZWK_RETURN_IF_ERROR(CheckAddress(p.addresses[i], absl::StrCat("place.addresses[", i, "]")));
  }
  for (size_t i = 0; i < p.supply_points.size(); ++i) {
    const std::string field = absl::StrCat("place.supply_points[", i, "]");
    ZWK_RETURN_IF_ERROR(CheckDate(p.supply_points[i].opened, field + ".opened"));
    ZWK_RETURN_IF_ERROR(CheckDate(p.supply_points[i].closed, field + ".closed"));
  }
  return CheckRawJson(p.raw_json, "place.raw_json");
}

Place WithoutSecrets(Place place) {
  if (!place.confidential) return place;
  place.point.reset();
  place.addresses.clear();
  place.transportation.clear();
  place.description.clear();
  place.url.clear();
  place.raw_json.clear();
  place.newer.clear();
  return place;
}

}  // namespace zwk::catalog
