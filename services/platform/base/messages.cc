#include "platform/base/messages.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "zwk/common/v1/personal.pb.h"

namespace zwk {

void CheckGiven(FieldErrors& errors, absl::string_view field, int value, bool (*is_valid)(int)) {
  if (value == 0) return errors.Add(field, "must be given");
  CheckKnown(errors, field, value, is_valid);
}

void CheckKnown(FieldErrors& errors, absl::string_view field, int value, bool (*is_valid)(int)) {
  if (!is_valid(value)) errors.Add(field, "is no known value");
}

bool CheckCount(FieldErrors& errors, absl::string_view field, int count, int most) {
  if (count <= most) return true;
  errors.Add(field, absl::StrCat("has ", count, " elements, at most ", most));
  return false;
}

std::string NameOf(const google::protobuf::EnumDescriptor& type, int value) {
  const google::protobuf::EnumValueDescriptor* const found = type.FindValueByNumber(value);
  if (found == nullptr) return absl::StrCat(value);
  // MeetingStatus -> MEETING_STATUS_
  std::string prefix;
  for (const char c : type.name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  prefix += '_';
  const std::string& name = found->name();
  return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name;
}

bool Same(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  google::protobuf::util::MessageDifferencer differencer;
  differencer.IgnoreField(common::v1::Personal::descriptor()->FindFieldByNumber(
      common::v1::Personal::kSealedFieldNumber));
  return differencer.Compare(a, b);
}

void KeepUnknown(const google::protobuf::Message& before, google::protobuf::Message& after) {
  const google::protobuf::Reflection& is = *after.GetReflection();
  is.MutableUnknownFields(&after)->MergeFrom(before.GetReflection()->GetUnknownFields(before));
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  is.ListFields(after, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE ||
        field->is_repeated() || !is.HasField(before, field)) {
      continue;
    }
    KeepUnknown(is.GetMessage(before, field), *is.MutableMessage(&after, field));
  }
}

void CheckTimestamp(FieldErrors& errors, absl::string_view field,
                    const google::protobuf::Timestamp& timestamp) {
  constexpr int64_t kLeast = -62135596800;  // 0001-01-01
  constexpr int64_t kMost = 253402300799;   // 9999-12-31T23:59:59
  if (timestamp.seconds() < kLeast || timestamp.seconds() > kMost || timestamp.nanos() < 0 ||
      timestamp.nanos() > 999'999'999) {
    errors.Add(field, "is no time between the years 1 and 9999");
  }
}

Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return FromMicros(timestamp.seconds() * 1'000'000 + timestamp.nanos() / 1000);
}

google::protobuf::Timestamp ToTimestamp(Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t micros = ToMicros(time);
  const int64_t second = (micros % 1'000'000 + 1'000'000) % 1'000'000;  // micros since it began
  timestamp.set_seconds((micros - second) / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(second * 1000));
  return timestamp;
}

}  // namespace zwk
