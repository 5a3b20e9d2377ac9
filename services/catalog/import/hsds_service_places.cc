// What a service has at its places: schedules, capacities, areas.
#include "catalog/import/hsds_service.h"

namespace zwk::catalog::hsds {

using enum FindingLevel;

void ServiceReader::ReadPlaces(const Entity& e, const std::string& service, OfferContent& c) {
  std::vector<const Entity*> own;
  for (const Entity* s : children_.Take("schedule", "service", service)) {
    if (Id(*s->json, "service_at_location_id").empty()) own.push_back(s);
  }
  for (const Entity* at : children_.Take("service_at_location", "service", service)) {
    OfferAtPlace place;
    place.id = Id(*at->json);
    place.place_id = ReferenceOf(*at, "location_id", "location", at->in.location);
    place.description = values_.Clean(*at, "description");
    place.schedules = schedules_.Use(children_.Take("schedule", "service_at_location", place.id));
    const std::vector<const Entity*>& of_place =
        children_.Take("schedule", "location", place.place_id);
    if (place.schedules.empty()) place.schedules = schedules_.Use(own);
    if (place.schedules.empty()) place.schedules = schedules_.Use(of_place);
    values_.Origin(absl::StrCat("offer.places[", c.places.size(), "]"), at->path);
    c.places.push_back(std::move(place));
    ReadPhones(children_.Take("phone", "service_at_location", Id(*at->json)), c);
    ReadAreas(children_.Take("service_area", "service_at_location", Id(*at->json)), c);
    values_.Others(*at,
                   {"description", "location", "service", "schedules", "phones", "service_areas"});
  }
  ReadCapacities(e, service, c);
  ReadAreas(children_.Take("service_area", "service", service), c);
}

void ServiceReader::ReadAreas(const std::vector<const Entity*>& areas, OfferContent& c) {
  for (const Entity* a : areas) {
    values_.Origin(absl::StrCat("offer.service_areas[", c.service_areas.size(), "]"), a->path);
    c.service_areas.push_back({values_.Clean(*a, "name"), values_.Clean(*a, "description"),
                               TextsAt(*a->json, "neighborhood_keys")});
    values_.Others(*a, {"name", "description", "neighborhood_keys"});
  }
}

Capacity ServiceReader::ReadCapacity(const Entity& e) {
  const json& j = *e.json;
  Capacity capacity;
  if (const json* unit = At(j, "unit")) {
    capacity.unit = Text(*unit, "name");
  } else if (const auto found = units_.find(Id(j, "unit_id")); found != units_.end()) {
    capacity.unit = Text(*found->second->json, "name");
  }
  if (capacity.unit.empty()) capacity.unit = "places";
  capacity.available = Number(j, "available");
  capacity.maximum = Number(j, "maximum");
  capacity.description = values_.Clean(e, "description");
  capacity.measured_at = values_.DateText(j, "updated", e.path);
  capacity.source = values_.OneOf(j, "source", e.path, kCapacitySources, false)
                        .value_or(CapacitySource::kUnknown);
  if (const auto from = Number(j, "age_from")) {
    capacity.age = AgeRange{*from};
    if (const auto to = Number(j, "age_to")) capacity.age->to = *to;
  }
  values_.Others(e, {"unit", "available", "maximum", "description", "updated", "source", "age_from",
                     "age_to"});
  return capacity;
}

void ServiceReader::ReadCapacities(const Entity& e, const std::string& service, OfferContent& c) {
  std::vector<const Entity*> all = children_.Take("service_capacity", "service", service);
  for (const OfferAtPlace& place : c.places) {
    for (const Entity* at : children_.Take("service_capacity", "service_at_location", place.id)) {
      if (Id(*at->json, "service_id").empty()) all.push_back(at);  // else it is among the others
    }
  }
  for (const Entity* entity : all) {
    Capacity capacity = ReadCapacity(*entity);
    if (capacity.available && capacity.maximum && *capacity.available > *capacity.maximum) {
      values_.Error(kMeaning, "AVAILABLE_ABOVE_MAXIMUM", Join(entity->path, "available"),
                    absl::StrCat(*capacity.available),
                    absl::StrCat("the maximum is ", *capacity.maximum));
      continue;
    }
    Assign(*entity, std::move(capacity), e, c);
  }
}

void ServiceReader::Assign(const Entity& entity, Capacity capacity, const Entity& service,
                           OfferContent& c) {
  const std::string at = Id(*entity.json, "service_at_location_id");
  if (c.places.empty()) {
    return values_.Warn(kMeaning, "NOT_TAKEN_OVER", entity.path, capacity.unit,
                        "the service is at no place where it could be counted");
  }
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
