// Who is let in, from --access-file (platform/auth/access.h has its form).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/identity.h"

namespace zwk::config {

// Without a file: services of ours, by their certificates, and nobody else.
absl::StatusOr<rpc::Authenticate> WhoCallsByFile(const std::string& path);

}  // namespace zwk::config
