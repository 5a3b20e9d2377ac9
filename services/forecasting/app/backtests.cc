#include "forecasting/app/backtests.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/domain/forecast_run.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr std::chrono::milliseconds kRetry{500};
constexpr size_t kPieceBytes = 512 << 10;

absl::Status Busy() {
  return absl::ResourceExhaustedError("too many backtests are being sent; try again shortly");
}

SeriesFacts FactsOf(const SeriesContents& contents, const RunBacktestCommand& command) {
  SeriesFacts facts;
  facts.rows = contents.rows;
  facts.neighborhoods = static_cast<int>(contents.series.neighborhoods.size());
  for (const ReferenceDate& date : contents.series.dates) facts.dates.push_back(date.label);
  for (const Slice& slice : contents.series.slices) facts.slices.push_back(slice.Name());
  facts.left_out = contents.left_out;
  facts.source = command.source;
  facts.synthetic = command.synthetic;
  return facts;
}

absl::Status CheckLaunches(const std::vector<std::string>& launches,
                           const std::vector<std::string>& dates) {
  FieldErrors errors;
  for (size_t i = 0; i < launches.size(); ++i) {
    if (std::find(dates.begin(), dates.end(), launches[i]) == dates.end()) {
      errors.Add(absl::StrCat("parameters.launches[", i, "]"),
                 absl::StrCat("the file has no date ", Quoted(launches[i])));
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

Backtests::Upload::Upload(Backtests& owner, RunBacktestCommand command)
    : owner_(owner), command_(std::move(command)), file_({command_.leave_out_incomplete}) {}

absl::StatusOr<std::unique_ptr<Backtests::Upload>> Backtests::Begin(RunBacktestCommand command) {
  ZWK_RETURN_IF_ERROR(CheckBacktestOptions(command.options));
  if (uploads_.fetch_add(1) >= kMaxUploads) {
    --uploads_;
    return Busy();
  }
  return std::make_unique<Upload>(*this, std::move(command));
}

Task<absl::Status> Backtests::Upload::Add(std::string chunk) {
  if (bytes_.size() + chunk.size() > kMaxBytes) {
    co_return absl::ResourceExhaustedError(
        absl::StrCat("a series has at most ", kMaxBytes, " bytes"));
  }
  const bool entered = co_await owner_.parts_.pool.Enter();
  if (!entered) co_return Busy();
  bytes_.append(chunk);
  co_return file_.Add(chunk);
}

Task<absl::StatusOr<BacktestStart>> Backtests::Upload::Finish(Caller caller) {
  const bool entered = co_await owner_.parts_.pool.Enter();
  if (!entered) co_return Busy();
  SeriesContents contents = file_.Finish();
  BacktestStart start;
  if (!contents.ok()) {
    start.errors = std::move(contents.errors);
    start.error_count = contents.error_count;
    co_return start;
  }
  BacktestStarted wanted;
  wanted.backtest_id = command_.backtest_id;
  wanted.title = command_.title;
  wanted.options = command_.options;
  wanted.leave_out_incomplete = command_.leave_out_incomplete;
  wanted.series = FactsOf(contents, command_);
  wanted.series.content_sha256 = Sha256Hex(bytes_);
  wanted.at = owner_.parts_.clock.Now();
  ZWK_CO_RETURN_IF_ERROR(CheckLaunches(wanted.options.launches, wanted.series.dates));
  // The header alone does not tell two files apart.
  caller.request.fingerprint =
      Sha256Hex(absl::StrCat(caller.request.fingerprint, "/", wanted.series.content_sha256));
  ZWK_CO_RETURN_IF_ERROR(co_await Stage(caller, wanted.series.content_sha256));
  auto decide = [wanted](const BacktestRun& run) -> absl::StatusOr<Decision<BacktestEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<BacktestEvent> events, run.Start(wanted));
    return Decision<BacktestEvent>(std::move(events));
  };
  ZWK_CO_ASSIGN_OR_RETURN(start.backtest, co_await owner_.parts_.backtests.Create(
                                              caller, command_.backtest_id, decide));
  owner_.queue_.Enqueue({caller.municipality, command_.backtest_id});
  start.started = true;
  co_return start;
}

Task<absl::Status> Backtests::Upload::Stage(Caller caller, std::string content_sha256) {
  int number = 0;
  for (size_t at = 0; at < bytes_.size(); at += kPieceBytes) {
    std::string piece = bytes_.substr(at, kPieceBytes);
    ZWK_CO_RETURN_IF_ERROR(co_await owner_.parts_.results.StorePiece(
        caller, command_.backtest_id, content_sha256, number++, std::move(piece)));
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
  auto decide = [now](const BacktestRun& run) -> absl::StatusOr<Decision<BacktestEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<BacktestEvent> events, run.Cancel(now));
    return Decision<BacktestEvent>(std::move(events));
  };
  ZWK_CO_ASSIGN_OR_RETURN(Stored<BacktestRun> canceled,
                          co_await parts_.backtests.Change(caller, backtest_id, 0, decide));
  // From here on the result cannot be published; what is being calculated is let go.
  queue_.Cancel({caller.municipality, backtest_id});
  parts_.signals.Changed(absl::StrCat(caller.municipality, "/", backtest_id));
  co_return canceled;
}

