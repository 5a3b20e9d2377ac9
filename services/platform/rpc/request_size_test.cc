#include "platform/rpc/request_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/errors.h"
#include "platform/rpc/echo.pb.h"

namespace zwk::rpc {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Faults(const google::protobuf::Message& request) {
  std::vector<std::string> faults;
  for (const FieldViolation& one : FieldViolationsOf(CheckSize(request))) {
    faults.push_back(one.field + " " + one.code);
  }
  return faults;
}

echo::v1::CountRequest Numbers(int count) {
  echo::v1::CountRequest request;
  for (int i = 0; i < count; ++i) request.add_steps(i);
  return request;
}

TEST(RequestSizeTest, WhatHoldsAsMuchAsItMayPasses) {
  echo::v1::ChangeRequest request;
  request.set_text(std::string(SizeLimit().bytes, 'x'));
  for (size_t i = 0; i < SizeLimit().items; ++i) (*request.mutable_notes())[std::to_string(i)];
  EXPECT_TRUE(CheckSize(request).ok());
  EXPECT_TRUE(CheckSize(Numbers(3)).ok());
}

TEST(RequestSizeTest, TextsListsAndMapsBeyondTheirLimitsAreNamedAtAnyDepth) {
  echo::v1::ChangeRequest request;
  request.set_text(std::string(SizeLimit().bytes + 1, 'x'));
  (*request.mutable_notes())["a"] = request.text();
  EXPECT_THAT(Faults(request), ElementsAre("text TOO_LONG", "notes TOO_LONG"));
  for (size_t i = 0; i < SizeLimit().items; ++i) (*request.mutable_notes())[std::to_string(i)];
  request.clear_text();
  EXPECT_THAT(Faults(request), ElementsAre("notes TOO_MANY"));

  echo::v1::CollectRequest item;
  item.mutable_header()->set_request_id(std::string(SizeLimit().bytes + 1, 'x'));
  EXPECT_THAT(Faults(item), ElementsAre("header.request_id TOO_LONG"));

  echo::v1::EchoResponse list;
  list.add_roles("short");
  list.add_roles(std::string(SizeLimit().bytes + 1, 'x'));
  EXPECT_THAT(Faults(list), ElementsAre("roles[1] TOO_LONG"));
}

TEST(RequestSizeTest, AFieldMaySayItsOwnLimit) {
  const absl::Status refused = CheckSize(Numbers(4));
  EXPECT_EQ(FieldViolationsOf(refused).front().description, "are 4, at most 3");
  EXPECT_THAT(Faults(Numbers(4)), ElementsAre("steps TOO_MANY"));
}

}  // namespace
}  // namespace zwk::rpc
