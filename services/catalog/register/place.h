#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/geometry.h"
#include "platform/base/errors.h"

namespace zwk::catalog {

enum class LocationType : uint8_t { kPhysical = 1, kPostal, kVirtual };
enum class SupplyKind : uint8_t { kGrocery = 1, kDoctor, kPharmacy, kPost, kBank, kPlayground };

struct Address {
  std::string attention, address_1, address_2, city, region, state_province, postal_code, country,
      address_type;
  friend bool operator==(const Address&, const Address&) = default;
};

// Unknown is not no.
struct Accessibility {
  std::optional<bool> wheelchair, visual_impairment, hearing_impairment, learning_impairment,
      low_stimulus_environment, staff_trained_in_signing;
  std::string description, details, url;
  friend bool operator==(const Accessibility&, const Accessibility&) = default;
};

// Local supply without an offer. Dates are ISO 8601; empty: always been there, still there.
struct SupplyPoint {
  SupplyKind kind = SupplyKind::kGrocery;
  std::string opened, closed;
  bool OpenOn(const std::string& date) const {
    return (opened.empty() || opened <= date) && (closed.empty() || date < closed);
  }
  friend bool operator==(const SupplyPoint&, const SupplyPoint&) = default;
};

// Where offers are.
struct Place {
  std::string id, organization_id;
  LocationType type = LocationType::kPhysical;
  std::string name, alternate_name, description, transportation, url;
  std::optional<Point> point;
  std::vector<Address> addresses;
  Accessibility accessibility;
  std::vector<SupplyPoint> supply_points;
  bool confidential = false;
  std::string raw_json;
  bool archived = false;  // out of use
  std::string newer;      // see newer_fields.h
  friend bool operator==(const Place&, const Place&) = default;
};

// What may stand in it; field paths begin with "place.".
void Take(FieldErrors& errors, Place& place);

// Of a confidential place only that it is there, and whose: a name, a ramp or the shop next door tell where it is. Others
// come back as they are.
Place WithoutSecrets(Place place);

}  // namespace zwk::catalog
