#include "participation/lean_coffee/text.h"

#include <string>

#include <gtest/gtest.h>

namespace zwk::participation {
namespace {

std::string Fault(const std::string& text, TextRule rule) {
  FieldErrors errors;
  CheckText(errors, "title", text, rule);
  const auto faults = FieldViolationsOf(errors.ToStatus());
  return faults.empty() ? "" : faults[0].description;
}

TEST(TextTest, LengthCountsCodePointsAndNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "ü";
  EXPECT_EQ(Fault(umlauts, kTitle), "");
  EXPECT_EQ(Fault(umlauts + "ü", kTitle), "has 201 characters, at most 200");
}

TEST(TextTest, WhiteSpaceAloneIsEmpty) {
  EXPECT_EQ(Fault("", kTitle), "must not be empty");
  EXPECT_EQ(Fault(" \u00a0\u3000 ", kTitle), "must not be empty");
  EXPECT_EQ(Fault("", kOptionalTitle), "");
}

TEST(TextTest, ControlCharactersAndBidirectionalOverridesAreRefused) {
  EXPECT_EQ(Fault("a\nb", kTitle), "must not contain control characters");
  EXPECT_EQ(Fault("a\nb\tc", kParagraph), "");
  EXPECT_EQ(Fault(std::string("a\0b", 3), kParagraph), "must not contain control characters");
  EXPECT_EQ(Fault("a\u0085b", kParagraph), "must not contain control characters");
  EXPECT_EQ(Fault("a\u202eb", kParagraph), "must not contain bidirectional overrides");
  EXPECT_EQ(Fault("a\u2066b", kParagraph), "must not contain bidirectional overrides");
}

TEST(TextTest, BytesThatAreNoUtf8AreRefused) {
  for (const char* bytes : {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(Fault(bytes, kTitle), "must be valid UTF-8");
  }
}

TEST(TextTest, LocalesHaveTheirShape) {
  for (const char* good : {"de", "pt-BR", "sr-Latn", "uk"}) EXPECT_TRUE(IsLocale(good)) << good;
  for (const char* bad : {"", "d", "DE", "de_DE", "de-", "deutsch"}) {
    EXPECT_FALSE(IsLocale(bad)) << bad;
  }
}

}  // namespace
}  // namespace zwk::participation
