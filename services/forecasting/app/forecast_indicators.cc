#include "forecasting/app/forecast_indicators.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

using Indicators = std::vector<std::pair<std::string, Indicator>>;

template <typename Value>
bool Has(const std::vector<Value>& all, const Value& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// What is asked for, checked against the forecast.
absl::StatusOr<Indicators> IndicatorsOf(const ForecastRun& run,
                                        const ForecastIndicators::Query& query) {
  const Model model = run.model();
  const bool all = query.indicator_ids.empty();
  const std::vector<std::string>& ids = all ? IndicatorIds() : query.indicator_ids;
  FieldErrors errors;
  if (ids.size() > ForecastIndicators::kMost) {
    errors.Add("indicator_ids", absl::StrCat("must be at most ", ForecastIndicators::kMost));
    return errors.ToStatus();
  }
  Indicators indicators;
  for (size_t i = 0; i < ids.size(); ++i) {
    absl::StatusOr<Indicator> indicator = MakeIndicator(model, ids[i], run.input.group_flags);
    if (indicator.ok()) {
      indicators.emplace_back(ids[i], *std::move(indicator));
    } else if (!all) {
      errors.Add(absl::StrCat("indicator_ids[", i, "]"), std::string(indicator.status().message()));
    }
  }
  const std::vector<int> years = run.years();
  for (size_t i = 0; i < query.years.size(); ++i) {
    if (!Has(years, query.years[i])) {
      errors.Add(absl::StrCat("years[", i, "]"),
                 absl::StrCat("the forecast has no year ", query.years[i]));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return indicators;
}

IndicatorsOfArea OfNoYear(const std::string& neighborhood, const Indicators& indicators) {
  IndicatorsOfArea area{.neighborhood = neighborhood};
  for (const auto& [id, indicator] : indicators) area.rows.push_back({id, {}});
  return area;
}

void AddYear(int year, const Cells& people, const Indicators& indicators, IndicatorsOfArea& area) {
  area.years.push_back(year);
  for (size_t i = 0; i < indicators.size(); ++i) {
    area.rows[i].values.push_back(indicators[i].second.Of(people));
  }
}

}  // namespace

Task<absl::Status> ForecastIndicators::Stream(Caller caller, Query query, Take take) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<ForecastRun> stored,
                          co_await forecasts_.Load(caller, query.forecast_id));
  const ForecastRun& run = stored.value;
  if (run.state != ForecastState::kPublished) {
    co_return absl::FailedPreconditionError("the forecast is not published");
  }
  for (const std::string& key : query.neighborhood_keys) {
    if (!Has(run.input.neighborhood_keys, key)) {
      co_return absl::NotFoundError(absl::StrCat("the forecast has no neighborhood ", Quoted(key)));
    }
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Indicators indicators, IndicatorsOf(run, query));
  std::vector<int> years;
  for (const int year : run.years()) {
    if (query.years.empty() || Has(query.years, year)) years.push_back(year);
  }
  const bool with_city = query.neighborhood_keys.empty();
  std::vector<Cells> city(with_city ? years.size() : 0, Cells(run.input.grid().size()));
  for (const std::string& key : run.input.neighborhood_keys) {
    if (!with_city && !Has(query.neighborhood_keys, key)) continue;
    const std::vector<std::string> one = {key};
    IndicatorsOfArea area = OfNoYear(key, indicators);
    for (size_t y = 0; y < years.size(); ++y) {
      ZWK_CO_ASSIGN_OR_RETURN(const std::vector<ResultBlock> blocks,
                              co_await results_.LoadStep(caller, query.forecast_id, years[y], one));
      const Cells& people = blocks[0].people;
      AddYear(years[y], people, indicators, area);
      for (size_t i = 0; with_city && i < people.size(); ++i) city[y][i] += people[i];
    }
    const bool more = co_await take(std::move(area));
    if (!more) co_return absl::OkStatus();
  }
  if (with_city) {
    IndicatorsOfArea area = OfNoYear("", indicators);
    for (size_t y = 0; y < years.size(); ++y) AddYear(years[y], city[y], indicators, area);
    co_await take(std::move(area));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
