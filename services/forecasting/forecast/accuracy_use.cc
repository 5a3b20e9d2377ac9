#include "forecasting/forecast/accuracy_use.h"

#include <utility>

#include "forecasting/forecast/accuracy.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::StatusOr<ForecastAccuracy>> MeasurePast(PopulationStore& data, Pool& pool, Caller caller,
                                                   ForecastRun run, std::vector<double> people,
                                                   Turnover turnover, CancellationToken token) {
  const ForecastInput& input = run.input;
  std::vector<int> years;
  for (const PinnedYear& pinned : input.history) years.push_back(pinned.year);
  StocksSeries stocks(run.model(), std::move(years));
  for (size_t y = 0; y < input.history.size(); ++y) {
    const PinnedYear pinned = input.history[y];
    ZWK_CO_ASSIGN_OR_RETURN(
        std::vector<DataBlock> blocks,
        co_await data.LoadBlocks(caller, pinned.source, pinned.year, input.neighborhood_keys));
    std::vector<Cells> cells;
    for (DataBlock& block : blocks) cells.push_back(std::move(block.tables[table::kPeople]));
    stocks.Set(y, cells);
  }
  const bool entered = co_await pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  co_return MeasureAccuracy(stocks.series(), people, turnover, [token](double) {
    return token.cancelled() ? absl::CancelledError("the run was let go") : absl::OkStatus();
  });
}

}  // namespace zwk::forecasting
