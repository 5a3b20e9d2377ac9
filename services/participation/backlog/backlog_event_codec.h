#pragma once

#include <string>
#include <vector>

#include "participation/backlog/backlog_entry.h"
#include "participation/lean_coffee/event_message.h"
#include "participation/lean_coffee/person.h"

namespace zwk::participation {

// An entry's words are its topic's.
std::vector<PersonText*> PeopleIn(BacklogEvent& event);

EventMessage ToMessage(const std::string& entry_id, const BacklogEvent& event);

}  // namespace zwk::participation
