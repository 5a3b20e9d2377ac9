#pragma once

#include <string>

#include "participation/retention/retention_port.h"
#include "platform/store/store.h"

namespace zwk::participation {

// A guard of each city, "retention/next": the time of its next round.
class StoredRounds : public RetentionRounds {
 public:
  explicit StoredRounds(store::Store& store) : store_(store) {}
  Task<absl::StatusOr<bool>> Take(std::string municipality, Time now, Time next,
                                  Time deadline) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
