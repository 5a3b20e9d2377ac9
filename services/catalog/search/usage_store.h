#pragma once

#include "catalog/search/usage_port.h"
#include "platform/base/clock.h"
#include "platform/store/store.h"

namespace zwk::catalog {

// Documents usage/<language>.
class StoredUsage : public UsageStore {
 public:
  StoredUsage(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  Task<absl::Status> Publish(std::string municipality, std::string language,
                             SearchCount count) override;

 private:
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
