#include "forecasting/forecast/forecast_store.h"

#include <utility>

#include "forecasting/base/document_store.h"
#include "forecasting/base/message_codec.h"
#include "forecasting/forecast/chunk_store.h"
#include "forecasting/forecast/forecast_document.pb.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

stored::PinnedYear ToProto(const PinnedYear& pinned) {
  stored::PinnedYear document;
  document.set_import_id(pinned.source.import_id);
  document.set_content_sha256(pinned.source.content_sha256);
  document.set_year(pinned.year);
  return document;
}

PinnedYear FromProto(const stored::PinnedYear& document) {
  return {{document.import_id(), document.content_sha256()}, document.year()};
}

using PinnedYears = google::protobuf::RepeatedPtrField<stored::PinnedYear>;

PinnedYears ToProto(const std::vector<PinnedYear>& years) {
  PinnedYears documents;
  for (const PinnedYear& year : years) *documents.Add() = ToProto(year);
  return documents;
}

std::vector<PinnedYear> FromProto(const PinnedYears& documents) {
  std::vector<PinnedYear> years;
  for (const stored::PinnedYear& document : documents) years.push_back(FromProto(document));
  return years;
}

stored::ForecastInput ToProto(const ForecastInput& input) {
  stored::ForecastInput document;
  document.set_age_width(input.age_width);
  document.set_age_classes(input.age_classes);
  document.mutable_group_keys()->Assign(input.group_keys.begin(), input.group_keys.end());
  for (const GroupFlags& group : input.group_flags) {
    stored::GroupFlags& flags = *document.add_group_flags();
    flags.set_national(group.national);
    flags.set_migration_history(group.migration_history);
  }
  *document.mutable_stocks() = ToProto(input.stocks);
  *document.mutable_earlier_stocks() = ToProto(input.earlier_stocks);
  *document.mutable_rates() = ToProto(input.rates);
  *document.mutable_flows() = ToProto(input.flows);
  *document.mutable_moving() = ToProto(input.moving);
  if (input.special) *document.mutable_special() = ToProto(*input.special);
  if (input.housing) *document.mutable_housing() = ToProto(*input.housing);
  document.set_uses_special(input.uses_special);
  document.set_uses_housing(input.uses_housing);
  *document.mutable_history() = ToProto(input.history);
  *document.mutable_flow_history() = ToProto(input.flow_history);
  document.mutable_child_group()->Assign(input.child_group.begin(), input.child_group.end());
  document.set_boys_per_girl(input.boys_per_girl);
  if (input.trends) {
    document.mutable_trends()->set_mortality(input.trends->mortality);
    document.mutable_trends()->set_fertility(input.trends->fertility);
    document.mutable_trends()->set_damping(input.trends->damping);
    document.mutable_trends()->set_years(input.trends->years);
    document.mutable_trends()->set_last_year(input.trends->last_year);
  }
  document.set_trajectories(input.trajectories);
  return document;
}

ForecastInput FromProto(const stored::ForecastInput& document, const v1::Forecast& facts) {
  ForecastInput input;
  input.age_width = document.age_width();
  input.age_classes = document.age_classes();
  input.group_keys = {document.group_keys().begin(), document.group_keys().end()};
  for (const stored::GroupFlags& group : document.group_flags()) {
    input.group_flags.push_back({group.national(), group.migration_history()});
  }
  input.neighborhood_keys = {facts.neighborhood_keys().begin(), facts.neighborhood_keys().end()};
  input.stocks = FromProto(document.stocks());
  input.earlier_stocks = FromProto(document.earlier_stocks());
  input.rates = FromProto(document.rates());
  input.flows = FromProto(document.flows());
  input.moving = FromProto(document.moving());
  if (document.has_special()) input.special = FromProto(document.special());
  if (document.has_housing()) input.housing = FromProto(document.housing());
  input.uses_special = document.uses_special();
  input.uses_housing = document.uses_housing();
  input.history = FromProto(document.history());
  input.flow_history = FromProto(document.flow_history());
  input.child_group = {document.child_group().begin(), document.child_group().end()};
  input.boys_per_girl = document.boys_per_girl();
  if (document.has_trends()) {
    const stored::RateTrends& trends = document.trends();
    input.trends = {trends.mortality(), trends.fertility(), trends.damping(), trends.years(),
                    trends.last_year()};
  }
  input.trajectories = document.trajectories();
  input.seed = facts.provenance().seed();
  input.input_sha256 = facts.provenance().input_sha256();
  return input;
}

class ForecastCodec final : public store::Codec<ForecastRun, ForecastEvent> {
 public:
  // Over what was read; the input never changes.
  Task<absl::StatusOr<std::string>> Encode(store::Place /*place*/,
                                           const ForecastRun& run) override {
    stored::Forecast document;
    if (run.document) {
      document.CopyFrom(*run.document);
    } else {
      *document.mutable_input() = ToProto(run.input);
    }
    *document.mutable_facts() = run.state;
    document.set_chunks_queued(run.chunks_queued);
    co_return document.SerializeAsString();
  }

  Task<absl::StatusOr<ForecastRun>> Decode(store::Place place, std::string bytes) override {
    ZWK_CO_ASSIGN_OR_RETURN(stored::Forecast document,
                            ReadMessage<stored::Forecast>(place.key, bytes));
    ForecastRun run;
    run.state = document.facts();
    run.input = FromProto(document.input(), document.facts());
    run.chunks_queued = document.chunks_queued();
    run.document = std::make_shared<const stored::Forecast>(std::move(document));
    co_return run;
  }

  // One event per version of the document.
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const ForecastEvent& event) override {
    struct {
      uint64_t version;
      store::EncodedEvent operator()(const ForecastBegun& begun) const {
        v1::ForecastStarted message = begun.started;
        message.mutable_forecast()->set_version(version);
        return ToEvent(message);
      }
      store::EncodedEvent operator()(v1::ForecastPublished message) const {
        message.set_version(version);
        return ToEvent(message);
      }
      store::EncodedEvent operator()(const v1::ForecastChunksQueued& message) const {
        return ToEvent(message);
      }
      store::EncodedEvent operator()(const v1::ForecastCancelled& message) const {
        return ToEvent(message);
      }
      store::EncodedEvent operator()(const v1::ForecastResumed& message) const {
        return ToEvent(message);
      }
      store::EncodedEvent operator()(const v1::ForecastFailed& message) const {
        return ToEvent(message);
      }
    } encode{place.version};
    co_return std::visit(encode, event);
  }

  std::vector<store::IndexEntry> Indexes(const ForecastRun& run) override {
    std::vector<store::IndexEntry> entries = {
        {"forecasts", NewestFirst(ToTime(run.state.started_at()))}};
    if (run.unfinished()) entries.push_back({"unfinished", ""});
    return entries;
  }

  // Chunks of trajectories are stored while the run is simulating, and not a moment longer.
  void Complete(store::Commit& commit, const std::string& /*key*/, const ForecastRun& before,
                const ForecastRun& after, const std::vector<ForecastEvent>& /*events*/) override {
    if (before.simulating() == after.simulating()) return;
    commit.SetGuard(SimulatingGuard(after.state.forecast_id()),
                    after.simulating() ? kSimulating : "");
  }
};

}  // namespace

std::unique_ptr<ForecastRepository> StoreForecasts(store::Store& store, const Clock& clock) {
  return StoreBy<ForecastRun, ForecastEvent, ForecastCodec>(store, "forecast", clock);
}

}  // namespace zwk::forecasting
