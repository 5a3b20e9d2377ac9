#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"

namespace zwk::catalog {

// Pages of lists that are made when asked for. A token names the last item that was shown, so that what
// others add or take away shifts nothing; it holds for one caller's municipality and one list.
std::string PageToken(const Caller& caller, const std::string& list, absl::string_view last);
// What PageToken named; "" where the token is empty: the first page.
absl::StatusOr<std::string> LastShown(const Caller& caller, const std::string& list,
                                      const std::string& token);

}  // namespace zwk::catalog
