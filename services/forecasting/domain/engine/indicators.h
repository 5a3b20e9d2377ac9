#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "forecasting/domain/engine/model.h"

// Figures of a neighborhood that follow from its cells. Ids, formulas and age limits are those of
// the platform's catalog of indicators; limits are years of age, the upper one excluded.
namespace zwk::forecasting {

// Of trajectories: calculate it in each, then take the quantiles.
class Indicator {
 public:
  // nullopt where there is nobody whom it is about.
  std::optional<double> Of(const Cells& cells) const;

 private:
  friend absl::StatusOr<Indicator> MakeIndicator(const Model& model, absl::string_view id);

  enum class Kind { kCount, kRatio, kMedianAge, kSimpson };
  Kind kind_ = Kind::kCount;
  Grid grid_;
  int age_width_ = 1;
  // Weighted sums of the cells; a count has no `per`.
  Cells weights_;
  Cells per_;
};

// NOT_FOUND for an unknown id, FAILED_PRECONDITION where its limits are not those of age classes.
//   pop; people_<from>_<to>, people_<from>, women_<from>_<to>: persons, e.g. people_0_3,
//   women_15_50 mean_age, median_age: years; the open class counts as if it were as wide as the
//   others jq_20_65, aq_20_65, dep (their sum), age_65_18, greying (80 and older by 60 to 79),
//   parent_support_80_50_65: per 100
//   minors_seniors, billeter: ratios
//   simpson: chance that two people are of different groups, 1 - sum p^2
absl::StatusOr<Indicator> MakeIndicator(const Model& model, absl::string_view id);

// All but people_ and women_, of which these have the bands of care and kindergartens, schools,
// mothers and the aged.
const std::vector<std::string>& IndicatorIds();

}  // namespace zwk::forecasting
