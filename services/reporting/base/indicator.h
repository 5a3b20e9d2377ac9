#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/figure.h"
#include "reporting/base/population.h"
#include "reporting/base/value.h"

// The catalog of indicators: how each is called, computed, protected and read.
namespace zwk::reporting {

// People of an age, or of an origin.
struct CountOf {
  enum class Who { kEverybody, kWomen, kForeign, kMigration, kNationalMigration };
  int from = 0;
  std::optional<int> to = {};  // exclusive
  double weight = 1;
  Who who = Who::kEverybody;
};

struct IndicatorDefinition {
  // What its figures are taken from.
  enum class From { kPopulation, kForecastPaths, kForecastErrors, kGaps };
  enum class Formula { kRatio, kCount, kMeanAge, kMedianAge, kDiversity, kNone };
  enum class Polarity { kNone, kHigherBetter, kLowerBetter };
  using Unit = FigureValue::Unit;

  absl::string_view id;
  absl::string_view name_de, name_en;
  absl::string_view formula;  // P(a..b): people from a to b years of age
  absl::string_view meaning_de, meaning_en;
  Unit unit = Unit::kPercent;
  int decimals = 1;
  From from = From::kPopulation;
  Formula kind = Formula::kRatio;
  // Counts: the first one alone. Ratios: weighted sums.
  std::vector<CountOf> above = {};
  std::vector<CountOf> below = {CountOf{}};
  bool in_profile = false;
  Polarity polarity = Polarity::kNone;
};

// In the order in which profiles show them.
const std::vector<IndicatorDefinition>& Indicators();
// nullptr: there is none.
const IndicatorDefinition* FindIndicator(absl::string_view id);

// How its figures are protected, and where they come from, in words.
std::string ProtectionRule(Language language, const IndicatorDefinition& indicator);
absl::string_view SourceRule(Language language, const IndicatorDefinition& indicator);

// What the formula gives. nullopt if the indicator is not one of a population, or its age classes or
// groups do not fit.
std::optional<Exact> Calculate(const IndicatorDefinition& indicator, const Population& population);

// The same as it may be told: of rounded counts. A ratio of fewer than 100 people, or of fewer than
// three, or a share of all but fewer than three, is not told; nor are origins and bands of less than
// ten years of age where fewer than 300 people live.
std::optional<FigureValue> Tell(const IndicatorDefinition& indicator, const Population& population);

}  // namespace zwk::reporting
