#include "forecasting/estimate/rate_estimate_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/base/document_store.h"
#include "forecasting/base/message_codec.h"
#include "forecasting/estimate/rate_estimate_document.pb.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Some 100 bytes each.
constexpr size_t kLevelsPerBatch = 2000;

std::string LevelsKey(const std::string& estimate_id, int batch) {
  return absl::StrCat("levels/", estimate_id, "/", batch);
}

class EstimateCodec final : public store::Codec<RateEstimate, RateEstimate> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place /*place*/,
                                           const RateEstimate& estimate) override {
    stored::RateEstimate document;
    *document.mutable_facts() = ToProto(estimate);
    document.mutable_group_keys()->Assign(estimate.group_keys.begin(), estimate.group_keys.end());
    document.mutable_child_group()->Assign(estimate.child_group.begin(),
                                           estimate.child_group.end());
    co_return document.SerializeAsString();
  }

  Task<absl::StatusOr<RateEstimate>> Decode(store::Place place, std::string bytes) override {
    ZWK_CO_ASSIGN_OR_RETURN(const stored::RateEstimate document,
                            ReadMessage<stored::RateEstimate>(place.key, bytes));
    RateEstimate estimate = FromProto(document.facts());
    estimate.group_keys = {document.group_keys().begin(), document.group_keys().end()};
    estimate.child_group = {document.child_group().begin(), document.child_group().end()};
    estimate.boys_per_girl = estimate.parameters.options.boys_per_girl;
    co_return estimate;
  }

  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const RateEstimate& made) override {
    v1::RatesEstimated event;
    *event.mutable_estimate() = ToProto(made);
    event.mutable_estimate()->set_version(place.version);
    co_return ToEvent(event);
  }

  std::vector<store::IndexEntry> Indexes(const RateEstimate& estimate) override {
    return {{"rate-estimates", NewestFirst(estimate.estimated_at)}};
  }
};

}  // namespace

std::unique_ptr<EstimateRepository> StoreEstimates(store::Store& store, const Clock& clock) {
  return StoreBy<RateEstimate, RateEstimate, EstimateCodec>(store, "rate-estimate", clock);
}

Task<absl::Status> StoredLevels::StoreLevels(Caller caller, std::string estimate_id,
                                             std::vector<v1::ShrunkLevel> levels) {
  int batch = 0;
  for (size_t i = 0; i < levels.size(); i += kLevelsPerBatch) {
    stored::Levels document;
    const auto begin = levels.begin() + static_cast<std::ptrdiff_t>(i);
    const size_t count = std::min(kLevelsPerBatch, levels.size() - i);
    document.mutable_levels()->Assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    ZWK_CO_RETURN_IF_ERROR(co_await PutDocument(store_, caller, LevelsKey(estimate_id, batch++),
                                                document.SerializeAsString()));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<v1::ShrunkLevel>>> StoredLevels::LoadLevels(Caller caller,
                                                                            std::string estimate_id,
                                                                            int batch) {
  const std::string key = LevelsKey(estimate_id, batch);
  ZWK_CO_ASSIGN_OR_RETURN(const std::string bytes,
                          co_await ReadDocument(store_, std::move(caller), key));
  ZWK_CO_ASSIGN_OR_RETURN(const stored::Levels document, ReadMessage<stored::Levels>(key, bytes));
  co_return std::vector<v1::ShrunkLevel>(document.levels().begin(), document.levels().end());
}

}  // namespace zwk::forecasting
