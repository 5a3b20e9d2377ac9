// What a service has at its places: schedules, capacities, areas.
#include "catalog/import/hsds_service.h"

namespace zwk::catalog::hsds {

using enum FindingLevel;

namespace {

const Names<CapacitySource> kCapacitySources = {{"counted", CapacitySource::kCounted},
                                                {"reported", CapacitySource::kReported},
                                                {"estimated", CapacitySource::kEstimated}};

}  // namespace

void ServiceReader::ReadPlaces(const Entity& e, const std::string& service, OfferContent& c) {
  const std::vector<Schedule> of_service = schedules_.Of([&](const Entity& s) {
    return ReferenceOf(s, "service_id", "", s.in.service) == service &&
           s.in.service_at_location.empty() && s.in.location.empty() &&
           Id(*s.json, "service_at_location_id").empty();
  });
  for (const Entity* at : Unique(entities_, "service_at_location")) {
    if (ReferenceOf(*at, "service_id", "service", at->in.service) != service) continue;
    OfferAtPlace place;
    place.id = Id(*at->json);
    place.place_id = ReferenceOf(*at, "location_id", "location", at->in.location);
    place.description = values_.Clean(*at, "description");
    place.schedules = schedules_.Of([&](const Entity& s) {
      return ReferenceOf(s, "service_at_location_id", "", s.in.service_at_location) == place.id &&
             s.in.location.empty();
    });
    if (place.schedules.empty()) place.schedules = of_service;
    if (place.schedules.empty()) {
      place.schedules = schedules_.Of([&](const Entity& s) {
        return ReferenceOf(s, "location_id", "", s.in.location) == place.place_id;
      });
    }
    c.places.push_back(std::move(place));
  }
  ReadCapacities(e, service, c);
  for (const Entity& a : All(entities_, "service_area")) {
    if (ReferenceOf(a, "service_id", "", a.in.service) != service ||
        !a.in.service_at_location.empty()) {
      continue;
    }
    c.service_areas.push_back({values_.Clean(a, "name"), values_.Clean(a, "description"),
                               TextsAt(*a.json, "neighborhood_keys")});
  }
}

void ServiceReader::ReadCapacities(const Entity& e, const std::string& service, OfferContent& c) {
  for (const Entity& entity : All(entities_, "service_capacity")) {
    const json& j = *entity.json;
    if (ReferenceOf(entity, "service_id", "", entity.in.service) != service) continue;
    if (!capacities_.insert(service + Id(j)).second) continue;
    Capacity capacity;
    if (const json* unit = At(j, "unit")) capacity.unit = Text(*unit, "name");
    if (capacity.unit.empty()) capacity.unit = "places";
    capacity.available = Number(j, "available");
    capacity.maximum = Number(j, "maximum");
    capacity.description = values_.Clean(entity, "description");
    capacity.measured_at = values_.DateText(j, "updated", entity.path);
    capacity.source = values_.OneOf(j, "source", entity.path, kCapacitySources, false)
                          .value_or(CapacitySource::kUnknown);
    if (const auto from = Number(j, "age_from")) {
      capacity.age = AgeRange{*from};
      if (const auto to = Number(j, "age_to")) capacity.age->to = *to;
    }
    if (capacity.available && capacity.maximum && *capacity.available > *capacity.maximum) {
      values_.Error(kMeaning, "AVAILABLE_ABOVE_MAXIMUM", Join(entity.path, "available"),
                    absl::StrCat(*capacity.available),
                    absl::StrCat("the maximum is ", *capacity.maximum));
      continue;
    }
    Assign(entity, std::move(capacity), e, c);
  }
}

void ServiceReader::Assign(const Entity& entity, Capacity capacity, const Entity& service,
                           OfferContent& c) {
  const std::string at = Id(*entity.json, "service_at_location_id");
  if (c.places.empty()) return;
  if (!at.empty()) {
    for (OfferAtPlace& place : c.places) {
      if (place.id == at) place.capacities.push_back(capacity);
    }
    return;
  }
  const auto places = static_cast<double>(c.places.size());
  if (places > 1) {
    values_.Warn(kMeaning, "CAPACITY_DIVIDED", entity.path, Text(*service.json, "name"),
                 "is divided evenly among the places of the service");
    if (capacity.available) *capacity.available /= places;
    if (capacity.maximum) *capacity.maximum /= places;
  }
  for (OfferAtPlace& place : c.places) place.capacities.push_back(capacity);
}

}  // namespace zwk::catalog::hsds
