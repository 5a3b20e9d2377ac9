#pragma once

#include <memory>

#include "participation/programme/municipality.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document of each municipality, "municipality/<municipality>"; listed nowhere.
std::unique_ptr<MunicipalityRepository> KeepMunicipalities(store::Store& store, seal::KeyRing& keys,
                                                           const Clock& clock);

}  // namespace zwk::participation
