#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "forecasting/backtest/metrics.h"

// How wide the intervals of a forecast must be, from what earlier forecasts of the same method were
// wrong by: conformal prediction without a model of the errors.
namespace zwk::forecasting {

// A forecast whose target was known at the launch in question.
struct PastForecast {
  double launch = 0;   // its time, in years
  double horizon = 0;  // years
  double people = 0;   // at its launch
  double forecast = 0;
  double actual = 0;
};

// The distribution of ln(actual / forecast) at one horizon, by size of the neighborhood and by how
// fast it is forecast to change.
//
// Errors of horizons of at least `kNearEnough` of the one wanted, or of the longest there are, are
// brought to it by (h / h')^growth: errors grow like h for a wrong trend, like sqrt(h) for chance;
// the exponent is the one that past errors show, shrunk to 0.75. Some times are quiet and some are
// not: the errors of each launch are brought to the median |error| that kUnquiet of the launches
// stay below, so that a launch like the less quiet ones is covered, and widened by 1 + kUnknown / n
// where the launches span n - 1 horizons: the fewer times were seen, the less they say of the next.
// Then they are put in equal groups by size, each in a calm and a lively part. A group's median is
// halved: part of a bias persists, part of it was the time's.
class ErrorDistribution {
 public:
  static constexpr double kNearEnough = 0.8;
  static constexpr double kUnquiet = 0.75;
  static constexpr double kUnknown = 0.15;
  static constexpr size_t kLeast = 40;  // errors, without which there is no distribution

  static std::optional<ErrorDistribution> Of(const std::vector<PastForecast>& past, double horizon);

  // Quantiles for a forecast from `people` at launch; none below zero.
  Quantiles Around(double people, double forecast) const;

 private:
  struct Group {
    double from_people = 0;  // first size in it
    double lively_from = 0;  // change a year that makes a neighborhood a lively one
    Quantiles calm{}, lively{};
  };

  double horizon_ = 0;
  std::vector<Group> groups_;  // by size
};

}  // namespace zwk::forecasting
