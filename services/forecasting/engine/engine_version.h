#pragma once

namespace zwk::forecasting {

// Grows with every change that can change a figure.
inline constexpr char kEngineVersion[] = "2";

}  // namespace zwk::forecasting
