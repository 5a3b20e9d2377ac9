#include "forecasting/forecast/comparison_use.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/forecast/forecast_use.h"
#include "platform/base/disclosure.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

v1::AgeBand Band(int youngest, int oldest) {
  v1::AgeBand band;
  band.set_youngest(youngest);
  if (oldest >= 0) band.set_oldest(oldest);
  return band;
}

std::vector<v1::AgeBand> UsualBands() { return {Band(0, 17), Band(18, 64), Band(65, -1)}; }

std::vector<v1::AgeBand> BandsOf(const v1::CompareForecastsRequest& asked) {
  if (asked.age_bands().empty()) return UsualBands();
  return {asked.age_bands().begin(), asked.age_bands().end()};
}

bool Same(const v1::AgeBand& a, const v1::AgeBand& b) {
  return a.youngest() == b.youngest() && a.has_oldest() == b.has_oldest() &&
         a.oldest() == b.oldest();
}

bool AreUsual(const std::vector<v1::AgeBand>& bands) {
  const std::vector<v1::AgeBand> usual = UsualBands();
  return std::all_of(bands.begin(), bands.end(), [&](const v1::AgeBand& band) {
    return std::any_of(usual.begin(), usual.end(),
                       [&](const v1::AgeBand& one) { return Same(band, one); });
  });
}

// A band that cuts an age class in two cannot be counted.
absl::Status CheckBands(const std::vector<v1::AgeBand>& bands, int width, int open_age) {
  FieldErrors errors;
  for (size_t i = 0; i < bands.size(); ++i) {
    const int youngest = bands[i].youngest();
    const int oldest = bands[i].oldest();
    const bool ends = !bands[i].has_oldest() ||
                      (oldest >= youngest && oldest < open_age && (oldest + 1) % width == 0);
    if (youngest < 0 || youngest > open_age || youngest % width != 0 || !ends) {
      errors.Add(absl::StrCat("age_bands[", i, "]"),
                 absl::StrCat("must be whole age classes from 0 to ", open_age));
    }
  }
  return errors.ToStatus();
}

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

void AddPeople(int band, int year, double people, double base,
               v1::CompareForecastsResponse& difference) {
  v1::BandDifference& to = *difference.mutable_bands(band);
  to.set_people(year, to.people(year) + people);
  to.set_base_people(year, to.base_people(year) + base);
}

// As who may not see exact figures is told of an area with so many people: counts are rounded before
// they are subtracted.
void Protect(const Disclosure& area, v1::CompareForecastsResponse& difference) {
  difference.set_rounded_to(area.base());
  for (v1::BandDifference& band : *difference.mutable_bands()) {
    if (band.has_ages() && !area.tells_structure()) {
      band.clear_people();
      band.clear_base_people();
      band.set_withheld(true);
    }
    for (auto* people : {band.mutable_people(), band.mutable_base_people()}) {
      for (double& number : *people) number = area.Rounded(number);
    }
  }
}

void Subtract(v1::CompareForecastsResponse& difference) {
  for (v1::BandDifference& band : *difference.mutable_bands()) {
    for (int y = 0; y < band.people_size(); ++y) {
      band.add_differences(band.people(y) - band.base_people(y));
    }
  }
}

}  // namespace

// Everybody first, then the bands.
Task<absl::StatusOr<std::vector<double>>> CompareForecasts::PeopleIn(Caller caller,
                                                                     const ForecastRun& run,
                                                                     int year,
                                                                     const std::string& key,
                                                                     const AgeBands& bands) {
  const std::vector<std::string> one = {key};
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<ResultBlock> blocks,
      co_await results_.LoadStep(std::move(caller), run.state.forecast_id(), year, one));
  const int ages = run.input.age_classes;
  std::vector<double> people(1 + bands.size());
  for (size_t i = 0; i < blocks[0].people.size(); ++i) {
    const int age = static_cast<int>(i % ages) * run.input.age_width;
    people[0] += blocks[0].people[i];
    for (size_t b = 0; b < bands.size(); ++b) {
      const bool in =
          age >= bands[b].youngest() && (!bands[b].has_oldest() || age <= bands[b].oldest());
      if (in) people[1 + b] += blocks[0].people[i];
    }
  }
  co_return people;
}

// Whom the forecasts start from, the fewer of both.
Task<absl::StatusOr<double>> CompareForecasts::Inhabitants(Caller caller, const ForecastRun& run,
                                                           const ForecastRun& base,
                                                           const std::string& key) {
  const AgeBands none;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<double> now,
                          co_await PeopleIn(caller, run, run.years().front(), key, none));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<double> before,
                          co_await PeopleIn(caller, base, base.years().front(), key, none));
  co_return std::min(now[0], before[0]);
}

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
  const AgeBands bands = BandsOf(asked);
  ZWK_CO_RETURN_IF_ERROR(CheckBands(bands, width, (run.input.age_classes - 1) * width));
  const bool exact = SeesExactPeople(caller);
  if (!exact && !AreUsual(bands)) co_return OfOwnChoice("age bands");
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
    v1::CompareForecastsResponse one = Nobody(key, years, bands);
    for (int y = 0; y < static_cast<int>(years.size()); ++y) {
      ZWK_CO_ASSIGN_OR_RETURN(const std::vector<double> now,
                              co_await PeopleIn(caller, run, years[y], key, bands));
      ZWK_CO_ASSIGN_OR_RETURN(const std::vector<double> before,
                              co_await PeopleIn(caller, base, years[y], key, bands));
      for (int b = 0; b < static_cast<int>(now.size()); ++b) {
        AddPeople(b, y, now[b], before[b], one);
        AddPeople(b, y, now[b], before[b], sum);
      }
    }
    if (!exact) {
      ZWK_CO_ASSIGN_OR_RETURN(const double inhabitants,
                              co_await Inhabitants(caller, run, base, key));
      Protect(Disclosure(inhabitants), one);
      city_inhabitants += inhabitants;
    }
    Subtract(one);
    const bool more = co_await take(std::move(one));
    if (!more) co_return absl::OkStatus();
  }
  if (!exact) Protect(Disclosure(city_inhabitants), sum);
  Subtract(sum);
  if (city) co_await take(std::move(sum));
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
