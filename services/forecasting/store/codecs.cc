#include "forecasting/store/codecs.h"

#include <cstdint>
#include <limits>

#include "absl/strings/str_format.h"
#include "forecasting/events/events.h"
#include "forecasting/store/documents.pb.h"
#include "forecasting/store/kept_chunk_store.h"
#include "forecasting/wire/accuracy_messages.h"
#include "forecasting/wire/backtest_messages.h"
#include "forecasting/wire/estimate_messages.h"
#include "forecasting/wire/messages.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

template <typename M>
absl::Status Parse(const store::Place& place, const std::string& bytes, M& message) {
  if (message.ParseFromString(bytes)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the document ", Quoted(place.key), " cannot be read"));
}

store::EncodedEvent Encoded(EventMessage message) {
  return {std::move(message.type), std::move(message.data)};
}

void Keep(const Dataset::Source& source, stored::Source& kept) {
  kept.set_import_id(source.import_id);
  kept.set_content_sha256(source.content_sha256);
}

void Keep(const PinnedYear& year, stored::PinnedYear& kept) {
  Keep(year.source, *kept.mutable_source());
  kept.set_year(year.year);
}

PinnedYear PinnedFrom(const stored::PinnedYear& kept) {
  return {{kept.source().import_id(), kept.source().content_sha256()}, kept.year()};
}

ForecastRun RunFrom(const stored::Run& kept) {
  const v1::Forecast& facts = kept.facts();
  ForecastRun run;
  run.forecast_id = facts.forecast_id();
  run.title = facts.title();
  run.parameters = ParametersFrom(facts.parameters());
  run.state = static_cast<ForecastState>(facts.state());
  run.steps_done = facts.steps_done();
  run.failure = facts.failure();
  run.started_at = TimeFrom(facts.started_at());
  if (facts.has_ended_at()) run.ended_at = TimeFrom(facts.ended_at());
  run.engine_version = facts.provenance().engine_version();
  ForecastInput& input = run.input;
  input.age_width = kept.age_width();
  input.age_classes = kept.age_classes();
  input.group_keys = {kept.group_keys().begin(), kept.group_keys().end()};
  input.neighborhood_keys = {facts.neighborhood_keys().begin(), facts.neighborhood_keys().end()};
  input.input_sha256 = facts.provenance().input_sha256();
  input.stocks = PinnedFrom(kept.stocks());
  input.earlier_stocks = PinnedFrom(kept.earlier_stocks());
  for (const stored::PinnedYear& year : kept.rates()) input.rates.push_back(PinnedFrom(year));
  for (const stored::PinnedYear& year : kept.flows()) input.flows.push_back(PinnedFrom(year));
  if (kept.has_special()) input.special = PinnedFrom(kept.special());
  if (kept.has_housing()) input.housing = PinnedFrom(kept.housing());
  input.uses_special = kept.uses_special();
  input.uses_housing = kept.uses_housing();
  for (const stored::PinnedYear& year : kept.moving()) input.moving.push_back(PinnedFrom(year));
  run.totals = {kept.totals().begin(), kept.totals().end()};
  run.result_sha256 = kept.result_sha256();
  input.child_group = {kept.child_group().begin(), kept.child_group().end()};
  if (kept.has_boys_per_girl()) input.boys_per_girl = kept.boys_per_girl();
  if (kept.has_trends()) {
    const stored::RateTrends& trends = kept.trends();
    input.trends = {trends.mortality(), trends.fertility(), trends.damping(), trends.years(),
                    trends.last_year()};
  }
  input.trajectories = kept.trajectories();
  input.seed = facts.provenance().seed();
  run.chunks_queued = kept.chunks_queued();
  run.quantiles_sha256 = kept.quantiles_sha256();
  for (const stored::PinnedYear& year : kept.history()) input.history.push_back(PinnedFrom(year));
  for (const stored::GroupFlags& group : kept.group_flags()) {
    input.group_flags.push_back({group.national(), group.migration_history()});
  }
  if (kept.has_accuracy()) run.accuracy = AccuracyFrom(kept.accuracy());
  return run;
}

}  // namespace

// --- neighborhood ---

Task<absl::StatusOr<std::string>> NeighborhoodCodec::Encode(store::Place place,
                                                            const Neighborhood& state) {
  v1::Neighborhood message;
  ToMessage(state, place.version, message);
  co_return message.SerializeAsString();
}

