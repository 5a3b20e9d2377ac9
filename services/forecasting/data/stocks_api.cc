#include "forecasting/data/stocks_api.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/register/neighborhood.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/stocks.pb.h"

namespace zwk::forecasting {
namespace {

constexpr char kNoKey[] = "must be the key of a neighborhood";

struct StocksApi {
  Stocks& stocks;

  Task<absl::StatusOr<v1::GetStocksResponse>> Get(Caller caller,
                                                  const v1::GetStocksRequest& request) {
    if (!IsNeighborhoodKey(request.neighborhood_key())) {
      co_return InvalidField("neighborhood_key", kNoKey);
    }
    ZWK_CO_ASSIGN_OR_RETURN(
        StocksBlock found,
        co_await stocks.Get(std::move(caller), request.neighborhood_key(), request.year()));
    v1::GetStocksResponse answer;
    *answer.mutable_block() = std::move(found.block);
    answer.set_import_id(found.import_id);
    co_return answer;
  }

  Task<absl::Status> Stream(Caller caller, const v1::StreamStocksRequest& request,
                            rpc::Writer<v1::StreamStocksResponse>& writer) {
    FieldErrors errors;
    for (int i = 0; i < request.neighborhood_keys_size(); ++i) {
      if (!IsNeighborhoodKey(request.neighborhood_keys(i))) {
        errors.Add(absl::StrCat("neighborhood_keys[", i, "]"), kNoKey);
      }
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    std::vector<std::string> keys(request.neighborhood_keys().begin(),
                                  request.neighborhood_keys().end());
    std::vector<int> years(request.years().begin(), request.years().end());
    // A named message lives until the write has ended.
    v1::StreamStocksResponse item;
    Stocks::Take take = [&item, &writer](StocksBlock found) {
      *item.mutable_block() = std::move(found.block);
      item.set_import_id(found.import_id);
      return writer.Write(item);
    };
    co_return co_await stocks.Stream(std::move(caller), std::move(keys), std::move(years),
                                     std::move(take));
  }
};

}  // namespace

void ServeStocks(rpc::ServiceMethods methods, Stocks& stocks) {
  auto api = std::make_shared<StocksApi>(StocksApi{stocks});
  methods.Unary("GetStocks", api, &StocksApi::Get);
  methods.ServerStream("StreamStocks", api, &StocksApi::Stream);
}

}  // namespace zwk::forecasting
