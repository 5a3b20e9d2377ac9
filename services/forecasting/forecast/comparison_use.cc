#include "forecasting/forecast/comparison_use.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "forecasting/forecast/comparison.h"
#include "forecasting/forecast/forecast_use.h"
#include "platform/base/disclosure.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

std::vector<int> CommonYears(const ForecastRun& run, const ForecastRun& base) {
  const std::vector<int> one = run.years(), other = base.years();
  std::vector<int> years;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(years));
  return years;
}

// Nobody yet: everybody first, then the bands.
v1::CompareForecastsResponse Nobody(const std::string& neighborhood, const std::vector<int>& years,
                                    const std::vector<v1::AgeBand>& bands) {
  v1::CompareForecastsResponse difference;
  difference.set_neighborhood_key(neighborhood);
  difference.mutable_years()->Assign(years.begin(), years.end());
  difference.add_bands();
  for (const v1::AgeBand& band : bands) *difference.add_bands()->mutable_ages() = band;
  for (v1::BandDifference& band : *difference.mutable_bands()) {
    band.mutable_people()->Resize(static_cast<int>(years.size()), 0);
    band.mutable_base_people()->Resize(static_cast<int>(years.size()), 0);
  }
  return difference;
}

// Everybody first, then the bands.
std::vector<double> PeopleByBand(const Cells& cells, const ForecastInput& input,
                                 const std::vector<v1::AgeBand>& bands) {
  std::vector<double> people(1 + bands.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    const int age = static_cast<int>(i % input.age_classes) * input.age_width;
    people[0] += cells[i];
    for (size_t b = 0; b < bands.size(); ++b) {
      const bool in =
          age >= bands[b].youngest() && (!bands[b].has_oldest() || age <= bands[b].oldest());
      if (in) people[1 + b] += cells[i];
    }
  }
  return people;
}

void AddPeople(int year, const std::vector<double>& people, const std::vector<double>& base,
               v1::CompareForecastsResponse& to) {
  for (int b = 0; b < to.bands_size(); ++b) {
    v1::BandDifference& band = *to.mutable_bands(b);
    band.set_people(year, band.people(year) + people[b]);
    band.set_base_people(year, band.base_people(year) + base[b]);
  }
}

}  // namespace

Task<absl::Status> CompareForecasts::Stream(Caller caller, v1::CompareForecastsRequest asked,
                                            Take take) {
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastRun run,
                          co_await LoadPublished(forecasts_, caller, asked.forecast_id()));
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastRun base,
                          co_await LoadPublished(forecasts_, caller, asked.base_forecast_id()));
  const int width = run.input.age_width;
  if (width != base.input.age_width || run.input.age_classes != base.input.age_classes) {
    co_return absl::FailedPreconditionError("the forecasts have other age classes");
  }
  const std::vector<v1::AgeBand> bands = BandsOf(asked);
  ZWK_CO_RETURN_IF_ERROR(CheckBands(bands, width, (run.input.age_classes - 1) * width));
  if (!SeesExactPeople(caller) && !AreUsual(bands)) co_return OfOwnChoice("age bands");
  const std::vector<int> years = CommonYears(run, base);
  if (years.empty()) co_return absl::FailedPreconditionError("they have no year in common");

  const bool city = asked.neighborhood_keys().empty();
  const v1::Forecast& all = run.state;
  const auto& keys = city ? all.neighborhood_keys() : asked.neighborhood_keys();
  ZWK_CO_RETURN_IF_ERROR(CheckHas(run, keys));
  ZWK_CO_RETURN_IF_ERROR(CheckHas(base, keys));
  v1::CompareForecastsResponse sum = Nobody("", years, bands);
  double city_inhabitants = 0;
  for (const std::string& key : keys) {
    ZWK_CO_ASSIGN_OR_RETURN(const CellsByYear now,
                            co_await LoadYears(results_, caller, run, years, key));
    ZWK_CO_ASSIGN_OR_RETURN(const CellsByYear before,
                            co_await LoadYears(results_, caller, base, years, key));
    v1::CompareForecastsResponse one = Nobody(key, years, bands);
    for (int y = 0; y < static_cast<int>(years.size()); ++y) {
      const std::vector<double> people = PeopleByBand(now.at(years[y]), run.input, bands);
      const std::vector<double> base_people = PeopleByBand(before.at(years[y]), base.input, bands);
      AddPeople(y, people, base_people, one);
      AddPeople(y, people, base_people, sum);
    }
    // Whom the forecasts start from, the fewer of both.
    const double inhabitants = std::min(Sum(now.begin()->second), Sum(before.begin()->second));
    city_inhabitants += inhabitants;
    const bool more = co_await take(Compared(std::move(one), DisclosureTo(caller, inhabitants)));
    if (!more) co_return absl::OkStatus();
  }
  if (city) co_await take(Compared(std::move(sum), DisclosureTo(caller, city_inhabitants)));
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
