#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/api/forecasting_api.h"
#include "forecasting/api/requests.h"
#include "forecasting/wire/messages.h"
#include "forecasting/wire/parameter_reader.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// What the parameters say of the form must fit together; the rest is the domain's to judge.
void CheckForm(FieldErrors& errors, const v1::ForecastParameters& parameters) {
  if (!v1::MigrationForm_IsValid(parameters.form()) ||
      parameters.form() == v1::MIGRATION_FORM_UNSPECIFIED) {
    errors.Add("parameters.form",
               "must be GROSS_FLOWS, NET_MIGRATION, MULTIREGIONAL or HAMILTON_PERRY");
    return;
  }
  const MigrationForm form = ParametersFrom(parameters).form;
  const bool timed = HasTiming(form);
  if (!v1::MigrationTiming_IsValid(parameters.timing()) ||
      timed != (parameters.timing() != v1::MIGRATION_TIMING_UNSPECIFIED)) {
    errors.Add("parameters.timing",
               timed ? "must be EVEN or END" : "is for NET_MIGRATION and MULTIREGIONAL only");
  }
  if (form != MigrationForm::kGrossFlows && parameters.fso_infant_term()) {
    errors.Add("parameters.fso_infant_term", "is for GROSS_FLOWS only");
  }
  const bool takes_estimate =
      form == MigrationForm::kGrossFlows || form == MigrationForm::kNetMigration;
  if (!takes_estimate && !parameters.rate_estimate_id().empty()) {
    errors.Add("parameters.rate_estimate_id", "is for GROSS_FLOWS and NET_MIGRATION only");
  }
  const bool cohorts = form == MigrationForm::kHamiltonPerry;
  if (!cohorts && parameters.has_hamilton_perry()) {
    errors.Add("parameters.hamilton_perry", "is for HAMILTON_PERRY only");
  }
  // There are no births, rates and moves that they could be about.
  for (const auto& [name, given] :
       {std::pair("sex_ratios_at_birth", !parameters.sex_ratios_at_birth().empty()),
        std::pair("child_group_shares", !parameters.child_group_shares().empty()),
        std::pair("allow_negative_cells", parameters.allow_negative_cells()),
        std::pair("scenario", parameters.has_scenario())}) {
    if (!cohorts || !given) continue;
    errors.Add(absl::StrCat("parameters.", name), "is not for HAMILTON_PERRY");
  }
  if (parameters.has_uncertainty() && parameters.uncertainty().trajectories() < 1) {
    errors.Add("parameters.uncertainty.trajectories", "must be said");
  }
  if (!parameters.rate_estimate_id().empty()) {
    CheckId(errors, "parameters.rate_estimate_id", parameters.rate_estimate_id());
  }
  if (!parameters.base_forecast_id().empty()) {
    CheckId(errors, "parameters.base_forecast_id", parameters.base_forecast_id());
  }
}

}  // namespace

Task<absl::StatusOr<v1::StartForecastResponse>> ForecastingApi::StartRun(
    Caller caller, const v1::StartForecastRequest& request) {
  FieldErrors errors;
  StartForecast command;
  command.forecast_id = NewId(errors, "forecast_id", request.forecast_id(), caller);
  command.title = request.title();
  if (command.title.empty() || command.title.size() > 200) {
    errors.Add("title", "must be 1 to 200 bytes");
  }
  CheckForm(errors, request.parameters());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  command.parameters = ParametersFrom(request.parameters());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await use_.forecasts.Start(std::move(caller), std::move(command)));
  v1::StartForecastResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_forecast());
  co_return answer;
}

Task<absl::StatusOr<v1::GetForecastResponse>> ForecastingApi::GetForecast(
    Caller caller, const v1::GetForecastRequest& request) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await use_.forecasts.Get(std::move(caller), request.forecast_id()));
  v1::GetForecastResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_forecast());
  co_return answer;
}

Task<absl::StatusOr<v1::ListForecastsResponse>> ForecastingApi::ListForecasts(
    Caller caller, const v1::ListForecastsRequest& request) {
  FieldErrors errors;
  CheckPageSize(errors, request.page_size());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const int page_size = request.page_size() == 0 ? 100 : request.page_size();
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<ForecastRun> page,
      co_await use_.forecasts.List(std::move(caller), page_size, request.page_token()));
  v1::ListForecastsResponse answer;
  for (const Stored<ForecastRun>& stored : page.items) {
    ToMessage(stored.value, stored.version, *answer.add_forecasts());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::Status> ForecastingApi::WatchForecast(Caller caller,
                                                 const v1::WatchForecastRequest& request,
                                                 rpc::Writer<v1::WatchForecastResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  v1::WatchForecastResponse item;
  Forecasts::TakeRun take = [&item, &writer](Stored<ForecastRun> stored) {
    item.Clear();
    ToMessage(stored.value, stored.version, *item.mutable_forecast());
    return writer.Write(item);
  };
  co_return co_await use_.forecasts.Watch(std::move(caller), request.forecast_id(),
                                          std::move(take));
}

Task<absl::StatusOr<v1::CancelForecastResponse>> ForecastingApi::CancelForecast(
    Caller caller, const v1::CancelForecastRequest& request) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await use_.forecasts.Cancel(std::move(caller), request.forecast_id()));
  v1::CancelForecastResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_forecast());
  co_return answer;
}

