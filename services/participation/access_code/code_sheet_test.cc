#include "participation/access_code/code_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zwk::participation {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

size_t CountOf(const std::string& what, const std::string& in) {
  size_t count = 0;
  for (size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++count;
  return count;
}

TEST(CodeSheetTest, EachCodeStandsOnceWithAPictureAndAnAddress) {
  const std::string page =
      CodeSheet({{1, "7K2M-QX4D-9TBV", "https://a.example/room/?x=1&y#7K2M-QX4D-9TBV"},
                 {2, "0000-0000-0001", "https://a.example/room/?x=1&y#0000-0000-0001"}},
                "de-DE");
  EXPECT_THAT(page, HasSubstr("<html lang=\"de\">"));
  EXPECT_EQ(CountOf("<svg", page), 2u);
  EXPECT_EQ(CountOf(">7K2M-QX4D-9TBV<", page), 1u);
  EXPECT_EQ(CountOf("https://a.example/room/?x=1&amp;y<", page), 2u);
  EXPECT_THAT(page, HasSubstr("Scannen Sie"));
  EXPECT_THAT(CodeSheet({}, "en"), HasSubstr("<html lang=\"en\">"));
}

TEST(CodeSheetTest, ThePageLoadsNothingAndRunsNothing) {
  const std::string page = CodeSheet(
      {{1, "7K2M-QX4D-9TBV", "https://a.example/\"><script>x</script>#7K2M-QX4D-9TBV"}}, "en");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  for (const char* loads : {" src=", " href=", "url(", "@import"})
    EXPECT_THAT(page, Not(HasSubstr(loads)));
}

TEST(CodeSheetTest, WithoutAnAddressThePictureHoldsTheCode) {
  const std::string page = CodeSheet({{1, "7K2M-QX4D-9TBV", ""}}, "de");
  EXPECT_THAT(page, HasSubstr(QrCodeOf("7K2M-QX4D-9TBV").path));
  EXPECT_THAT(page, Not(HasSubstr("Scannen")));
}

// What a camera looks for: three squares of seven modules in the corners, one in the middle of each of
// their sides light.
TEST(CodeSheetTest, APictureIsAQrCode) {
  const QrCode code = QrCodeOf("https://a.example/room/#7K2M-QX4D-9TBV");
  EXPECT_EQ(code.modules % 4, 1);
  EXPECT_GE(code.modules, 21);
  EXPECT_THAT(code.path, StartsWith("M0 0.5h7m"));
  EXPECT_THAT(code.path, HasSubstr("h7M0 1.5h1m5 0h1m"));
  EXPECT_THAT(code.path, HasSubstr(absl::StrCat("M0 ", code.modules - 1, ".5h7m")));
  EXPECT_NE(code.path, QrCodeOf("https://a.example/room/#7K2M-QX4D-9TBW").path);
}

TEST(CodeSheetTest, TheLargestBatchFitsIntoOneAnswer) {
  const std::string address = "https://a.example/" + std::string(182, 'x');
  std::vector<PrintedCode> codes;
  for (int i = 1; i <= 300; ++i)
    codes.push_back({i, "7K2M-QX4D-9TBV", address + "#7K2M-QX4D-9TBV"});
  EXPECT_LT(CodeSheet(codes, "de").size(), 4'000'000u - 300 * 320);
}

}  // namespace
}  // namespace zwk::participation
