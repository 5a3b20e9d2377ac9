#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/import/hsds_reader.h"
#include "catalog/import/hsds_schedule.h"
#include "catalog/import/hsds_values.h"

namespace zwk::catalog::hsds {

// Services with what belongs to them, wherever in the document it stands.
class ServiceReader {
 public:
  ServiceReader(const Entities& entities, const KnownIds& known, Children& children,
                Schedules& schedules, Time now, Values& values);

  WantedOffer Read(const Entity& entity);

 private:
  void ReadState(const Entity& e, WantedOffer& out);
  void ReadPhones(const std::vector<const Entity*>& phones, OfferContent& c);
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
  Capacity ReadCapacity(const Entity& e);
  void ReadAreas(const std::vector<const Entity*>& areas, OfferContent& c);
  // HSDS counts capacity per service; we need it per place.
  void Assign(const Entity& entity, Capacity capacity, const Entity& service, OfferContent& c);

  const KnownIds& known_;
  Children& children_;
  Schedules& schedules_;
  const Time now_;
  Values& values_;
  std::map<std::string, const Entity*> units_;
};

}  // namespace zwk::catalog::hsds
