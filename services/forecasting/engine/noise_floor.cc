#include "forecasting/engine/noise_floor.h"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace zwk::forecasting {

NoiseFloor NoiseFloorOf(double people, const EventRates& rates, double years) {
  // How fast a deviation fades.
  const double kappa = rates.moves + rates.deaths - rates.births;
  const double duration = kappa == 0 ? years : -std::expm1(-2 * kappa * years) / (2 * kappa);
  const double variance = people * (2 * rates.moves + rates.births + rates.deaths) * duration;
  return {variance, std::sqrt(2 * variance / std::numbers::pi) / people};
}

double MeanNoiseFloor(const std::vector<double>& people, const EventRates& rates, double years) {
  double sum = 0;
  int64_t inhabited = 0;
  for (const double one : people) {
    if (one <= 0) continue;
    sum += NoiseFloorOf(one, rates, years).mean_error;
    ++inhabited;
  }
  return inhabited > 0 ? sum / static_cast<double>(inhabited) : 0;
}

}  // namespace zwk::forecasting
