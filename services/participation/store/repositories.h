#pragma once

#include "participation/app/boards.h"
#include "participation/store/board_store.h"

namespace zwk::participation {

// The aggregates around the meeting, each with its codec, on one store.
class Repositories {
 public:
  Repositories(store::Store& store, Sealer& sealer, const Clock& clock)
      : board_codec_(sealer), boards(store, board_codec_, "board", clock) {}

 private:
  SealedCodec<Board, BoardEvent> board_codec_;

 public:
  store::Documents<Board, BoardEvent> boards;
};

}  // namespace zwk::participation
