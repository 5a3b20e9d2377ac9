#include "catalog/register/place.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "catalog/base/target.h"
#include "platform/base/messages.h"
#include "zwk/catalog/v1/place.pb.h"

namespace zwk::catalog {
namespace {

void TakeAddress(FieldErrors& errors, const std::string& at, Address& a) {
  TakeLine(errors, at + "attention", a.attention);
  TakeLine(errors, at + "address_1", a.address_1);
  TakeLine(errors, at + "address_2", a.address_2);
  TakeLine(errors, at + "city", a.city);
  TakeLine(errors, at + "region", a.region);
  TakeLine(errors, at + "state_province", a.state_province);
  TakeLine(errors, at + "postal_code", a.postal_code);
  if (!a.country.empty() && !IsCountryCode(a.country)) {
    errors.Add(at + "country",
               absl::StrCat(Quoted(a.country), " is not an ISO 3166-1 alpha-2 code"));
  }
  const std::string& type = a.address_type;
  if (type != "physical" && type != "postal" && type != "virtual") {
    errors.Add(at + "address_type", "must be physical, postal or virtual");
  }
}

void TakeAccessibility(FieldErrors& errors, Accessibility& a) {
  TakeLines(errors, "place.accessibility.description", a.description);
  TakeLines(errors, "place.accessibility.details", a.details);
  CheckUrlIfAny(errors, "place.accessibility.url", a.url);
}

void CheckSupplyPoint(FieldErrors& errors, const std::string& at, const SupplyPoint& s) {
  CheckGiven(errors, at + "kind", static_cast<int>(s.kind), v1::SupplyKind_IsValid);
  Date::CheckOptional(errors, at + "opened", s.opened);
  Date::CheckOptional(errors, at + "closed", s.closed);
}

}  // namespace

void Take(FieldErrors& errors, Place& p) {
  const std::string at = "place.";
  CheckId(errors, at + "place_id", p.id);
  CheckIdIfAny(errors, at + "organization_id", p.organization_id);
  CheckGiven(errors, at + "location_type", static_cast<int>(p.type), v1::LocationType_IsValid);
  TakeName(errors, at + "name", p.name);
  TakeLine(errors, at + "alternate_name", p.alternate_name);
  TakeLines(errors, at + "description", p.description);
  TakeLines(errors, at + "transportation", p.transportation);
  CheckUrlIfAny(errors, at + "url", p.url);
  if (p.point && !IsPlausible(*p.point)) {
    errors.Add(at + "coordinates",
               absl::StrCat(p.point->latitude, ",", p.point->longitude, " is out of range or 0,0"));
  }
  for (size_t i = 0; i < p.addresses.size(); ++i) {
    TakeAddress(errors, absl::StrCat(at, "addresses[", i, "]."), p.addresses[i]);
  }
  TakeAccessibility(errors, p.accessibility);
  for (size_t i = 0; i < p.supply_points.size(); ++i) {
    CheckSupplyPoint(errors, absl::StrCat(at, "supply_points[", i, "]."), p.supply_points[i]);
  }
  CheckRawJson(errors, at + "raw_json", p.raw_json);
}

Place WithoutSecrets(Place place) {
  if (!place.confidential) return place;
  Place known;
  known.id = std::move(place.id);
  known.organization_id = std::move(place.organization_id);
  known.type = place.type;
  known.confidential = true;
  known.archived = place.archived;
  return known;
}

}  // namespace zwk::catalog
