#include "forecasting/backtest_run/backtest_use.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/backtest/series_warnings.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr std::chrono::milliseconds kRetry{500};
constexpr size_t kPieceBytes = 512 << 10;

absl::Status Busy() {
  return absl::ResourceExhaustedError("too many backtests are being sent; try again shortly");
}

void NameSeries(const SeriesContents& contents, v1::BacktestSeries& series) {
  series.set_rows(contents.rows);
  series.set_neighborhoods(static_cast<int>(contents.series.neighborhoods.size()));
  for (const ReferenceDate& date : contents.series.dates) series.add_dates(date.label);
  for (const Slice& slice : contents.series.slices) series.add_slices(slice.Name());
  for (std::string& warning : WarningsOf(contents.series)) {
    series.add_warnings(std::move(warning));
  }
  series.mutable_left_out()->Assign(contents.left_out.begin(), contents.left_out.end());
}

absl::Status CheckLaunches(const v1::Backtest& wanted) {
  FieldErrors errors;
  const auto& dates = wanted.series().dates();
  for (int i = 0; i < wanted.parameters().launches_size(); ++i) {
    const std::string& launch = wanted.parameters().launches(i);
    if (std::find(dates.begin(), dates.end(), launch) == dates.end()) {
      errors.Add(absl::StrCat("parameters.launches[", i, "]"),
                 absl::StrCat("the file has no date ", Quoted(launch)));
    }
  }
  return errors.ToStatus();
}

}  // namespace

Backtests::Backtests(Parts parts)
    : parts_(parts), queue_(kRunsAtOnce, [this](Key key, CancellationToken token) {
        return Run(*this, std::move(key), std::move(token));
      }) {}

// --- the file ---

Backtests::Incoming::Incoming(Backtests& owner, v1::Backtest wanted)
    : owner_(owner),
      wanted_(std::move(wanted)),
      file_({wanted_.parameters().leave_out_incomplete()}) {}

absl::StatusOr<std::unique_ptr<Backtests::Incoming>> Backtests::Begin(v1::Backtest wanted) {
  ZWK_RETURN_IF_ERROR(CheckBacktestOptions(FromProto(wanted.parameters())));
  if (at_once_.fetch_add(1) >= kMaxAtOnce) {
    --at_once_;
    return Busy();
  }
  return std::make_unique<Incoming>(*this, std::move(wanted));
}

Task<absl::Status> Backtests::Incoming::Add(std::string chunk) {
  const bool entered = co_await owner_.parts_.pool.Enter();
  if (!entered) co_return Busy();
  bytes_.append(chunk);
  co_return file_.Add(chunk);
}

Task<absl::StatusOr<BacktestStart>> Backtests::Incoming::Finish(Caller caller,
                                                                std::string content_sha256) {
  const bool entered = co_await owner_.parts_.pool.Enter();
  if (!entered) co_return Busy();
  SeriesContents contents = file_.Finish();
  BacktestStart start;
  if (!contents.ok()) {
    start.errors = std::move(contents.errors);
    start.error_count = contents.error_count;
    co_return start;
  }
  NameSeries(contents, *wanted_.mutable_series());
  wanted_.mutable_series()->set_content_sha256(content_sha256);
  ZWK_CO_RETURN_IF_ERROR(CheckLaunches(wanted_));
  ZWK_CO_RETURN_IF_ERROR(co_await Stage(caller, content_sha256));
  const Time now = owner_.parts_.clock.Now();
  BacktestRepository::Decide decide = [wanted = wanted_, now](const BacktestRun& run) {
    return run.Start(wanted, now);
  };
  const std::string id = wanted_.backtest_id();
  ZWK_CO_ASSIGN_OR_RETURN(start.backtest,
                          co_await owner_.parts_.backtests.Create(caller, id, std::move(decide)));
  owner_.queue_.Enqueue({caller.municipality, id});
  start.started = true;
  co_return start;
}

Task<absl::Status> Backtests::Incoming::Stage(Caller caller, std::string content_sha256) {
  int number = 0;
  for (size_t at = 0; at < bytes_.size(); at += kPieceBytes) {
    std::string piece = bytes_.substr(at, kPieceBytes);
    ZWK_CO_RETURN_IF_ERROR(co_await owner_.parts_.results.StorePiece(
        caller, wanted_.backtest_id(), content_sha256, number++, std::move(piece)));
  }
  co_return absl::OkStatus();
}

