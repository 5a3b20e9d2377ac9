#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Small pictures, made and read by the libraries that everybody uses, with traces of who took them,
// where and with what.
namespace zwk::test {

struct Traces {
  int orientation = 6;
  bool progressive = false;  // JPEG; interlaced for PNG; lossless for WebP
  bool trailer = false;      // JPEG: a second picture and a video behind the first
  std::string profile;       // ICC
};

std::string PlainJpeg(bool progressive = false);
// As progressive as it gets: a scan for each coefficient, 190 of them.
std::string JpegOfManyScans();
std::string JpegWith(const Traces& traces);
std::string PngWith(const Traces& traces);
std::string WebpWith(const Traces& traces);

// WebP as its coder makes it of pictures that are plain or full of detail, lossy and lossless, with
// and without transparency, of many sizes, in one and in eight partitions.
std::vector<std::string> WebpsOfManyKinds();

// Every text that stands in a picture with traces.
std::vector<std::string> TracesOf(absl::string_view bytes);

// One segment of a JPEG, behind the first two bytes.
std::string WithSegment(absl::string_view jpeg, int marker, absl::string_view data);
std::string PngChunk(absl::string_view type, absl::string_view data);
// An EXIF block as cameras write it: author, serial number, place, and the orientation.
std::string ExifWithTraces(int orientation);
// A small RGB profile that names the display it is made for.
std::string ProfileWithTraces();

// What people see: width, height and the pixels, RGBA or what the format gives; "" if nothing.
std::string PixelsOf(absl::string_view bytes);

}  // namespace zwk::test
