#include "platform/picture/png.h"

#include <png.h>
#include <zlib.h>

#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/picture/bytes.h"
#include "platform/picture/exif.h"
#include "platform/picture/icc.h"
#include "platform/picture/refusal.h"

namespace zwk::picture {
namespace {

constexpr size_t kSignature = 8;

// Reads a whole picture and keeps nothing of it: what libpng has read to its end without a word is
// sound, and its chunks are whole. The library leaves by longjmp, as libjpeg does: see jpeg.cc.
class Check {
 public:
  explicit Check(absl::string_view bytes) : rest_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, OnError, OnWarning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
  }
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;
  ~Check() { png_destroy_read_struct(&png_, &info_, nullptr); }

  absl::StatusOr<ColorSpace> Read();

 private:
  template <class Step>
  bool Run(const Step& step) {
    if (setjmp(leave_) != 0) return false;
    step();
    return true;
  }
  absl::Status Failed() const { return Unsound(message_); }

  [[noreturn]] static void OnError(png_structp png, png_const_charp message);
  static void OnWarning(png_structp, png_const_charp) {}
  static void ReadBytes(png_structp png, png_bytep into, size_t count);

  absl::string_view rest_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf leave_;
  char message_[100] = "";
};

void Check::OnError(png_structp png, png_const_charp message) {
  auto* self = static_cast<Check*>(png_get_error_ptr(png));
  std::snprintf(self->message_, sizeof self->message_, "%s", message);
  std::longjmp(self->leave_, 1);
}

void Check::ReadBytes(png_structp png, png_bytep into, size_t count) {
  auto* self = static_cast<Check*>(png_get_io_ptr(png));
  if (count > self->rest_.size()) png_error(png, "it is cut off");
  std::memcpy(into, self->rest_.data(), count);
  self->rest_.remove_prefix(count);
}

absl::StatusOr<ColorSpace> Check::Read() {
  if (info_ == nullptr) return absl::ResourceExhaustedError("no memory for a picture");
  const bool begun = Run([&] {
    png_set_read_fn(png_, this, ReadBytes);
    png_set_benign_errors(png_, 0);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png_, info_);
  });
  if (!begun) return Failed();
  const uint32_t height = png_get_image_height(png_, info_);
  ZWK_RETURN_IF_ERROR(CheckSize(png_get_image_width(png_, info_), height));
  const bool color = (png_get_color_type(png_, info_) & PNG_COLOR_MASK_COLOR) != 0;
  std::vector<png_byte> row(png_get_rowbytes(png_, info_));
  const bool read = Run([&] {
    const int passes = png_set_interlace_handling(png_);
    png_start_read_image(png_);
    for (int pass = 0; pass < passes; ++pass) {
      for (uint32_t y = 0; y < height; ++y) png_read_row(png_, row.data(), nullptr);
    }
    png_read_end(png_, nullptr);
  });
  if (!read) return Failed();
  if (!rest_.empty()) return Unsound("something follows its end");
  return color ? ColorSpace::kRgb : ColorSpace::kGray;
}

std::string ChunkOf(absl::string_view type, absl::string_view data) {
  std::string chunk = absl::StrCat(type, data);
  const uLong crc = crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), chunk.size());
  return absl::StrCat(BigEndian32(data.size()), chunk, BigEndian32(crc));
}

// iCCP: a name, 0, the method 0, then the profile compressed by zlib.
std::string CleanProfileChunk(absl::string_view data, ColorSpace space) {
  const size_t compressed = data.find('\0');
  if (compressed == absl::string_view::npos || compressed + 2 > data.size()) return "";
  data.remove_prefix(compressed + 2);
  std::string profile(kMaxProfile, '\0');
  uLongf size = profile.size();
  if (uncompress(reinterpret_cast<Bytef*>(profile.data()), &size,
                 reinterpret_cast<const Bytef*>(data.data()), data.size()) != Z_OK) {
    return "";
  }
  profile = CleanProfile(absl::string_view(profile).substr(0, size), space);
  if (profile.empty()) return "";
  std::string packed(compressBound(profile.size()), '\0');
  size = packed.size();
  if (compress(reinterpret_cast<Bytef*>(packed.data()), &size,
               reinterpret_cast<const Bytef*>(profile.data()), profile.size()) != Z_OK) {
    return "";
  }
  packed.resize(size);
  return ChunkOf("iCCP", absl::StrCat(absl::string_view("ICC\0\0", 5), packed));
}

// What stays of a chunk that may be there once, before the picture's data; "" for one that goes.
std::string Kept(absl::string_view type, absl::string_view data, ColorSpace space) {
  struct Numbers {
    absl::string_view type;
    size_t most;
  };
  constexpr std::array<Numbers, 6> kNumbers = {
      {{"gAMA", 4}, {"cHRM", 32}, {"sRGB", 1}, {"pHYs", 9}, {"sBIT", 4}, {"bKGD", 6}}};
  if (type == "iCCP") return CleanProfileChunk(data, space);
  if (type == "eXIf") {
    const std::string exif = ExifOf(OrientationOf(data));
    return exif.empty() ? "" : ChunkOf(type, exif);
  }
  for (const Numbers& numbers : kNumbers) {
    if (type == numbers.type && data.size() <= numbers.most) return ChunkOf(type, data);
  }
  return "";
}

// A picture of full colors may have a palette too, as a hint to poor screens: that one goes.
bool IsPixels(absl::string_view type, bool has_palette) {
  if (type == "PLTE") return has_palette;
  return type == "IHDR" || type == "tRNS" || type == "IDAT" || type == "IEND";
}

}  // namespace

absl::StatusOr<std::string> CleanPng(absl::string_view bytes) {
  ZWK_ASSIGN_OR_RETURN(const ColorSpace space, Check(bytes).Read());
  std::string kept(bytes.substr(0, kSignature));
  std::set<absl::string_view> seen;
  constexpr size_t kColorType = kSignature + 8 + 9;  // in IHDR, which comes first
  const bool has_palette = bytes[kColorType] == PNG_COLOR_TYPE_PALETTE;
  bytes.remove_prefix(kSignature);
  while (!bytes.empty()) {  // chunks: length, type, data, CRC; libpng has looked at all of them
    const size_t length = BigEndian(bytes, 0, 4);
    const absl::string_view type = bytes.substr(4, 4);
    const bool first = seen.insert(type).second;
    if (IsPixels(type, has_palette)) {
      absl::StrAppend(&kept, bytes.substr(0, length + 12));
    } else if (first && seen.count("IDAT") == 0) {
      kept += Kept(type, bytes.substr(8, length), space);
    }
    bytes.remove_prefix(length + 12);
  }
  return kept;
}

}  // namespace zwk::picture
