#pragma once

#include <string>
#include <vector>

#include "participation/domain/lab.h"
#include "participation/domain/person.h"
#include "participation/events/message.h"

namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(LabEvent&) { return {}; }
EventMessage ToMessage(const std::string& lab_id, const LabEvent& event);

}  // namespace zwk::participation
