#include "participation/programme/programme_store.h"

#include <vector>

#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Programme& programme) {
  return {{"programmes", programme.state.starts_on()}};
}

std::unique_ptr<ProgrammeRepository> KeepProgrammes(store::Store& store, seal::KeyRing& keys,
                                                    const Clock& clock) {
  return seal::Keep<Programme, ProgrammeEvent>(store, keys, "programme", clock);
}

}  // namespace zwk::participation
