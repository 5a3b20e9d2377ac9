// A record of the audit log: one line of JSON, with nothing personal in the clear.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zwk::audit {

// What makes a reference of a subject: whoever has the key that wraps people's keys can tell whose acts a log has, and
// nobody else.
std::string ReferenceKey(absl::string_view wrapping_key);
std::string Reference(absl::string_view reference_key, absl::string_view municipality,
                      absl::string_view subject);

// An id as it may be recorded: UUIDs and numbers as they are; anything else, which may be a name, as a reference.
std::string RecordedId(absl::string_view reference_key, absl::string_view municipality,
                       const std::string& id);

}  // namespace zwk::audit
