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

struct DeleteDecoder {
  void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
};

// How many bytes of a picture may come after what its decoder needs: it reads 8 ahead, and coders
// round up.
constexpr size_t kMostUnread = 16;

// Decoded at an eighth of its size: all of it is read, little of it is kept. A picture that is whole
// before its last bytes are there has something else in them.
absl::Status CheckPixels(const WebPData& coded) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return absl::InternalError("another libwebp");
  if (WebPGetFeatures(coded.bytes, coded.size, &config.input) != VP8_STATUS_OK) {
    return Unsound("its header is damaged");
  }
  ZWK_RETURN_IF_ERROR(CheckSize(config.input.width, config.input.height));
  config.options.use_scaling = 1;
  config.options.scaled_width = (config.input.width + 7) / 8;
  config.options.scaled_height = (config.input.height + 7) / 8;
  VP8StatusCode without_end = VP8_STATUS_SUSPENDED;
  VP8StatusCode whole = VP8_STATUS_SUSPENDED;
  {
    const std::unique_ptr<WebPIDecoder, DeleteDecoder> decoder(WebPIDecode(nullptr, 0, &config));
    if (decoder == nullptr) return absl::ResourceExhaustedError("no memory to look at a picture");
    if (coded.size > kMostUnread) {
      without_end = WebPIUpdate(decoder.get(), coded.bytes, coded.size - kMostUnread);
    }
    whole = without_end == VP8_STATUS_SUSPENDED
                ? WebPIUpdate(decoder.get(), coded.bytes, coded.size)
                : without_end;
  }
  WebPFreeDecBuffer(&config.output);
  if (whole != VP8_STATUS_OK) return Unsound("its data are damaged");
  if (without_end == VP8_STATUS_OK) return Unsound("something follows the picture in its data");
  return absl::OkStatus();
}

// The coded picture alone, in a file of its own.
absl::StatusOr<std::string> Rewritten(const WebPMux* mux) {
  WebPMuxFrameInfo frame{};
  if (WebPMuxGetFrame(mux, 1, &frame) != WEBP_MUX_OK) return Unsound("there is no picture in it");
  Allocated image;
  image.data = frame.bitstream;
  ZWK_RETURN_IF_ERROR(CheckPixels(image.data));
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
  return Rewritten(mux.get());
}

}  // namespace zwk::picture
