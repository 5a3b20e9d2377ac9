#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "platform/base/clock.h"

namespace zwk {

// RFC 9562 version 7: sorts by time; the rest is random.
std::string NewUuidV7(const Clock& clock);

// RFC 9562 version 5 in ZWK's own namespace: the same name always gives the same id. For ids that
// are derived from names (demo, imports) and for request ids of consumers, which repeat with the
// event.
std::string UuidFromName(absl::string_view name);

// Lower case, any version, with dashes.
bool IsUuid(absl::string_view text);

}  // namespace zwk
