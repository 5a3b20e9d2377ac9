#include "forecasting/backtest/constants.h"

namespace zwk::forecasting {

// Origin: the ten series of the validation cases, launches from two years of history on, horizons of
// 1, 2, 3, 5 and 10 years; each series and kind of slice weighs the same. Shares: of 0, 0.05, ... 1
// (lines: 0.2, powers 0.5, 1, 2) those with the least mean of MAPE / MAPE of the best simple method,
// where what lies above 1.03 counts thrice (four times with lines, and the error of the sum by that
// of the line counts 0.4); from five years on a share of trend or cohorts in the unborn costs. Widths:
// least squares of the logarithms of absolute errors that forecasts had whose shares were set on the
// other series, moved to the 80 % quantile.
const Constants& ProductConstants() {
  static constexpr Constants kConstants = {
      .total = {0.2, 0.8, 2, 1},
      .group = {0.4, 0.8, 1, 0.5},
      .ages = {SharesByHorizon{{{0.3, 0}, {0.3, 0}, {0.3, 0}, {0.75, 0}, {1, 0}}},
               SharesByHorizon{{{0.3, 0.3}, {0.35, 0.55}, {0.35, 0.65}, {0.2, 0.8}, {0.35, 0.65}}},
               SharesByHorizon{
                   {{0.25, 0.25}, {0.25, 0.45}, {0.3, 0.45}, {0.45, 0.45}, {0.25, 0.45}}},
               SharesByHorizon{{{0.05, 0.55}, {0, 0.75}, {0, 0.85}, {0, 1}, {0.05, 0.95}}},
               SharesByHorizon{{{0, 0.45}, {0, 0.6}, {0, 0.85}, {0, 1}, {0, 0.5}}}},
      .own = {-1.043, -0.220, 0.610, 0.119, 0.167, -0.099, 0.342, -0.047, -1.005, -0.120},
      .common = {-4.314, 0.927, 0.209, -0.372, 0.072, 0.275, -0.708, -0.131}};
  return kConstants;
}

}  // namespace zwk::forecasting