Task<absl::StatusOr<Neighborhood>> NeighborhoodCodec::Decode(store::Place place,
                                                             std::string bytes) {
  v1::Neighborhood message;
  ZWK_CO_RETURN_IF_ERROR(Parse(place, bytes, message));
  co_return Neighborhood{FactsFrom(message), message.boundary_version()};
}

Task<absl::StatusOr<store::EncodedEvent>> NeighborhoodCodec::EncodeEvent(
    store::Place place, const NeighborhoodEvent& event) {
  co_return Encoded(ToEvent(event, place.version));  // one event per version of the document
}

std::vector<store::IndexEntry> NeighborhoodCodec::Indexes(const Neighborhood& state) {
  return {{"neighborhoods", state.facts.key}};
}

// --- population structure ---

Task<absl::StatusOr<std::string>> StructureCodec::Encode(store::Place place,
                                                         const PopulationStructure& state) {
  v1::PopulationStructure message;
  ToMessage(state.facts, place.version, message);
  co_return message.SerializeAsString();
}

Task<absl::StatusOr<PopulationStructure>> StructureCodec::Decode(store::Place place,
                                                                 std::string bytes) {
  v1::PopulationStructure message;
  ZWK_CO_RETURN_IF_ERROR(Parse(place, bytes, message));
  co_return PopulationStructure{FactsFrom(message)};
}

Task<absl::StatusOr<store::EncodedEvent>> StructureCodec::EncodeEvent(
    store::Place place, const PopulationStructureChanged& event) {
  co_return Encoded(ToEvent(event, place.version));
}

void StructureCodec::Complete(store::Commit& commit, const std::string& /*key*/,
                              const PopulationStructure& before, const PopulationStructure& after,
                              const std::vector<PopulationStructureChanged>& /*events*/) {
  const bool same_cells = before.facts.age_width == after.facts.age_width &&
                          before.facts.open_age == after.facts.open_age &&
                          before.group_keys() == after.group_keys();
  if (!same_cells) commit.Guard(kHasDataGuard, "");  // nobody imported meanwhile
}

// --- forecast ---

std::string ToStored(const ForecastRun& run) {
  stored::Run kept;
  ToMessage(run, 0, *kept.mutable_facts());
  kept.mutable_facts()->clear_accuracy();  // stands beside the facts, from before they are public
  kept.set_age_width(run.input.age_width);
  kept.set_age_classes(run.input.age_classes);
  kept.mutable_group_keys()->Assign(run.input.group_keys.begin(), run.input.group_keys.end());
  Keep(run.input.stocks, *kept.mutable_stocks());
  if (!run.input.earlier_stocks.source.import_id.empty()) {
    Keep(run.input.earlier_stocks, *kept.mutable_earlier_stocks());
  }
  for (const PinnedYear& year : run.input.rates) Keep(year, *kept.add_rates());
  for (const PinnedYear& year : run.input.flows) Keep(year, *kept.add_flows());
  if (run.input.special) Keep(*run.input.special, *kept.mutable_special());
  if (run.input.housing) Keep(*run.input.housing, *kept.mutable_housing());
  kept.set_uses_special(run.input.uses_special);
  kept.set_uses_housing(run.input.uses_housing);
  for (const PinnedYear& year : run.input.moving) Keep(year, *kept.add_moving());
  kept.mutable_totals()->Assign(run.totals.begin(), run.totals.end());
  kept.set_result_sha256(run.result_sha256);
  kept.mutable_child_group()->Assign(run.input.child_group.begin(), run.input.child_group.end());
  kept.set_boys_per_girl(run.input.boys_per_girl);
  if (const std::optional<RateTrends>& trends = run.input.trends) {
    kept.mutable_trends()->set_mortality(trends->mortality);
    kept.mutable_trends()->set_fertility(trends->fertility);
    kept.mutable_trends()->set_damping(trends->damping);
    kept.mutable_trends()->set_years(trends->years);
    kept.mutable_trends()->set_last_year(trends->last_year);
  }
  kept.set_trajectories(run.input.trajectories);
  kept.set_chunks_queued(run.chunks_queued);
  kept.set_quantiles_sha256(run.quantiles_sha256);
  for (const PinnedYear& year : run.input.history) Keep(year, *kept.add_history());
  if (run.accuracy) ToMessage(*run.accuracy, *kept.mutable_accuracy());
  for (const GroupFlags& group : run.input.group_flags) {
    stored::GroupFlags& to = *kept.add_group_flags();
    to.set_national(group.national);
    to.set_migration_history(group.migration_history);
  }
  return kept.SerializeAsString();
}

