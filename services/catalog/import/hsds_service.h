#pragma once

#include <optional>
#include <set>
#include <string>

#include "catalog/import/hsds_reader.h"
#include "catalog/import/hsds_schedule.h"
#include "catalog/import/hsds_values.h"

namespace zwk::catalog::hsds {

// Services with what belongs to them, wherever in the document it stands.
class ServiceReader {
 public:
  ServiceReader(const Entities& entities, const KnownIds& known, Schedules& schedules, Time now,
                Values& values)
      : entities_(entities), known_(known), schedules_(schedules), now_(now), values_(values) {}

  ImportedOffer Read(const Entity& entity);

 private:
  void ReadPhones(const Entity& e, OfferContent& c);
  void ReadTranslations(const Entity& e, OfferContent& c);
  std::optional<AgeRange> ReadAges(const Entity& e);
  TargetPredicate ReadPredicate(const json& j, const std::string& path);
  void ReadTargeting(const Entity& e, OfferContent& c);
  void ReadNeeds(const Entity& e, OfferContent& c);
  void ReadThreshold(const Entity& e, OfferContent& c);
  void ReadCosts(const Entity& e, OfferContent& c);
  void ReadLanguages(const Entity& e, OfferContent& c);
  void ReadPlaces(const Entity& e, const std::string& service, OfferContent& c);
  void ReadCapacities(const Entity& e, const std::string& service, OfferContent& c);
  // HSDS counts capacity per service; we need it per place.
  void Assign(const Entity& entity, Capacity capacity, const Entity& service, OfferContent& c);

  const Entities& entities_;
  const KnownIds& known_;
  Schedules& schedules_;
  const Time now_;
  Values& values_;
  std::set<std::string> capacities_;
};

}  // namespace zwk::catalog::hsds
