// Rows of a backtest as messages.
#include <cmath>
#include <iterator>
#include <limits>

#include "forecasting/backtest_run/backtest_run.h"

namespace zwk::forecasting {
namespace {

template <typename Values>
void List(const Values& from, google::protobuf::RepeatedField<double>& to) {
  to.Assign(std::begin(from), std::end(from));
}

v1::Accuracy ToProto(const Accuracy& accuracy) {
  v1::Accuracy message;
  message.set_neighborhoods(accuracy.neighborhoods);
  message.set_without_pe(accuracy.without_pe);
  message.set_mape(accuracy.mape);
  message.set_medape(accuracy.medape);
  message.set_malpe(accuracy.malpe);
  message.set_wape(accuracy.wape);
  message.set_rmse(accuracy.rmse);
  message.set_over_10(accuracy.over_10);
  message.set_over_20(accuracy.over_20);
  message.set_p80(accuracy.p80);
  message.set_p90(accuracy.p90);
  message.set_total_pe(accuracy.total_pe);
  return message;
}

v1::IntervalAccuracy ToProto(const IntervalAccuracy& intervals) {
  v1::IntervalAccuracy message;
  message.set_neighborhoods(intervals.neighborhoods);
  List(intervals.coverage, *message.mutable_coverage());
  List(intervals.mean_width, *message.mutable_mean_width());
  List(intervals.interval_score, *message.mutable_interval_score());
  message.set_crps(intervals.crps);
  List(intervals.pit, *message.mutable_pit());
  return message;
}

}  // namespace

v1::BacktestRow ToProto(const BacktestRow& row) {
  v1::BacktestRow message;
  message.set_method(static_cast<v1::BacktestMethod>(row.method));
  message.set_launch(row.launch);
  message.set_horizon(row.horizon);
  message.set_slice(row.slice);
  message.set_size_from(row.size.from);
  const bool limited = row.size.to < std::numeric_limits<double>::infinity();
  message.set_size_to(limited ? row.size.to : 0);
  *message.mutable_accuracy() = ToProto(row.accuracy);
  if (row.intervals) *message.mutable_intervals() = ToProto(*row.intervals);
  message.set_skill(row.skill);
  message.set_noise_floor(row.noise_floor);
  return message;
}

v1::NeighborhoodForecasts ToProto(const NeighborhoodTable& table,
                                  const std::vector<std::string>& neighborhoods) {
  constexpr double kTold[] = {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};
  v1::NeighborhoodForecasts message;
  message.set_launch(table.launch);
  message.set_horizon(table.horizon);
  message.set_slice(table.slice);
  message.mutable_neighborhood_keys()->Assign(neighborhoods.begin(), neighborhoods.end());
  List(table.forecast, *message.mutable_forecast());
  List(table.actual, *message.mutable_actual());
  List(kTold, *message.mutable_levels());
  for (const Quantiles& quantiles : table.quantiles) {
    for (const double level : kTold) {
      message.add_quantiles(quantiles[static_cast<size_t>(std::lround(level * 40)) - 1]);
    }
  }
  return message;
}

}  // namespace zwk::forecasting
