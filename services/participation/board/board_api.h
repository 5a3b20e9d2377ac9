#pragma once

#include "participation/board/board.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.BoardService; meaning and refusals of each method are in the proto.
void ServeBoards(rpc::ServiceMethods methods, BoardRepository& boards);

}  // namespace zwk::participation
