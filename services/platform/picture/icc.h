#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk::picture {

enum class ColorSpace { kGray, kRgb, kCmyk };

inline constexpr size_t kMaxProfile = 1 << 20;

// The numbers of an ICC profile that say what a picture's colors are, in a profile of their own:
// without texts, dates, devices and their serial numbers. "" where there is no sound profile of
// this color space of at most kMaxProfile bytes: the picture is then shown as sRGB.
std::string CleanProfile(absl::string_view profile, ColorSpace space);

}  // namespace zwk::picture
