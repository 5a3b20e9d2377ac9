#pragma once

#include <memory>

#include "participation/backlog/backlog_entry.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document an entry, "backlog_entry/<id>"; listed by "<session id>/<position>" in the four
// BacklogLists it belongs to.
std::unique_ptr<BacklogRepository> KeepBacklog(store::Store& store, seal::KeyRing& keys,
                                               const Clock& clock);

}  // namespace zwk::participation
