#include "forecasting/forecast/chunk_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "forecasting/base/document_store.h"
#include "forecasting/base/message_codec.h"
#include "forecasting/forecast/forecast_document.pb.h"
#include "platform/base/hash.h"

namespace zwk::forecasting {
namespace {

// Some 2 KB each.
constexpr size_t kQuantilesPerBatch = 250;
constexpr int kDropsPerCommit = 32;  // a chunk and its lease

std::string ChunkKey(const std::string& id, int chunk) {
  return absl::StrCat("chunk/", id, "/", chunk);
}
std::string LeaseKey(const std::string& id, int chunk) {
  return absl::StrCat("chunk-lease/", id, "/", chunk);
}
std::string DoneKey(const std::string& id) { return absl::StrCat("chunks/", id); }
std::string QuantilesKey(const std::string& id, int batch) {
  return absl::StrCat("quantiles/", id, "/", batch);
}

}  // namespace

std::string SimulatingGuard(const std::string& forecast_id) {
  return absl::StrCat("forecast/", forecast_id);
}

Task<absl::StatusOr<std::set<int>>> StoredChunks::Done(Caller caller, std::string forecast_id) {
  store::ReadSet reads;
  reads.counters.push_back(DoneKey(forecast_id));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  std::set<int> done;
  for (const auto& [chunk, times] : read.counters[0]) {
    int number = 0;
    if (absl::SimpleAtoi(chunk, &number)) done.insert(number);
  }
  co_return done;
}

Task<absl::StatusOr<bool>> StoredChunks::Claim(Caller caller, std::string forecast_id, int chunk,
                                               std::string owner, Time now, Time until) {
  store::ReadSet reads;
  reads.documents = {LeaseKey(forecast_id, chunk)};
  reads.fields = {{DoneKey(forecast_id), absl::StrCat(chunk)}};
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (read.fields[0] != 0) co_return false;
  stored::ChunkLease lease;
  const store::Document& found = read.documents[0];
  if (found.exists() && !lease.ParseFromString(found.bytes)) {
    co_return absl::DataLossError(absl::StrCat("a lease of forecast ", forecast_id));
  }
  if (found.exists() && FromMicros(lease.until_micros()) > now) co_return false;
  lease.set_owner(owner);
  lease.set_until_micros(ToMicros(until));
  store::Commit commit(caller.municipality);
  commit.Write(LeaseKey(forecast_id, chunk), found.version, lease.SerializeAsString());
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store_.Apply(std::move(commit), caller.deadline));
  co_return outcome.kind == store::Outcome::kDone;
}

Task<absl::StatusOr<bool>> StoredChunks::Store(Caller caller, std::string forecast_id, int chunk,
                                               std::string counts) {
  store::Commit commit(caller.municipality);
  commit.Write(ChunkKey(forecast_id, chunk), 0, std::move(counts));
  commit.Guard(SimulatingGuard(forecast_id), kSimulating);
  commit.Add(DoneKey(forecast_id), absl::StrCat(chunk), 1);
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store_.Apply(std::move(commit), caller.deadline));
  if (outcome.kind == store::Outcome::kGuardFailed) {
    co_return absl::AbortedError("the run was stopped meanwhile");
  }
  co_return outcome.kind == store::Outcome::kDone;
}

Task<absl::StatusOr<std::string>> StoredChunks::Load(Caller caller, std::string forecast_id,
                                                     int chunk) {
  ZWK_CO_ASSIGN_OR_RETURN(std::string bytes, co_await ReadDocument(store_, std::move(caller),
                                                                   ChunkKey(forecast_id, chunk)));
  // Who publishes drops the chunks.
  if (bytes.empty()) co_return absl::AbortedError("somebody else has put the chunks together");
  co_return bytes;
}

Task<absl::Status> StoredChunks::Drop(Caller caller, std::string forecast_id, int chunks) {
  for (int i = 0; i < chunks; i += kDropsPerCommit) {
    store::Commit commit(caller.municipality);
    for (int chunk = i; chunk < std::min(i + kDropsPerCommit, chunks); ++chunk) {
      commit.Delete(ChunkKey(forecast_id, chunk), store::Commit::kAnyVersion);
      commit.Delete(LeaseKey(forecast_id, chunk), store::Commit::kAnyVersion);
    }
    const auto outcome = co_await store_.Apply(std::move(commit), caller.deadline);
    ZWK_CO_RETURN_IF_ERROR(outcome.status());
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::string>> StoredChunks::StoreQuantiles(
    Caller caller, std::string forecast_id, std::vector<v1::FigureQuantiles> quantiles) {
  Sha256Stream hash;
  int batch = 0;
  for (size_t i = 0; i < quantiles.size(); i += kQuantilesPerBatch) {
    stored::Quantiles document;
    const auto begin = quantiles.begin() + static_cast<std::ptrdiff_t>(i);
    const size_t count = std::min(kQuantilesPerBatch, quantiles.size() - i);
    document.mutable_figures()->Assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    std::string bytes = document.SerializeAsString();
    hash.Add(bytes);
    ZWK_CO_RETURN_IF_ERROR(
        co_await PutDocument(store_, caller, QuantilesKey(forecast_id, batch++), std::move(bytes)));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return hash.FinishHex();
}

Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> StoredChunks::LoadQuantiles(
    Caller caller, std::string forecast_id, int batch) {
  const std::string key = QuantilesKey(forecast_id, batch);
  ZWK_CO_ASSIGN_OR_RETURN(const std::string bytes,
                          co_await ReadDocument(store_, std::move(caller), key));
  ZWK_CO_ASSIGN_OR_RETURN(const stored::Quantiles document,
                          ReadMessage<stored::Quantiles>(key, bytes));
  co_return std::vector<v1::FigureQuantiles>(document.figures().begin(), document.figures().end());
}

}  // namespace zwk::forecasting
