#include "platform/rpc/request_key.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "platform/rpc/echo.pb.h"

namespace zwk::rpc {
namespace {

using echo::v1::ChangeRequest;
using echo::v1::CollectRequest;
using echo::v1::EchoRequest;

constexpr char kId[] = "0190a000-0000-7000-8000-000000000001";
constexpr char kSecret[] = "key";
constexpr char kCity[] = "bremerhaven";
constexpr char kOtherId[] = "0190a000-0000-7000-8000-000000000002";

ChangeRequest Request(const std::string& id, const std::string& text) {
  ChangeRequest request;
  request.set_request_id(id);
  request.set_text(text);
  for (const char* key : {"c", "a", "b"}) (*request.mutable_notes())[key] = text;
  return request;
}

TEST(RequestKeyTest, TheFingerprintIsOfTheContentAlone) {
  const RequestKeyReader reader("/zwk.echo.v1.EchoService/Change", *ChangeRequest::descriptor());
  ChangeRequest request = Request(kId, "rent");
  const auto key = reader.Read(request, kSecret, kCity);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->id, kId);
  EXPECT_EQ(key->fingerprint.size(), 64u);
  EXPECT_EQ(request.request_id(), kId);

  ChangeRequest again = Request(kOtherId, "rent");
  EXPECT_EQ(reader.Read(again, kSecret, kCity)->fingerprint, key->fingerprint);
  ChangeRequest other = Request(kId, "paint");
  EXPECT_NE(reader.Read(other, kSecret, kCity)->fingerprint, key->fingerprint);
  const RequestKeyReader other_method("/zwk.echo.v1.EchoService/Undo",
                                      *ChangeRequest::descriptor());
  EXPECT_NE(other_method.Read(request, kSecret, kCity)->fingerprint, key->fingerprint);
}

TEST(RequestKeyTest, AFingerprintConfirmsNoGuessWithoutTheSecretNorFromAnotherCity) {
  const RequestKeyReader reader("/m", *ChangeRequest::descriptor());
  ChangeRequest request = Request(kId, "Ada");
  const std::string fingerprint = reader.Read(request, kSecret, kCity)->fingerprint;
  EXPECT_EQ(reader.Read(request, kSecret, kCity)->fingerprint, fingerprint);
  EXPECT_NE(reader.Read(request, "other", kCity)->fingerprint, fingerprint);
  EXPECT_NE(reader.Read(request, "", kCity)->fingerprint, fingerprint);
  EXPECT_NE(reader.Read(request, kSecret, "lehe")->fingerprint, fingerprint);
}

TEST(RequestKeyTest, WhatIsNoUuidIsRefusedByField) {
  const RequestKeyReader reader("/m", *ChangeRequest::descriptor());
  for (const char* id :
       {"", "1", "0190A000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-00000000000g"}) {
    ChangeRequest request = Request(id, "rent");
    const auto key = reader.Read(request, kSecret, kCity);
    EXPECT_EQ(key.status().code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(FieldOf(key.status()), "request_id");
  }
}

TEST(RequestKeyTest, ReadsHaveNone) {
  const RequestKeyReader reader("/m", *EchoRequest::descriptor());
  EchoRequest request;
  EXPECT_TRUE(reader.Read(request, kSecret, kCity)->empty());
}

TEST(RequestKeyTest, StreamsCarryItInTheirHeaderWhichComesFirst) {
  const RequestKeyReader reader("/m", *CollectRequest::descriptor());
  CollectRequest request;
  request.mutable_header()->set_request_id(kId);
  EXPECT_EQ(reader.Read(request, kSecret, kCity)->id, kId);
  request.mutable_header()->set_request_id("nonsense");
  EXPECT_EQ(FieldOf(reader.Read(request, kSecret, kCity).status()), "header.request_id");
  request.set_word("no header");
  EXPECT_EQ(FieldOf(reader.Read(request, kSecret, kCity).status()), "header");
}

}  // namespace
}  // namespace zwk::rpc
