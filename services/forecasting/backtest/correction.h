#pragma once

#include <array>
#include <vector>

#include "forecasting/backtest/series.h"
#include "forecasting/backtest/simple_methods.h"

// What trends of a part of the people miss systematically, learned from forecasts whose targets are
// known.
//
// A trend looks at one slice alone. Two signals beside it say something of what is to come, per
// person and year: how much faster than the city the neighborhood as a whole grows, and how far the
// slice's share of it is from the city's, because shares drift towards each other. Over h years the
// correction is
//   P D(0.9, h) (b_1 x_1 + b_2 x_2),   D(phi, h) = phi + phi^2 + ... + phi^h.
// The b minimize the absolute errors of earlier forecasts in proportion to what came, as MAPE does,
// and are shrunk to zero the more, the fewer neighborhoods there are.
namespace zwk::forecasting {

// A forecast of all neighborhoods whose target was counted.
struct KnownForecast {
  size_t launch = 0, target = 0;  // dates of the series
  double years = 0;
  const People* forecast = nullptr;
};

class Correction {
 public:
  Correction(const Series& series, size_t slice);

  // Adds to a forecast from `launch` what known ones of up to its horizon missed; they are ordered
  // by launch, and their targets are not after this one. The total of everybody, slice 0, stays as
  // it is.
  void Apply(const std::vector<KnownForecast>& known, size_t launch, double horizon,
             People& forecast) const;

 private:
  using Signals = std::array<double, 2>;

  std::vector<Signals> SignalsAt(size_t date) const;  // by neighborhood

  const Series& series_;
  const size_t slice_;
  std::vector<std::vector<Signals>> signals_;  // by date: all pairs of dates ask for them
};

}  // namespace zwk::forecasting
