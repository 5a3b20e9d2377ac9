#pragma once

#include <string>

#include "participation/lean_coffee/event_message.h"
#include "participation/lean_coffee/session_events.h"

namespace zwk::participation {

// What people wrote comes sealed already (Texts): nothing is left to seal here.
EventMessage ToMessage(const std::string& session_id, const SessionEvent& event);

}  // namespace zwk::participation
