// zwkctl store ...: whether what the stores of the services have is what was written.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "zwkctl/call.h"

namespace zwk::ctl {

extern const absl::string_view kStoreHelp;

// INVALID_ARGUMENT: that is none of the commands.
absl::Status CheckStoreWords(const std::vector<std::string>& words);

// `words` are what was typed after `store`. DATA_LOSS where something is wrong.
absl::Status StoreCommand(Platform& platform, const std::vector<std::string>& words,
                          const Caller& caller, bool json, std::ostream& out);

}  // namespace zwk::ctl
