#include "platform/base/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace zwk {
namespace {

TEST(JsonTest, WhateverIsInItATextIsJson) {
  const nlohmann::ordered_json value = {{"b",
                                         "Stra\xdf"
                                         "e"},
                                        {"a", {1, "ü"}}};
  EXPECT_EQ(Dumped(value), "{\"b\":\"Stra\ufffde\",\"a\":[1,\"ü\"]}");
  EXPECT_EQ(Dumped(nlohmann::json(value)), "{\"a\":[1,\"ü\"],\"b\":\"Stra\ufffde\"}");
  EXPECT_EQ(Dumped(nlohmann::json({{"a", 1}}), /*indent=*/2), "{\n  \"a\": 1\n}");
}

}  // namespace
}  // namespace zwk
