#pragma once

#include <array>

// What is known of forecasts before anything is known of a series: how far to go with a line, with
// cohorts, with what is; how wide errors are.
//
// All of it was set on the series of the validation cases (README, "Where the constants come from").
// constants.cc has what the product uses; a test holds each series with constants of the others.
namespace zwk::forecasting {

// How far a forecast of neighborhoods goes with lines, h years after its launch: with the lines of
// the neighborhoods by shape (h / 10)^shape_power, with the line through the sum of all of them by
// whole (h / 10)^whole_power; the trend has the rest.
struct LineShares {
  double shape = 0, whole = 0;
  double shape_power = 1, whole_power = 1;
};

// At which time of their lives people of an age will be at the target: what is known of them.
enum class LifeStage {
  kUnborn,   // most of them were not born at launch
  kYoung,    // below 20: cohorts that stay
  kMobile,   // below 35, on average of launch and target: they move
  kSettled,  // older
  kOldest,   // the open class
};
inline constexpr int kLifeStages = 5;

// How much of a forecast of an age stands still, how much goes with the cohorts; the rest is trend.
struct AgeShares {
  double standing = 0, cohorts = 0;
};

// Horizons that age shares are known for, in years; in between they go with the logarithm.
inline constexpr std::array<double, 5> kKnownHorizons = {1, 2, 3, 5, 10};
using SharesByHorizon = std::array<AgeShares, kKnownHorizons.size()>;

struct Constants {
  LineShares total;
  LineShares group;
  std::array<SharesByHorizon, kLifeStages> ages;  // by LifeStage
  // Coefficients of the logarithm of the standard deviation of ln(actual / forecast): of what a
  // neighborhood has for itself, and of what all have in common; intervals.h says of what.
  std::array<double, 10> own;
  std::array<double, 8> common;
};

// Set on all series.
const Constants& ProductConstants();

}  // namespace zwk::forecasting
