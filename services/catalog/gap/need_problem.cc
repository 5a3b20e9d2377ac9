#include "catalog/gap/need_problem.h"

#include <algorithm>

namespace zwk::catalog {
namespace {

// One supply with what fit is judged by.
struct Candidate {
  Supply supply;
  const OfferContent* offer = nullptr;  // none: a supply point, open to everybody
  const Snapshot::Facts* facts = nullptr;
  const Place* place = nullptr;
};

std::optional<double> PlacesOf(const std::vector<Capacity>& capacities) {
  std::optional<double> whole, by_age;
  for (const Capacity& capacity : capacities) {
    const std::optional<double> places = capacity.maximum ? capacity.maximum : capacity.available;
    if (!places) continue;
    if (capacity.age) {
      by_age = by_age.value_or(0) + *places;
    } else {
      whole = std::max(whole.value_or(0), *places);
    }
  }
  return whole ? whole : by_age;
}

void Locate(const Place& place, Supply& supply) {
  if (place.confidential || place.type == LocationType::kVirtual) {
    supply.serves_all = true;
  } else {
    supply.point = place.point;
  }
}

void ServeAreas(const OfferContent& offer, Supply& supply) {
  for (const ServiceArea& area : offer.service_areas) {
    supply.serves_all = supply.serves_all || area.neighborhood_keys.empty();
    supply.served_zones.insert(supply.served_zones.end(), area.neighborhood_keys.begin(),
                               area.neighborhood_keys.end());
  }
}

std::vector<Candidate> CandidatesOf(const Snapshot& snapshot, const NeedType& need,
                                    const std::string& today) {
  std::vector<Candidate> candidates;
  const auto& places = snapshot.content().places;
  const auto day = ParseDate(today);
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const Offer& offer = snapshot.offer(i).value;
    const OfferContent& c = offer.content;
    if (offer.state != OfferState::kPublished ||
        std::find(c.need_keys.begin(), c.need_keys.end(), need.key) == c.need_keys.end()) {
      continue;
    }
    for (const OfferAtPlace& at : c.places) {
      const auto place = places.find(at.place_id);
      if (place == places.end()) continue;
      Candidate candidate{{}, &c, &snapshot.facts(i), &place->second};
      candidate.supply.id = at.id;
      candidate.supply.places = PlacesOf(at.capacities);
      candidate.supply.weekly_hours = !SayHours(at.schedules) || !day.ok()
                                          ? need.hours_per_place
                                          : WeeklyHours(at.schedules, std::chrono::sys_days(*day));
      Locate(place->second, candidate.supply);
      if (c.threshold.outreach.value_or(false)) ServeAreas(c, candidate.supply);
      candidates.push_back(std::move(candidate));
    }
    if (c.places.empty() && !c.service_areas.empty()) {
      Candidate candidate{{}, &c, &snapshot.facts(i), nullptr};
      candidate.supply.id = offer.id;
      candidate.supply.weekly_hours = need.hours_per_place;
      ServeAreas(c, candidate.supply);
      candidates.push_back(std::move(candidate));
    }
  }
  for (const auto& [id, place] : places) {
    const bool answers = std::any_of(
        place.supply_points.begin(), place.supply_points.end(), [&](const SupplyPoint& point) {
          return need.supply_kinds.contains(point.kind) && point.OpenOn(today);
        });
    if (!answers || place.archived) continue;
    Candidate candidate{{}, nullptr, nullptr, &place};
    candidate.supply.id = id;
    candidate.supply.weekly_hours = need.hours_per_place;
    Locate(place, candidate.supply);
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

std::optional<bool> Understood(const OfferContent& offer, const std::vector<std::string>& group) {
  if (offer.languages.empty() && offer.language_mediation.empty()) return std::nullopt;
  return std::any_of(group.begin(), group.end(),
                     [&](const std::string& language) { return offer.Speaks(language); });
}

Fit FitTo(const Candidate& candidate, const NeedType& need, const TargetGroup& group) {
  const NeedRequirements& required = need.requirements;
  Fit fit;
  const auto set = [&](Obstacle obstacle, double value) {
    fit.without[static_cast<int>(obstacle)] = value;
  };
  const bool wheelchair =
      required.wheelchair || group.predicate.disabilities.contains(Disability::kWheelchair);
  const std::optional<bool> accessible =
      candidate.place != nullptr ? candidate.place->accessibility.wheelchair : std::nullopt;
  set(Obstacle::kAccess, FitOf(wheelchair, accessible));
  if (candidate.offer == nullptr) return fit;
  fit.eligible = EligibleShare(candidate.facts->targets, group.predicate);
  set(Obstacle::kLanguage,
      FitOf(!group.languages.empty(), Understood(*candidate.offer, group.languages)));
  set(Obstacle::kCost, FitOf(required.free_of_charge, candidate.facts->free_of_charge));
  set(Obstacle::kConsumption, FitOf(required.consumption_free, candidate.offer->consumption_free));
  set(Obstacle::kThreshold, FitOf(required.low_threshold, candidate.facts->low_threshold));
  return fit;
}

double PersonsOf(const TargetGroup& group, const Population& people) {
  const double counted = Count(people, group.predicate);
  return IsCountable(group.predicate) ? counted : counted * group.share.value_or(0);
}

}  // namespace

NeedProblem ProblemOf(const Snapshot& snapshot, const NeedType& need,
                      const PeopleByNeighborhood& people, const std::string& today) {
  NeedProblem problem;
  problem.need_key = need.key;
  problem.rating = need.rating;
  problem.hours_per_place = need.hours_per_place;
  problem.covered_below = need.covered_below;
  problem.zones = &snapshot.content().zones;
  const std::vector<Candidate> candidates = CandidatesOf(snapshot, need, today);
  for (const Candidate& candidate : candidates) problem.supplies.push_back(candidate.supply);
  for (const NeedOfGroup& entry : need.groups) {
    const auto group = snapshot.content().groups.find(entry.group_key);
    if (group == snapshot.content().groups.end() || group->second.archived) continue;
    GroupDemand demand;
    demand.group_key = entry.group_key;
    demand.rate = entry.rate;
    demand.catchment_meters = entry.catchment_meters;
    demand.source = entry.source;
    for (const Zone& zone : snapshot.content().zones) {
      const auto found = people.find(zone.neighborhood_key);
      demand.persons.push_back(found == people.end() ? 0 : PersonsOf(group->second, found->second));
    }
    for (const Candidate& candidate : candidates) {
      demand.fits.push_back(FitTo(candidate, need, group->second));
    }
    problem.groups.push_back(std::move(demand));
  }
  return problem;
}

}  // namespace zwk::catalog
