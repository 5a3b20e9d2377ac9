#pragma once

#include <cstddef>
#include <vector>

namespace zwk::forecasting {

inline constexpr int kMale = 0;
inline constexpr int kFemale = 1;
inline constexpr int kSexes = 2;

// The cells of one neighborhood: origin group x sex x age class, ages innermost. The last age class
// is open.
struct Grid {
  int ages = 0;
  int groups = 0;

  size_t size() const { return static_cast<size_t>(groups) * kSexes * ages; }
  size_t at(int group, int sex, int age) const {
    return (static_cast<size_t>(group) * kSexes + sex) * ages + age;
  }
  int open() const { return ages - 1; }
};

// One number per cell of a Grid.
using Cells = std::vector<double>;

}  // namespace zwk::forecasting
