#pragma once

#include <string>

#include "participation/retention/retention_port.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Guards of each city: "retention/next", the time of its next round, and "retention/done".
class StoredRounds : public RetentionRounds {
 public:
  explicit StoredRounds(store::Store& store) : store_(store) {}
  Task<absl::StatusOr<Turn>> Take(std::string municipality, Time now, Time next,
                                  Time deadline) override;
  Task<absl::Status> Done(std::string municipality, Time then, Time deadline) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
