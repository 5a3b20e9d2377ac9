#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/board.h"
#include "participation/events/board_events.h"
#include "participation/store/sealed_codec.h"

// How a board is kept; see SealedCodec.
namespace zwk::participation {

std::vector<PersonText*> PeopleIn(Board& board);
std::string ToStored(const Board& board);
absl::Status FromStored(const std::string& bytes, Board& board);
std::vector<store::IndexEntry> IndexesOf(const Board& board);

}  // namespace zwk::participation
