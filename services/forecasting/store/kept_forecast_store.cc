#include "forecasting/store/kept_forecast_store.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "forecasting/store/codecs.h"
#include "forecasting/store/documents.pb.h"
#include "forecasting/store/single.h"
#include "forecasting/wire/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Neighborhoods per commit; the run itself is one document more.
constexpr size_t kBlocksPerCommit = 60;

std::string CellsKey(const std::string& forecast_id, int year, const std::string& neighborhood) {
  return absl::StrCat("cells/", forecast_id, "/", year, "/", neighborhood);
}

std::string RunKey(const std::string& forecast_id) {
  return absl::StrCat("forecast/", forecast_id);
}

}  // namespace

std::string KeptForecastStore::Bytes(const ResultBlock& block) const {
  stored::ResultBlock kept;
  kept.mutable_people()->Assign(block.people.begin(), block.people.end());
  for (const GroupComponents& components : block.components) {
    ToMessage("", components, *kept.add_components());
  }
  for (const Cells& sheltered : block.sheltered) {
    kept.add_sheltered()->mutable_people()->Assign(sheltered.begin(), sheltered.end());
  }
  return kept.SerializeAsString();
}

Task<absl::StatusOr<uint64_t>> KeptForecastStore::StoreStep(Caller caller, ForecastRun run,
                                                            uint64_t version, int year,
                                                            std::vector<ResultBlock> blocks) {
  const std::string run_key = RunKey(run.forecast_id);
  const std::vector<std::string>& keys = run.input.neighborhood_keys;
  for (size_t i = 0; i < blocks.size(); i += kBlocksPerCommit) {
    const size_t end = std::min(i + kBlocksPerCommit, blocks.size());
    store::Commit commit(caller.municipality);
    for (size_t k = i; k < end; ++k) {
      // A step that was cut off before its last commit is written again, with the same bytes.
      commit.Write(CellsKey(run.forecast_id, year, keys[k]), store::Commit::kAnyVersion,
                   Bytes(blocks[k]));
    }
    if (end < blocks.size()) {
      commit.Require(run_key, version);
    } else {
      commit.Write(run_key, version, ToStored(run));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                            co_await store_.Apply(std::move(commit), caller.deadline));
    if (outcome.kind != store::Outcome::kDone) {
      co_return absl::AbortedError("the run was changed meanwhile");
    }
  }
  co_return version + 1;
}

Task<absl::StatusOr<std::vector<ResultBlock>>> KeptForecastStore::LoadStep(
    Caller caller, std::string forecast_id, int year, std::vector<std::string> neighborhood_keys) {
  std::vector<ResultBlock> blocks;
  for (size_t i = 0; i < neighborhood_keys.size(); i += kBlocksPerCommit) {
    const size_t end = std::min(i + kBlocksPerCommit, neighborhood_keys.size());
    store::ReadSet reads;
    for (size_t k = i; k < end; ++k) {
      reads.documents.push_back(CellsKey(forecast_id, year, neighborhood_keys[k]));
    }
    ZWK_CO_ASSIGN_OR_RETURN(
        const store::ReadResult read,
        co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
    for (const store::Document& document : read.documents) {
      stored::ResultBlock kept;
      if (!document.exists() || !kept.ParseFromString(document.bytes)) {
        co_return absl::DataLossError(
            absl::StrCat("forecast ", forecast_id, " lacks cells of ", year));
      }
      ResultBlock& block = blocks.emplace_back();
      block.people = {kept.people().begin(), kept.people().end()};
      for (const v1::GroupComponents& components : kept.components()) {
        block.components.push_back(ComponentsFrom(components));
      }
      for (const stored::Sheltered& sheltered : kept.sheltered()) {
        block.sheltered.emplace_back(sheltered.people().begin(), sheltered.people().end());
      }
    }
  }
  co_return blocks;
}

Task<absl::StatusOr<std::vector<std::string>>> KeptForecastStore::Unfinished(Caller caller) {
  return IdsOfIndex(store_, std::move(caller), "unfinished");
}

}  // namespace zwk::forecasting
