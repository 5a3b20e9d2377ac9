#pragma once

#include <memory>
#include <string>
#include <vector>

#include "participation/person/person.h"
#include "participation/person/person_port.h"
#include "platform/base/clock.h"
#include "platform/seal/erasures.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a person that was erased, "erasure/<person_id>"; listed by time in "erasures".
std::unique_ptr<ErasureRepository> KeepErasures(store::Store& store, seal::KeyRing& keys,
                                                const Clock& clock);

class StoredPersonKeys : public PersonKeys {
 public:
  // `store` knows what was begun: an erasure that is a document and whose keys are there still.
  StoredPersonKeys(store::Store& store, seal::Erasures& erasures)
      : store_(store), erasures_(erasures) {}

  Task<absl::StatusOr<std::vector<State>>> StatesOf(std::string municipality,
                                                    std::vector<std::string> subjects,
                                                    Time deadline) override;
  Task<absl::Status> Destroy(std::string municipality, v1::Erasure erasure, Time deadline) override;
  Task<absl::StatusOr<bool>> RewriteFile(Time deadline) override;
  Task<absl::StatusOr<std::vector<Listed>>> Replay() override;

 private:
  Task<absl::StatusOr<std::vector<seal::ErasedTogether>>> Begun();

  store::Store& store_;
  seal::Erasures& erasures_;
};

}  // namespace zwk::participation
