#pragma once

#include <string>
#include <vector>

#include "participation/domain/next_step.h"
#include "participation/domain/person.h"
#include "participation/events/message.h"

namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(NextStepEvent&) { return {}; }
EventMessage ToMessage(const std::string& next_step_id, const NextStepEvent& event);

}  // namespace zwk::participation
