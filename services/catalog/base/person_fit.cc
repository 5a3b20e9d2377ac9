// How one person meets what offers say of whom they are for: see FitOf in target.h.
#include <algorithm>

#include "catalog/base/target.h"

namespace zwk::catalog {
namespace {

// Whether a person meets a criterion, as far as is known.
enum class Known : uint8_t { kYes, kMaybe, kNo };

Known Worse(Known a, Known b) { return std::max(a, b); }

template <class T>
bool Shares(const std::set<T>& a, const std::set<T>& b) {
  return std::any_of(a.begin(), a.end(), [&](const T& value) { return b.contains(value); });
}

// Of facts that do not rule each other out: who is one may be another as well.
template <class T>
Known HasOne(const std::set<T>& offered, const std::set<T>& person) {
  return offered.empty() || Shares(offered, person) ? Known::kYes : Known::kMaybe;
}

// A dimension of which everybody has one value, by whether the offer admits all, some or none of
// those that she may have.
Known Judged(bool said, bool contains, bool overlaps) {
  if (contains) return Known::kYes;
  return !said || overlaps ? Known::kMaybe : Known::kNo;
}

TargetPredicate Alone(const TargetPredicate& p, std::set<Migration> migrations) {
  TargetPredicate alone;
  alone.migrations = std::move(migrations);
  alone.countries = p.countries;
  return alone;
}

Known MeetsMigration(const TargetPredicate& offered, const TargetPredicate& person) {
  if (offered.migrations.empty()) return Known::kYes;
  // All that is said is true of her: a foreigner and refugee is a refugee.
  const bool refugee = person.migrations.contains(Migration::kRefugee);
  const TargetPredicate her =
      Alone(person, refugee ? std::set<Migration>{Migration::kRefugee} : person.migrations);
  TargetPredicate admitted;
  admitted.migrations = offered.migrations;
  return Judged(true, Contains(admitted, her), Overlaps(admitted, her));
}

Known MeetsCountries(const TargetPredicate& offered, const TargetPredicate& person) {
  if (offered.countries.empty() || Shares(offered.countries, person.countries)) return Known::kYes;
  const bool could = Overlaps(Alone(offered, {}), Alone(person, person.migrations));
  return person.countries.empty() && could ? Known::kMaybe : Known::kNo;
}

Known MeetsAgeAndSex(const TargetPredicate& offered, const TargetPredicate& person) {
  const TargetPredicate age_offered{.age = offered.age}, age{.age = person.age};
  const TargetPredicate sex_offered{.sexes = offered.sexes}, sex{.sexes = person.sexes};
  const bool all_sexes = offered.sexes == std::set<Sex>{Sex::kFemale, Sex::kMale, Sex::kDiverse};
  return Worse(Judged(true, Contains(age_offered, age), Overlaps(age_offered, age)),
               Judged(true, all_sexes || Contains(sex_offered, sex), Overlaps(sex_offered, sex)));
}

std::set<Family> FamiliesOf(const TargetPredicate& person) {
  std::set<Family> families = person.families;
  for (const Family family : {Family::kParent, Family::kCarer}) {
    TargetPredicate wide{.families = {family}};
    for (const Family said : person.families) {
      if (Contains(wide, TargetPredicate{.families = {said}})) families.insert(family);
    }
  }
  return families;
}

Known Meets(const TargetPredicate& offered, const TargetPredicate& person) {
  const bool any_disability = offered.disabilities.contains(Disability::kAny);
  const Known disability = any_disability && !person.disabilities.empty()
                               ? Known::kYes
                               : HasOne(offered.disabilities, person.disabilities);
  Known all = Worse(MeetsAgeAndSex(offered, person), disability);
  all = Worse(all, Worse(MeetsMigration(offered, person), MeetsCountries(offered, person)));
  all = Worse(all, HasOne(offered.families, FamiliesOf(person)));
  return Worse(all, HasOne(offered.life_situations, person.life_situations));
}

int CriteriaOf(const TargetPredicate& p) {
  return static_cast<int>(!p.age.everybody()) + static_cast<int>(!p.sexes.empty()) +
         static_cast<int>(!p.migrations.empty()) + static_cast<int>(!p.countries.empty()) +
         static_cast<int>(!p.disabilities.empty()) + static_cast<int>(!p.families.empty()) +
         static_cast<int>(!p.life_situations.empty());
}

TargetFit FitOf(const Target& target, const TargetPredicate& person) {
  const Known meets = Meets(target.predicate, person);
  if (meets == Known::kNo) return {TargetMatch::kNone, 0};
  if (meets == Known::kMaybe) return {TargetMatch::kPartly, 0};
  if (target.modality == Modality::kOpenTo) return {TargetMatch::kOpenTo, 0};
  return {Contains(person, target.predicate) ? TargetMatch::kDesignedForExactly
                                             : TargetMatch::kDesignedForMore,
          CriteriaOf(target.predicate)};
}

}  // namespace

TargetFit FitOf(const std::vector<Target>& targets, const TargetPredicate& person) {
  bool stated = false;
  TargetFit best{TargetMatch::kNone, 0};
  for (const Target& target : targets) {
    if (target.modality == Modality::kExcludes) {
      if (Meets(target.predicate, person) == Known::kYes) return {TargetMatch::kNone, 0};
      continue;
    }
    stated = true;
    const TargetFit fit = FitOf(target, person);
    if (fit.match < best.match || (fit.match == best.match && fit.criteria > best.criteria)) {
      best = fit;
    }
  }
  return stated ? best : TargetFit{};
}

}  // namespace zwk::catalog
