#include "forecasting/wire/accuracy_messages.h"

namespace zwk::forecasting {
namespace {

void ToMessage(const MethodAccuracy& accuracy, v1::MethodAccuracy& message) {
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
}

MethodAccuracy MethodFrom(const v1::MethodAccuracy& message) {
  MethodAccuracy accuracy{.method = static_cast<ForecastMethod>(message.method()),
                          .slice = message.slice(),
                          .horizon = message.horizon(),
                          .launches = message.launches(),
                          .neighborhoods = message.neighborhoods(),
                          .mape = message.mape(),
                          .medape = message.medape(),
                          .malpe = message.malpe(),
                          .interval_launches = message.interval_launches()};
  if (message.has_coverage_80()) accuracy.coverage_80 = message.coverage_80();
  return accuracy;
}

}  // namespace

void ToMessage(const ForecastAccuracy& accuracy, v1::ForecastAccuracy& message) {
  message.mutable_stock_years()->Assign(accuracy.stock_years.begin(), accuracy.stock_years.end());
  for (const MethodAccuracy& method : accuracy.methods) ToMessage(method, *message.add_methods());
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
}

ForecastAccuracy AccuracyFrom(const v1::ForecastAccuracy& message) {
  ForecastAccuracy accuracy;
  accuracy.stock_years = {message.stock_years().begin(), message.stock_years().end()};
  for (const v1::MethodAccuracy& method : message.methods()) {
    accuracy.methods.push_back(MethodFrom(method));
  }
  accuracy.remark = message.remark();
  for (const v1::NoiseFloor& floor : message.noise_floors()) {
    accuracy.noise_floors.push_back({floor.horizon(), floor.mape()});
  }
  const v1::Turnover& turnover = message.turnover();
  accuracy.turnover = {{turnover.moves(), turnover.births(), turnover.deaths()},
                       message.turnover_is_assumed()};
  return accuracy;
}

}  // namespace zwk::forecasting
