#include "tests/support/pictures.h"

#include <webp/decode.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zwk::test {
namespace {

constexpr int kWidth = 40;
constexpr int kHeight = 24;

constexpr std::array<absl::string_view, 7> kTexts = {
    "CANARY-PLACE-53.5396N", "CANARY-SERIAL-0815", "CANARY-AUTHOR-KIM", "CANARY-XMP-TEXT",
    "CANARY-COMMENT",        "CANARY-VIDEO",       "CANARY-DISPLAY"};

std::string Rgb() {
  std::string pixels;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      pixels +=
          {static_cast<char>(x * 6), static_cast<char>(y * 10), static_cast<char>(x * y % 251)};
    }
  }
  return pixels;
}

std::string Number(size_t value, int bytes) {
  std::string text;
  for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::string Xmp() { return absl::StrCat("<x:xmpmeta>", kTexts[3], " ", kTexts[2], "</x:xmpmeta>"); }

uint8_t* Bytes(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

std::string Sized(int width, int height, const uint8_t* pixels, size_t size) {
  return absl::StrCat(width, "x", height, ":",
                      absl::string_view(reinterpret_cast<const char*>(pixels), size));
}

std::string JpegPixels(absl::string_view bytes) {
  jpeg_decompress_struct in{};
  jpeg_error_mgr errors{};
  in.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&in);
  jpeg_mem_src(&in, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  jpeg_read_header(&in, TRUE);
  jpeg_start_decompress(&in);
  const size_t stride = size_t{in.output_width} * in.output_components;
  std::string pixels(stride * in.output_height, '\0');
  while (in.output_scanline < in.output_height) {
    JSAMPROW row = Bytes(pixels) + in.output_scanline * stride;
    jpeg_read_scanlines(&in, &row, 1);
  }
  std::string sized = Sized(static_cast<int>(in.output_width), static_cast<int>(in.output_height),
                            Bytes(pixels), pixels.size());
  jpeg_destroy_decompress(&in);
  return sized;
}

std::string PngPixels(absl::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return "";
  image.format = PNG_FORMAT_RGBA;
  std::string pixels(PNG_IMAGE_SIZE(image), '\0');
  const bool read = png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0;
  return read ? Sized(static_cast<int>(image.width), static_cast<int>(image.height), Bytes(pixels),
                      pixels.size())
              : "";
}

std::string WebpPixels(absl::string_view bytes) {
  int width = 0;
  int height = 0;
  uint8_t* pixels =
      WebPDecodeRGBA(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), &width, &height);
  if (pixels == nullptr) return "";
  std::string sized = Sized(width, height, pixels, size_t{4} * width * height);
  WebPFree(pixels);
  return sized;
}

template <class Settings>
std::string Jpeg(const Settings& settings) {
  jpeg_compress_struct out{};
  jpeg_error_mgr errors{};
  out.err = jpeg_std_error(&errors);
  jpeg_create_compress(&out);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&out, &bytes, &size);
  out.image_width = kWidth;
  out.image_height = kHeight;
  out.input_components = 3;
  out.in_color_space = JCS_RGB;
  jpeg_set_defaults(&out);
  settings(&out);
  jpeg_start_compress(&out, TRUE);
  std::string pixels = Rgb();
  while (out.next_scanline < out.image_height) {
    JSAMPROW row = Bytes(pixels) + size_t{3} * kWidth * out.next_scanline;
    jpeg_write_scanlines(&out, &row, 1);
  }
  jpeg_finish_compress(&out);
  std::string jpeg(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&out);
  std::free(bytes);
  return jpeg;
}

}  // namespace

std::string ExifWithTraces(int orientation) {
  // Big-endian TIFF: a directory of four entries, what they point to, a thumbnail behind it.
  const auto entry = [](int tag, int type, size_t count, const std::string& value) {
    return absl::StrCat(Number(tag, 2), Number(type, 2), Number(count, 4), value);
  };
  const size_t texts = 8 + 2 + 4 * 12 + 4;
  const std::string author(kTexts[2]);
  const std::string serial(kTexts[1]);
  const std::string place(kTexts[0]);
  return absl::StrCat(absl::string_view("MM\0*\0\0\0\x08", 8), Number(4, 2),
                      entry(0x0112, 3, 1, Number(orientation, 2) + Number(0, 2)),
                      entry(0x013B, 2, author.size(), Number(texts, 4)),
                      entry(0xA431, 2, serial.size(), Number(texts + author.size(), 4)),
                      entry(0x8825, 4, 1, Number(texts + author.size() + serial.size(), 4)),
                      Number(0, 4), author, serial, place, "\xFF\xD8 thumbnail ", kTexts[0],
                      " \xFF\xD9");
}

