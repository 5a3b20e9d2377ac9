#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/app/forecast_runner.h"
#include "forecasting/app/pin_input.h"
#include "forecasting/app/stocks.h"

namespace zwk::forecasting {

struct StartForecast {
  std::string forecast_id;
  std::string title;
  ForecastParameters parameters;
};

struct ForecastBlock {
  PopulationBlock block;
  std::vector<GroupComponents> components;
};

// What one can do with forecasts.
class Forecasts {
 public:
  static constexpr size_t kMaxUnfinished = 16;  // of one municipality

  struct Parts {
    PinInput& pin;
    ForecastRepository& forecasts;
    ForecastStore& results;
    ChunkStore& chunks;
    ForecastRunner& runner;
    RunSignals& signals;
    Timers& timers;
    const Clock& clock;
  };
  explicit Forecasts(Parts parts) : parts_(parts) {}

  Task<absl::StatusOr<Stored<ForecastRun>>> Start(Caller caller, StartForecast command);
  Task<absl::StatusOr<Stored<ForecastRun>>> Cancel(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<Stored<ForecastRun>>> Resume(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<Stored<ForecastRun>>> Get(Caller caller, std::string forecast_id);
  Task<absl::StatusOr<Page<ForecastRun>>> List(Caller caller, int page_size,
                                               std::string page_token);

  // The run now and after each change, until it has ended. `take` says whether it wants more.
  using TakeRun = std::function<Task<bool>(Stored<ForecastRun>)>;
  Task<absl::Status> Watch(Caller caller, std::string forecast_id, TakeRun take);

  // By neighborhood, then by year; years 0: from the first, to the last.
  using TakeBlock = std::function<Task<bool>(ForecastBlock)>;
  Task<absl::Status> StreamCells(Caller caller, std::string forecast_id,
                                 std::vector<std::string> neighborhood_keys, int from_year,
                                 int to_year, TakeBlock take);

  // The city first, then by neighborhood, then the figures of the parameters. Empty lists: all.
  using TakeQuantiles = std::function<Task<bool>(FigureQuantiles)>;
  Task<absl::Status> StreamQuantiles(Caller caller, std::string forecast_id,
                                     std::vector<std::string> neighborhood_keys,
                                     std::vector<std::string> figure_ids, TakeQuantiles take);

 private:
  Task<absl::Status> CountChunks(Caller caller, ForecastRun& run);

  Parts parts_;
};

}  // namespace zwk::forecasting
