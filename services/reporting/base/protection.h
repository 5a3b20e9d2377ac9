#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/disclosure.h"
#include "reporting/base/page.h"
#include "reporting/base/value.h"

namespace zwk::reporting {

// How much may be told of the people of one area, so that no figure counts one or two of them and
// none can be had from the difference of two others. It alone makes a Value of what is Exact.
//
// All counts are rounded to the same base, ratios are taken of rounded counts. The fewer people an
// area has, the less is told about who they are.
class Protection {
 public:
  explicit Protection(Exact inhabitants) : rules_(inhabitants.number_) {}

  // As Disclosure, which says it for all services.
  int base() const { return rules_.base(); }
  bool tells_structure() const { return rules_.tells_structure(); }
  bool tells_narrow_ages() const { return rules_.tells_narrow_ages(); }
  bool tells_origin() const { return rules_.tells_origin(); }
  bool tells_ratios() const { return rules_.tells_ratios(); }
  bool TellsAges(int from, std::optional<int> to) const { return rules_.TellsAges(from, to); }

  Value Count(Exact people) const;
  // A result of counts that this area has, of which each was rounded before.
  Value Ratio(double of_rounded_counts, int decimals) const;
  // A ratio of which only the result is known; withheld where that says too much.
  Value Modelled(Exact ratio, int decimals) const;
  // A share of `whole` people that is known by its result alone, where `part` of them may be told. Of
  // all or nobody it may be: that an offer reaches nobody says nothing of whom it does not reach.
  static Value Share(Exact share, Exact part, Exact whole, int decimals);
  // What is not told.
  static Value Secret();
  // The official number of people of a municipality, as it is.
  static Value Official(Exact people);

  // "1.240", or "weniger als 5" where rounding leaves nothing.
  std::string Text(Language language, Exact people) const;
  // "Zum Schutz Einzelner auf fünf gerundet."
  std::string Sentence(Language language) const;
  // The value of the attribute data-protection on whatever shows its figures.
  absl::string_view id() const { return base() == 5 ? "round5" : "round10"; }

 private:
  v1::ValueProtection rounding() const {
    return base() == 5 ? v1::VALUE_PROTECTION_ROUND_5 : v1::VALUE_PROTECTION_ROUND_10;
  }

  Disclosure rules_;
};

// Whether a part of people may be told as a share of them: there are at least 100, and three of the
// part and of the rest. Nobody is as secret as one or two, or what is told would tell them apart.
bool MayTellShare(Exact part, Exact whole);
// One or two of them.
bool IsTooFew(Exact people);

// For counts that are no people of an area: voters. What is under three is not told, the rest is
// rounded to five.
inline constexpr int kVotersBase = 5;
int64_t RoundVoters(int64_t voters);
// Whether the number of some of them may stand beside the number of all.
bool MayTellVoters(int64_t some, int64_t all);

absl::string_view TooFewPeople(Language language);

}  // namespace zwk::reporting
