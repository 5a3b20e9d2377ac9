#include "catalog/forecast/population.h"

#include <algorithm>

namespace zwk::catalog {
namespace {

bool Counts(const OriginGroup& group, const TargetPredicate& predicate) {
  if (predicate.migrations.empty() && predicate.countries.empty()) return true;
  const auto says = [&](Migration value) { return predicate.migrations.contains(value); };
  if (says(Migration::kAny) && (!group.national || group.migration_history)) return true;
  if (says(Migration::kGermanWithHistory) && group.national && group.migration_history) return true;
  // Refugees and nationals of single countries are counted among foreigners, by a share of them.
  const bool foreign =
      says(Migration::kForeign) || says(Migration::kRefugee) || !predicate.countries.empty();
  return foreign && !group.national;
}

}  // namespace

double Count(const Population& population, const TargetPredicate& predicate) {
  const auto counted = [&](Sex sex) {
    return predicate.sexes.empty() || predicate.sexes.contains(sex);
  };
  const bool sexes[2] = {counted(Sex::kMale), counted(Sex::kFemale)};
  double people = 0;
  size_t cell = 0;
  for (const OriginGroup& group : population.groups) {
    const bool in = Counts(group, predicate);
    for (const bool sex : sexes) {
      for (int age = 0; age < population.age_classes; ++age, ++cell) {
        if (!in || !sex || cell >= population.values.size()) continue;
        const double from = age * population.age_width, to = from + population.age_width;
        const double common = std::min(to, predicate.age.to) - std::max(from, predicate.age.from);
        const bool open_class = age == population.age_classes - 1;
        const double share = open_class && predicate.age.from <= from && predicate.age.to >= to
                                 ? 1
                                 : std::clamp(common / population.age_width, 0.0, 1.0);
        people += share * population.values[cell];
      }
    }
  }
  return people;
}

}  // namespace zwk::catalog
