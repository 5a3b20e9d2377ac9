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
  Task<absl::Status> Destroy(std::string municipality, v1::Erasure erasure, Time deadline,
                             bool may_be_listed) override;
  Task<absl::Status> DestroyTexts(std::string municipality, std::string of,
                                  std::vector<std::string> texts, Time at, Time deadline) override;
  Task<absl::StatusOr<bool>> RewriteFile(std::string municipality, Time deadline) override;
  Task<absl::StatusOr<std::vector<Listed>>> Replay() override;

 private:
  Task<absl::StatusOr<std::vector<seal::ErasedTogether>>> Begun();

  store::Store& store_;
  seal::Erasures& erasures_;
};

// Looks for them in every session of the city; where an id is that of a text is said nowhere.
class StoredTexts : public PersonTexts {
 public:
  explicit StoredTexts(store::Store& store) : store_(store) {}
  Task<absl::StatusOr<std::set<std::string>>> Known(Caller caller,
                                                    std::vector<std::string> ids) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
