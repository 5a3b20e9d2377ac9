#include "forecasting/forecast/forecast_accuracy.h"

namespace zwk::forecasting {
namespace {

v1::MethodAccuracy ToProto(const MethodAccuracy& accuracy) {
  v1::MethodAccuracy message;
  message.set_method(static_cast<v1::BacktestMethod>(accuracy.method));
  message.set_slice(accuracy.slice);
  message.set_horizon(accuracy.horizon);
  message.set_launches(accuracy.launches);
  message.set_neighborhoods(accuracy.neighborhoods);
  message.set_mape(accuracy.mape);
  message.set_medape(accuracy.medape);
  message.set_malpe(accuracy.malpe);
  if (accuracy.coverage_80) message.set_coverage_80(*accuracy.coverage_80);
  message.set_interval_launches(accuracy.interval_launches);
  return message;
}

}  // namespace

v1::ForecastAccuracy ToProto(const ForecastAccuracy& accuracy) {
  v1::ForecastAccuracy message;
  message.mutable_stock_years()->Assign(accuracy.stock_years.begin(), accuracy.stock_years.end());
  for (const MethodAccuracy& method : accuracy.methods) *message.add_methods() = ToProto(method);
  message.set_remark(accuracy.remark);
  for (const NoiseAt& floor : accuracy.noise_floors) {
    v1::NoiseFloor& to = *message.add_noise_floors();
    to.set_horizon(floor.horizon);
    to.set_mape(floor.mape);
  }
  v1::Turnover& turnover = *message.mutable_turnover();
  turnover.set_moves(accuracy.turnover.rates.moves);
  turnover.set_births(accuracy.turnover.rates.births);
  turnover.set_deaths(accuracy.turnover.rates.deaths);
  message.set_turnover_is_assumed(accuracy.turnover.is_assumed);
  for (const FanWidths& fan : accuracy.fans) {
    v1::FanWidths& to = *message.add_fans();
    to.set_horizon(fan.horizon);
    to.set_ages(fan.ages);
    to.set_own(fan.widths.own);
    to.set_common(fan.widths.common);
    to.set_unsure(fan.widths.unsure);
    to.set_launches(fan.widths.launches);
  }
  return message;
}

}  // namespace zwk::forecasting
