#pragma once

#include <string>
#include <vector>

#include "participation/domain/backlog_entry.h"
#include "participation/domain/person.h"
#include "participation/events/message.h"

namespace zwk::participation {

// An entry's words are its topic's.
std::vector<PersonText*> PeopleIn(BacklogEvent& event);

EventMessage ToMessage(const std::string& entry_id, const BacklogEvent& event);

}  // namespace zwk::participation
