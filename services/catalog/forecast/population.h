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
};

using PeopleByNeighborhood = std::map<std::string, Population>;

// People who meet age, sex and the countable part of migration. Age classes that are partly inside
// the range count in proportion; the open class counts as one class width.
double Count(const Population& population, const TargetPredicate& predicate);

}  // namespace zwk::catalog
