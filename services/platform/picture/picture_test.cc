#include "platform/picture/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/picture/exif.h"
#include "platform/picture/icc.h"
#include "tests/support/pictures.h"

namespace zwk::picture {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Cleaned(absl::string_view bytes) {
  const auto cleaned = Clean(bytes);
  EXPECT_TRUE(cleaned.ok()) << cleaned.status();
  return cleaned.ok() ? cleaned->bytes : "";
}

std::string ReasonFor(absl::string_view bytes) { return ReasonOf(Clean(bytes).status()); }

// A picture of each kind; the name is that of the kind.
struct Make {
  std::string name;
  std::function<std::string(const test::Traces&)> with;
};

class EveryKindTest : public ::testing::TestWithParam<Make> {
 protected:
  std::string With(const test::Traces& traces) const { return GetParam().with(traces); }
};

INSTANTIATE_TEST_SUITE_P(Pictures, EveryKindTest,
                         ::testing::Values(Make{"jpeg", test::JpegWith}, Make{"png", test::PngWith},
                                           Make{"webp", test::WebpWith}),
                         [](const auto& made) { return made.param.name; });

TEST_P(EveryKindTest, LosesWhatItTellsAndNothingOfWhatItShows) {
  for (const bool progressive : {false, true}) {
    const std::string picture =
        With({.progressive = progressive, .profile = test::ProfileWithTraces()});
    ASSERT_THAT(test::TracesOf(picture), Not(IsEmpty()));
    const std::string cleaned = Cleaned(picture);
    EXPECT_THAT(test::TracesOf(cleaned), IsEmpty());
    EXPECT_EQ(test::PixelsOf(cleaned), test::PixelsOf(picture));
    EXPECT_EQ(absl::StrCat("image/", GetParam().name), MediaTypeOf(*KindOf(cleaned)));
  }
}

TEST_P(EveryKindTest, KeepsItsOrientationUnlessItIsUpright) {
  const std::string turned = ExifOf(6);
  EXPECT_TRUE(absl::StrContains(Cleaned(With({.orientation = 6})), turned));
  const std::string upright = Cleaned(With({.orientation = 1}));
  EXPECT_FALSE(absl::StrContains(upright, "Exif"));
  EXPECT_FALSE(absl::StrContains(upright, "eXIf"));
  EXPECT_FALSE(absl::StrContains(upright, "EXIF"));
}

TEST_P(EveryKindTest, CleanedAgainIsTheSame) {
  const std::string cleaned = Cleaned(With({.profile = test::ProfileWithTraces()}));
  EXPECT_EQ(Cleaned(cleaned), cleaned);
}

TEST_P(EveryKindTest, CutOffAnywhereIsRefused) {
  for (const bool progressive : {false, true}) {
    const std::string picture = With({.progressive = progressive});
    for (size_t size = 0; size < picture.size(); ++size) {
      EXPECT_THAT(ReasonFor(absl::string_view(picture).substr(0, size)),
                  AnyOf("UNSOUND_PICTURE", "UNKNOWN_PICTURE"))
          << size << " of " << picture.size() << " bytes";
    }
  }
}

TEST_P(EveryKindTest, WithADamagedByteIsRefusedOrClean) {
  for (const bool progressive : {false, true}) {
    const std::string picture =
        With({.progressive = progressive, .profile = test::ProfileWithTraces()});
    for (size_t i = 0; i < picture.size(); ++i) {
      for (const int flip : {0x01, 0xFF}) {
        std::string damaged = picture;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        const auto cleaned = Clean(damaged);
        if (!cleaned.ok()) continue;
        EXPECT_THAT(test::TracesOf(cleaned->bytes), IsEmpty()) << "byte " << i;
        EXPECT_TRUE(Clean(cleaned->bytes).ok()) << "byte " << i;
      }
    }
  }
}

TEST(PictureTest, WhatCamerasPutBehindAJpegGoes) {
  const std::string photo = test::JpegWith({.trailer = true});
  const std::string cleaned = Cleaned(photo);
  EXPECT_THAT(test::TracesOf(cleaned), IsEmpty());
  EXPECT_EQ(test::PixelsOf(cleaned), test::PixelsOf(photo));
}

TEST(PictureTest, NothingFollowsAPngOrWebp) {
  EXPECT_EQ(ReasonFor(test::PngWith({}) + "x"), "UNSOUND_PICTURE");
  EXPECT_EQ(ReasonFor(test::WebpWith({}) + "xy"), "UNSOUND_PICTURE");
}

// Bytes at the end of a chunk, which no decoder reads.
std::string WithSlack(std::string webp, const char* chunk) {
  const std::string slack = "CANARY: 53.5396N 8.5809E, E. Mustermann.";
  const auto grow = [&](size_t at) {
    uint32_t size = 0;
    for (size_t i = 4; i > 0; --i) size = size << 8 | static_cast<uint8_t>(webp[at + i - 1]);
    for (size_t i = 0; i < 4; ++i) {
      webp[at + i] = static_cast<char>((size + slack.size()) >> (8 * i));
    }
    return size;
  };
  const size_t at = webp.find(chunk);
  const size_t end = at + 8 + grow(at + 4);
  grow(4);
  return webp.insert(end, slack);
}

TEST(PictureTest, NothingHidesInTheDataOfAWebp) {
  EXPECT_EQ(ReasonFor(WithSlack(test::WebpWith({}), "VP8 ")), "UNSOUND_PICTURE");
  EXPECT_EQ(ReasonFor(WithSlack(test::WebpWith({.progressive = true}), "VP8L")), "UNSOUND_PICTURE");
}

TEST(PictureTest, APaletteThatNoPixelRefersToGoes) {
  std::string png = test::PngWith({});
  const std::string cleaned = Cleaned(png);
  constexpr size_t kAfterHeader = 8 + 25;
  png.insert(kAfterHeader, test::PngChunk("PLTE", "CANARY-COMMENT, 30 bytes long."));
  EXPECT_EQ(Cleaned(png), cleaned);
}

TEST(PictureTest, WhatTheCoderMakesIsTakenWhateverItShows) {
  const std::vector<std::string> pictures = test::WebpsOfManyKinds();
  ASSERT_EQ(pictures.size(), 6 * 4 * 5);
  for (size_t i = 0; i < pictures.size(); ++i) {
    const auto cleaned = Clean(pictures[i]);
    ASSERT_TRUE(cleaned.ok()) << i << ": " << cleaned.status();
    EXPECT_EQ(test::PixelsOf(cleaned->bytes), test::PixelsOf(pictures[i])) << i;
  }
}

TEST(PictureTest, FillBytesBeforeAMarkerHideNothing) {
  std::string photo = test::JpegWith({});
  photo.insert(2, "\xFF\xFF");
  const std::string cleaned = Cleaned(photo);
  EXPECT_THAT(test::TracesOf(cleaned), IsEmpty());
  EXPECT_TRUE(absl::StrContains(cleaned, ExifOf(6)));
}

TEST(PictureTest, EverySegmentThatIsNotNeededGoes) {
  for (int marker = 0xE0; marker <= 0xEF; ++marker) {
    const std::string photo = test::WithSegment(test::PlainJpeg(), marker, "CANARY-COMMENT");
    EXPECT_THAT(test::TracesOf(Cleaned(photo)), IsEmpty()) << marker;
  }
}

TEST(PictureTest, WhatIsNoPictureIsRefused) {
  for (const absl::string_view bytes : {"", "\xFF\xD8", "<html>", "GIF89a", "RIFF1234WEB"}) {
    EXPECT_EQ(ReasonFor(bytes), "UNKNOWN_PICTURE") << bytes;
  }
}

TEST(PictureTest, ASizeBeyondBoundsIsRefusedBeforeItIsDecoded) {
  // The frame header of the JPEG (SOF0: length, precision, height, width) and IHDR of the PNG.
  std::string jpeg = test::PlainJpeg();
  const size_t frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xFF\x00\xFF\x00", 4);
  EXPECT_EQ(ReasonFor(jpeg), "PICTURE_TOO_LARGE");

  // Full color at each of 64 million pixels takes more memory than color at every fourth.
  jpeg = test::PlainJpeg();
  jpeg.replace(frame + 5, 4, "\x1F\x40\x1F\x40");
  jpeg[frame + 11] = 0x11;
  EXPECT_EQ(ReasonFor(jpeg), "PICTURE_TOO_LARGE");

  std::string png = test::PngWith({});
  png.replace(
      8, 25,
      test::PngChunk("IHDR", absl::string_view("\0\0\x27\x10\0\0\x27\x10\x08\x02\0\0\0", 13)));
  EXPECT_EQ(ReasonFor(png), "PICTURE_TOO_LARGE");
}

TEST(PictureTest, MoreScansThanAnyPictureHasAreRefused) {
  const absl::Status status = Clean(test::JpegOfManyScans()).status();
  EXPECT_EQ(ReasonOf(status), "UNSOUND_PICTURE");
  EXPECT_TRUE(absl::StrContains(status.message(), "more than 64 scans")) << status;
}

TEST(PictureTest, APictureThatMovesIsRefused) {
  std::string webp = test::WebpWith({});
  constexpr size_t kFlags = 12 + 8;
  webp[kFlags] |= 0x02;
  EXPECT_EQ(ReasonFor(webp), "UNSUPPORTED_PICTURE");
}

TEST(PictureTest, OfAProfileTheNumbersStay) {
  const std::string profile = test::ProfileWithTraces();
  const std::string cleaned = CleanProfile(profile, ColorSpace::kRgb);
  EXPECT_THAT(test::TracesOf(cleaned), IsEmpty());
  EXPECT_TRUE(absl::StrContains(cleaned, "rTRC"));
  EXPECT_TRUE(absl::StrContains(Cleaned(test::JpegWith({.profile = profile})), cleaned));
  EXPECT_TRUE(absl::StrContains(Cleaned(test::WebpWith({.profile = profile})), cleaned));
  EXPECT_TRUE(absl::StrContains(Cleaned(test::PngWith({.profile = profile})), "iCCP"));
}

TEST(PictureTest, AProfileThatIsNotSoundGoesAndThePictureStays) {
  const std::string profile = test::ProfileWithTraces();
  EXPECT_EQ(CleanProfile(profile, ColorSpace::kCmyk), "");
  for (size_t size = 0; size < profile.size(); ++size) {
    EXPECT_EQ(CleanProfile(profile.substr(0, size), ColorSpace::kRgb), "");
  }
  const std::string cleaned = Cleaned(test::JpegWith({.profile = "CANARY-DISPLAY"}));
  EXPECT_FALSE(absl::StrContains(cleaned, "ICC_PROFILE"));
}

TEST(ExifTest, TheOrientationIsReadInBothByteOrdersAndElseIsUpright) {
  EXPECT_EQ(OrientationOf(test::ExifWithTraces(8)), 8);
  EXPECT_EQ(OrientationOf(ExifOf(3)), 3);
  const std::string little("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", 22);
  EXPECT_EQ(OrientationOf(little), 6);
  EXPECT_EQ(OrientationOf(absl::StrCat(kExifPrefix, little)), 6);
  EXPECT_EQ(OrientationOf(test::ExifWithTraces(9)), kUpright);
  for (size_t size = 0; size < 22; ++size) {
    EXPECT_EQ(OrientationOf(little.substr(0, size)), kUpright);
  }
}

}  // namespace
}  // namespace zwk::picture
