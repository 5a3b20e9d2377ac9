#include "participation/access_code/code_text.h"

#include <gtest/gtest.h>

#include <set>

#include "platform/base/hash.h"

namespace zwk::participation {
namespace {

TEST(CodeTextTest, ACodeHasSixtyBitsInLettersThatLookLikeNoOthers) {
  EXPECT_EQ(CodeFrom(std::string(8, '\0')), "000000000000");
  EXPECT_EQ(CodeFrom(std::string(8, '\xff')), "ZZZZZZZZZZZZ");
  EXPECT_EQ(CodeFrom(std::string("\x08\x42\x10\x84\x21\x08\x42\x1f", 8)), "111111111111")
      << "the last four bits are left over";
  std::set<std::string> different;
  for (int i = 0; i < 1'000; ++i) {
    const std::string code = CodeFrom(RandomBytes(8));
    EXPECT_EQ(code.find_first_of("ILOU"), std::string::npos) << code;
    EXPECT_EQ(ReadCode(Grouped(code)), code);
    different.insert(code);
  }
  EXPECT_EQ(different.size(), 1'000u);
}

TEST(CodeTextTest, ACodeIsReadAsPeopleTypeIt) {
  for (const char* typed :
       {"7K2M-QX4D-9T0V", "7k2mqx4d9t0v", " 7K2M QX4D 9TOV\n", "7k2m-qx4d-9tov"}) {
    EXPECT_EQ(ReadCode(typed), "7K2MQX4D9T0V") << typed;
  }
  EXPECT_EQ(ReadCode("iLo0-0000-0000"), "110000000000");
  for (const std::string& typed :
       {std::string(), std::string("7K2M-QX4D-9TB"), std::string("7K2M-QX4D-9TBVX"),
        std::string("7K2M-QX4D-9TBU"), std::string("7K2M-QX4D-9TB!"),
        std::string("7K2M-QX4D-9T\0V", 14), std::string("７K2MQX4D9TBV"),
        std::string(1'000'000, '-')}) {
    EXPECT_EQ(ReadCode(typed), std::nullopt);
  }
}

}  // namespace
}  // namespace zwk::participation
