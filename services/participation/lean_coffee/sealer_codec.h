#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/lean_coffee/person.h"
#include "platform/base/task.h"
#include "platform/seal/key_ring.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::participation {

// Seals and opens the texts of people that one state or one event carries.
class Sealer {
 public:
  explicit Sealer(seal::KeyRing& keys) : keys_(keys) {}

  // Gives every text that has none its sealed form, bound to municipality, aggregate and version.
  // The text of a subject that is erased meanwhile is dropped.
  Task<absl::Status> Seal(std::string municipality, std::string aggregate, uint64_t version,
                          std::vector<PersonText*> texts);

  // Makes sealed texts readable, those of erased subjects excepted; one look into the key ring.
  Task<absl::Status> Open(std::string municipality, std::vector<PersonText*> texts);

 private:
  seal::KeyRing& keys_;
};

// To and from the message in which a sealed text is stored and travels.
common::v1::Sealed ToSealed(const PersonText& text);
PersonText FromSealed(const common::v1::Sealed& sealed);

}  // namespace zwk::participation