// --- asking ---

Task<absl::StatusOr<Stored<BacktestRun>>> Backtests::Get(Caller caller, std::string backtest_id) {
  return parts_.backtests.Load(std::move(caller), std::move(backtest_id));
}

Task<absl::StatusOr<Page<BacktestRun>>> Backtests::List(Caller caller, int page_size,
                                                        std::string page_token) {
  return parts_.backtests.List(std::move(caller), "backtests", "", page_size,
                               std::move(page_token));
}

Task<absl::StatusOr<Stored<BacktestRun>>> Backtests::Cancel(Caller caller,
                                                            std::string backtest_id) {
  const Time now = parts_.clock.Now();
  BacktestRepository::Decide decide = [now](const BacktestRun& run) { return run.Cancel(now); };
  ZWK_CO_ASSIGN_OR_RETURN(
      Stored<BacktestRun> cancelled,
      co_await parts_.backtests.Change(caller, backtest_id, 0, std::move(decide)));
  // From here on the result cannot be published; what is being calculated is let go.
  queue_.Cancel({caller.municipality, backtest_id});
  parts_.signals.Changed(caller.municipality, backtest_id);
  co_return cancelled;
}

int Backtests::PercentDone(const std::string& municipality, const BacktestRun& run) const {
  if (run.state.state() == v1::BACKTEST_STATE_PUBLISHED) return 100;
  const std::lock_guard lock(mutex_);
  const auto found = percent_.find({municipality, run.state.backtest_id()});
  return found == percent_.end() ? 0 : found->second;
}

void Backtests::SetPercent(const Key& key, int percent) {
  {
    const std::lock_guard lock(mutex_);
    if (percent < 0) {
      percent_.erase(key);
    } else {
      percent_[key] = percent;
    }
  }
  parts_.signals.Changed(key.first, key.second);
}

std::shared_ptr<RunSignals::Listener> Backtests::Listen(const Caller& caller,
                                                        const std::string& backtest_id) {
  return parts_.signals.Listen(caller.municipality, backtest_id);
}

Task<absl::Status> Backtests::StreamRows(Caller caller, std::string backtest_id, TakeRows take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored,
                          co_await parts_.backtests.Load(caller, backtest_id));
  if (stored.value.state.state() != v1::BACKTEST_STATE_PUBLISHED) {
    co_return absl::FailedPreconditionError("the backtest is not published");
  }
  for (int batch = 0;; ++batch) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<v1::BacktestRow> rows,
                            co_await parts_.results.LoadRows(caller, backtest_id, batch));
    if (rows.empty()) co_return absl::OkStatus();
    const bool more = co_await take(std::move(rows));
    if (!more) co_return absl::OkStatus();
  }
}

Task<absl::Status> Backtests::StreamForecasts(Caller caller, std::string backtest_id,
                                              TakeForecasts take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored,
                          co_await parts_.backtests.Load(caller, backtest_id));
  if (stored.value.state.state() != v1::BACKTEST_STATE_PUBLISHED) {
    co_return absl::FailedPreconditionError("the backtest is not published");
  }
  if (!stored.value.state.parameters().by_neighborhood()) {
    co_return absl::FailedPreconditionError("the backtest was not asked for neighborhoods");
  }
  for (int number = 0;; ++number) {
    ZWK_CO_ASSIGN_OR_RETURN(std::optional<v1::NeighborhoodForecasts> table,
                            co_await parts_.results.LoadForecasts(caller, backtest_id, number));
    if (!table) co_return absl::OkStatus();
    const bool more = co_await take(*std::move(table));
    if (!more) co_return absl::OkStatus();
  }
}

// --- carrying out ---

Task<absl::Status> Backtests::TakeUpUnfinished(std::string municipality) {
  Caller caller;
  caller.municipality = municipality;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                          co_await parts_.results.Unfinished(caller));
  for (const std::string& id : ids) queue_.Enqueue({municipality, id});
  co_return absl::OkStatus();
}

