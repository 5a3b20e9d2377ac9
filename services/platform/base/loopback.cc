#include "platform/base/loopback.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace zwk {

bool IsLoopback(absl::string_view address) {
  const size_t colon = address.rfind(':');
  const absl::string_view host = address.substr(0, colon);
  // A name may start with 127. and lead anywhere.
  const bool in_127 = absl::StartsWith(host, "127.") &&
                      std::all_of(host.begin(), host.end(),
                                  [](char c) { return absl::ascii_isdigit(c) || c == '.'; });
  return in_127 || host == "localhost" || host == "[::1]" || absl::StartsWith(address, "unix:");
}

}  // namespace zwk