std::string ProfileWithTraces() {
  const std::string xyz =
      absl::StrCat("XYZ ", Number(0, 4), Number(0x6FA2, 4), Number(0x38F5, 4), Number(0x390, 4));
  const std::string curve =
      absl::StrCat("curv", Number(0, 4), Number(1, 4), Number(0x233, 2), Number(0, 2));
  const std::string texts = absl::StrCat("mmod", Number(0, 4), kTexts[6], "  ");
  const std::vector<std::pair<std::string, const std::string*>> tags = {
      {"rXYZ", &xyz},   {"gXYZ", &xyz},   {"bXYZ", &xyz},   {"wtpt", &xyz},
      {"rTRC", &curve}, {"gTRC", &curve}, {"bTRC", &curve}, {"mmod", &texts}};
  std::string table = Number(tags.size(), 4);
  std::string contents;
  for (const auto& [name, data] : tags) {
    absl::StrAppend(&table, name, Number(128 + 4 + 12 * tags.size() + contents.size(), 4),
                    Number(data->size(), 4));
    contents += *data;
  }
  std::string header(128, '\0');
  header.replace(0, 4, Number(128 + table.size() + contents.size(), 4));
  header.replace(8, 4, Number(0x02100000, 4));
  header.replace(12, 12, "mntrRGB XYZ ");
  header.replace(36, 4, "acsp");
  header.replace(48, 14, kTexts[6].data(), 14);  // maker, model and attributes
  header.replace(68, 12, absl::StrCat(Number(0xF6D6, 4), Number(0x10000, 4), Number(0xD32D, 4)));
  return absl::StrCat(header, table, contents);
}

std::string PlainJpeg(bool progressive) {
  return Jpeg([progressive](j_compress_ptr out) {
    if (progressive) jpeg_simple_progression(out);
  });
}

std::string JpegOfManyScans() {
  std::vector<jpeg_scan_info> scans = {{3, {0, 1, 2, 0}, 0, 0, 0, 0}};
  for (int component = 0; component < 3; ++component) {
    for (int band = 1; band < 64; ++band) scans.push_back({1, {component}, band, band, 0, 0});
  }
  return Jpeg([&scans](j_compress_ptr out) {
    out->scan_info = scans.data();
    out->num_scans = static_cast<int>(scans.size());
  });
}

std::string WithSegment(absl::string_view jpeg, int marker, absl::string_view data) {
  return absl::StrCat(jpeg.substr(0, 2), "\xFF", std::string(1, static_cast<char>(marker)),
                      Number(data.size() + 2, 2), data, jpeg.substr(2));
}

std::string JpegWith(const Traces& traces) {
  const absl::string_view exif("Exif\0\0", 6);
  const absl::string_view xmp("http://ns.adobe.com/xap/1.0/\0", 29);
  std::string jpeg = PlainJpeg(traces.progressive);
  jpeg = WithSegment(jpeg, 0xFE, kTexts[4]);
  jpeg = WithSegment(jpeg, 0xED, absl::StrCat("Photoshop 3.0", kTexts[2]));
  jpeg = WithSegment(jpeg, 0xEB, absl::StrCat("JP", kTexts[1]));
  jpeg = WithSegment(jpeg, 0xE4, kTexts[0]);
  jpeg = WithSegment(jpeg, 0xE2, absl::StrCat(absl::string_view("MPF\0", 4), kTexts[1]));
  if (!traces.profile.empty()) {
    jpeg = WithSegment(
        jpeg, 0xE2, absl::StrCat(absl::string_view("ICC_PROFILE\0\x01\x01", 14), traces.profile));
  }
  jpeg = WithSegment(jpeg, 0xE1, absl::StrCat(xmp, Xmp()));
  jpeg = WithSegment(jpeg, 0xE1, absl::StrCat(exif, ExifWithTraces(traces.orientation)));
  if (traces.trailer) {
    const std::string second = WithSegment(PlainJpeg(), 0xE1, absl::StrCat(exif, kTexts[0]));
    absl::StrAppend(&jpeg, second, Number(24, 4), "ftypmp42", kTexts[5]);
  }
  return jpeg;
}

std::string PngChunk(absl::string_view type, absl::string_view data) {
  const std::string chunk = absl::StrCat(type, data);
  const uLong crc = crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), chunk.size());
  return absl::StrCat(Number(data.size(), 4), chunk, Number(crc, 4));
}

