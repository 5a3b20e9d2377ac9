#include "platform/seal/aead.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/base/hash.h"

namespace zwk::seal {
namespace {

TEST(AeadTest, WhatHasRoomIsOfOneLengthAndComesBackWhole) {
  const std::string key = RandomBytes(kKeyBytes), context = Context({"ballot", "1"});
  const size_t length = EncryptPadded(key, "", 64, context).size();
  for (const size_t size : {1, 2, 31, 63}) {
    std::string text(size, '\x80');  // as the padding itself begins
    const std::string sealed = EncryptPadded(key, text, 64, context);
    EXPECT_EQ(sealed.size(), length) << size;
    EXPECT_EQ(DecryptPadded(key, sealed, 64, context), text);
  }
  const std::string more = EncryptPadded(key, std::string(64, 'x'), 64, context);
  EXPECT_EQ(more.size(), length + 64);
  EXPECT_EQ(DecryptPadded(key, more, 64, context), std::string(64, 'x'));
}

TEST(AeadTest, AnotherKeyContextOrByteOpensNothing) {
  const std::string key = RandomBytes(kKeyBytes), context = Context({"a", "bc"});
  std::string sealed = EncryptPadded(key, "dots", 64, context);
  EXPECT_FALSE(DecryptPadded(RandomBytes(kKeyBytes), sealed, 64, context));
  EXPECT_FALSE(DecryptPadded(key, sealed, 64, Context({"ab", "c"})));
  EXPECT_FALSE(DecryptPadded(key, "", 64, context));
  EXPECT_FALSE(DecryptPadded("short", sealed, 64, context));
  sealed[30] = static_cast<char>(sealed[30] ^ 1);
  EXPECT_FALSE(DecryptPadded(key, sealed, 64, context));
}

TEST(AeadTest, TheSameTextIsSealedDifferentlyEachTime) {
  const std::string key = RandomBytes(kKeyBytes);
  EXPECT_NE(Encrypt(key, "dots", ""), Encrypt(key, "dots", ""));
}

}  // namespace
}  // namespace zwk::seal
