#include "catalog/forecast/population.h"

#include <algorithm>
#include <functional>

#include "platform/base/disclosure.h"

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

// Where bands of age begin: nobody can choose others.
const std::vector<int>& BandsOf(const Disclosure& area) {
  static const auto& narrow =
      *new std::vector<int>{0, 3, 6, 10, 14, 18, 25, 35, 45, 55, 65, 75, 80, 90};
  static const auto& wide = *new std::vector<int>{0, 18, 65};
  static const auto& none = *new std::vector<int>{0};
  return area.tells_narrow_ages() ? narrow : area.tells_structure() ? wide : none;
}

// Cells that are counted together, by band: of a group and sex, of a sex, or of everybody.
using Line = std::vector<std::vector<size_t>>;

std::vector<Line> LinesOf(const Population& population, const Disclosure& area) {
  const std::vector<int>& bands = BandsOf(area);
  const size_t groups = population.groups.size(), ages = population.age_classes;
  const size_t lines = area.tells_origin() ? 2 * groups : area.tells_structure() ? 2 : 1;
  std::vector<Line> all(lines, Line(bands.size()));
  for (size_t cell = 0; cell < std::min(population.values.size(), 2 * groups * ages); ++cell) {
    const int age = static_cast<int>(cell % ages) * population.age_width;
    const auto band = std::upper_bound(bands.begin(), bands.end(), age) - bands.begin() - 1;
    all[cell / ages % lines][band].push_back(cell);
  }
  return all;
}

// Rounds how many are up to the end of each band: in any bands together as little is lost as in one.
void Fit(const Line& line, const std::vector<double>& exact, const std::vector<double>& shape,
         const Disclosure& area, std::vector<double>& to) {
  double counted = 0, told = 0;
  for (const std::vector<size_t>& band : line) {
    double like = 0;
    for (const size_t cell : band) {
      counted += exact[cell];
      like += shape[cell];
    }
    const double people = area.Rounded(counted) - told;
    told += people;
    for (const size_t cell : band) {
      to[cell] = like > 0 ? people * shape[cell] / like : people / static_cast<double>(band.size());
    }
  }
}

// As may be told of an area of so many, spread as in `shape`.
Population Fitted(Population population, const std::vector<double>& shape, double inhabitants) {
  const Disclosure area(inhabitants);
  std::vector<double> told(population.values.size());
  for (const Line& line : LinesOf(population, area)) {
    Fit(line, population.values, shape, area, told);
  }
  population.values = std::move(told);
  population.rounded_to = area.base();
  return population;
}

}  // namespace

PeopleByNeighborhood Protected(const PeopleByNeighborhood& exact,
                               const std::map<std::string, double>& inhabitants) {
  if (exact.empty()) return {};
  Population city = exact.begin()->second;
  city.values.assign(city.values.size(), 0);
  double everybody = 0;
  const auto live_in = [&](const std::string& key) {
    const auto found = inhabitants.find(key);
    return found == inhabitants.end() ? 0 : found->second;
  };
  for (const auto& [key, area] : exact) {
    city.values.resize(std::max(city.values.size(), area.values.size()));
    std::transform(area.values.begin(), area.values.end(), city.values.begin(), city.values.begin(),
                   std::plus<>());
    everybody += live_in(key);
  }
  const std::vector<double> even(city.values.size(), 1);
  city = Fitted(std::move(city), even, everybody);
  PeopleByNeighborhood told;
  for (const auto& [key, area] : exact) told[key] = Fitted(area, city.values, live_in(key));
  return told;
}

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
