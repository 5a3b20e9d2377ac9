#include "platform/picture/exif.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/picture/bytes.h"

namespace zwk::picture {
namespace {

// TIFF: an entry is tag (2 bytes), type (2), count (4), value (4).
constexpr size_t kEntry = 12;
constexpr uint32_t kOrientationTag = 0x0112;
constexpr uint32_t kShort = 3;

}  // namespace

int OrientationOf(absl::string_view exif) {
  absl::ConsumePrefix(&exif, kExifPrefix);
  if (exif.size() < 8) return kUpright;
  const bool big = exif.substr(0, 4) == absl::string_view("MM\0*", 4);
  if (!big && exif.substr(0, 4) != absl::string_view("II*\0", 4)) return kUpright;
  const auto number = [&](size_t at, int count) {
    return big ? BigEndian(exif, at, count) : LittleEndian(exif, at, count);
  };
  const size_t directory = number(4, 4);
  if (directory > exif.size() - 2) return kUpright;
  const size_t entries = number(directory, 2);
  for (size_t i = 0, at = directory + 2; i < entries && at + kEntry <= exif.size();
       ++i, at += kEntry) {
    if (number(at, 2) != kOrientationTag) continue;
    const uint32_t orientation = number(at + 8, 2);
    const bool known = number(at + 2, 2) == kShort && number(at + 4, 4) == 1 && orientation >= 1 &&
                       orientation <= 8;
    return known ? static_cast<int>(orientation) : kUpright;
  }
  return kUpright;
}

std::string ExifOf(int orientation) {
  if (orientation == kUpright) return "";
  constexpr absl::string_view kBefore("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
  constexpr absl::string_view kAfter("\0\0\0\0\0\0", 6);  // value's end, no next directory
  return absl::StrCat(kBefore, std::string(1, static_cast<char>(orientation)), kAfter);
}

}  // namespace zwk::picture
