#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "platform/base/errors.h"

namespace zwk::catalog {

// Years of age, half open: from <= age < to.
struct AgeRange {
  double from = 0;
  double to = std::numeric_limits<double>::infinity();

  bool everybody() const { return from <= 0 && to == std::numeric_limits<double>::infinity(); }
  friend bool operator==(const AgeRange&, const AgeRange&) = default;
};

enum class Sex : uint8_t { kFemale = 1, kMale, kDiverse };
// kAny contains the others, kForeign contains kRefugee.
enum class Migration : uint8_t { kAny = 1, kForeign, kGermanWithHistory, kRefugee };
// kAny contains the others.
enum class Disability : uint8_t { kAny = 1, kWheelchair, kHearing, kVisual, kLearning, kPsychic };
// A parent of a disabled child is a parent and a carer, who brings up children alone is a parent.
enum class Family : uint8_t {
  kSingleParent = 1,
  kPregnant,
  kCarer,
  kParent,
  kParentOfDisabledChild
};

// Who somebody is, as far as an offer or a need cares: dimensions joined by AND, the values inside
// one by OR. An empty dimension admits everybody.
struct TargetPredicate {
  AgeRange age;
  std::set<Sex> sexes;
  std::set<Migration> migrations;
  // A dimension of its own: {kRefugee} and {"UA"} are refugees from Ukraine. Nationals of other
  // countries than Germany are foreign.
  std::set<std::string> countries;
  std::set<Disability> disabilities;
  std::set<Family> families;
  std::set<std::string> life_situations;

  friend bool operator==(const TargetPredicate&, const TargetPredicate&) = default;
};

// Whether everybody whom `inner` admits is admitted by `outer`, dimension by dimension.
bool Contains(const TargetPredicate& outer, const TargetPredicate& inner);

// Whether somebody can be admitted by both.
bool Overlaps(const TargetPredicate& a, const TargetPredicate& b);

// Field paths lie below `field`.
void Take(FieldErrors& errors, const std::string& field, TargetPredicate& predicate);

// Whether a forecast counts all that the predicate asks: age, sex, and migration as far as
// nationality and history tell. What it cannot count must come as a share of those it can.
bool IsCountable(const TargetPredicate& predicate);

void CheckAge(FieldErrors& errors, const std::string& field, const AgeRange& age);

// Two capital letters, as ISO 3166-1 alpha-2 has them.
bool IsCountryCode(const std::string& text);

enum class Modality : uint8_t { kOpenTo = 1, kDesignedFor, kExcludes };

// One statement of an offer about whom it is for.
struct Target {
  TargetPredicate predicate;
  Modality modality = Modality::kOpenTo;
};

// Best first.
enum class TargetMatch : uint8_t {
  kDesignedForExactly = 1,
  kDesignedForMore,
  kOpenTo,
  kPartly,     // designed for, or open to, some of them
  kNotStated,  // the offer says nothing on whom it is for
  kNone        // not for them
};

struct TargetFit {
  TargetMatch match = TargetMatch::kNotStated;
  int criteria = 0;  // of the person for which the offer was designed
};

// How an offer meets one person: all that `person` says is true of her. What it does not say is
// unknown, age and sex as all else, and never a reason to leave an offer out: kPartly where it would
// matter.
TargetFit FitOf(const std::vector<Target>& targets, const TargetPredicate& person);

// Share of a group's people, 0..1, who may come to the offer: exact by criteria, by overlap for age
// and sex.
double EligibleShare(const std::vector<Target>& targets, const TargetPredicate& group);

}  // namespace zwk::catalog
