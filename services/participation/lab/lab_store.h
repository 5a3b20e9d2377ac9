#pragma once

#include <memory>

#include "participation/lab/lab.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a lab, "lab/<id>"; listed by neighborhood in "labs".
std::unique_ptr<LabRepository> KeepLabs(store::Store& store, seal::KeyRing& keys,
                                        const Clock& clock);

}  // namespace zwk::participation
