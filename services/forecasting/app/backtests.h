#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/app/backtest_store.h"
#include "forecasting/app/job_queue.h"
#include "forecasting/app/run_signals.h"
#include "platform/base/clock.h"
#include "platform/base/hash.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"

namespace zwk::forecasting {

struct RunBacktestCommand {
  std::string backtest_id;  // given, or derived from the request
  std::string title;
  BacktestOptions options;
  bool leave_out_incomplete = false;
  std::string source;
  bool synthetic = false;
};

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
  static constexpr int kMaxUploads = 2;
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
  class Upload {
   public:
    Upload(Backtests& owner, RunBacktestCommand command);
    ~Upload() { --owner_.uploads_; }
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    Task<absl::Status> Add(std::string chunk);
    // Starts the backtest, or says what is wrong with the file. INVALID_ARGUMENT: a launch that the
    // file does not have.
    Task<absl::StatusOr<BacktestStart>> Finish(Caller caller);

   private:
    Task<absl::Status> Stage(Caller caller, std::string content_sha256);

    Backtests& owner_;
    const RunBacktestCommand command_;
    SeriesFile file_;
    std::string bytes_;
  };

  // INVALID_ARGUMENT: options. RESOURCE_EXHAUSTED: too many files at once.
  absl::StatusOr<std::unique_ptr<Upload>> Begin(RunBacktestCommand command);

  Task<absl::StatusOr<Stored<BacktestRun>>> Get(Caller caller, std::string backtest_id);
  Task<absl::StatusOr<Page<BacktestRun>>> List(Caller caller, int page_size,
                                               std::string page_token);
  Task<absl::StatusOr<Stored<BacktestRun>>> Cancel(Caller caller, std::string backtest_id);

  // How much of it is done, 0 to 100, as far as this process knows.
  int PercentDone(const std::string& municipality, const BacktestRun& run) const;

  // The backtest now and after each change, until it has ended. `take` says whether it wants more.
  using TakeBacktest = std::function<Task<bool>(Stored<BacktestRun>)>;
  Task<absl::Status> Watch(Caller caller, std::string backtest_id, TakeBacktest take);

  // Batches of rows, in order.
  using TakeRows = std::function<Task<bool>(std::vector<BacktestRow>)>;
  Task<absl::Status> StreamRows(Caller caller, std::string backtest_id, TakeRows take);

  // Takes up what a crash left, of one municipality.
  Task<absl::Status> TakeUpUnfinished(std::string municipality);
  void Stop() { queue_.Stop(); }

 private:
  using Key = JobQueue::Key;

  static Task<void> Run(Backtests& self, Key key, CancellationToken token);
  Task<absl::Status> TryRun(Key key, CancellationToken token);
  Task<absl::StatusOr<Series>> LoadSeries(Caller caller, BacktestRun run);
  Task<absl::Status> Publish(Caller caller, Stored<BacktestRun> stored, BacktestReport report);
  Task<absl::Status> Settle(Caller caller, std::string backtest_id, std::string failure);
  void SetPercent(const Key& key, int percent);

  Parts parts_;
  std::atomic<int> uploads_{0};
  mutable std::mutex mutex_;
  std::map<Key, int> percent_;  // of what is under way; guarded by mutex_
  JobQueue queue_;              // last: what is under way uses the others
};

}  // namespace zwk::forecasting
