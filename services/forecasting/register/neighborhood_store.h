#pragma once

#include <memory>

#include "forecasting/register/neighborhood_use.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Documents neighborhood/<key>; index "neighborhoods" by key.
std::unique_ptr<NeighborhoodRepository> StoreNeighborhoods(store::Store& store, const Clock& clock);

// The index alone.
class StoredNeighborhoodKeys final : public NeighborhoodKeys {
 public:
  explicit StoredNeighborhoodKeys(store::Store& store) : store_(store) {}
  Task<absl::StatusOr<std::vector<std::string>>> All(Caller caller) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::forecasting
