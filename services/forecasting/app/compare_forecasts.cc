#include "forecasting/app/compare_forecasts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// A band that cuts an age class in two cannot be counted.
absl::Status CheckBands(const std::vector<ComparedAges>& bands, int width, int open_age) {
  FieldErrors errors;
  for (size_t i = 0; i < bands.size(); ++i) {
    const auto& [youngest, oldest] = bands[i];
    const bool ends = oldest < 0 || (oldest < open_age && (oldest + 1) % width == 0);
    if (youngest < 0 || youngest > open_age || youngest % width != 0 || !ends ||
        (oldest >= 0 && oldest < youngest)) {
      errors.Add(absl::StrCat("age_bands[", i, "]"),
                 absl::StrCat("must be whole age classes from 0 to ", open_age));
    }
  }
  return errors.ToStatus();
}

}  // namespace

Task<absl::StatusOr<ForecastRun>> CompareForecasts::Published(Caller caller,
                                                              std::string forecast_id) {
  ZWK_CO_ASSIGN_OR_RETURN(Stored<ForecastRun> stored,
                          co_await forecasts_.Load(std::move(caller), forecast_id));
  if (stored.value.state != ForecastState::kPublished) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("the forecast ", forecast_id, " is not published"));
  }
  co_return std::move(stored.value);
}

// Everybody first, then the bands.
Task<absl::StatusOr<std::vector<double>>> CompareForecasts::PeopleIn(
    Caller caller, const ForecastRun& run, int year, const std::string& key,
    const std::vector<ComparedAges>& bands) {
  const std::vector<std::string> one = {key};
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<ResultBlock> blocks,
      co_await results_.LoadStep(std::move(caller), run.forecast_id, year, one));
  const int ages = run.input.age_classes;
  std::vector<double> people(1 + bands.size());
  for (size_t i = 0; i < blocks[0].people.size(); ++i) {
    const int age = static_cast<int>(i % ages) * run.input.age_width;
    people[0] += blocks[0].people[i];
    for (size_t b = 0; b < bands.size(); ++b) {
      const bool in = age >= bands[b].youngest && (bands[b].oldest < 0 || age <= bands[b].oldest);
      if (in) people[1 + b] += blocks[0].people[i];
    }
  }
  co_return people;
}

Task<absl::Status> CompareForecasts::Stream(Caller caller, Query query, Take take) {
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastRun run, co_await Published(caller, query.forecast_id));
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastRun base,
                          co_await Published(caller, query.base_forecast_id));
  const int width = run.input.age_width;
  if (width != base.input.age_width || run.input.age_classes != base.input.age_classes) {
    co_return absl::FailedPreconditionError("the forecasts have other age classes");
  }
  ZWK_CO_RETURN_IF_ERROR(CheckBands(query.bands, width, (run.input.age_classes - 1) * width));
  const std::vector<int> run_years = run.years(), base_years = base.years();
  std::vector<int> years;
  std::set_intersection(run_years.begin(), run_years.end(), base_years.begin(), base_years.end(),
                        std::back_inserter(years));
  if (years.empty()) co_return absl::FailedPreconditionError("they have no year in common");

  const bool city = query.neighborhood_keys.empty();
  const std::vector<std::string> keys =
      city ? run.input.neighborhood_keys : query.neighborhood_keys;
  for (const ForecastRun* one : {&run, &base}) {
    const std::vector<std::string>& has = one->input.neighborhood_keys;
    for (const std::string& key : keys) {
      if (std::find(has.begin(), has.end(), key) != has.end()) continue;
      co_return absl::NotFoundError(
          absl::StrCat("forecast ", one->forecast_id, " has no neighborhood ", Quoted(key)));
    }
  }
  ForecastDifference sum;
  sum.years = years;
  sum.bands.resize(1 + query.bands.size(),
                   {std::vector<double>(years.size()), std::vector<double>(years.size())});
  for (const std::string& key : keys) {
    ForecastDifference one;
    one.neighborhood = key;
    one.years = years;
    one.bands.resize(sum.bands.size());
    for (size_t y = 0; y < years.size(); ++y) {
      ZWK_CO_ASSIGN_OR_RETURN(const std::vector<double> now,
                              co_await PeopleIn(caller, run, years[y], key, query.bands));
      ZWK_CO_ASSIGN_OR_RETURN(const std::vector<double> before,
                              co_await PeopleIn(caller, base, years[y], key, query.bands));
      for (size_t b = 0; b < now.size(); ++b) {
        one.bands[b].people.push_back(now[b]);
        one.bands[b].base.push_back(before[b]);
        sum.bands[b].people[y] += now[b];
        sum.bands[b].base[y] += before[b];
      }
    }
    const bool more = co_await take(std::move(one));
    if (!more) co_return absl::OkStatus();
  }
  if (city) co_await take(std::move(sum));
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
