#pragma once

#include <memory>

#include "forecasting/forecast/forecast_port.h"
#include "platform/base/clock.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents forecast/<id>; indexes "forecasts", newest first, and "unfinished".
std::unique_ptr<ForecastRepository> StoreForecasts(store::Store& store, const Clock& clock);

}  // namespace zwk::forecasting
