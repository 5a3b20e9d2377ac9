#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include "absl/strings/string_view.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"

// Small things that decisions over messages need.
namespace zwk {

// An enum has to be given, and one that is known here: proto3 lets numbers through that nobody has
// defined. `is_valid` is what protoc makes: v1::BoardKind_IsValid.
void CheckGiven(FieldErrors& errors, absl::string_view field, int value, bool (*is_valid)(int));

// Known, or not given.
void CheckKnown(FieldErrors& errors, absl::string_view field, int value, bool (*is_valid)(int));

// A repeated field has at most `most` elements. False: do not look at them, only say so.
bool CheckCount(FieldErrors& errors, absl::string_view field, int count, int most);

// "KIND_UNSPECIFIED", "MEETING_STATUS_RUNNING" without its prefix: as people know it.
std::string NameOf(const google::protobuf::EnumDescriptor& type, int value);

// The same content, unknown fields included. How what is Personal is sealed does not count.
bool Same(const google::protobuf::Message& a, const google::protobuf::Message& b);

// What this build does not know of `before` goes on in `after`, which says anew what it knows: a thing
// that is said as a whole loses nothing of a newer release. Also in the parts that both have, but not
// in the elements of repeated fields: nobody can tell which of them is which.
void KeepUnknown(const google::protobuf::Message& before, google::protobuf::Message& after);

// Years 1 to 9999, as google.protobuf.Timestamp allows; finer than a microsecond is cut off.
void CheckTimestamp(FieldErrors& errors, absl::string_view field,
                    const google::protobuf::Timestamp& timestamp);
Time ToTime(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp ToTimestamp(Time time);

}  // namespace zwk
