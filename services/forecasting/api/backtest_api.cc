#include <algorithm>
#include <utility>

#include "forecasting/api/forecasting_api.h"
#include "forecasting/api/requests.h"
#include "forecasting/wire/backtest_messages.h"
#include "forecasting/wire/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

absl::StatusOr<RunBacktestCommand> CommandFrom(const Caller& caller,
                                               const v1::RunBacktestHeader& header) {
  FieldErrors errors;
  RunBacktestCommand command;
  command.backtest_id = NewId(errors, "header.backtest_id", header.backtest_id(), caller);
  command.title = header.title();
  if (command.title.empty() || command.title.size() > 200) {
    errors.Add("header.title", "must be 1 to 200 bytes");
  }
  command.options = OptionsFrom(header.parameters());
  command.leave_out_incomplete = header.parameters().leave_out_incomplete();
  command.source = header.source();
  if (command.source.size() > 500) errors.Add("header.source", "must be at most 500 bytes");
  command.synthetic = header.synthetic();
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return command;
}

}  // namespace

Task<absl::StatusOr<v1::RunBacktestResponse>> ForecastingApi::RunSeries(
    Caller /*without the request*/, rpc::Reader<v1::RunBacktestRequest>& reader) {
  std::optional<v1::RunBacktestRequest> first = co_await reader.Read();
  ZWK_CO_RETURN_IF_ERROR(reader.status());
  if (!first || !first->has_header()) co_return InvalidField("header", "must come first");
  const Caller caller = reader.caller();
  ZWK_CO_ASSIGN_OR_RETURN(RunBacktestCommand command, CommandFrom(caller, first->header()));
  absl::StatusOr<std::unique_ptr<Backtests::Upload>> begun =
      use_.backtests.Begin(std::move(command));
  if (!begun.ok()) co_return Inside("header", begun.status());
  const std::unique_ptr<Backtests::Upload> upload = *std::move(begun);
  while (true) {
    std::optional<v1::RunBacktestRequest> part = co_await reader.Read();
    if (!part) break;
    if (part->has_header()) co_return InvalidField("header", "must come once");
    ZWK_CO_RETURN_IF_ERROR(co_await upload->Add(std::move(*part->mutable_chunk())));
  }
  ZWK_CO_RETURN_IF_ERROR(reader.status());  // half a file is none
  const absl::StatusOr<BacktestStart> start = co_await upload->Finish(caller);
  if (!start.ok()) co_return Inside("header", start.status());
  v1::RunBacktestResponse answer;
  answer.set_started(start->started);
  if (start->started) {
    const Stored<BacktestRun>& stored = start->backtest;
    ToMessage(stored.value, stored.version, 0, *answer.mutable_backtest());
  }
  for (const FileError& error : start->errors) ToMessage(error, *answer.add_errors());
  answer.set_error_count(start->error_count);
  co_return answer;
}

Task<absl::StatusOr<v1::GetBacktestResponse>> ForecastingApi::GetBacktest(
    Caller caller, const v1::GetBacktestRequest& request) {
  FieldErrors errors;
  CheckId(errors, "backtest_id", request.backtest_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored,
                          co_await use_.backtests.Get(caller, request.backtest_id()));
  v1::GetBacktestResponse answer;
  ToMessage(stored.value, stored.version,
            use_.backtests.PercentDone(caller.municipality, stored.value),
            *answer.mutable_backtest());
  co_return answer;
}

Task<absl::StatusOr<v1::ListBacktestsResponse>> ForecastingApi::ListBacktests(
    Caller caller, const v1::ListBacktestsRequest& request) {
  FieldErrors errors;
  CheckPageSize(errors, request.page_size());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const int page_size = request.page_size() == 0 ? 100 : request.page_size();
  ZWK_CO_ASSIGN_OR_RETURN(Page<BacktestRun> page,
                          co_await use_.backtests.List(caller, page_size, request.page_token()));
  v1::ListBacktestsResponse answer;
  for (const Stored<BacktestRun>& stored : page.items) {
    ToMessage(stored.value, stored.version,
              use_.backtests.PercentDone(caller.municipality, stored.value),
              *answer.add_backtests());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::Status> ForecastingApi::WatchBacktest(Caller caller,
                                                 const v1::WatchBacktestRequest& request,
                                                 rpc::Writer<v1::WatchBacktestResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "backtest_id", request.backtest_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  v1::WatchBacktestResponse item;
  Backtests::TakeBacktest take = [this, &caller, &item, &writer](Stored<BacktestRun> stored) {
    item.Clear();
    ToMessage(stored.value, stored.version,
              use_.backtests.PercentDone(caller.municipality, stored.value),
              *item.mutable_backtest());
    return writer.Write(item);
  };
  co_return co_await use_.backtests.Watch(caller, request.backtest_id(), std::move(take));
}

Task<absl::StatusOr<v1::CancelBacktestResponse>> ForecastingApi::CancelBacktest(
    Caller caller, const v1::CancelBacktestRequest& request) {
  FieldErrors errors;
  CheckId(errors, "backtest_id", request.backtest_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored,
                          co_await use_.backtests.Cancel(std::move(caller), request.backtest_id()));
  v1::CancelBacktestResponse answer;
  ToMessage(stored.value, stored.version, 0, *answer.mutable_backtest());
  co_return answer;
}

Task<absl::Status> ForecastingApi::StreamBacktestRows(
    Caller caller, const v1::StreamBacktestRowsRequest& request,
    rpc::Writer<v1::StreamBacktestRowsResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "backtest_id", request.backtest_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  v1::StreamBacktestRowsResponse item;
  Backtests::TakeRows take = [&request, &item, &writer](std::vector<BacktestRow> rows) {
    item.Clear();
    const auto& wanted = request.slices();
    for (const BacktestRow& row : rows) {
      const bool takes =
          wanted.empty() || std::find(wanted.begin(), wanted.end(), row.slice) != wanted.end();
      if (takes) ToMessage(row, *item.add_rows());
    }
    return writer.Write(item);
  };
  co_return co_await use_.backtests.StreamRows(std::move(caller), request.backtest_id(),
                                               std::move(take));
}

}  // namespace zwk::forecasting
