#include "forecasting/forecast/forecast_api.h"

#include <functional>
#include <memory>
#include <tuple>
#include <utility>

#include "forecasting/base/requests_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"
#include "platform/rpc/watch.h"

namespace zwk::forecasting {
namespace {

// A change answers with the forecast as it is then.
template <typename Response>
Task<absl::StatusOr<Response>> Answer(Task<absl::StatusOr<v1::Forecast>> change) {
  Response answer;
  ZWK_CO_ASSIGN_OR_RETURN(*answer.mutable_forecast(), co_await std::move(change));
  co_return answer;
}

void CheckIdIfAny(FieldErrors& errors, absl::string_view field, const std::string& id) {
  if (!id.empty()) rpc::CheckId(errors, field, id);
}

struct ForecastApi {
  Forecasts& forecasts;
  CompareForecasts& comparison;
  ForecastIndicators& indicators;
  Timers& timers;

  Task<absl::StatusOr<v1::StartForecastResponse>> Start(Caller caller,
                                                        const v1::StartForecastRequest& request) {
    FieldErrors errors, form;
    const v1::ForecastParameters& parameters = request.forecast().parameters();
    v1::Forecast wanted;
    wanted.set_forecast_id(
        rpc::NewId(errors, "forecast.forecast_id", request.forecast().forecast_id(), caller));
    wanted.set_title(request.forecast().title());
    CheckTitle(errors, "forecast.title", wanted.title());
    CheckIdIfAny(errors, "forecast.parameters.rate_estimate_id", parameters.rate_estimate_id());
    CheckIdIfAny(errors, "forecast.parameters.base_forecast_id", parameters.base_forecast_id());
    CheckForm(form, parameters);
    errors.Add("forecast", Inside("forecast", form.ToStatus()));
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    *wanted.mutable_parameters() = parameters;
    absl::StatusOr<v1::StartForecastResponse> answer = co_await Answer<v1::StartForecastResponse>(
        forecasts.Start(std::move(caller), std::move(wanted)));
    if (!answer.ok()) co_return Inside("forecast", answer.status());
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetForecastResponse>> Get(Caller caller,
                                                    const v1::GetForecastRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckForecastId(request));
    co_return co_await Answer<v1::GetForecastResponse>(
        forecasts.Get(std::move(caller), request.forecast_id()));
  }

  Task<absl::StatusOr<v1::ListForecastsResponse>> List(Caller caller,
                                                       const v1::ListForecastsRequest& request) {
    return forecasts.List(std::move(caller), request.page_size(), request.page_token());
  }

  Task<absl::Status> Watch(Caller caller, const v1::WatchForecastRequest& request,
                           rpc::Writer<v1::WatchForecastResponse>& writer) {
    ZWK_CO_RETURN_IF_ERROR(CheckForecastId(request));
    rpc::Watched<v1::WatchForecastResponse> watched;
    auto told = std::make_shared<Told>();
    watched.look = [this, caller, id = request.forecast_id(), told] {
      return Look(caller, id, told);
    };
    watched.next = [listener = forecasts.Listen(caller, request.forecast_id())] {
      return listener->Next();
    };
    co_return co_await rpc::Watch(std::move(watched), timers, caller.cancellation, writer);
  }

  Task<absl::StatusOr<v1::CancelForecastResponse>> Cancel(
      Caller caller, const v1::CancelForecastRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckForecastId(request));
    co_return co_await Answer<v1::CancelForecastResponse>(
        forecasts.Cancel(std::move(caller), request.forecast_id()));
  }

  Task<absl::StatusOr<v1::ResumeForecastResponse>> Resume(
      Caller caller, const v1::ResumeForecastRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckForecastId(request));
    co_return co_await Answer<v1::ResumeForecastResponse>(
        forecasts.Resume(std::move(caller), request.forecast_id()));
  }

