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

bool IsForeign(const std::set<std::string>& countries) {
  return !countries.empty() && !countries.contains("DE");
}

// What is known of how they came to be here.
std::set<Migration> KnownMigrations(const TargetPredicate& p) {
  if (p.migrations.empty() && IsForeign(p.countries)) return {Migration::kForeign};
  return Spelled(p.migrations);
}

bool Covers(const std::set<Migration>& wide, Migration value) {
  return wide.contains(value) ||
         (value == Migration::kRefugee && wide.contains(Migration::kForeign));
}

bool MigrationContains(const TargetPredicate& outer, const TargetPredicate& inner) {
  if (!PlainContains(outer.countries, inner.countries)) return false;
  if (outer.migrations.empty()) return true;
  const std::set<Migration> wide = Spelled(outer.migrations), narrow = KnownMigrations(inner);
  return !narrow.empty() && std::all_of(narrow.begin(), narrow.end(),
                                        [&](Migration value) { return Covers(wide, value); });
}

bool MigrationOverlaps(const TargetPredicate& a, const TargetPredicate& b) {
  if (!PlainOverlaps(a.countries, b.countries)) return false;
  const std::set<Migration> left = KnownMigrations(a), right = KnownMigrations(b);
  if (left.empty() || right.empty()) return true;
  const auto meets = [](const std::set<Migration>& some, const std::set<Migration>& others) {
    return std::any_of(some.begin(), some.end(),
                       [&](Migration value) { return Covers(others, value); });
  };
  return meets(left, right) || meets(right, left);
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

// With what follows from each.
std::set<Family> Implied(std::set<Family> families) {
  if (families.contains(Family::kSingleParent)) families.insert(Family::kParent);
  if (families.contains(Family::kParentOfDisabledChild)) {
    families.insert({Family::kParent, Family::kCarer});
  }
  return families;
}

bool FamilyContains(const std::set<Family>& outer, const std::set<Family>& inner) {
  if (outer.empty()) return true;
  return !inner.empty() && std::all_of(inner.begin(), inner.end(), [&](Family family) {
    return Intersects(outer, Implied({family}));
  });
}

// All dimensions but age and sex.
bool CriteriaContain(const TargetPredicate& outer, const TargetPredicate& inner) {
  return MigrationContains(outer, inner) &&
         DisabilityContains(outer.disabilities, inner.disabilities) &&
         FamilyContains(outer.families, inner.families) &&
         PlainContains(outer.life_situations, inner.life_situations);
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
