#include "forecasting/store/kept_chunk_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "forecasting/store/documents.pb.h"
#include "forecasting/store/single.h"
#include "forecasting/wire/parameter_reader.h"
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

Task<absl::StatusOr<std::set<int>>> KeptChunkStore::Done(Caller caller, std::string forecast_id) {
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

Task<absl::StatusOr<bool>> KeptChunkStore::Claim(Caller caller, std::string forecast_id, int chunk,
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

Task<absl::StatusOr<bool>> KeptChunkStore::Store(Caller caller, std::string forecast_id, int chunk,
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

Task<absl::StatusOr<std::string>> KeptChunkStore::Load(Caller caller, std::string forecast_id,
                                                       int chunk) {
  ZWK_CO_ASSIGN_OR_RETURN(std::string bytes, co_await ReadDocument(store_, std::move(caller),
                                                                   ChunkKey(forecast_id, chunk)));
  // Who publishes drops the chunks.
  if (bytes.empty()) co_return absl::AbortedError("somebody else has put the chunks together");
  co_return bytes;
}

Task<absl::Status> KeptChunkStore::Drop(Caller caller, std::string forecast_id, int chunks) {
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

Task<absl::StatusOr<std::string>> KeptChunkStore::StoreQuantiles(
    Caller caller, std::string forecast_id, std::vector<FigureQuantiles> quantiles) {
  Sha256Stream hash;
  int batch = 0;
  for (size_t i = 0; i < quantiles.size(); i += kQuantilesPerBatch) {
    stored::Quantiles kept;
    for (size_t k = i; k < std::min(i + kQuantilesPerBatch, quantiles.size()); ++k) {
      ToMessage(quantiles[k], *kept.add_figures());
    }
    std::string bytes = kept.SerializeAsString();
    hash.Add(bytes);
    ZWK_CO_RETURN_IF_ERROR(
        co_await PutDocument(store_, caller, QuantilesKey(forecast_id, batch++), std::move(bytes)));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return hash.FinishHex();
}

Task<absl::StatusOr<std::vector<FigureQuantiles>>> KeptChunkStore::LoadQuantiles(
    Caller caller, std::string forecast_id, int batch) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string bytes,
      co_await ReadDocument(store_, std::move(caller), QuantilesKey(forecast_id, batch)));
  stored::Quantiles kept;
  if (!kept.ParseFromString(bytes)) {
    co_return absl::DataLossError(absl::StrCat("quantiles of ", forecast_id, " cannot be read"));
  }
  std::vector<FigureQuantiles> figures;
  for (const v1::FigureQuantiles& figure : kept.figures()) figures.push_back(QuantilesFrom(figure));
  co_return figures;
}

}  // namespace zwk::forecasting
