#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "catalog/domain/geometry.h"
#include "catalog/domain/target.h"

// The registers that offers refer to. Each Validate answers INVALID_ARGUMENT with the field path.
namespace zwk::catalog {

using Labels = std::map<std::string, std::string>;  // BCP 47 -> text

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
  friend bool operator==(const Organization&, const Organization&) = default;
};
absl::Status Validate(const Organization& organization);

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
  friend bool operator==(const Place&, const Place&) = default;
};
absl::Status Validate(const Place& place);
// Without what would tell where a confidential place is; others come back as they are.
Place WithoutSecrets(Place place);

// A named predicate.
struct TargetGroup {
  std::string key;
  Labels labels;
  TargetPredicate predicate;
  std::vector<std::string> languages;  // one of them must be spoken; empty: no such need
  std::optional<double> share;         // of the counted people who meet the criteria nobody counts
  std::string share_source;
  friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};
absl::Status Validate(const TargetGroup& group);

enum class NeedRating : uint8_t { kRated = 1, kCatchmentOnly, kUnrated };

struct NeedOfGroup {
  std::string group_key;
  double rate = 0, rate_low = 0, rate_high = 0;  // places per person
  double catchment_metres = 0;
  std::string source;
  int source_year = 0;
  friend bool operator==(const NeedOfGroup&, const NeedOfGroup&) = default;
};

struct NeedRequirements {
  bool consumption_free = false, free_of_charge = false, low_threshold = false, wheelchair = false;
  friend bool operator==(const NeedRequirements&, const NeedRequirements&) = default;
};

// What people of a target group need a place for.
struct NeedType {
  std::string key;
  Labels labels;
  NeedRating rating = NeedRating::kUnrated;
  std::vector<NeedOfGroup> groups;
  double hours_per_place = 0;
  NeedRequirements requirements;
  std::set<SupplyKind> supply_kinds;
  double covered_below = 0.10;
  friend bool operator==(const NeedType&, const NeedType&) = default;
};
absl::Status Validate(const NeedType& need);

// A BCP 47 tag as far as catalogs need it: language, script, region, in canonical case.
bool IsLanguageTag(const std::string& text);
// "de" of "de-AT".
std::string PrimaryLanguage(const std::string& tag);
// [a-z][a-z0-9-]{1,63}
bool IsSlug(const std::string& text);

}  // namespace zwk::catalog
