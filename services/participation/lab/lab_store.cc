#include "participation/lab/lab_store.h"

#include <vector>

#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Lab& lab) {
  return {{"labs", lab.state.neighborhood_key()}};
}

std::unique_ptr<LabRepository> KeepLabs(store::Store& store, seal::KeyRing& keys,
                                        const Clock& clock) {
  return seal::Keep<Lab, LabEvent>(store, keys, "lab", clock);
}

}  // namespace zwk::participation
