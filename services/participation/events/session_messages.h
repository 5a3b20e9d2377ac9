#pragma once

#include <string>
#include <vector>

#include "participation/domain/session_events.h"
#include "participation/events/message.h"

namespace zwk::participation {

// What people wrote comes sealed already (Texts): nothing is left to seal here.
std::vector<PersonText*> PeopleIn(SessionEvent& event);

EventMessage ToMessage(const std::string& session_id, const SessionEvent& event);

}  // namespace zwk::participation
