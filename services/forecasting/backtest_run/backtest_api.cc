#include "forecasting/backtest_run/backtest_api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "forecasting/base/file_error.h"
#include "forecasting/base/requests_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"
#include "platform/rpc/upload.h"
#include "platform/rpc/watch.h"

namespace zwk::forecasting {
namespace {

absl::StatusOr<v1::Backtest> WantedBy(const Caller& caller, const v1::RunBacktestHeader& header) {
  FieldErrors errors;
  v1::Backtest wanted;
  wanted.set_backtest_id(rpc::NewId(errors, "header.backtest_id", header.backtest_id(), caller));
  wanted.set_title(header.title());
  CheckTitle(errors, "header.title", header.title());
  *wanted.mutable_parameters() = header.parameters();
  wanted.mutable_series()->set_source(header.source());
  if (header.source().size() > 500) errors.Add("header.source", "must be at most 500 bytes");
  wanted.mutable_series()->set_synthetic(header.synthetic());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

struct BacktestApi {
  Backtests& backtests;
  Timers& timers;

  Task<absl::StatusOr<v1::RunBacktestResponse>> Run(Caller /*without the request*/,
                                                    rpc::Reader<v1::RunBacktestRequest>& reader) {
    rpc::Upload<v1::RunBacktestRequest> upload(reader, Backtests::kMaxBytes);
    ZWK_CO_ASSIGN_OR_RETURN(const v1::RunBacktestHeader header, co_await upload.ReadHeader());
    ZWK_CO_ASSIGN_OR_RETURN(v1::Backtest wanted, WantedBy(upload.header_caller(), header));
    absl::StatusOr<std::unique_ptr<Backtests::Incoming>> begun = backtests.Begin(std::move(wanted));
    if (!begun.ok()) co_return Inside("header", begun.status());
    const std::unique_ptr<Backtests::Incoming> file = *std::move(begun);
    while (true) {
      ZWK_CO_ASSIGN_OR_RETURN(std::optional<std::string> chunk, co_await upload.ReadChunk());
      if (!chunk) break;
      ZWK_CO_RETURN_IF_ERROR(co_await file->Add(*std::move(chunk)));
    }
    const absl::StatusOr<BacktestStart> start =
        co_await file->Finish(upload.caller(), upload.content_sha256());
    if (!start.ok()) co_return Inside("header", start.status());
    v1::RunBacktestResponse answer;
    answer.set_started(start->started);
    if (start->started) *answer.mutable_backtest() = rpc::Shown(start->backtest);
    for (const FileError& error : start->errors) *answer.add_errors() = ToProto(error);
    answer.set_error_count(start->error_count);
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetBacktestResponse>> Get(Caller caller,
                                                    const v1::GetBacktestRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "backtest_id", request.backtest_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored,
                            co_await backtests.Get(caller, request.backtest_id()));
    v1::GetBacktestResponse answer;
    *answer.mutable_backtest() = WithProgress(caller, stored);
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListBacktestsResponse>> List(Caller caller,
                                                       const v1::ListBacktestsRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(
        Page<BacktestRun> page,
        co_await backtests.List(caller, request.page_size(), request.page_token()));
    v1::ListBacktestsResponse answer;
    for (const Stored<BacktestRun>& stored : page.items) {
      *answer.add_backtests() = WithProgress(caller, stored);
    }
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }

  Task<absl::Status> Watch(Caller caller, const v1::WatchBacktestRequest& request,
                           rpc::Writer<v1::WatchBacktestResponse>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "backtest_id", request.backtest_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    rpc::Watched<v1::WatchBacktestResponse> watched;
    auto told = std::make_shared<Told>(0, -1);
    watched.look = [this, caller, id = request.backtest_id(), told] {
      return Look(caller, id, told);
    };
    watched.next = [listener = backtests.Listen(caller, request.backtest_id())] {
      return listener->Next();
    };
    co_return co_await rpc::Watch(std::move(watched), timers, caller.cancellation, writer);
  }

  Task<absl::StatusOr<v1::CancelBacktestResponse>> Cancel(
      Caller caller, const v1::CancelBacktestRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "backtest_id", request.backtest_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::CancelBacktestResponse::mutable_backtest,
                                   backtests.Cancel(std::move(caller), request.backtest_id()));
  }

  Task<absl::Status> StreamRows(Caller caller, const v1::StreamBacktestRowsRequest& request,
                                rpc::Writer<v1::StreamBacktestRowsResponse>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "backtest_id", request.backtest_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::StreamBacktestRowsResponse item;
    Backtests::TakeRows take = [&request, &item, &writer](std::vector<v1::BacktestRow> rows) {
      item.Clear();
      const auto& slices = request.slices();
      for (v1::BacktestRow& row : rows) {
        const bool takes =
            slices.empty() || std::find(slices.begin(), slices.end(), row.slice()) != slices.end();
        if (takes) *item.add_rows() = std::move(row);
      }
      return writer.Write(item);
    };
    co_return co_await backtests.StreamRows(std::move(caller), request.backtest_id(),
                                            std::move(take));
  }

  Task<absl::Status> StreamForecasts(Caller caller,
                                     const v1::StreamBacktestForecastsRequest& request,
                                     rpc::Writer<v1::StreamBacktestForecastsResponse>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "backtest_id", request.backtest_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::StreamBacktestForecastsResponse item;
    Backtests::TakeForecasts take = [&request, &item,
                                     &writer](v1::NeighborhoodForecasts table) -> Task<bool> {
      const auto asked = [](const auto& wanted, const std::string& one) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), one) != wanted.end();
      };
      const bool takes =
          asked(request.slices(), table.slice()) && asked(request.launches(), table.launch());
      if (!takes) co_return true;
      *item.mutable_forecasts() = std::move(table);
      co_return co_await writer.Write(item);
    };
    co_return co_await backtests.StreamForecasts(std::move(caller), request.backtest_id(),
                                                 std::move(take));
  }

