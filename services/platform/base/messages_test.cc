#include "platform/base/messages.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

namespace zwk {
namespace {

using google::protobuf::Timestamp;

TEST(MessagesTest, AnEnumHasToBeOneThatIsKnown) {
  const auto fault = [](int value) {
    FieldErrors errors;
    CheckGiven(errors, "kind", value, google::protobuf::FieldDescriptorProto_Label_IsValid);
    return FieldOf(errors.ToStatus());
  };
  EXPECT_EQ(fault(0), "kind");
  EXPECT_EQ(fault(99), "kind");
  EXPECT_EQ(fault(1), "");
}

TEST(MessagesTest, TimesGoThroughTimestampsAsTheyAre) {
  for (const int64_t micros :
       {int64_t{0}, int64_t{-1}, int64_t{1648474200123456}, int64_t{-62135596800} * 1'000'000}) {
    EXPECT_EQ(ToTime(ToTimestamp(FromMicros(micros))), FromMicros(micros)) << micros;
    FieldErrors errors;
    CheckTimestamp(errors, "at", ToTimestamp(FromMicros(micros)));
    EXPECT_TRUE(errors.empty()) << micros;
  }
}

TEST(MessagesTest, ATimeBeyondTheYear9999IsRefused) {
  for (const int64_t seconds : {int64_t{253402300800}, int64_t{-62135596801}, INT64_MAX}) {
    Timestamp timestamp;
    timestamp.set_seconds(seconds);
    FieldErrors errors;
    CheckTimestamp(errors, "at", timestamp);
    EXPECT_EQ(FieldOf(errors.ToStatus()), "at");
  }
}

TEST(MessagesTest, ValuesAreNamedWithoutTheirPrefix) {
  using Type = google::protobuf::FieldOptions;
  EXPECT_EQ(NameOf(*Type::CType_descriptor(), Type::CORD), "CORD");
  EXPECT_EQ(NameOf(*google::protobuf::FieldDescriptorProto::Label_descriptor(), 2), "REQUIRED");
  EXPECT_EQ(NameOf(*Type::CType_descriptor(), 77), "77");
}

TEST(MessagesTest, WhatIsSaidAnewKeepsWhatThisBuildDoesNotKnow) {
  const auto teach = [](google::protobuf::Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(9999, 1);
  };
  const auto knows = [](const google::protobuf::Message& message) {
    return message.GetReflection()->GetUnknownFields(message).field_count() == 1;
  };
  google::protobuf::FileDescriptorProto before;
  before.set_name("before");
  before.add_message_type();
  teach(before);
  teach(*before.mutable_options());
  teach(*before.mutable_source_code_info());
  teach(*before.mutable_message_type(0));

  google::protobuf::FileDescriptorProto after;
  after.set_name("after");
  after.mutable_options()->set_java_package("said anew");
  after.add_message_type();
  KeepUnknown(before, after);
  EXPECT_EQ(after.name(), "after");
  EXPECT_TRUE(knows(after));
  EXPECT_EQ(after.options().java_package(), "said anew");
  EXPECT_TRUE(knows(after.options()));
  EXPECT_FALSE(after.has_source_code_info()) << "what is not said any more goes with all of it";
  EXPECT_FALSE(knows(after.message_type(0))) << "nobody can tell which element is which";
}

TEST(MessagesTest, NanosecondsAreThoseOfOneSecondAndSecondsThoseOfAKnownYear) {
  const auto fault = [](int64_t seconds, int32_t nanos) {
    Timestamp timestamp;
    timestamp.set_seconds(seconds);
    timestamp.set_nanos(nanos);
    FieldErrors errors;
    CheckTimestamp(errors, "at", timestamp);
    return FieldOf(errors.ToStatus());
  };
  EXPECT_EQ(fault(253402300799, 999'999'999), "");
  EXPECT_EQ(fault(-62135596800, 0), "");
  EXPECT_EQ(fault(0, 1'000'000'000), "at");
  EXPECT_EQ(fault(0, -1), "at");
}

TEST(MessagesTest, NanosecondsAreDropped) {
  Timestamp timestamp;
  timestamp.set_seconds(1);
  timestamp.set_nanos(1'999);
  EXPECT_EQ(ToMicros(ToTime(timestamp)), 1'000'001);
}

TEST(MessagesTest, AListHasAsManyElementsAsItMay) {
  FieldErrors errors;
  EXPECT_TRUE(CheckCount(errors, "items", 50, 50));
  EXPECT_TRUE(CheckCount(errors, "items", 0, 50));
  EXPECT_TRUE(errors.empty());
  EXPECT_FALSE(CheckCount(errors, "items", 51, 50));
  EXPECT_EQ(FieldViolationsOf(errors.ToStatus()).at(0).description, "has 51 elements, at most 50");
}

TEST(MessagesTest, AValueThatMayBeMissingMayNotBeUnknown) {
  const auto fault = [](int value) {
    FieldErrors errors;
    CheckKnown(errors, "kind", value, google::protobuf::FieldDescriptorProto_Label_IsValid);
    const auto violations = FieldViolationsOf(errors.ToStatus());
    return violations.empty() ? "" : violations[0].description;
  };
  EXPECT_EQ(fault(1), "");
  EXPECT_EQ(fault(99), "is no known value");
  FieldErrors errors;
  CheckGiven(errors, "kind", 0, google::protobuf::FieldDescriptorProto_Label_IsValid);
  EXPECT_EQ(FieldViolationsOf(errors.ToStatus()).at(0).description, "must be given");
}

}  // namespace
}  // namespace zwk
