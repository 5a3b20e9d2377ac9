#include "forecasting/backtest_run/backtest_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/backtest_run/backtest_document.pb.h"
#include "forecasting/base/document_store.h"
#include "forecasting/base/message_codec.h"
#include "platform/base/hash.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Some 300 bytes each.
constexpr size_t kRowsPerBatch = 1000;

std::string PieceKey(const std::string& id, const std::string& content_sha256, int number) {
  return absl::StrCat("series/", id, "/", content_sha256.substr(0, 32), "/", number);
}

std::string RowsKey(const std::string& id, int batch) {
  return absl::StrCat("backtest-rows/", id, "/", batch);
}

std::string ForecastsKey(const std::string& id, size_t number) {
  return absl::StrCat("backtest-forecasts/", id, "/", number);
}

class BacktestCodec final : public MessageCodec<BacktestRun, BacktestEvent> {
 public:
  // One event per version of the document.
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const BacktestEvent& event) override {
    co_return std::visit(
        [&place](auto message) {
          if constexpr (requires { message.mutable_backtest(); }) {
            message.mutable_backtest()->set_version(place.version);
          }
          return ToEvent(message);
        },
        event);
  }
};

}  // namespace

std::vector<store::IndexEntry> IndexesOf(const BacktestRun& run) {
  std::vector<store::IndexEntry> entries = {
      {"backtests", NewestFirst(ToTime(run.state.started_at()))}};
  if (run.unfinished()) entries.push_back({"unfinished-backtests", ""});
  return entries;
}

std::unique_ptr<BacktestRepository> StoreBacktests(store::Store& store, const Clock& clock) {
  return StoreBy<BacktestRun, BacktestEvent, BacktestCodec>(store, "backtest", clock);
}

Task<absl::Status> StoredSeries::StorePiece(Caller caller, std::string backtest_id,
                                            std::string content_sha256, int number,
                                            std::string bytes) {
  return PutDocument(store_, std::move(caller), PieceKey(backtest_id, content_sha256, number),
                     std::move(bytes));
}

Task<absl::StatusOr<std::string>> StoredSeries::LoadPiece(Caller caller, std::string backtest_id,
                                                          std::string content_sha256, int number) {
  return ReadDocument(store_, std::move(caller), PieceKey(backtest_id, content_sha256, number));
}

Task<absl::StatusOr<std::string>> StoredSeries::StoreRows(Caller caller, std::string backtest_id,
                                                          std::vector<v1::BacktestRow> rows) {
  Sha256Stream hash;
  int batch = 0;
  for (size_t i = 0; i < rows.size(); i += kRowsPerBatch) {
    stored::BacktestRows document;
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(i);
    const size_t count = std::min(kRowsPerBatch, rows.size() - i);
    document.mutable_rows()->Assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    std::string bytes = document.SerializeAsString();
    hash.Add(bytes);
    ZWK_CO_RETURN_IF_ERROR(
        co_await PutDocument(store_, caller, RowsKey(backtest_id, batch++), std::move(bytes)));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return hash.FinishHex();
}

Task<absl::StatusOr<std::vector<v1::BacktestRow>>> StoredSeries::LoadRows(Caller caller,
                                                                          std::string backtest_id,
                                                                          int batch) {
  const std::string key = RowsKey(backtest_id, batch);
  ZWK_CO_ASSIGN_OR_RETURN(const std::string bytes,
                          co_await ReadDocument(store_, std::move(caller), key));
  ZWK_CO_ASSIGN_OR_RETURN(const stored::BacktestRows document,
                          ReadMessage<stored::BacktestRows>(key, bytes));
  co_return std::vector<v1::BacktestRow>(document.rows().begin(), document.rows().end());
}

Task<absl::Status> StoredSeries::StoreForecasts(Caller caller, std::string backtest_id,
                                                std::vector<v1::NeighborhoodForecasts> tables) {
  for (size_t i = 0; i < tables.size(); ++i) {
    ZWK_CO_RETURN_IF_ERROR(co_await PutDocument(store_, caller, ForecastsKey(backtest_id, i),
                                                tables[i].SerializeAsString()));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::optional<v1::NeighborhoodForecasts>>> StoredSeries::LoadForecasts(
    Caller caller, std::string backtest_id, int number) {
  const std::string key = ForecastsKey(backtest_id, number);
  ZWK_CO_ASSIGN_OR_RETURN(const std::string bytes,
                          co_await ReadDocument(store_, std::move(caller), key));
  if (bytes.empty()) co_return std::nullopt;
  ZWK_CO_ASSIGN_OR_RETURN(v1::NeighborhoodForecasts table,
                          ReadMessage<v1::NeighborhoodForecasts>(key, bytes));
  co_return table;
}

Task<absl::StatusOr<std::vector<std::string>>> StoredSeries::Unfinished(Caller caller) {
  return IdsOfIndex(store_, std::move(caller), "unfinished-backtests");
}

}  // namespace zwk::forecasting
