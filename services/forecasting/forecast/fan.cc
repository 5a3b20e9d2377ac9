#include "forecasting/forecast/fan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "forecasting/backtest/constants.h"
#include "forecasting/backtest/intervals.h"
#include "forecasting/backtest/shares.h"

namespace zwk::forecasting {
namespace {

constexpr char kTotal[] = "total";

bool IsPeople(const v1::FigureQuantiles& figure) {
  return figure.figure_id() == kTotal || figure.has_ages();
}

size_t MedianOf(const v1::FigureQuantiles& figure) {
  const auto& levels = figure.levels();
  return std::find(levels.begin(), levels.end(), 0.5) - levels.begin();
}

double Median(const v1::FigureQuantiles& figure, int year) {
  return figure.values(year * figure.levels_size() + static_cast<int>(MedianOf(figure)));
}

// Those of the horizon, or of the next longer one, or the last.
Widths WidthsAt(const v1::ForecastAccuracy& accuracy, bool ages, double horizon) {
  Widths widths;
  for (const v1::FanWidths& fan : accuracy.fans()) {
    if (fan.ages() != ages) continue;
    widths = {fan.own(), fan.common(), fan.unsure(), fan.launches()};
    if (fan.horizon() >= horizon) break;
  }
  return widths;
}

double CohortsOf(const v1::FigureQuantiles& figure, double horizon) {
  if (!figure.has_ages()) return 0;
  Slice slice;
  slice.first_age = figure.ages().youngest();
  slice.last_age = figure.ages().has_oldest() ? figure.ages().oldest() : Slice::kOpenAge;
  return SharesOf(ProductConstants(), slice, horizon).cohorts;
}

// The figure of the whole city with the same id tells its share, and what all have in common.
void CalibrateOne(const v1::ForecastAccuracy& accuracy, const v1::FigureQuantiles& city,
                  double everybody, v1::FigureQuantiles& figure) {
  const Constants& constants = ProductConstants();
  const double now = Median(figure, 0), city_now = Median(city, 0);
  FigureKind kind;
  kind.age = figure.has_ages();
  kind.share = std::log((city_now + 1) / (everybody + 1));
  for (int y = 1; y < figure.years_size(); ++y) {
    const double horizon = figure.years(y) - figure.years(0);
    kind.cohorts = CohortsOf(figure, horizon);
    const double median = Median(figure, y);
    // How it changed before is not known of every band: as it will, on average.
    const double change = ChangePerYear(now, median, horizon);
    const double city_change = ChangePerYear(city_now, Median(city, y), horizon);
    const double own = figure.neighborhood_key().empty()
                           ? 0
                           : UsualOwn(constants, kind, horizon, now, change, change);
    const double common = UsualCommon(constants, kind, horizon, city_change, city_change);
    const Widths widths = WidthsAt(accuracy, kind.age, horizon);
    for (int l = 0; l < figure.levels_size(); ++l) {
      const double error = widths.Error(figure.levels(l), own, common);
      figure.set_values(y * figure.levels_size() + l, Moved(median, error));
    }
  }
  figure.set_calibrated(true);
}

}  // namespace

void Calibrate(const v1::ForecastAccuracy& accuracy, std::vector<v1::FigureQuantiles>& figures) {
  if (accuracy.fans().empty()) return;
  std::map<std::string, v1::FigureQuantiles> city;  // as the trajectories have them
  for (const v1::FigureQuantiles& figure : figures) {
    const bool whole = figure.neighborhood_key().empty() && IsPeople(figure);
    if (whole && MedianOf(figure) < static_cast<size_t>(figure.levels_size())) {
      city.emplace(figure.figure_id(), figure);
    }
  }
  const auto total = city.find(kTotal);
  if (total == city.end() || total->second.years().empty()) return;
  const double everybody = Median(total->second, 0);
  for (v1::FigureQuantiles& figure : figures) {
    if (!IsPeople(figure)) continue;
    const auto whole = city.find(figure.figure_id());
    if (whole != city.end()) CalibrateOne(accuracy, whole->second, everybody, figure);
  }
}

}  // namespace zwk::forecasting
