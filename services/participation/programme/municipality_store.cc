#include "participation/programme/municipality_store.h"

#include <vector>

#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Municipality&) { return {}; }

std::unique_ptr<MunicipalityRepository> KeepMunicipalities(store::Store& store, seal::KeyRing& keys,
                                                           const Clock& clock) {
  return seal::Keep<Municipality, MunicipalityEvent>(store, keys, "municipality", clock);
}

}  // namespace zwk::participation
