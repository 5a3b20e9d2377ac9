#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/disclosure.h"
#include "zwk/forecasting/v1/forecast.pb.h"

// What is compared of two forecasts, and how it is told.
namespace zwk::forecasting {

// Those of the request, or the usual ones.
std::vector<v1::AgeBand> BandsOf(const v1::CompareForecastsRequest& asked);
bool AreUsual(const std::vector<v1::AgeBand>& bands);
// INVALID_ARGUMENT: a band that cuts an age class in two cannot be counted.
absl::Status CheckBands(const std::vector<v1::AgeBand>& bands, int width, int open_age);

// How far people and base_people of each band differ. `shown` for who may not see exact figures: of an
// area with so many people, whose counts are rounded before they are subtracted.
v1::CompareForecastsResponse Compared(v1::CompareForecastsResponse counted,
                                      const std::optional<Disclosure>& shown);

}  // namespace zwk::forecasting
