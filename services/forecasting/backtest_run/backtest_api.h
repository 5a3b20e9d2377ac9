#pragma once

#include "forecasting/backtest_run/backtest_use.h"
#include "platform/base/timers.h"
#include "platform/rpc/service.h"

namespace zwk::forecasting {

// zwk.forecasting.v1.BacktestService; meaning and refusals of each method are in the proto.
void ServeBacktests(rpc::ServiceMethods methods, Backtests& backtests, Timers& timers);

}  // namespace zwk::forecasting
