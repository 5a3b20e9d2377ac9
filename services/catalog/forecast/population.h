#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/base/target.h"

namespace zwk::catalog {

struct OriginGroup {
  std::string key;
  bool national = true;
  bool migration_history = false;
};

// People of one neighborhood at one time, by origin group, sex (0 male, 1 female) and age class:
// values[(group * 2 + sex) * age_classes + age].
struct Population {
  int age_width = 1;
  int age_classes = 0;
  std::vector<OriginGroup> groups;
  std::vector<double> values;
  int rounded_to = 10;  // what numbers of its people are rounded to where they are shown
};

using PeopleByNeighborhood = std::map<std::string, Population>;

// People who meet age, sex and the countable part of migration. Age classes that are partly inside
// the range count in proportion; the open class counts as one class width.
double Count(const Population& population, const TargetPredicate& predicate);

// The same people as everybody may know of them, so that nothing that is computed of them says more:
// by fixed bands of age, sex and origin, or less where few live (`inhabitants`, whom the forecast
// starts from), rounded, and spread within as in the whole city. Neighborhoods are of one structure.
PeopleByNeighborhood Protected(const PeopleByNeighborhood& exact,
                               const std::map<std::string, double>& inhabitants);

}  // namespace zwk::catalog
