#pragma once

#include <memory>

#include "participation/meeting/next_step.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a step, "next_step/<id>"; listed by what is due first in "next_steps", and while it is
// open in "open_next_steps".
std::unique_ptr<NextStepRepository> KeepNextSteps(store::Store& store, seal::KeyRing& keys,
                                                  const Clock& clock);

}  // namespace zwk::participation
