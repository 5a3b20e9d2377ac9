#include "reporting/base/population.h"

#include <algorithm>

namespace zwk::reporting {

void Population::Add(const Population& other) {
  for (int origin = 0; origin < 2; ++origin) {
    for (int sex = 0; sex < 2; ++sex) {
      std::vector<Exact>& mine = people[origin][sex];
      const std::vector<Exact>& theirs = other.people[origin][sex];
      mine.resize(std::max(mine.size(), theirs.size()));
      for (size_t i = 0; i < theirs.size(); ++i) mine[i] += theirs[i];
    }
  }
  if (groups.size() != other.groups.size()) groups.clear();
  for (size_t i = 0; i < groups.size(); ++i) groups[i].people += other.groups[i].people;
}

Exact Population::Count(Origin origin, Sex sex, int from, std::optional<int> to) const {
  const std::vector<Exact>& ages = people[origin][sex];
  Exact sum = 0;
  for (size_t i = 0; i < ages.size(); ++i) {
    const int age = static_cast<int>(i) * age_width;
    if (age >= from && (!to || age < *to)) sum += ages[i];
  }
  return sum;
}

Exact Population::Count(int from, std::optional<int> to) const {
  return Count(kNational, kMale, from, to) + Count(kForeign, kMale, from, to) + Women(from, to);
}

Exact Population::Women(int from, std::optional<int> to) const {
  return Count(kNational, kFemale, from, to) + Count(kForeign, kFemale, from, to);
}

Exact Population::Foreign() const {
  return Count(kForeign, kMale, 0, std::nullopt) + Count(kForeign, kFemale, 0, std::nullopt);
}

}  // namespace zwk::reporting
