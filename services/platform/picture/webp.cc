#include "platform/picture/webp.h"

#include <webp/decode.h>
#include <webp/mux.h>

#include <memory>

#include "platform/base/status_macros.h"
#include "platform/picture/bytes.h"
#include "platform/picture/exif.h"
#include "platform/picture/icc.h"
#include "platform/picture/refusal.h"

namespace zwk::picture {
namespace {

struct DeleteMux {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};
using Mux = std::unique_ptr<WebPMux, DeleteMux>;

// Bytes that the library has allocated.
struct Allocated {
  Allocated() = default;
  Allocated(const Allocated&) = delete;
  Allocated& operator=(const Allocated&) = delete;
  ~Allocated() { WebPDataClear(&data); }
  WebPData data{};
};

WebPData DataOf(absl::string_view bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}
absl::string_view BytesOf(const WebPData& data) {
  return {reinterpret_cast<const char*>(data.bytes), data.size};
}

absl::string_view ChunkOf(const WebPMux* mux, const char* name) {
  WebPData data{};  // lies within the picture
  return WebPMuxGetChunk(mux, name, &data) == WEBP_MUX_OK ? BytesOf(data) : absl::string_view();
}

bool Set(WebPMux* mux, const char* name, const std::string& contents) {
  if (contents.empty()) return true;
  const WebPData data = DataOf(contents);
  return WebPMuxSetChunk(mux, name, &data, 1) == WEBP_MUX_OK;
}

// Decoded at an eighth of its size: all of it is read, little of it is kept.
absl::Status CheckPixels(const std::string& bytes) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return absl::InternalError("another libwebp");
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  if (WebPGetFeatures(data, bytes.size(), &config.input) != VP8_STATUS_OK) {
    return Unsound("its header is damaged");
  }
  ZWK_RETURN_IF_ERROR(CheckSize(config.input.width, config.input.height));
  config.options.use_scaling = 1;
  config.options.scaled_width = (config.input.width + 7) / 8;
  config.options.scaled_height = (config.input.height + 7) / 8;
  const VP8StatusCode decoded = WebPDecode(data, bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  return decoded == VP8_STATUS_OK ? absl::OkStatus() : Unsound("its data are damaged");
}

// The coded picture alone, in a file of its own.
absl::StatusOr<std::string> Rewritten(const WebPMux* mux) {
  WebPMuxFrameInfo frame{};
  if (WebPMuxGetFrame(mux, 1, &frame) != WEBP_MUX_OK) return Unsound("there is no picture in it");
  Allocated image;
  image.data = frame.bitstream;
  const Mux anew(WebPMuxNew());
  Allocated written;
  const bool done = anew != nullptr && WebPMuxSetImage(anew.get(), &image.data, 1) == WEBP_MUX_OK &&
                    Set(anew.get(), "ICCP", CleanProfile(ChunkOf(mux, "ICCP"), ColorSpace::kRgb)) &&
                    Set(anew.get(), "EXIF", ExifOf(OrientationOf(ChunkOf(mux, "EXIF")))) &&
                    WebPMuxAssemble(anew.get(), &written.data) == WEBP_MUX_OK;
  if (!done) return Unsound("its parts do not fit");
  return std::string(BytesOf(written.data));
}

}  // namespace

absl::StatusOr<std::string> CleanWebp(absl::string_view bytes) {
  const WebPData data = DataOf(bytes);
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(data.bytes, data.size, &features) != VP8_STATUS_OK) {
    return Unsound("its header is damaged");
  }
  if (features.has_animation != 0) return Refused("UNSUPPORTED_PICTURE", "moves");
  if (bytes.size() != size_t{8} + LittleEndian(bytes, 4, 4)) {
    return Unsound("it is cut off, or something follows its end");
  }
  const Mux mux(WebPMuxCreate(&data, 0));
  if (mux == nullptr) return Unsound("its chunks are damaged");
  ZWK_ASSIGN_OR_RETURN(std::string rewritten, Rewritten(mux.get()));
  ZWK_RETURN_IF_ERROR(CheckPixels(rewritten));
  return rewritten;
}

}  // namespace zwk::picture
