#include "platform/rpc/fields.h"

#include <gtest/gtest.h>

#include "platform/base/uuid.h"

namespace zwk::rpc {
namespace {

constexpr char kId[] = "0190a5c4-7f0e-7cde-8a11-0123456789ab";

TEST(FieldsTest, AnIdIsAUuid) {
  for (const char* wrong : {"", "x", "0190A5C4-7F0E-7CDE-8A11-0123456789AB"}) {
    FieldErrors errors;
    CheckId(errors, "board_id", wrong);
    EXPECT_EQ(FieldOf(errors.ToStatus()), "board_id") << wrong;
  }
  FieldErrors errors;
  CheckId(errors, "board_id", kId);
  EXPECT_TRUE(errors.empty());
}

TEST(FieldsTest, AnIdThatIsNotGivenFollowsFromCityRequestAndField) {
  Caller caller;
  caller.municipality = "bremerhaven";
  caller.request.id = kId;
  FieldErrors errors;
  const std::string id = NewId(errors, "board_id", "", caller);
  EXPECT_TRUE(IsUuid(id));
  EXPECT_EQ(NewId(errors, "board_id", "", caller), id) << "a repetition names the same thing";
  EXPECT_NE(NewId(errors, "person_id", "", caller), id);
  EXPECT_NE(NewId(errors, "board_id", "", caller, "2"), id);
  Caller other = caller;
  other.municipality = "moorsum";
  EXPECT_NE(NewId(errors, "board_id", "", other), id);
  EXPECT_EQ(NewId(errors, "board_id", kId, caller), kId);
  EXPECT_TRUE(errors.empty());
  NewId(errors, "board_id", "mine", caller);
  EXPECT_EQ(FieldOf(errors.ToStatus()), "board_id");
}

TEST(FieldsTest, APageHas50ItemsUnlessSaidAndAtMost500) {
  FieldErrors errors;
  EXPECT_EQ(PageSize(errors, 0), 50);
  EXPECT_EQ(PageSize(errors, 7), 7);
  EXPECT_EQ(PageSize(errors, 501), 500);
  EXPECT_TRUE(errors.empty());
  PageSize(errors, -1);
  EXPECT_EQ(FieldOf(errors.ToStatus()), "page_size");
}

}  // namespace
}  // namespace zwk::rpc
