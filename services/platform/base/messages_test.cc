#include "platform/base/messages.h"

#include <google/protobuf/descriptor.pb.h>
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

}  // namespace
}  // namespace zwk