Task<absl::StatusOr<std::string>> ForecastCodec::Encode(store::Place /*place*/,
                                                        const ForecastRun& state) {
  co_return ToStored(state);
}

Task<absl::StatusOr<ForecastRun>> ForecastCodec::Decode(store::Place place, std::string bytes) {
  stored::Run kept;
  ZWK_CO_RETURN_IF_ERROR(Parse(place, bytes, kept));
  co_return RunFrom(kept);
}

Task<absl::StatusOr<store::EncodedEvent>> ForecastCodec::EncodeEvent(store::Place place,
                                                                     const ForecastEvent& event) {
  co_return Encoded(ToEvent(place.key.substr(place.key.find('/') + 1), event));
}

std::vector<store::IndexEntry> ForecastCodec::Indexes(const ForecastRun& state) {
  std::vector<store::IndexEntry> entries = {{"forecasts", NewestFirst(state.started_at)}};
  if (state.unfinished()) entries.push_back({"unfinished", ""});
  return entries;
}

void ForecastCodec::Complete(store::Commit& commit, const std::string& /*key*/,
                             const ForecastRun& before, const ForecastRun& after,
                             const std::vector<ForecastEvent>& /*events*/) {
  if (before.simulating() == after.simulating()) return;
  commit.SetGuard(SimulatingGuard(after.forecast_id), after.simulating() ? kSimulating : "");
}

// --- rate estimate ---

Task<absl::StatusOr<std::string>> EstimateCodec::Encode(store::Place /*place*/,
                                                        const RateEstimate& state) {
  stored::RateEstimate kept;
  ToMessage(state, 0, *kept.mutable_facts());
  kept.mutable_group_keys()->Assign(state.group_keys.begin(), state.group_keys.end());
  kept.mutable_child_group()->Assign(state.child_group.begin(), state.child_group.end());
  co_return kept.SerializeAsString();
}

Task<absl::StatusOr<RateEstimate>> EstimateCodec::Decode(store::Place place, std::string bytes) {
  stored::RateEstimate kept;
  ZWK_CO_RETURN_IF_ERROR(Parse(place, bytes, kept));
  RateEstimate estimate = EstimateFrom(kept.facts());
  estimate.group_keys = {kept.group_keys().begin(), kept.group_keys().end()};
  estimate.child_group = {kept.child_group().begin(), kept.child_group().end()};
  estimate.boys_per_girl = estimate.parameters.options.boys_per_girl;
  co_return estimate;
}

Task<absl::StatusOr<store::EncodedEvent>> EstimateCodec::EncodeEvent(store::Place place,
                                                                     const RateEstimate& event) {
  co_return Encoded(ToEvent(event, place.version));
}

std::vector<store::IndexEntry> EstimateCodec::Indexes(const RateEstimate& state) {
  return {{"rate-estimates", NewestFirst(state.estimated_at)}};
}

// --- backtest ---

Task<absl::StatusOr<std::string>> BacktestCodec::Encode(store::Place /*place*/,
                                                        const BacktestRun& state) {
  v1::Backtest message;
  ToMessage(state, 0, 0, message);
  co_return message.SerializeAsString();
}

Task<absl::StatusOr<BacktestRun>> BacktestCodec::Decode(store::Place place, std::string bytes) {
  v1::Backtest message;
  ZWK_CO_RETURN_IF_ERROR(Parse(place, bytes, message));
  co_return BacktestFrom(message);
}

Task<absl::StatusOr<store::EncodedEvent>> BacktestCodec::EncodeEvent(store::Place place,
                                                                     const BacktestEvent& event) {
  co_return Encoded(ToEvent(place.key.substr(place.key.find('/') + 1), event));
}

std::vector<store::IndexEntry> BacktestCodec::Indexes(const BacktestRun& state) {
  std::vector<store::IndexEntry> entries = {{"backtests", NewestFirst(state.started_at)}};
  if (state.unfinished()) entries.push_back({"unfinished-backtests", ""});
  return entries;
}

std::string NewestFirst(Time time) {
  return absl::StrFormat("%019d", std::numeric_limits<int64_t>::max() - ToMicros(time));
}

}  // namespace zwk::forecasting
