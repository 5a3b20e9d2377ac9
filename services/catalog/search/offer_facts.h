#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "catalog/search/catalog_content.h"

namespace zwk::catalog {

// Hours a week, worked out once a day at most.
class HoursOfDay {
 public:
  // `offer` is the same each time.
  double On(std::chrono::sys_days day, const OfferContent& offer) const;

 private:
  mutable std::atomic<uint64_t> known_{0};  // day and hours in one, so that they belong together
};

// When a door is open.
struct OpenSpan {
  Time start, end;
  bool begins_today = false;
  bool walk_in = false;  // without an appointment
};

// Of a day and the night before it, worked out once a day at most. Not of confidential places: it would be found by when they
// are open.
class OpeningsOfDay {
 public:
  // `offer` and `places` say the same each time.
  std::vector<OpenSpan> On(std::chrono::sys_days day, const OfferContent& offer,
                           const Register<Place>& places) const;

 private:
  mutable std::mutex mutex_;
  mutable std::optional<std::chrono::sys_days> day_;  // guarded by mutex_
  mutable std::vector<OpenSpan> spans_;               // guarded by mutex_
};

// What an offer is known to be as long as neither it nor what it refers to changes.
struct OfferFacts {
  std::vector<Target> targets;  // named groups resolved
  // Without those of confidential places: these count for the whole municipality.
  std::vector<std::string> neighborhood_keys;
  bool whole_municipality = false;  // also: a service area without neighborhoods
  std::optional<bool> wheelchair;   // of all its places
  std::optional<bool> free_of_charge, low_threshold;
  std::optional<std::chrono::sys_days> assured;  // see FreshnessOf
  HoursOfDay weekly_hours;
  OpeningsOfDay openings;
};

// "" where the place has no coordinates or no neighborhood contains them.
std::string NeighborhoodOf(const OfferContext& context, const Place& place);

void FindFacts(const Offer& offer, const OfferContext& context, OfferFacts& facts);

}  // namespace zwk::catalog
