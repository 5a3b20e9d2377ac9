#pragma once

#include <memory>

#include "participation/programme/programme.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a programme, "programme/<id>"; listed by its first day in "programmes".
std::unique_ptr<ProgrammeRepository> KeepProgrammes(store::Store& store, seal::KeyRing& keys,
                                                    const Clock& clock);

}  // namespace zwk::participation
