#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "catalog/base/checks.h"
#include "catalog/register/place.h"
#include "platform/base/errors.h"

namespace zwk::catalog {

enum class NeedRating : uint8_t { kRated = 1, kCatchmentOnly, kUnrated };

struct NeedOfGroup {
  std::string group_key;
  double rate = 0, rate_low = 0, rate_high = 0;  // places per person
  double catchment_meters = 0;
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
  bool archived = false;  // out of use
  std::string newer;      // see newer_fields.h
  friend bool operator==(const NeedType&, const NeedType&) = default;
};

// What may stand in it; field paths begin with "need_type.".
void Take(FieldErrors& errors, NeedType& need);

}  // namespace zwk::catalog