int Backtests::PercentDone(const std::string& municipality, const BacktestRun& run) const {
  if (run.state == BacktestState::kPublished) return 100;
  const std::lock_guard lock(mutex_);
  const auto found = percent_.find({municipality, run.backtest_id});
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
  parts_.signals.Changed(absl::StrCat(key.first, "/", key.second));
}

Task<absl::Status> Backtests::Watch(Caller caller, std::string backtest_id, TakeBacktest take) {
  const std::string key = absl::StrCat(caller.municipality, "/", backtest_id);
  std::pair<uint64_t, int> seen{0, -1};  // version, percent
  while (!caller.cancellation.cancelled()) {
    const OneShot<bool> changed = parts_.signals.Next(key);
    ZWK_CO_ASSIGN_OR_RETURN(Stored<BacktestRun> now,
                            co_await parts_.backtests.Load(caller, backtest_id));
    const bool ended = !now.value.unfinished();
    const std::pair<uint64_t, int> is{now.version, PercentDone(caller.municipality, now.value)};
    if (is != seen) {
      seen = is;
      const bool more = co_await take(std::move(now));
      if (!more) co_return absl::OkStatus();
    }
    if (ended) co_return absl::OkStatus();
    co_await UntilChanged(changed, parts_.timers, caller.cancellation);
  }
  co_return absl::CancelledError("nobody listens");
}

Task<absl::Status> Backtests::StreamRows(Caller caller, std::string backtest_id, TakeRows take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored,
                          co_await parts_.backtests.Load(caller, backtest_id));
  if (stored.value.state != BacktestState::kPublished) {
    co_return absl::FailedPreconditionError("the backtest is not published");
  }
  for (int batch = 0;; ++batch) {
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<BacktestRow> rows,
                            co_await parts_.results.LoadRows(caller, backtest_id, batch));
    if (rows.empty()) co_return absl::OkStatus();
    const bool more = co_await take(std::move(rows));
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
    // ABORTED: canceled, or another process was faster.
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
  SeriesFile file({run.leave_out_incomplete});
  for (int number = 0;; ++number) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::string piece,
                            co_await parts_.results.LoadPiece(caller, run.backtest_id,
                                                              run.series.content_sha256, number));
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
    if (token.cancelled()) return absl::CancelledError("canceled");
    const int now = std::clamp(static_cast<int>(done * 100), 0, 99);
    if (now != percent) SetPercent(key, now);
    percent = now;
    return absl::OkStatus();
  };
  ZWK_CO_ASSIGN_OR_RETURN(BacktestReport report,
                          RunBacktest(series, stored.value.options, progress));
  if (token.cancelled()) co_return absl::OkStatus();
  co_return co_await Publish(caller, std::move(stored), std::move(report));
}

Task<absl::Status> Backtests::Publish(Caller caller, Stored<BacktestRun> stored,
                                      BacktestReport report) {
  BacktestOutcome outcome;
  outcome.launches = std::move(report.launches);
  outcome.horizons = std::move(report.horizons);
  outcome.rows = static_cast<int64_t>(report.rows.size());
  outcome.summaries = std::move(report.summaries);
  outcome.notes = std::move(report.notes);
  ZWK_CO_ASSIGN_OR_RETURN(
      outcome.result_sha256,
      co_await parts_.results.StoreRows(caller, stored.value.backtest_id, std::move(report.rows)));
  const Time now = parts_.clock.Now();
  auto publish = [outcome, now](const BacktestRun& run) -> absl::StatusOr<Decision<BacktestEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<BacktestEvent> events, run.Publish(outcome, now));
    return Decision<BacktestEvent>(std::move(events));
  };
  const auto published =
      co_await parts_.backtests.Change(caller, stored.value.backtest_id, stored.version, publish);
  co_return published.status();
}

// It cannot be carried out: it says why and ends.
Task<absl::Status> Backtests::Settle(Caller caller, std::string backtest_id, std::string failure) {
  const Time now = parts_.clock.Now();
  auto fail = [failure, now](const BacktestRun& run) -> absl::StatusOr<Decision<BacktestEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<BacktestEvent> events, run.Fail(failure, now));
    return Decision<BacktestEvent>(std::move(events));
  };
  const auto settled = co_await parts_.backtests.Change(caller, backtest_id, 0, fail);
  // One that was canceled meanwhile is settled, too.
  co_return IsPassing(settled.status()) ? settled.status() : absl::OkStatus();
}

}  // namespace zwk::forecasting
