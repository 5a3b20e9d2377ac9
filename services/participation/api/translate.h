#pragma once

#include <string>

#include <google/protobuf/timestamp.pb.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "participation/domain/person.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"

// Small steps between messages and domain types.
namespace zwk::participation {

// An id that has to be there.
inline void CheckId(FieldErrors& errors, absl::string_view field, const std::string& id) {
  if (!IsUuid(id)) errors.Add(field, "must be a lower-case UUID");
}

// The id the client gives to something new, or else one that follows from the request id: the
// answer to a repeated request names the same thing. `part` tells several things of one request
// apart.
inline std::string NewId(FieldErrors& errors, absl::string_view field, const std::string& given,
                         const Caller& caller, absl::string_view part = "") {
  if (given.empty()) {
    return UuidFromName(
        absl::StrCat(caller.municipality, "/", caller.request.id, "/", field, part));
  }
  CheckId(errors, field, given);
  return given;
}

// A proto enum as the domain's enum of the same numbers. Proto3 lets numbers through that nobody
// has defined; those are refused here, "unspecified" is the domain's to judge.
template <class To, class From>
To Known(FieldErrors& errors, absl::string_view field, From value, bool (*is_valid)(int)) {
  if (!is_valid(static_cast<int>(value))) errors.Add(field, "is no known value");
  return static_cast<To>(static_cast<int>(value));
}

// Years 1 to 9999, as google.protobuf.Timestamp allows.
Time ToTime(FieldErrors& errors, absl::string_view field,
            const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp AsTimestamp(Time time);

// What an answer shows of a person's text: the text, or that it was erased.
template <class M>
void ShowName(const PersonText& name, M& message) {
  message.set_name(name.text.value_or(""));
  message.set_erased(!name.text.has_value());
}

}  // namespace zwk::participation
