#include "catalog/base/target.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "zwk/catalog/v1/target_group.pb.h"

namespace zwk::catalog {
namespace {

template <class T>
bool Includes(const std::set<T>& outer, const std::set<T>& inner) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

template <class T>
bool Intersects(const std::set<T>& a, const std::set<T>& b) {
  return std::any_of(a.begin(), a.end(), [&](const T& value) { return b.contains(value); });
}

template <class T>
bool PlainContains(const std::set<T>& outer, const std::set<T>& inner) {
  return outer.empty() || (!inner.empty() && Includes(outer, inner));
}

template <class T>
bool PlainOverlaps(const std::set<T>& a, const std::set<T>& b) {
  return a.empty() || b.empty() || Intersects(a, b);
}

bool AgeContains(const AgeRange& outer, const AgeRange& inner) {
  return outer.from <= inner.from && inner.to <= outer.to;
}

bool AgeOverlaps(const AgeRange& a, const AgeRange& b) {
  return std::max(a.from, b.from) < std::min(a.to, b.to);
}

// "Any" is the same as foreign or German with migration history.
std::set<Migration> Spelled(const std::set<Migration>& values) {
  std::set<Migration> spelled = values;
  if (spelled.erase(Migration::kAny) > 0) {
    spelled.insert({Migration::kForeign, Migration::kGermanWithHistory});
  }
  if (spelled.contains(Migration::kForeign)) spelled.erase(Migration::kRefugee);
  return spelled;
}

bool SaysMigration(const TargetPredicate& p) {
  return !p.migrations.empty() || !p.countries.empty();
}

bool MigrationContains(const TargetPredicate& outer, const TargetPredicate& inner) {
  if (!SaysMigration(outer)) return true;
  if (!SaysMigration(inner)) return false;
  const std::set<Migration> wide = Spelled(outer.migrations);
  const bool foreign = wide.contains(Migration::kForeign);
  for (const Migration value : Spelled(inner.migrations)) {
    if (!wide.contains(value) && !(value == Migration::kRefugee && foreign)) return false;
  }
  return foreign || Includes(outer.countries, inner.countries);
}

bool MigrationOverlaps(const TargetPredicate& a, const TargetPredicate& b) {
  if (!SaysMigration(a) || !SaysMigration(b)) return true;
  const std::set<Migration> left = Spelled(a.migrations), right = Spelled(b.migrations);
  if (Intersects(left, right) || Intersects(a.countries, b.countries)) return true;
  // A foreigner may be a refugee and a national of any country; a refugee may come from any.
  const auto foreign = [](const std::set<Migration>& values, const TargetPredicate& p) {
    return values.contains(Migration::kForeign) || values.contains(Migration::kRefugee) ||
           !p.countries.empty();
  };
  const bool only_countries = left.empty() && right.empty();
  return !only_countries && foreign(left, a) && foreign(right, b);
}

bool DisabilityContains(const std::set<Disability>& outer, const std::set<Disability>& inner) {
  if (outer.empty()) return true;
  if (inner.empty()) return false;
  return outer.contains(Disability::kAny) || Includes(outer, inner);
}

bool DisabilityOverlaps(const std::set<Disability>& a, const std::set<Disability>& b) {
  return a.empty() || b.empty() || a.contains(Disability::kAny) || b.contains(Disability::kAny) ||
         Intersects(a, b);
}

// All dimensions but age and sex.
bool CriteriaContain(const TargetPredicate& outer, const TargetPredicate& inner) {
  return MigrationContains(outer, inner) &&
         DisabilityContains(outer.disabilities, inner.disabilities) &&
         PlainContains(outer.families, inner.families) &&
         PlainContains(outer.life_situations, inner.life_situations);
}

// `predicate` as far as somebody cares who needs `needed`.
TargetPredicate AsAsked(TargetPredicate predicate, const TargetPredicate& needed) {
  if (needed.age.everybody()) predicate.age = {};
  if (needed.sexes.empty()) predicate.sexes.clear();
  return predicate;
}

double AgeShare(const AgeRange& offered, const AgeRange& group) {
  if (AgeContains(offered, group)) return 1;
  if (!AgeOverlaps(offered, group)) return 0;
  // An open group is cut at 100 for the purpose of shares.
  const double from = group.from, to = std::min(group.to, std::max(100.0, group.from + 1));
  const double common = std::min(offered.to, to) - std::max(offered.from, from);
  return std::clamp(common / (to - from), 0.0, 1.0);
}

double SexShare(const std::set<Sex>& offered, const std::set<Sex>& group) {
  if (offered.empty()) return 1;
  const std::set<Sex> people = group.empty() ? std::set<Sex>{Sex::kFemale, Sex::kMale} : group;
  const auto common =
      std::count_if(people.begin(), people.end(), [&](Sex sex) { return offered.contains(sex); });
  return static_cast<double>(common) / static_cast<double>(people.size());
}

}  // namespace

bool Contains(const TargetPredicate& outer, const TargetPredicate& inner) {
  return AgeContains(outer.age, inner.age) && PlainContains(outer.sexes, inner.sexes) &&
         CriteriaContain(outer, inner);
}

bool Overlaps(const TargetPredicate& a, const TargetPredicate& b) {
  return AgeOverlaps(a.age, b.age) && PlainOverlaps(a.sexes, b.sexes) && MigrationOverlaps(a, b) &&
         DisabilityOverlaps(a.disabilities, b.disabilities) &&
         PlainOverlaps(a.families, b.families) &&
         PlainOverlaps(a.life_situations, b.life_situations);
}

bool IsCountryCode(const std::string& text) {
  return text.size() == 2 && absl::ascii_isupper(text[0]) && absl::ascii_isupper(text[1]);
}

void CheckAge(FieldErrors& errors, const std::string& field, const AgeRange& age) {
  if (!std::isfinite(age.from) || age.from < 0 || age.from > 120) {
    errors.Add(field + ".from", "must be within 0 and 120");
  }
  if (std::isnan(age.to) || age.to <= age.from || (std::isfinite(age.to) && age.to > 121)) {
    errors.Add(field + ".to", "must be above from and at most 121");
  }
}

namespace {

template <class E>
void CheckEach(FieldErrors& errors, const std::string& field, const std::set<E>& values,
               bool (*is_valid)(int)) {
  for (const E value : values) CheckGiven(errors, field, static_cast<int>(value), is_valid);
}

}  // namespace

void Take(FieldErrors& errors, const std::string& field, TargetPredicate& p) {
  constexpr size_t kLongestSituation = 64;
  CheckAge(errors, field + ".age", p.age);
  CheckEach(errors, field + ".sexes", p.sexes, v1::Sex_IsValid);
  CheckEach(errors, field + ".migrations", p.migrations, v1::Migration_IsValid);
  CheckEach(errors, field + ".disabilities", p.disabilities, v1::Disability_IsValid);
  CheckEach(errors, field + ".families", p.families, v1::Family_IsValid);
  for (const std::string& country : p.countries) {
    if (!IsCountryCode(country)) {
      errors.Add(field + ".countries",
                 absl::StrCat(Quoted(country), " is not an ISO 3166-1 alpha-2 code"));
    }
  }
  std::set<std::string> situations;
  for (std::string situation : p.life_situations) {
    TakeName(errors, field + ".life_situations", situation, kLongestSituation);
    situations.insert(std::move(situation));
  }
  p.life_situations = std::move(situations);
}

TargetMatch Match(const std::vector<Target>& targets, const TargetPredicate& needed) {
  bool stated = false;
  TargetMatch best = TargetMatch::kNone;
  const auto better = [&](TargetMatch match) { best = std::min(best, match); };
  for (const Target& target : targets) {
    const TargetPredicate offered = AsAsked(target.predicate, needed);
    if (target.modality == Modality::kExcludes) {
      if (Contains(offered, needed) && offered == target.predicate) return TargetMatch::kNone;
      continue;
    }
    stated = true;
    if (Contains(offered, needed)) {
      if (target.modality == Modality::kOpenTo) {
        better(TargetMatch::kOpenTo);
      } else {
        better(Contains(needed, offered) ? TargetMatch::kDesignedForExactly
                                         : TargetMatch::kDesignedForMore);
      }
    } else if (Contains(needed, offered)) {
      better(TargetMatch::kPartly);
    }
  }
  return stated ? best : TargetMatch::kNotStated;
}

double EligibleShare(const std::vector<Target>& targets, const TargetPredicate& group) {
  bool stated = false;
  double share = 0;
  for (const Target& target : targets) {
    if (target.modality == Modality::kExcludes) {
      if (Contains(target.predicate, group)) return 0;
      continue;
    }
    stated = true;
    if (!CriteriaContain(target.predicate, group)) continue;
    share = std::max(share, AgeShare(target.predicate.age, group.age) *
                                SexShare(target.predicate.sexes, group.sexes));
  }
  return stated ? share : 1;
}

bool IsCountable(const TargetPredicate& p) {
  return p.disabilities.empty() && p.families.empty() && p.life_situations.empty() &&
         p.countries.empty() && !p.migrations.contains(Migration::kRefugee);
}

}  // namespace zwk::catalog
