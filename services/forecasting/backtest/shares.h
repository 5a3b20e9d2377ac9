#pragma once

#include "forecasting/backtest/constants.h"
#include "forecasting/backtest/series.h"
#include "forecasting/backtest/simple_methods.h"

// How a forecast is put together of a trend and of what is simpler, so that it is never far from the
// best of them: on series that nobody tuned on, which one is best cannot be known from a dozen
// launches.
namespace zwk::forecasting {

LifeStage StageOf(const Slice& slice, double horizon);

// Of a slice by age. A class wider than five years says little of who moves on: it goes with its
// cohorts the less, the wider it is.
AgeShares SharesOf(const Constants& constants, const Slice& slice, double horizon);

// Trend, cohorts and what is now; all by neighborhood.
People WithCohorts(const AgeShares& shares, const People& trend, const People& cohorts,
                   const double* now);

// Trend and lines of the neighborhoods (LIN-EXP), brought to a sum that goes between that of the
// trend and `line`, the sum of the lines: the whole hardly fades.
People WithLines(const LineShares& shares, double horizon, const People& trend, const People& lines,
                 double line);

}  // namespace zwk::forecasting
