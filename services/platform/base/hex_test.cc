#include "platform/base/hex.h"

#include <gtest/gtest.h>

namespace zwk {
namespace {

TEST(HexTest, DigitsAreBytesOrNothing) {
  EXPECT_EQ(BytesOfHex("00fFa1"), std::string("\x00\xff\xa1", 3));
  EXPECT_EQ(BytesOfHex(""), "");
  for (const char* wrong : {"0", "0g", "00 ", "0x", "a1 b2", "00ff0"}) {
    EXPECT_EQ(BytesOfHex(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace zwk
