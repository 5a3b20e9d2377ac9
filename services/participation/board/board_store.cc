#include "participation/board/board_store.h"

#include <vector>

#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Board& board) {
  return {{"boards", board.state.name()}};
}

std::unique_ptr<BoardRepository> KeepBoards(store::Store& store, seal::KeyRing& keys,
                                            const Clock& clock) {
  return seal::Keep<Board, BoardEvent>(store, keys, "board", clock);
}

}  // namespace zwk::participation
