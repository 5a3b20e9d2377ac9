#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "forecasting/engine/model.h"
#include "platform/base/disclosure.h"

// Figures of a neighborhood that follow from its cells. Ids, formulas and age limits are those of
// the platform's catalog of indicators; limits are years of age, the upper one excluded.
namespace zwk::forecasting {

// What a group of the population structure is.
struct GroupFlags {
  bool national = true;
  bool migration_history = false;
  bool operator==(const GroupFlags&) const = default;
};

// Of trajectories: calculate it in each, then take the quantiles.
class Indicator {
 public:
  enum class Kind { kCount, kRatio, kMedianAge, kSimpson };

  // nullopt where there is nobody whom it is about.
  std::optional<double> Of(const Cells& cells) const;
  // The same as everybody may see it, of rounded counts alone; nullopt also where too few people live
  // in the area for it.
  std::optional<double> Shown(const Cells& cells, const Disclosure& area) const;

  Kind kind() const { return kind_; }
  // Of a count and a ratio: weighted sums of the cells; a count has no `per`.
  const Cells& weights() const { return weights_; }
  const Cells& per() const { return per_; }

 private:
  friend absl::StatusOr<Indicator> MakeIndicator(const Model& model, absl::string_view id,
                                                 const std::vector<GroupFlags>& groups);

  std::optional<double> ShownRatio(const Cells& cells, const Disclosure& area) const;
  bool MayTellApart(const Disclosure& area) const;

  Kind kind_ = Kind::kCount;
  // By what it tells people apart.
  bool everybody_ = false, origin_ = false, mean_age_ = false;
  int from_ = 0;           // years of age
  std::optional<int> to_;  // excluded
  Grid grid_;
  int age_width_ = 1;
  Cells weights_;
  Cells per_;
};

// NOT_FOUND for an unknown id, FAILED_PRECONDITION where its limits are not those of age classes,
// or it asks for groups that are not known (`groups` is empty).
//   pop; people_<from>_<to>, people_<from>, women_<from>_<to>: persons, e.g. people_0_3,
//     women_15_50
//   share_<from>_<to>, share_<from>: percent of everybody
//   foreign (not national), mig (with migration history, foreign included), de_mig (national with
//     migration history): percent of everybody
//   mean_age, median_age: years; the open class counts as if it were as wide as the others
//   jq_20_65, aq_20_65, dep (their sum), age_65_18, greying (80 and older by 60 to 79),
//     parent_support_80_50_65: per 100
//   minors_seniors, billeter: ratios
//   simpson: chance that two people are of different groups, 1 - sum p^2
absl::StatusOr<Indicator> MakeIndicator(const Model& model, absl::string_view id,
                                        const std::vector<GroupFlags>& groups = {});

// Those with names of their own, and of people_, women_ and share_ the bands of care and
// kindergartens, schools, mothers, the young and the aged.
const std::vector<std::string>& IndicatorIds();

// The age that half of the people have not reached; within its class they are spread evenly.
// `people` by age class, at least one; nullopt where there is nobody.
std::optional<double> MedianAge(absl::Span<const double> people, double age_width);
// 1 - sum p^2; `people` by group.
std::optional<double> Simpson(absl::Span<const double> people);

}  // namespace zwk::forecasting
