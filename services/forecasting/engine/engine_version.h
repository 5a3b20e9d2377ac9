#pragma once

namespace zwk::forecasting {

// Grows with every change that can change a figure.
inline constexpr char kEngineVersion[] = "1";

}  // namespace zwk::forecasting