std::string PngWith(const Traces& traces) {
  std::string png;
  png_structp out = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(out);
  png_set_write_fn(
      out, &png,
      [](png_structp p, png_bytep bytes, size_t size) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<char*>(bytes), size);
      },
      nullptr);
  png_set_IHDR(out, info, kWidth, kHeight, 8, PNG_COLOR_TYPE_RGB,
               traces.progressive ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_gAMA_fixed(out, info, 45455);
  png_set_pHYs(out, info, 2835, 2835, PNG_RESOLUTION_METER);
  if (!traces.profile.empty()) {
    png_set_iCCP(out, info, "CANARY-DISPLAY", 0,
                 reinterpret_cast<const png_byte*>(traces.profile.data()), traces.profile.size());
  }
  png_write_info(out, info);
  std::string pixels = Rgb();
  std::vector<png_bytep> rows;
  for (int y = 0; y < kHeight; ++y) rows.push_back(Bytes(pixels) + size_t{3} * kWidth * y);
  png_write_image(out, rows.data());
  png_write_end(out, nullptr);
  png_destroy_write_struct(&out, &info);

  const size_t behind_header = 8 + 25;
  png.insert(behind_header,
             absl::StrCat(PngChunk("eXIf", ExifWithTraces(traces.orientation)),
                          PngChunk("tEXt", absl::StrCat("Author", std::string(1, '\0'), kTexts[2])),
                          PngChunk("iTXt", absl::StrCat("XML:com.adobe.xmp", Number(0, 5), Xmp())),
                          PngChunk("tIME", "CANARY-"), PngChunk("caNv", kTexts[0])));
  png.insert(png.find("IDAT") - 4, PngChunk("gAMA", kTexts[0].substr(0, 4)));  // a second one
  png.insert(png.size() - 12, PngChunk("tEXt", absl::StrCat("Comment", Number(0, 1), kTexts[4])));
  return png;
}

std::string WebpWith(const Traces& traces) {
  std::string pixels = Rgb();
  uint8_t* coded = nullptr;
  const size_t size =
      traces.progressive ? WebPEncodeLosslessRGB(Bytes(pixels), kWidth, kHeight, 3 * kWidth, &coded)
                         : WebPEncodeRGB(Bytes(pixels), kWidth, kHeight, 3 * kWidth, 80, &coded);
  WebPData image{coded, size};
  WebPMux* mux = WebPMuxNew();
  WebPMuxSetImage(mux, &image, 1);
  const auto set = [&](const char* name, const std::string& contents) {
    const WebPData data{reinterpret_cast<const uint8_t*>(contents.data()), contents.size()};
    WebPMuxSetChunk(mux, name, &data, 1);
  };
  if (!traces.profile.empty()) set("ICCP", traces.profile);
  set("EXIF", ExifWithTraces(traces.orientation));
  set("XMP ", Xmp());
  set("CANV", std::string(kTexts[0]));
  WebPData written{};
  WebPMuxAssemble(mux, &written);
  std::string webp(reinterpret_cast<const char*>(written.bytes), written.size);
  WebPDataClear(&written);
  WebPMuxDelete(mux);
  WebPFree(coded);
  return webp;
}

std::vector<std::string> WebpsOfManyKinds() {
  std::vector<std::string> pictures;
  for (const auto& [width, height] :
       {std::pair{1, 1}, {3, 2}, {17, 33}, {64, 64}, {200, 130}, {640, 480}}) {
    for (const int shape : {0, 1, 2, 3}) {  // plain, a slope, plain with one dot at the end, noise
      for (const int kind : {0, 1, 2, 3, 4}) {
        WebPConfig config;
        WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, kind == 1 ? 5 : 80);
        config.partitions = kind == 2 ? 3 : 0;
        config.lossless = kind == 3 ? 1 : 0;
        config.method = 0;
        WebPPicture picture;
        WebPPictureInit(&picture);
        picture.use_argb = 1;
        picture.width = width;
        picture.height = height;
        WebPPictureAlloc(&picture);
        uint32_t noise = 1;
        for (int i = 0; i < width * height; ++i) {
          noise = noise * 1664525 + 1013904223;
          const uint32_t gray = shape == 1 ? i % 251 : shape == 3 ? noise >> 24 : 200;
          const uint32_t last = shape == 2 && i + 1 == width * height ? 255 : gray;
          const uint32_t opaque = kind == 4 ? i % 256 : 255;
          picture.argb[i] = opaque << 24 | last << 16 | gray << 8 | gray;
        }
        WebPMemoryWriter writer;
        WebPMemoryWriterInit(&writer);
        picture.writer = WebPMemoryWrite;
        picture.custom_ptr = &writer;
        if (WebPEncode(&config, &picture) != 0) {
          pictures.emplace_back(reinterpret_cast<const char*>(writer.mem), writer.size);
        }
        WebPPictureFree(&picture);
        WebPMemoryWriterClear(&writer);
      }
    }
  }
  return pictures;
}

std::vector<std::string> TracesOf(absl::string_view bytes) {
  std::vector<std::string> found;
  for (const absl::string_view text : kTexts) {
    if (absl::StrContains(bytes, text)) found.emplace_back(text);
  }
  if (found.empty() && absl::StrContains(bytes, "CANA")) found.emplace_back("a part of a text");
  return found;
}

std::string PixelsOf(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xFF\xD8")) return JpegPixels(bytes);
  if (absl::StartsWith(bytes, "\x89PNG")) return PngPixels(bytes);
  return WebpPixels(bytes);
}

}  // namespace zwk::test
