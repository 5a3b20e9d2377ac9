// zwkctl views ...: how the views of the services stand, and what can be done about them.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "zwkctl/call.h"

namespace zwk::ctl {

extern const absl::string_view kViewsHelp;

// INVALID_ARGUMENT: that is none of the commands.
absl::Status CheckViewsWords(const std::vector<std::string>& words);

// `words` are what was typed after `views`. FAILED_PRECONDITION where something stays parked, or a
// view is not what it has to be.
absl::Status Views(Platform& platform, const std::vector<std::string>& words, const Caller& caller,
                   bool json, std::ostream& out);

}  // namespace zwk::ctl
