#pragma once

#include <memory>
#include <string>
#include <vector>

#include "participation/initiative/initiative.h"
#include "participation/initiative/initiative_port.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document an initiative, "initiative/<id>"; listed by title in each list of
// Initiative::ListName it belongs to.
std::unique_ptr<InitiativeRepository> KeepInitiatives(store::Store& store, seal::KeyRing& keys,
                                                      const Clock& clock);

// The cities of which anything is kept.
class StoredCities : public Cities {
 public:
  explicit StoredCities(store::Store& store) : store_(store) {}

  Task<absl::StatusOr<std::vector<std::string>>> From(std::string first, Time deadline) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
