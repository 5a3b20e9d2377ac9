#pragma once

#include <utility>

#include "platform/stream/view.h"
#include "reporting/neighborhood/neighborhood_store.h"
#include "reporting/usage/usage_port.h"

namespace zwk::reporting {

// The one counter of the usage view; its fields are those of UsageFigures.
inline constexpr char kUsageCounter[] = "usage";

// Reads the usage view.
class UsageStore : public UsageSource {
 public:
  UsageStore(stream::ViewReader usage, Neighborhoods& neighborhoods)
      : view_(std::move(usage)), neighborhoods_(neighborhoods) {}
  Task<absl::StatusOr<UsageFacts>> Now(Caller caller) override;

 private:
  stream::ViewReader view_;
  Neighborhoods& neighborhoods_;
};

}  // namespace zwk::reporting
