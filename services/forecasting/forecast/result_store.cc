#include "forecasting/forecast/result_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/base/document_store.h"
#include "forecasting/base/message_codec.h"
#include "forecasting/forecast/forecast_document.pb.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Neighborhoods per commit; the progress is one document more.
constexpr size_t kBlocksPerCommit = 60;

std::string CellsKey(const std::string& forecast_id, int year, const std::string& neighborhood) {
  return absl::StrCat("cells/", forecast_id, "/", year, "/", neighborhood);
}
std::string RunKey(const std::string& forecast_id) {
  return absl::StrCat("forecast/", forecast_id);
}
std::string ProgressKey(const std::string& forecast_id) {
  return absl::StrCat("forecast-progress/", forecast_id);
}

stored::ResultBlock ToProto(const ResultBlock& block) {
  stored::ResultBlock document;
  document.mutable_people()->Assign(block.people.begin(), block.people.end());
  document.mutable_components()->Assign(block.components.begin(), block.components.end());
  for (const Cells& sheltered : block.sheltered) {
    document.add_sheltered()->mutable_people()->Assign(sheltered.begin(), sheltered.end());
  }
  return document;
}

ResultBlock FromProto(const stored::ResultBlock& document) {
  ResultBlock block;
  block.people = {document.people().begin(), document.people().end()};
  block.components = {document.components().begin(), document.components().end()};
  for (const stored::Sheltered& sheltered : document.sheltered()) {
    block.sheltered.emplace_back(sheltered.people().begin(), sheltered.people().end());
  }
  return block;
}

// Over what was read.
stored::ForecastProgress ToProto(const StoredProgress& progress) {
  stored::ForecastProgress document;
  if (progress.document) document.CopyFrom(*progress.document);
  const ForecastProgress& value = progress.value;
  document.set_steps_done(value.steps_done);
  document.mutable_totals()->Assign(value.totals.begin(), value.totals.end());
  document.set_result_sha256(value.result_sha256);
  if (value.accuracy) *document.mutable_accuracy() = *value.accuracy;
  document.set_run_version(value.run_version);
  return document;
}

StoredProgress FromProto(const stored::ForecastProgress& document, uint64_t version) {
  StoredProgress progress;
  progress.value.steps_done = document.steps_done();
  progress.value.totals = {document.totals().begin(), document.totals().end()};
  progress.value.result_sha256 = document.result_sha256();
  if (document.has_accuracy()) progress.value.accuracy = document.accuracy();
  progress.value.run_version = document.run_version();
  progress.version = version;
  progress.document = std::make_shared<const stored::ForecastProgress>(document);
  return progress;
}

}  // namespace

std::string StoredResults::Bytes(const ResultBlock& block) const {
  return ToProto(block).SerializeAsString();
}

Task<absl::StatusOr<StoredProgress>> StoredResults::StoreStep(Caller caller, FinishedStep step) {
  const std::string run_key = RunKey(step.forecast_id);
  step.progress.value.run_version = step.run_version;
  const stored::ForecastProgress progress = ToProto(step.progress);
  for (size_t i = 0; i < step.blocks.size(); i += kBlocksPerCommit) {
    const size_t end = std::min(i + kBlocksPerCommit, step.blocks.size());
    store::Commit commit(caller.municipality);
    for (size_t k = i; k < end; ++k) {
      // A step that was cut off before its last commit is written again, with the same bytes.
      commit.Write(CellsKey(step.forecast_id, step.year, step.neighborhood_keys[k]),
                   store::Commit::kAnyVersion, Bytes(step.blocks[k]));
    }
    commit.Require(run_key, step.run_version);
    if (end == step.blocks.size()) {
      commit.Write(ProgressKey(step.forecast_id), step.progress.version,
                   progress.SerializeAsString());
    }
    ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                            co_await store_.Apply(std::move(commit), caller.deadline));
    if (outcome.kind != store::Outcome::kDone) {
      co_return absl::AbortedError("the run was changed meanwhile");
    }
  }
  co_return FromProto(progress, step.progress.version + 1);
}

Task<absl::StatusOr<StoredProgress>> StoredResults::LoadProgress(Caller caller,
                                                                 std::string forecast_id) {
  store::ReadSet reads;
  reads.documents.push_back(ProgressKey(forecast_id));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  const store::Document& found = read.documents[0];
  if (!found.exists()) co_return StoredProgress{};
  ZWK_CO_ASSIGN_OR_RETURN(
      const stored::ForecastProgress document,
      ReadMessage<stored::ForecastProgress>(ProgressKey(forecast_id), found.bytes));
  co_return FromProto(document, found.version);
}

Task<absl::Status> StoredResults::DropProgress(Caller caller, std::string forecast_id) {
  store::Commit commit(caller.municipality);
  commit.Delete(ProgressKey(forecast_id), store::Commit::kAnyVersion);
  const auto outcome = co_await store_.Apply(std::move(commit), caller.deadline);
  co_return outcome.status();
}

Task<absl::StatusOr<std::vector<ResultBlock>>> StoredResults::LoadStep(
    Caller caller, std::string forecast_id, int year, std::vector<std::string> neighborhood_keys) {
  std::vector<std::string> documents;
  for (const std::string& key : neighborhood_keys) {
    documents.push_back(CellsKey(forecast_id, year, key));
  }
  std::vector<ResultBlock> blocks;
  const auto take = [&](size_t, const store::Document& document) {
    stored::ResultBlock stored;
    if (!document.exists() || !stored.ParseFromString(document.bytes)) {
      return absl::DataLossError(absl::StrCat("forecast ", forecast_id, " lacks cells of ", year));
    }
    blocks.push_back(FromProto(stored));
    return absl::OkStatus();
  };
  ZWK_CO_RETURN_IF_ERROR(
      co_await ReadInRuns(store_, pool_, std::move(caller), std::move(documents), take));
  co_return blocks;
}

Task<absl::StatusOr<std::vector<std::string>>> StoredResults::Unfinished(Caller caller) {
  return IdsOfIndex(store_, std::move(caller), "unfinished");
}

}  // namespace zwk::forecasting