 private:
  using Told = std::pair<uint64_t, int>;  // version, percent

  v1::Backtest WithProgress(const Caller& caller, const Stored<BacktestRun>& stored) const {
    v1::Backtest backtest = rpc::Shown(stored);
    backtest.set_percent_done(backtests.PercentDone(caller.municipality, stored.value));
    return backtest;
  }

  Task<absl::StatusOr<rpc::Look<v1::WatchBacktestResponse>>> Look(Caller caller, std::string id,
                                                                  std::shared_ptr<Told> told) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<BacktestRun> stored, co_await backtests.Get(caller, id));
    rpc::Look<v1::WatchBacktestResponse> look;
    v1::Backtest backtest = WithProgress(caller, stored);
    const Told now{backtest.version(), backtest.percent_done()};
    if (now != *told) *look.news.emplace().mutable_backtest() = std::move(backtest);
    *told = now;
    look.ended = !stored.value.unfinished();
    co_return look;
  }
};

}  // namespace

void ServeBacktests(rpc::ServiceMethods methods, Backtests& backtests, Timers& timers) {
  auto api = std::make_shared<BacktestApi>(BacktestApi{backtests, timers});
  methods.ClientStream("RunBacktest", api, &BacktestApi::Run);
  methods.Unary("GetBacktest", api, &BacktestApi::Get);
  methods.Unary("ListBacktests", api, &BacktestApi::List);
  methods.ServerStream("WatchBacktest", api, &BacktestApi::Watch);
  methods.Unary("CancelBacktest", api, &BacktestApi::Cancel);
  methods.ServerStream("StreamBacktestRows", api, &BacktestApi::StreamRows);
  methods.ServerStream("StreamBacktestForecasts", api, &BacktestApi::StreamForecasts);
}

}  // namespace zwk::forecasting
