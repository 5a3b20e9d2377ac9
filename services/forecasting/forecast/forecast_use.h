#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/base/run_signals.h"
#include "forecasting/forecast/chunk_port.h"
#include "forecasting/forecast/forecast_input_use.h"
#include "forecasting/forecast/forecast_port.h"
#include "forecasting/forecast/forecast_runner_use.h"
#include "platform/base/clock.h"
#include "platform/base/disclosure.h"

namespace zwk::forecasting {

// FAILED_PRECONDITION unless it is published.
Task<absl::StatusOr<ForecastRun>> LoadPublished(ForecastRepository& forecasts, Caller caller,
                                                std::string forecast_id);
// NOT_FOUND names the first neighborhood that the forecast does not have.
absl::Status CheckHas(const ForecastRun& run,
                      const google::protobuf::RepeatedPtrField<std::string>& neighborhood_keys);

// PERMISSION_DENIED, FIGURE_OF_OWN_CHOICE: whoever does not see exact figures has chosen whom they
// count, so that single ages could be had of overlapping ones.
absl::Status OfOwnChoice(const std::string& what);
// How much the caller may be told of an area with so many people; nullopt: all of it.
std::optional<Disclosure> DisclosureTo(const Caller& caller, double inhabitants);

// The people of one neighborhood in these years and in the one that the forecast starts from, which is the
// first: how many live there then says how much may be told of them.
using CellsByYear = std::map<int, Cells>;
Task<absl::StatusOr<CellsByYear>> LoadYears(ForecastStore& results, Caller caller,
                                            const ForecastRun& run, const std::vector<int>& years,
                                            std::string neighborhood_key);

// What one can do with forecasts. Forecasts are answered with what is stored of their steps.
class Forecasts {
 public:
  static constexpr size_t kMaxUnfinished = 16;  // of one municipality

  struct Parts {
    ForecastInputs& inputs;
    ForecastRepository& forecasts;
    ForecastStore& results;
    ChunkStore& chunks;
    ForecastRunner& runner;
    RunSignals& signals;
    const Clock& clock;
  };
  explicit Forecasts(Parts parts) : parts_(parts) {}

  // `wanted` has id, title and parameters.
  Task<absl::StatusOr<v1::Forecast>> Start(Caller caller, v1::Forecast wanted);
  Task<absl::StatusOr<v1::Forecast>> Cancel(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<v1::Forecast>> Resume(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<v1::Forecast>> Get(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<v1::ListForecastsResponse>> List(Caller caller, int page_size,
                                                       std::string page_token);

  // Hears of its changes in this process.
  std::shared_ptr<RunSignals::Listener> Listen(const Caller& caller,
                                               const std::string& forecast_id);

  // By neighborhood, then by year. `take` says whether it wants more.
  using TakeCells = std::function<Task<bool>(v1::StreamForecastCellsResponse)>;
  Task<absl::Status> StreamCells(Caller caller, v1::StreamForecastCellsRequest asked,
                                 TakeCells take);

  // The city first, then by neighborhood, then the figures of the parameters.
  using TakeQuantiles = std::function<Task<bool>(v1::FigureQuantiles)>;
  Task<absl::Status> StreamQuantiles(Caller caller, v1::StreamForecastQuantilesRequest asked,
                                     TakeQuantiles take);

 private:
  Task<absl::StatusOr<v1::Forecast>> WithProgress(Caller caller, Stored<ForecastRun> stored);

  Parts parts_;
};

}  // namespace zwk::forecasting