  Task<absl::Status> StreamCells(Caller caller, const v1::StreamForecastCellsRequest& request,
                                 rpc::Writer<v1::StreamForecastCellsResponse>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "forecast_id", request.forecast_id());
    if (request.from_year() < 0) errors.Add("from_year", "must not be negative");
    if (request.to_year() < 0) errors.Add("to_year", "must not be negative");
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    Forecasts::TakeCells take = WriteTo(writer);
    co_return co_await forecasts.StreamCells(std::move(caller), request, std::move(take));
  }

  Task<absl::Status> StreamQuantiles(Caller caller,
                                     const v1::StreamForecastQuantilesRequest& request,
                                     rpc::Writer<v1::StreamForecastQuantilesResponse>& writer) {
    ZWK_CO_RETURN_IF_ERROR(CheckForecastId(request));
    v1::StreamForecastQuantilesResponse item;
    Forecasts::TakeQuantiles take = [&item, &writer](v1::FigureQuantiles quantiles) {
      *item.mutable_quantiles() = std::move(quantiles);
      return writer.Write(item);
    };
    co_return co_await forecasts.StreamQuantiles(std::move(caller), request, std::move(take));
  }

  Task<absl::Status> StreamIndicators(Caller caller,
                                      const v1::StreamForecastIndicatorsRequest& request,
                                      rpc::Writer<v1::StreamForecastIndicatorsResponse>& writer) {
    ZWK_CO_RETURN_IF_ERROR(CheckForecastId(request));
    ForecastIndicators::Take take = WriteTo(writer);
    co_return co_await indicators.Stream(std::move(caller), request, std::move(take));
  }

  Task<absl::Status> Compare(Caller caller, const v1::CompareForecastsRequest& request,
                             rpc::Writer<v1::CompareForecastsResponse>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "forecast_id", request.forecast_id());
    rpc::CheckId(errors, "base_forecast_id", request.base_forecast_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    CompareForecasts::Take take = WriteTo(writer);
    co_return co_await comparison.Stream(std::move(caller), request, std::move(take));
  }

 private:
  using Told = std::tuple<uint64_t, int, int, int>;  // version, state, steps, chunks

  template <typename Request>
  static absl::Status CheckForecastId(const Request& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "forecast_id", request.forecast_id());
    return errors.ToStatus();
  }

  // What is written lives until the next one is.
  template <typename Item>
  static std::function<Task<bool>(Item)> WriteTo(rpc::Writer<Item>& writer) {
    return [item = std::make_shared<Item>(), &writer](Item next) {
      *item = std::move(next);
      return writer.Write(*item);
    };
  }

  Task<absl::StatusOr<rpc::Look<v1::WatchForecastResponse>>> Look(Caller caller, std::string id,
                                                                  std::shared_ptr<Told> told) {
    ZWK_CO_ASSIGN_OR_RETURN(v1::Forecast forecast, co_await forecasts.Get(caller, id));
    rpc::Look<v1::WatchForecastResponse> look;
    look.ended = forecast.state() != v1::FORECAST_STATE_QUEUED &&
                 forecast.state() != v1::FORECAST_STATE_RUNNING;
    const Told now{forecast.version(), forecast.state(), forecast.steps_done(),
                   forecast.chunks_done()};
    if (now != *told) {
      *look.news.emplace().mutable_forecast() = std::move(forecast);
    }
    *told = now;
    co_return look;
  }
};

}  // namespace

void ServeForecasts(rpc::ServiceMethods methods, Forecasts& forecasts, CompareForecasts& comparison,
                    ForecastIndicators& indicators, Timers& timers) {
  auto api = std::make_shared<ForecastApi>(ForecastApi{forecasts, comparison, indicators, timers});
  methods.Unary("StartForecast", api, &ForecastApi::Start);
  methods.Unary("GetForecast", api, &ForecastApi::Get);
  methods.Unary("ListForecasts", api, &ForecastApi::List);
  methods.ServerStream("WatchForecast", api, &ForecastApi::Watch);
  methods.Unary("CancelForecast", api, &ForecastApi::Cancel);
  methods.Unary("ResumeForecast", api, &ForecastApi::Resume);
  methods.ServerStream("StreamForecastCells", api, &ForecastApi::StreamCells);
  methods.ServerStream("StreamForecastQuantiles", api, &ForecastApi::StreamQuantiles);
  methods.ServerStream("StreamForecastIndicators", api, &ForecastApi::StreamIndicators);
  methods.ServerStream("CompareForecasts", api, &ForecastApi::Compare);
}

}  // namespace zwk::forecasting
