#pragma once

#include <string>
#include <vector>

#include "participation/domain/meeting.h"
#include "participation/events/message.h"

namespace zwk::participation {

std::vector<PersonText*> PeopleIn(MeetingEvent& event);

// The texts of people in it have to be sealed.
EventMessage ToMessage(const std::string& meeting_id, const MeetingEvent& event);

}  // namespace zwk::participation
