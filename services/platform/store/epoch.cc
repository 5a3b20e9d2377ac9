#include "platform/store/epoch.h"

#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::store {

absl::StatusOr<std::string> Epoch(Connection& connection) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    ZWK_ASSIGN_OR_RETURN(const Reply epoch, connection.Call({"GET", kEpochKey}));
    if (epoch.is_error()) return absl::UnavailableError(epoch.text());
    if (!epoch.text().empty()) return std::string(epoch.text());
    ZWK_ASSIGN_OR_RETURN(const Reply made,
                         connection.Call({"SET", kEpochKey, NewUuidV7(SystemClock()), "NX"}));
    if (made.is_error()) return absl::UnavailableError(made.text());
  }
  return absl::UnavailableError("the store has no epoch");
}

}  // namespace zwk::store
