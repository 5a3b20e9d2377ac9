#pragma once

#include <memory>
#include <string>
#include <vector>

#include "participation/lab/lab.h"
#include "participation/lab/lab_port.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a lab, "lab/<id>"; listed by neighborhood in "labs".
std::unique_ptr<LabRepository> KeepLabs(store::Store& store, seal::KeyRing& keys,
                                        const Clock& clock);

// Looks whether the entries' documents are there, whatever is in them.
class StoredBacklogLookup : public BacklogLookup {
 public:
  explicit StoredBacklogLookup(store::Store& store) : store_(store) {}

  Task<absl::StatusOr<std::vector<std::string>>> Known(Caller caller,
                                                       std::vector<std::string> entry_ids) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