Task<absl::StatusOr<v1::ResumeForecastResponse>> ForecastingApi::ResumeForecast(
    Caller caller, const v1::ResumeForecastRequest& request) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await use_.forecasts.Resume(std::move(caller), request.forecast_id()));
  v1::ResumeForecastResponse answer;
  ToMessage(stored.value, stored.version, *answer.mutable_forecast());
  co_return answer;
}

Task<absl::Status> ForecastingApi::StreamForecastCells(
    Caller caller, const v1::StreamForecastCellsRequest& request,
    rpc::Writer<v1::StreamForecastCellsResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  if (request.from_year() < 0) errors.Add("from_year", "must not be negative");
  if (request.to_year() < 0) errors.Add("to_year", "must not be negative");
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  std::vector<std::string> keys(request.neighborhood_keys().begin(),
                                request.neighborhood_keys().end());
  v1::StreamForecastCellsResponse item;
  Forecasts::TakeBlock take = [&item, &writer](ForecastBlock forecast) {
    item.Clear();
    ToMessage(forecast.block, *item.mutable_block());
    for (size_t g = 0; g < forecast.components.size(); ++g) {
      ToMessage(forecast.block.group_keys[g], forecast.components[g], *item.add_components());
    }
    return writer.Write(item);
  };
  co_return co_await use_.forecasts.StreamCells(std::move(caller), request.forecast_id(),
                                                std::move(keys), request.from_year(),
                                                request.to_year(), std::move(take));
}

Task<absl::Status> ForecastingApi::StreamForecastQuantiles(
    Caller caller, const v1::StreamForecastQuantilesRequest& request,
    rpc::Writer<v1::StreamForecastQuantilesResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  std::vector<std::string> keys(request.neighborhood_keys().begin(),
                                request.neighborhood_keys().end());
  std::vector<std::string> figures(request.figure_ids().begin(), request.figure_ids().end());
  v1::StreamForecastQuantilesResponse item;
  Forecasts::TakeQuantiles take = [&item, &writer](FigureQuantiles quantiles) {
    item.Clear();
    ToMessage(quantiles, *item.mutable_quantiles());
    return writer.Write(item);
  };
  co_return co_await use_.forecasts.StreamQuantiles(std::move(caller), request.forecast_id(),
                                                    std::move(keys), std::move(figures),
                                                    std::move(take));
}

Task<absl::Status> ForecastingApi::StreamForecastIndicators(
    Caller caller, const v1::StreamForecastIndicatorsRequest& request,
    rpc::Writer<v1::StreamForecastIndicatorsResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ForecastIndicators::Query query;
  query.forecast_id = request.forecast_id();
  query.neighborhood_keys = {request.neighborhood_keys().begin(),
                             request.neighborhood_keys().end()};
  query.indicator_ids = {request.indicator_ids().begin(), request.indicator_ids().end()};
  query.years = {request.years().begin(), request.years().end()};
  v1::StreamForecastIndicatorsResponse item;
  ForecastIndicators::Take take = [&item, &writer](IndicatorsOfArea area) {
    item.Clear();
    item.set_neighborhood_key(area.neighborhood);
    for (const IndicatorsOfArea::Row& row : area.rows) {
      v1::ForecastIndicator& to = *item.add_indicators();
      to.set_indicator_id(row.id);
      for (size_t y = 0; y < area.years.size(); ++y) {
        v1::IndicatorValue& value = *to.add_values();
        value.set_year(area.years[y]);
        if (row.values[y]) value.set_value(*row.values[y]);
      }
    }
    return writer.Write(item);
  };
  co_return co_await use_.indicators.Stream(std::move(caller), std::move(query), std::move(take));
}

Task<absl::Status> ForecastingApi::Compare(Caller caller,
                                           const v1::CompareForecastsRequest& request,
                                           rpc::Writer<v1::CompareForecastsResponse>& writer) {
  FieldErrors errors;
  CheckId(errors, "forecast_id", request.forecast_id());
  CheckId(errors, "base_forecast_id", request.base_forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  CompareForecasts::Query query;
  query.forecast_id = request.forecast_id();
  query.base_forecast_id = request.base_forecast_id();
  query.neighborhood_keys = {request.neighborhood_keys().begin(),
                             request.neighborhood_keys().end()};
  for (const v1::AgeBand& band : request.age_bands()) {
    query.bands.push_back({band.youngest(), band.has_oldest() ? band.oldest() : -1});
  }
  if (query.bands.empty()) query.bands = {{0, 17}, {18, 64}, {65, -1}};
  const std::vector<ComparedAges> bands = query.bands;
  v1::CompareForecastsResponse item;
  CompareForecasts::Take take = [&bands, &item, &writer](ForecastDifference difference) {
    item.Clear();
    item.set_neighborhood_key(difference.neighborhood);
    item.mutable_years()->Assign(difference.years.begin(), difference.years.end());
    for (size_t b = 0; b < difference.bands.size(); ++b) {
      const ForecastDifference::Band& from = difference.bands[b];
      v1::BandDifference& to = *item.add_bands();
      if (b > 0) {
        to.mutable_ages()->set_youngest(bands[b - 1].youngest);
        if (bands[b - 1].oldest >= 0) to.mutable_ages()->set_oldest(bands[b - 1].oldest);
      }
      for (size_t y = 0; y < from.people.size(); ++y) {
        to.add_base_people(from.base[y]);
        to.add_people(from.people[y]);
        to.add_differences(from.people[y] - from.base[y]);
      }
    }
    return writer.Write(item);
  };
  co_return co_await use_.comparison.Stream(std::move(caller), std::move(query), std::move(take));
}

}  // namespace zwk::forecasting
