#pragma once

#include <string>

#include <google/protobuf/message.h>

#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "platform/base/errors.h"

// What every RPC reads in the same way. Beside these: platform/base/values.h (texts, dates, locales)
// and platform/base/messages.h (enums, times, counts).
namespace zwk::rpc {

// An id that has to be there: a UUID in lower case (the server has made it so, message_filter.h).
void CheckId(FieldErrors& errors, absl::string_view field, const std::string& id);

// The same, where nothing else can be wrong with a request.
absl::Status CheckId(absl::string_view field, const std::string& id);

// The id of something new that follows from city, request id and field: the answer to a repeated request
// names the same thing. `part` tells several things of one request apart.
std::string NewId(absl::string_view field, const Caller& caller, absl::string_view part = "");

// The id the client gives to something new, or else NewId.
std::string NewId(FieldErrors& errors, absl::string_view field, const std::string& given,
                  const Caller& caller, absl::string_view part = "");

// What stands in a text field of any request; "" where it has none of this name.
std::string TextOf(const google::protobuf::Message& request, const std::string& field);

// How many items a page has: 50 unless said, at most 500, not below 0.
int PageSize(FieldErrors& errors, int given);

}  // namespace zwk::rpc