Task<void> Backtests::Run(Backtests& self, Key key, CancellationToken token) {
  Caller caller;
  caller.municipality = key.first;
  while (!token.cancelled()) {
    absl::Status status = co_await self.TryRun(key, token);
    // ABORTED: cancelled, or another process was faster.
    const bool settled = status.ok() || token.cancelled() || absl::IsAborted(status);
    if (settled) break;
    if (!IsPassing(status)) {
      const std::string failure(status.message());
      status = co_await self.Settle(caller, key.second, failure);
      if (status.ok()) break;
    }
    co_await self.parts_.timers.Sleep(kRetry, token);
  }
  self.SetPercent(key, -1);
}

Task<absl::StatusOr<Series>> Backtests::LoadSeries(Caller caller, BacktestRun run) {
  SeriesFile file({run.state.parameters().leave_out_incomplete()});
  for (int number = 0;; ++number) {
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::string piece,
        co_await parts_.results.LoadPiece(caller, run.state.backtest_id(),
                                          run.state.series().content_sha256(), number));
    if (piece.empty()) break;
    co_await parts_.pool.Enter();  // off the lane; a full pool only makes it slower
    ZWK_CO_RETURN_IF_ERROR(file.Add(piece));
  }
  SeriesContents contents = file.Finish();
  if (!contents.ok()) co_return absl::DataLossError("the stored series cannot be read");
  co_return std::move(contents.series);
}

Task<absl::Status> Backtests::TryRun(Key key, CancellationToken token) {
  Caller caller;
  caller.municipality = key.first;
  ZWK_CO_ASSIGN_OR_RETURN(Stored<BacktestRun> stored,
                          co_await parts_.backtests.Load(caller, key.second));
  if (!stored.value.unfinished()) co_return absl::OkStatus();
  ZWK_CO_ASSIGN_OR_RETURN(const Series series, co_await LoadSeries(caller, stored.value));
  const bool entered = co_await parts_.pool.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  int percent = -1;
  const auto progress = [&](double done) {
    if (token.cancelled()) return absl::CancelledError("cancelled");
    const int now = std::clamp(static_cast<int>(done * 100), 0, 99);
    if (now != percent) SetPercent(key, now);
    percent = now;
    return absl::OkStatus();
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      BacktestReport report,
      RunBacktest(series, FromProto(stored.value.state.parameters()), progress));
  if (token.cancelled()) co_return absl::OkStatus();
  co_return co_await Publish(caller, std::move(stored), std::move(report), series.neighborhoods);
}

Task<absl::Status> Backtests::Publish(Caller caller, Stored<BacktestRun> stored,
                                      BacktestReport report,
                                      std::vector<std::string> neighborhoods) {
  const std::string id = stored.value.state.backtest_id();
  std::vector<v1::BacktestRow> rows;
  for (const BacktestRow& row : report.rows) rows.push_back(ToProto(row));
  ZWK_CO_ASSIGN_OR_RETURN(const std::string sha256,
                          co_await parts_.results.StoreRows(caller, id, std::move(rows)));
  std::vector<v1::NeighborhoodForecasts> tables;
  for (const NeighborhoodTable& table : report.tables) {
    tables.push_back(ToProto(table, neighborhoods));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await parts_.results.StoreForecasts(caller, id, std::move(tables)));
  const Time now = parts_.clock.Now();
  BacktestRepository::Decide publish = [&report, sha256, now](const BacktestRun& run) {
    return run.Publish(report, sha256, now);
  };
  const auto published =
      co_await parts_.backtests.Change(caller, id, stored.version, std::move(publish));
  co_return published.status();
}

// It cannot be carried out: it says why and ends.
Task<absl::Status> Backtests::Settle(Caller caller, std::string backtest_id, std::string failure) {
  const Time now = parts_.clock.Now();
  BacktestRepository::Decide fail = [failure, now](const BacktestRun& run) {
    return run.Fail(failure, now);
  };
  const auto settled = co_await parts_.backtests.Change(caller, backtest_id, 0, std::move(fail));
  // One that was cancelled meanwhile is settled, too.
  co_return IsPassing(settled.status()) ? settled.status() : absl::OkStatus();
}

}  // namespace zwk::forecasting
