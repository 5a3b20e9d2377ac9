#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"

namespace zwk::catalog {

// Where a list that is served from memory goes on. Bound to municipality, method and filter.
std::string PageToken(const Caller& caller, const std::string& list, size_t next);
// 0 for the empty token; INVALID_ARGUMENT, field page_token, for one of another list.
absl::StatusOr<size_t> PageStart(const Caller& caller, const std::string& list,
                                 const std::string& token);

}  // namespace zwk::catalog
