#include "forecasting/store/kept_backtest_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/store/documents.pb.h"
#include "forecasting/store/single.h"
#include "forecasting/wire/backtest_messages.h"
#include "platform/base/hash.h"
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

}  // namespace

Task<absl::Status> KeptBacktestStore::StorePiece(Caller caller, std::string backtest_id,
                                                 std::string content_sha256, int number,
                                                 std::string bytes) {
  return PutDocument(store_, std::move(caller), PieceKey(backtest_id, content_sha256, number),
                     std::move(bytes));
}

Task<absl::StatusOr<std::string>> KeptBacktestStore::LoadPiece(Caller caller,
                                                               std::string backtest_id,
                                                               std::string content_sha256,
                                                               int number) {
  return ReadDocument(store_, std::move(caller), PieceKey(backtest_id, content_sha256, number));
}

Task<absl::StatusOr<std::string>> KeptBacktestStore::StoreRows(Caller caller,
                                                               std::string backtest_id,
                                                               std::vector<BacktestRow> rows) {
  Sha256Stream hash;
  int batch = 0;
  for (size_t i = 0; i < rows.size(); i += kRowsPerBatch) {
    stored::BacktestRows kept;
    for (size_t k = i; k < std::min(i + kRowsPerBatch, rows.size()); ++k) {
      ToMessage(rows[k], *kept.add_rows());
    }
    std::string bytes = kept.SerializeAsString();
    hash.Add(bytes);
    ZWK_CO_RETURN_IF_ERROR(
        co_await PutDocument(store_, caller, RowsKey(backtest_id, batch++), std::move(bytes)));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return hash.FinishHex();
}

Task<absl::StatusOr<std::vector<BacktestRow>>> KeptBacktestStore::LoadRows(Caller caller,
                                                                           std::string backtest_id,
                                                                           int batch) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string bytes,
      co_await ReadDocument(store_, std::move(caller), RowsKey(backtest_id, batch)));
  stored::BacktestRows kept;
  if (!kept.ParseFromString(bytes)) {
    co_return absl::DataLossError(absl::StrCat("rows of backtest ", backtest_id, " are garbled"));
  }
  std::vector<BacktestRow> rows;
  for (const v1::BacktestRow& row : kept.rows()) rows.push_back(RowFrom(row));
  co_return rows;
}

Task<absl::StatusOr<std::vector<std::string>>> KeptBacktestStore::Unfinished(Caller caller) {
  return IdsOfIndex(store_, std::move(caller), "unfinished-backtests");
}

}  // namespace zwk::forecasting
