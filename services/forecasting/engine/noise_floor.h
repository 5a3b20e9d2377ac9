#pragma once

#include <vector>

namespace zwk::forecasting {

// How many people of a neighborhood move in or out (each way), are born and die, per head and year.
struct EventRates {
  double moves = 0;
  double births = 0;
  double deaths = 0;
};

// What chance alone does to the total of a neighborhood of `people` in `years`, if every rate is
// known and immigrants arrive independently of its size. No forecast is better on average.
struct NoiseFloor {
  double variance = 0;    // of the total
  double mean_error = 0;  // expected absolute error as a share of the people
};

// people > 0; years and rates at least 0.
NoiseFloor NoiseFloorOf(double people, const EventRates& rates, double years);

// The mean error of the neighborhoods where anybody lives; 0 where nobody does in any.
double MeanNoiseFloor(const std::vector<double>& people, const EventRates& rates, double years);

}  // namespace zwk::forecasting
