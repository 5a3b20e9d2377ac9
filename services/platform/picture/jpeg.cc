#include "platform/picture/jpeg.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// After <cstdio>: jpeglib.h names FILE without including it.
#include <jerror.h>
#include <jpeglib.h>

#include "absl/strings/match.h"
#include "platform/base/status_macros.h"
#include "platform/picture/exif.h"
#include "platform/picture/icc.h"
#include "platform/picture/refusal.h"

namespace zwk::picture {
namespace {

constexpr int kMaxScans = 64;  // progressive pictures have about ten
constexpr long kMaxMemory = 256 << 20;
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr int kIccMarker = JPEG_APP0 + 2;

// One picture on its way through libjpeg-turbo: read as the coefficients it is made of, written
// anew from these, so that not a pixel changes and nothing but pixels comes along.
//
// The library leaves by longjmp, and nothing between there and here may have a destructor: each
// step of the library's runs in Run, everything else outside of it.
class Transcoding {
 public:
  Transcoding() {
    in_.err = out_.err = jpeg_std_error(&errors_);
    in_.client_data = out_.client_data = this;
    errors_.error_exit = Leave;
    errors_.emit_message = OnMessage;
    progress_.progress_monitor = OnProgress;
    destination_.init_destination = [](j_compress_ptr) {};
    destination_.empty_output_buffer = [](j_compress_ptr) -> boolean { return FALSE; };
    destination_.term_destination = [](j_compress_ptr) {};
  }
  Transcoding(const Transcoding&) = delete;
  Transcoding& operator=(const Transcoding&) = delete;
  ~Transcoding() {
    jpeg_destroy_compress(&out_);
    jpeg_destroy_decompress(&in_);
    std::free(profile_);
  }

  absl::Status Read(absl::string_view bytes);
  absl::StatusOr<std::string> Write(size_t most);

 private:
  template <class Step>
  bool Run(const Step& step) {
    if (setjmp(leave_) != 0) return false;
    step();
    return true;
  }
  absl::Status Failed() const;
  int Orientation() const;
  absl::StatusOr<ColorSpace> Colors() const;

  [[noreturn]] static void Leave(j_common_ptr common);
  static void OnMessage(j_common_ptr common, int level);
  static void OnProgress(j_common_ptr common);

  jpeg_decompress_struct in_{};
  jpeg_compress_struct out_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_destination_mgr destination_{};
  std::jmp_buf leave_;
  char message_[JMSG_LENGTH_MAX] = "";
  jvirt_barray_ptr* coefficients_ = nullptr;
  unsigned char* profile_ = nullptr;  // malloc'ed by the library
  unsigned int profile_size_ = 0;
};

void Transcoding::Leave(j_common_ptr common) {
  auto* self = static_cast<Transcoding*>(common->client_data);
  common->err->format_message(common, self->message_);
  std::longjmp(self->leave_, 1);
}

// What libjpeg would mend by guessing is refused. What it jumps over does not come along.
void Transcoding::OnMessage(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_BOGUS_ICC:
      return;
    default:
      Leave(common);
  }
}

void Transcoding::OnProgress(j_common_ptr common) {
  if (!common->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number <= kMaxScans) return;
  auto* self = static_cast<Transcoding*>(common->client_data);
  std::snprintf(self->message_, sizeof self->message_, "more than %d scans", kMaxScans);
  std::longjmp(self->leave_, 1);
}

absl::Status Transcoding::Failed() const {
  if (errors_.msg_code != JERR_NO_BACKING_STORE) return Unsound(message_);
  return Refused("PICTURE_TOO_LARGE", "asks for more memory than a picture gets");
}

absl::Status Transcoding::Read(absl::string_view bytes) {
  const bool begun = Run([&] {
    jpeg_create_decompress(&in_);
    in_.progress = &progress_;
    in_.mem->max_memory_to_use = kMaxMemory;
    jpeg_mem_src(&in_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_save_markers(&in_, kExifMarker, 0xFFFF);
    jpeg_save_markers(&in_, kIccMarker, 0xFFFF);
    jpeg_read_header(&in_, TRUE);
  });
  if (!begun) return Failed();
  ZWK_RETURN_IF_ERROR(CheckSize(in_.image_width, in_.image_height));
  ZWK_RETURN_IF_ERROR(Colors().status());
  if (in_.arith_code) return Refused("UNSUPPORTED_PICTURE", "is coded as browsers do not show it");
  const bool read = Run([&] {
    coefficients_ = jpeg_read_coefficients(&in_);
    jpeg_read_icc_profile(&in_, &profile_, &profile_size_);
  });
  return read ? absl::OkStatus() : Failed();
}

absl::StatusOr<std::string> Transcoding::Write(size_t most) {
  ZWK_ASSIGN_OR_RETURN(const ColorSpace space, Colors());
  const std::string profile = CleanProfile(
      absl::string_view(reinterpret_cast<const char*>(profile_), profile_size_), space);
  std::string exif = ExifOf(Orientation());
  if (!exif.empty()) exif.insert(0, kExifPrefix.data(), kExifPrefix.size());

  std::string written(most, '\0');
  destination_.next_output_byte = reinterpret_cast<JOCTET*>(written.data());
  destination_.free_in_buffer = written.size();
  const bool done = Run([&] {
    const auto bytes_of = [](const std::string& text) {
      return reinterpret_cast<const JOCTET*>(text.data());
    };
    jpeg_create_compress(&out_);
    out_.mem->max_memory_to_use = kMaxMemory;
    out_.dest = &destination_;
    jpeg_copy_critical_parameters(&in_, &out_);
    // Tables made for this picture: not larger than it was, and every coefficient is looked at.
    out_.optimize_coding = TRUE;
    // With Adobe's marker browsers take CMYK as inverted.
    if (space == ColorSpace::kCmyk) out_.write_Adobe_marker = in_.saw_Adobe_marker;
    jpeg_write_coefficients(&out_, coefficients_);
    if (!exif.empty()) jpeg_write_marker(&out_, kExifMarker, bytes_of(exif), exif.size());
    if (!profile.empty()) jpeg_write_icc_profile(&out_, bytes_of(profile), profile.size());
    jpeg_finish_compress(&out_);
  });
  if (!done) return Failed();
  written.resize(written.size() - destination_.free_in_buffer);
  return written;
}

int Transcoding::Orientation() const {
  for (jpeg_saved_marker_ptr marker = in_.marker_list; marker != nullptr; marker = marker->next) {
    const absl::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (marker->marker == kExifMarker && absl::StartsWith(data, kExifPrefix)) {
      return OrientationOf(data);
    }
  }
  return kUpright;
}

absl::StatusOr<ColorSpace> Transcoding::Colors() const {
  switch (in_.num_components) {
    case 1:
      return ColorSpace::kGray;
    case 3:
      return ColorSpace::kRgb;
    case 4:
      return ColorSpace::kCmyk;
    default:
      return Refused("UNSUPPORTED_PICTURE", "has neither 1 nor 3 nor 4 color components");
  }
}

}  // namespace

absl::StatusOr<std::string> CleanJpeg(absl::string_view bytes) {
  Transcoding transcoding;
  ZWK_RETURN_IF_ERROR(transcoding.Read(bytes));
  // Read from many scans, written in one, a picture grows by some percent; one without any detail
  // by two bits a block of 64 pixels.
  return transcoding.Write(bytes.size() + bytes.size() / 2 + (1 << 20));
}

}  // namespace zwk::picture
