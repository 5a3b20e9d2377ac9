// What a store knows of bulks (bulk.h): one that is valid is carried over whatever the limits are.
#pragma once

#include <algorithm>

#include "platform/store/commit.h"

namespace zwk::store {

// What of the valid bulk comes next: "<id>/<part>/<parts>"; "" = nothing waits.
inline constexpr char kBulkPending[] = "bulk/pending";

// Whether the commit carries over a part of a bulk: that was acknowledged, it is too late to refuse it.
inline bool CarriesOver(const Commit& commit) {
  return std::any_of(commit.guards().begin(), commit.guards().end(), [](const auto& guard) {
    return guard.key == kBulkPending && !guard.value.empty();
  });
}

}  // namespace zwk::store
