#pragma once

#include <utility>
#include <vector>

#include "forecasting/backtest/constants.h"
#include "forecasting/backtest/metrics.h"
#include "forecasting/backtest/series.h"
#include "forecasting/backtest/simple_methods.h"

// How wide the intervals of a forecast must be, from what earlier forecasts of the same method were
// wrong by and what is usual elsewhere.
//
// ln(actual / forecast) has two parts: what a neighborhood has for itself, wider where few people
// are, where much changes and the farther it looks, and what all neighborhoods have in common,
// because the city grew otherwise than forecast. In a city of some dozen neighborhoods the second is
// most of the error, and its earlier launches show it a few times only: so the usual width counts as
// a number of launches, and the fewer there were, the wider is the interval (Student's t).
namespace zwk::forecasting {

// A forecast of one slice of all neighborhoods.
struct SliceForecast {
  const Series& series;
  size_t slice = 0;
  size_t launch = 0;
  double horizon = 0;    // years
  double cohorts = 0;    // share of the cohort model: what is known of ages
  const People& people;  // forecast
};

// What the usual width of a figure depends on, beside people and change.
struct FigureKind {
  bool age = false, group = false;
  double cohorts = 0;  // share of the cohort model
  double share = 0;    // ln of the city's people of the kind by all its people
};
// Standard deviations of ln(actual / forecast): what a neighborhood of `people` has for itself, and
// what all have in common. Changes are absolute logarithms per year.
double UsualOwn(const Constants& constants, const FigureKind& kind, double horizon, double people,
                double change_ahead, double change_before);
double UsualCommon(const Constants& constants, const FigureKind& kind, double horizon,
                   double change_ahead, double change_before);
// |ln(after / before)| per year, as those want it.
double ChangePerYear(double before, double after, double years);

// Standard deviations of ln(actual / forecast).
struct Spread {
  std::vector<double> own;  // by neighborhood
  double common = 0;
};

// What is usual.
Spread UsualSpread(const Constants& constants, const SliceForecast& forecast);

// How far a forecast whose target was counted was off, in proportion to what is usual, squared.
struct KnownError {
  double launch = 0;   // its time, in years
  double horizon = 0;  // years
  double own = 1, common = 1;
};
KnownError Compare(const Spread& usual, const SliceForecast& forecast, const double* actual);

// How much wider than usual the errors of a method were at a horizon, and how sure that is.
struct Widths {
  double own = 1, common = 1;  // factors of the standard deviations
  double unsure = 1;           // widens what few launches showed
  int launches = 0;

  // Of earlier forecasts of this or a shorter horizon.
  static Widths Of(const std::vector<KnownError>& known, double horizon);
  // ln(actual / forecast) at a probability, for usual standard deviations.
  double Error(double probability, double usual_own, double usual_common) const;
  double Scale(double usual_own, double usual_common) const;
};

// What is usual, and what earlier forecasts of this or a shorter horizon showed.
class ErrorDistribution {
 public:
  ErrorDistribution(Spread usual, const std::vector<KnownError>& known, double horizon)
      : usual_(std::move(usual)), widths_(Widths::Of(known, horizon)) {}

  // None below zero.
  Quantiles Around(size_t neighborhood, double forecast) const;

 private:
  Spread usual_;
  Widths widths_;
};

// A quantile of a figure whose logarithm is off by `error`, as quantiles are made: a cell with
// nobody has one, too.
double Moved(double figure, double error);

}  // namespace zwk::forecasting
