#pragma once

#include <cmath>

namespace zwk::forecasting {

// phi + phi^2 + ... + phi^h, for any h: how far a change a year that fades by phi < 1 goes in h
// years.
inline double Damped(double phi, double years) {
  return phi * (1 - std::pow(phi, years)) / (1 - phi);
}

}  // namespace zwk::forecasting
