#include "forecasting/forecast/indicator_use.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/indicators.h"
#include "forecasting/forecast/forecast_use.h"
#include "platform/base/disclosure.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

using Indicators = std::vector<std::pair<std::string, Indicator>>;

template <typename Values, typename Value>
bool Has(const Values& all, const Value& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// What is asked for, checked against the forecast; `exact` who may choose limits of age.
absl::StatusOr<Indicators> IndicatorsOf(const ForecastRun& run,
                                        const v1::StreamForecastIndicatorsRequest& asked,
                                        bool exact) {
  const Model model = run.model();
  const bool all = asked.indicator_ids().empty();
  std::vector<std::string> ids(asked.indicator_ids().begin(), asked.indicator_ids().end());
  if (all) ids = IndicatorIds();
  if (ids.size() > ForecastIndicators::kMost) {
    return InvalidField("indicator_ids",
                        absl::StrCat("must be at most ", ForecastIndicators::kMost));
  }
  FieldErrors errors;
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
  for (int i = 0; i < asked.years_size(); ++i) {
    if (!Has(years, asked.years(i))) {
      errors.Add(absl::StrCat("years[", i, "]"),
                 absl::StrCat("the forecast has no year ", asked.years(i)));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  const auto usual = [](const std::string& id) { return Has(IndicatorIds(), id); };
  if (!exact && !std::all_of(ids.begin(), ids.end(), usual)) return OfOwnChoice("indicators");
  return indicators;
}

v1::StreamForecastIndicatorsResponse OfNoYear(const std::string& neighborhood,
                                              const Indicators& indicators) {
  v1::StreamForecastIndicatorsResponse area;
  area.set_neighborhood_key(neighborhood);
  for (const auto& [id, indicator] : indicators) area.add_indicators()->set_indicator_id(id);
  return area;
}

// `shown` for who does not see them as they are: by the people whom the forecast starts from.
void AddYear(int year, const Cells& people, const Indicators& indicators,
             const std::optional<Disclosure>& shown, v1::StreamForecastIndicatorsResponse& area) {
  for (size_t i = 0; i < indicators.size(); ++i) {
    v1::IndicatorValue& value = *area.mutable_indicators(static_cast<int>(i))->add_values();
    value.set_year(year);
    const Indicator& indicator = indicators[i].second;
    const std::optional<double> number =
        shown ? indicator.Shown(people, *shown) : indicator.Of(people);
    if (number) value.set_value(*number);
    value.set_withheld(shown && !number);
  }
  if (shown) area.set_rounded_to(shown->base());
}

}  // namespace

Task<absl::Status> ForecastIndicators::Stream(Caller caller,
                                              v1::StreamForecastIndicatorsRequest asked,
                                              Take take) {
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastRun run,
                          co_await LoadPublished(forecasts_, caller, asked.forecast_id()));
  ZWK_CO_RETURN_IF_ERROR(CheckHas(run, asked.neighborhood_keys()));
  ZWK_CO_ASSIGN_OR_RETURN(const Indicators indicators,
                          IndicatorsOf(run, asked, SeesExactPeople(caller)));
  std::vector<int> years;
  for (const int year : run.years()) {
    if (asked.years().empty() || Has(asked.years(), year)) years.push_back(year);
  }
  const bool with_city = asked.neighborhood_keys().empty();
  std::vector<Cells> city(with_city ? years.size() : 0, Cells(run.input.grid().size()));
  double city_inhabitants = 0;
  for (const std::string& key : run.input.neighborhood_keys) {
    if (!with_city && !Has(asked.neighborhood_keys(), key)) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const CellsByYear cells,
                            co_await LoadYears(results_, caller, run, years, key));
    const double inhabitants = Sum(cells.begin()->second);
    city_inhabitants += inhabitants;
    v1::StreamForecastIndicatorsResponse area = OfNoYear(key, indicators);
    for (size_t y = 0; y < years.size(); ++y) {
      const Cells& people = cells.at(years[y]);
      AddYear(years[y], people, indicators, DisclosureTo(caller, inhabitants), area);
      for (size_t i = 0; with_city && i < people.size(); ++i) city[y][i] += people[i];
    }
    const bool more = co_await take(std::move(area));
    if (!more) co_return absl::OkStatus();
  }
  if (with_city) {
    v1::StreamForecastIndicatorsResponse area = OfNoYear("", indicators);
    for (size_t y = 0; y < years.size(); ++y) {
      AddYear(years[y], city[y], indicators, DisclosureTo(caller, city_inhabitants), area);
    }
    co_await take(std::move(area));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
