#pragma once

#include <memory>

#include "participation/board/board.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a board, "board/<id>"; listed by name in "boards".
std::unique_ptr<BoardRepository> KeepBoards(store::Store& store, seal::KeyRing& keys,
                                            const Clock& clock);

}  // namespace zwk::participation
