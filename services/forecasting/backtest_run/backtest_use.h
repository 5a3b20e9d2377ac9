#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/backtest_run/backtest_port.h"
#include "forecasting/base/job_queue.h"
#include "forecasting/base/run_signals.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"

namespace zwk::forecasting {

struct BacktestStart {
  bool started = false;
  Stored<BacktestRun> backtest;
  std::vector<FileError> errors;
  int64_t error_count = 0;
};

// Backtests: a series is sent and checked, then measured in the background. A run that a crash
// stopped starts again from the stored series and comes to the same bytes.
class Backtests {
 public:
  static constexpr int64_t kMaxBytes = 64 << 20;
  // Files that are read, and backtests that are calculated, at the same time.
  static constexpr int kMaxAtOnce = 2;
  static constexpr int kRunsAtOnce = 1;

  struct Parts {
    BacktestRepository& backtests;
    BacktestStore& results;
    Pool& pool;
    Timers& timers;
    const Clock& clock;
    RunSignals& signals;
  };
  explicit Backtests(Parts parts);

  // One file on its way: Begin, Add every chunk in order, Finish.
  class Incoming {
   public:
    Incoming(Backtests& owner, v1::Backtest wanted);
    ~Incoming() { --owner_.at_once_; }
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    Task<absl::Status> Add(std::string chunk);
    // Starts the backtest, or says what is wrong with the file; `caller.request` names header and
    // content. INVALID_ARGUMENT: a launch that the file does not have.
    Task<absl::StatusOr<BacktestStart>> Finish(Caller caller, std::string content_sha256);

   private:
    Task<absl::Status> Stage(Caller caller, std::string content_sha256);

    Backtests& owner_;
    v1::Backtest wanted_;
    SeriesFile file_;
    std::string bytes_;
  };

  // `wanted`: id, title, parameters, and what the header says of the series. INVALID_ARGUMENT:
  // parameters. RESOURCE_EXHAUSTED: too many files at once.
  absl::StatusOr<std::unique_ptr<Incoming>> Begin(v1::Backtest wanted);

  Task<absl::StatusOr<Stored<BacktestRun>>> Get(Caller caller, std::string backtest_id);
  Task<absl::StatusOr<Page<BacktestRun>>> List(Caller caller, int page_size,
                                               std::string page_token);
  Task<absl::StatusOr<Stored<BacktestRun>>> Cancel(Caller caller, std::string backtest_id);

  // How much of it is done, 0 to 100, as far as this process knows.
  int PercentDone(const std::string& municipality, const BacktestRun& run) const;

  // Hears of its changes in this process.
  std::shared_ptr<RunSignals::Listener> Listen(const Caller& caller,
                                               const std::string& backtest_id);

  // Batches of rows, in order.
  using TakeRows = std::function<Task<bool>(std::vector<v1::BacktestRow>)>;
  Task<absl::Status> StreamRows(Caller caller, std::string backtest_id, TakeRows take);
  // What is said of neighborhoods, table by table.
  using TakeForecasts = std::function<Task<bool>(v1::NeighborhoodForecasts)>;
  Task<absl::Status> StreamForecasts(Caller caller, std::string backtest_id, TakeForecasts take);

  // Takes up what a crash left, of one municipality.
  Task<absl::Status> TakeUpUnfinished(std::string municipality);
  void Stop() { queue_.Stop(); }

 private:
  using Key = JobQueue::Key;

  static Task<void> Run(Backtests& self, Key key, CancellationToken token);
  Task<absl::Status> TryRun(Key key, CancellationToken token);
  Task<absl::StatusOr<Series>> LoadSeries(Caller caller, BacktestRun run);
  Task<absl::Status> Publish(Caller caller, Stored<BacktestRun> stored, BacktestReport report,
                             std::vector<std::string> neighborhoods);
  Task<absl::Status> Settle(Caller caller, std::string backtest_id, std::string failure);
  void SetPercent(const Key& key, int percent);

  Parts parts_;
  std::atomic<int> at_once_{0};
  mutable std::mutex mutex_;
  std::map<Key, int> percent_;  // of what is under way; guarded by mutex_
  JobQueue queue_;              // last: what is under way uses the others
};

}  // namespace zwk::forecasting
