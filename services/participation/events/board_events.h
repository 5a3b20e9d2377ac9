#pragma once

#include <string>
#include <vector>

#include "participation/domain/board.h"
#include "participation/events/message.h"

namespace zwk::participation {

std::vector<PersonText*> PeopleIn(BoardEvent& event);

// The texts of people in it have to be sealed.
EventMessage ToMessage(const std::string& board_id, const BoardEvent& event);

}  // namespace zwk::participation
