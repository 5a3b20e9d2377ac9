// Between the backtest's types and the published messages.
#pragma once

#include "forecasting/domain/backtest_run.h"
#include "zwk/forecasting/v1/backtest.pb.h"

namespace zwk::forecasting {

void ToMessage(const BacktestRun& run, uint64_t version, int percent_done, v1::Backtest& message);
BacktestRun BacktestFrom(const v1::Backtest& message);
// What is not given gets its default.
BacktestOptions OptionsFrom(const v1::BacktestParameters& message);
void ToMessage(const BacktestRow& row, v1::BacktestRow& message);
BacktestRow RowFrom(const v1::BacktestRow& message);
void ToMessage(const BacktestSummary& summary, v1::BacktestShelfLife& message);

}  // namespace zwk::forecasting
