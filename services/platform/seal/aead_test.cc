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

TEST(AeadTest, ATextIsLongerByItsNonceAndItsTagAndNoShorterOneOpens) {
  const std::string key = RandomBytes(kKeyBytes);
  const std::string empty = Encrypt(key, "", "context");
  EXPECT_EQ(empty.size(), 24u + 16u);
  EXPECT_EQ(Decrypt(key, empty, "context"), "");
  EXPECT_FALSE(Decrypt(key, empty.substr(0, 39), "context"));
  const std::string sealed = Encrypt(key, "dots", "context");
  EXPECT_EQ(sealed.size(), 24u + 4u + 16u);
  EXPECT_EQ(Decrypt(key, sealed, "context"), "dots");
  EXPECT_NE(sealed.substr(0, 24), Encrypt(key, "dots", "context").substr(0, 24)) << "the nonce";
  EXPECT_FALSE(DecryptPadded(key, sealed, 64, "context")) << "it was not padded";
}

TEST(AeadTest, NoTwoContextsReadAlike) {
  EXPECT_EQ(Context({"a", "bc"}), "1:a2:bc");
  EXPECT_EQ(Context({}), "");
  EXPECT_NE(Context({""}), Context({}));
}

TEST(AeadTest, TheSameTextIsSealedDifferentlyEachTime) {
  const std::string key = RandomBytes(kKeyBytes);
  EXPECT_NE(Encrypt(key, "dots", ""), Encrypt(key, "dots", ""));
}

}  // namespace
}  // namespace zwk::seal
