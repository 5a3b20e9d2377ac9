#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk::picture {

// How JPEG (always) and WebP (at times) begin a block of EXIF.
inline constexpr absl::string_view kExifPrefix("Exif\0\0", 6);
inline constexpr int kUpright = 1;

// 1 to 8, as EXIF counts the ways a picture can lie; kUpright where the block does not say so.
int OrientationOf(absl::string_view exif);

// A block (without prefix) that holds the orientation and nothing else; "" for an upright picture.
std::string ExifOf(int orientation);

}  // namespace zwk::picture
