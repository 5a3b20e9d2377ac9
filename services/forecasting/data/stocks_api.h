#pragma once

#include "forecasting/data/stocks_use.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.StocksService; meaning and refusals of each method are in the proto.
void ServeStocks(rpc::ServiceMethods methods, Stocks& stocks);

}  // namespace zwk::forecasting
