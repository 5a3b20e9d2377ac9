#include "catalog/search/offer_facts.h"

#include <bit>
#include <set>

namespace zwk::catalog {
namespace {

void AddTargets(const OfferContent& offer, const OfferContext& context, OfferFacts& facts) {
  for (const OfferTarget& target : offer.targeting) {
    if (const auto* key = std::get_if<std::string>(&target.group)) {
      const auto group = context.groups->find(*key);
      if (group != context.groups->end()) {
        facts.targets.push_back({group->second.predicate, target.modality});
      }
    } else {
      facts.targets.push_back({std::get<TargetPredicate>(target.group), target.modality});
    }
  }
}

}  // namespace

double HoursOfDay::On(std::chrono::sys_days day, const OfferContent& offer) const {
  const auto number = static_cast<uint32_t>(day.time_since_epoch().count());
  const uint64_t known = known_.load(std::memory_order_relaxed);
  if (known >> 32 == number) return std::bit_cast<float>(static_cast<uint32_t>(known));
  double hours = 0;
  for (const OfferAtPlace& at : offer.places) hours += WeeklyHours(at.schedules, day);
  const auto rounded = std::bit_cast<uint32_t>(static_cast<float>(hours));
  known_.store(uint64_t{number} << 32 | rounded, std::memory_order_relaxed);
  return std::bit_cast<float>(rounded);
}

std::vector<OpenSpan> OpeningsOfDay::On(std::chrono::sys_days day, const OfferContent& offer,
                                        const Register<Place>& places) const {
  const std::lock_guard lock(mutex_);
  if (day_ == day) return spans_;
  spans_.clear();
  for (const OfferAtPlace& at : offer.places) {
    const auto place = places.find(at.place_id);
    if (place == places.end() || place->second.confidential) continue;
    for (const Occurrence& one : Occurrences(at.schedules, day - std::chrono::days(1), day)) {
      spans_.push_back({one.start, one.end, one.opening.day == day, !one.schedule->by_appointment});
    }
  }
  day_ = day;
  return spans_;
}

std::string NeighborhoodOf(const OfferContext& context, const Place& place) {
  return place.point ? ZoneOf(*context.zones, *place.point) : "";
}

void FindFacts(const Offer& offer, const OfferContext& context, OfferFacts& facts) {
  const OfferContent& c = offer.content;
  AddTargets(c, context, facts);
  std::set<std::string> keys;
  bool known = !c.places.empty(), accessible = true;
  for (const OfferAtPlace& at : c.places) {
    const auto found = context.places->find(at.place_id);
    if (found == context.places->end()) continue;
    const Place& place = found->second;
    if (place.confidential) {
      facts.whole_municipality = true;
    } else if (std::string key = NeighborhoodOf(context, place); !key.empty()) {
      keys.insert(std::move(key));
    }
    // What is found by a ramp would tell where a confidential place is.
    known = known && !place.confidential && place.accessibility.wheelchair.has_value();
    accessible = accessible && place.accessibility.wheelchair.value_or(false);
  }
  for (const ServiceArea& area : c.service_areas) {
    facts.whole_municipality = facts.whole_municipality || area.neighborhood_keys.empty();
    keys.insert(area.neighborhood_keys.begin(), area.neighborhood_keys.end());
  }
  facts.neighborhood_keys.assign(keys.begin(), keys.end());
  if (known) facts.wheelchair = accessible;
  facts.free_of_charge = c.free_of_charge();
  facts.low_threshold = c.low_threshold();
  const auto day = ParseDate(c.assured_date);
  if (day.ok()) facts.assured = *day;
}

}  // namespace zwk::catalog
