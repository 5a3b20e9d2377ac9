#include "participation/base/neighborhood_key.h"

#include <gtest/gtest.h>

#include <string>

namespace zwk::participation {
namespace {

bool IsOne(const std::string& key) {
  FieldErrors errors;
  CheckNeighborhoodKey(errors, "neighborhood_key", key);
  return errors.empty() || FieldOf(errors.ToStatus()) != "neighborhood_key";
}

TEST(NeighborhoodKeyTest, IsOneToFortySignsOfAKey) {
  for (const std::string& key : {std::string("2"), std::string("212"),
                                 std::string("Geestemuende-Nord_2.1"), std::string(40, 'x')}) {
    EXPECT_TRUE(IsOne(key)) << key;
  }
  for (const std::string& text :
       {std::string(), std::string(41, 'x'), std::string("a b"), std::string("a/b"),
        std::string("\xC3\xBC"), std::string("a\n")}) {
    EXPECT_FALSE(IsOne(text)) << text;
  }
}

}  // namespace
}  // namespace zwk::participation
