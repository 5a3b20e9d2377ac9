// Between an estimate and its message.
#include "forecasting/estimate/rate_estimate.h"
#include "platform/base/messages.h"

namespace zwk::forecasting {
namespace {

v1::EstimateParameters ToProto(const EstimateParameters& parameters) {
  v1::EstimateParameters message;
  const EstimationOptions& options = parameters.options;
  message.mutable_years()->Assign(parameters.years.begin(), parameters.years.end());
  message.mutable_clusters()->insert(parameters.clusters.begin(), parameters.clusters.end());
  message.set_without_graduation(!options.graduate);
  message.set_without_bands(!options.bands);
  message.set_boys_per_girl(options.boys_per_girl);
  message.mutable_fertility_schedule()->Assign(options.fertility_schedule.begin(),
                                               options.fertility_schedule.end());
  message.set_arrivals_by_origin(options.arrivals_by_origin);
  if (parameters.trend_damping) message.set_trend_damping(*parameters.trend_damping);
  return message;
}

}  // namespace

v1::RateEstimate ToProto(const RateEstimate& estimate) {
  v1::RateEstimate message;
  message.set_estimate_id(estimate.estimate_id);
  message.set_title(estimate.title);
  *message.mutable_parameters() = ToProto(estimate.parameters);
  *message.mutable_estimated_at() = ToTimestamp(estimate.estimated_at);
  message.set_input_sha256(estimate.input_sha256);
  message.set_engine_version(estimate.engine_version);
  const auto list = [](const std::vector<std::string>& from, auto& to) {
    to.Assign(from.begin(), from.end());
  };
  list(estimate.stock_import_ids, *message.mutable_stock_import_ids());
  list(estimate.flow_import_ids, *message.mutable_flow_import_ids());
  list(estimate.neighborhood_keys, *message.mutable_neighborhood_keys());
  message.set_result_sha256(estimate.result_sha256);
  for (const KindSummary& kind : estimate.kinds) {
    v1::KindSummary& to = *message.add_kinds();
    to.set_kind(kind.kind);
    to.set_from_group_key(kind.from_group);
    to.set_to_group_key(kind.to_group);
    to.set_events(kind.events);
    to.set_exposure(kind.exposure);
    to.set_variance(kind.variance);
    to.set_mean_weight(kind.mean_weight);
    list(kind.remarks, *to.mutable_remarks());
  }
  for (const LevelTrend& trend : estimate.level_trends) {
    v1::LevelTrend& to = *message.add_level_trends();
    to.set_kind(RateKindName(trend.kind));
    to.mutable_levels()->Assign(trend.levels.begin(), trend.levels.end());
    to.set_slope(trend.slope);
  }
  return message;
}

EstimateParameters FromProto(const v1::EstimateParameters& message) {
  EstimateParameters parameters;
  parameters.years = {message.years().begin(), message.years().end()};
  parameters.clusters = {message.clusters().begin(), message.clusters().end()};
  parameters.options.graduate = !message.without_graduation();
  parameters.options.bands = !message.without_bands();
  if (message.boys_per_girl() != 0) parameters.options.boys_per_girl = message.boys_per_girl();
  parameters.options.fertility_schedule = {message.fertility_schedule().begin(),
                                           message.fertility_schedule().end()};
  parameters.options.arrivals_by_origin = message.arrivals_by_origin();
  if (message.has_trend_damping()) parameters.trend_damping = message.trend_damping();
  return parameters;
}

RateEstimate FromProto(const v1::RateEstimate& message) {
  RateEstimate estimate;
  estimate.estimate_id = message.estimate_id();
  estimate.title = message.title();
  estimate.parameters = FromProto(message.parameters());
  estimate.estimated_at = ToTime(message.estimated_at());
  estimate.input_sha256 = message.input_sha256();
  estimate.engine_version = message.engine_version();
  estimate.stock_import_ids = {message.stock_import_ids().begin(),
                               message.stock_import_ids().end()};
  estimate.flow_import_ids = {message.flow_import_ids().begin(), message.flow_import_ids().end()};
  estimate.neighborhood_keys = {message.neighborhood_keys().begin(),
                                message.neighborhood_keys().end()};
  estimate.result_sha256 = message.result_sha256();
  for (const v1::KindSummary& kind : message.kinds()) {
    estimate.kinds.push_back({.kind = kind.kind(),
                              .from_group = kind.from_group_key(),
                              .to_group = kind.to_group_key(),
                              .events = kind.events(),
                              .exposure = kind.exposure(),
                              .variance = kind.variance(),
                              .mean_weight = kind.mean_weight(),
                              .remarks = {kind.remarks().begin(), kind.remarks().end()}});
  }
  for (const v1::LevelTrend& trend : message.level_trends()) {
    const bool fertility = trend.kind() == RateKindName(RateKind::kFertility);
    estimate.level_trends.push_back({fertility ? RateKind::kFertility : RateKind::kMortality,
                                     {trend.levels().begin(), trend.levels().end()},
                                     trend.slope()});
  }
  return estimate;
}

v1::ShrunkLevel ToProto(const LevelRow& row) {
  v1::ShrunkLevel message;
  message.set_kind(row.kind);
  message.set_from_group_key(row.from_group);
  message.set_to_group_key(row.to_group);
  message.set_neighborhood_key(row.neighborhood);
  message.set_cluster(row.cluster);
  message.set_first_age(row.first_age);
  message.set_last_age(row.last_age);
  message.set_observed(row.level.observed);
  message.set_expected(row.level.expected);
  message.set_raw(row.level.raw);
  message.set_target(row.level.target);
  message.set_weight(row.level.weight);
  message.set_level(row.level.level);
  return message;
}

}  // namespace zwk::forecasting
