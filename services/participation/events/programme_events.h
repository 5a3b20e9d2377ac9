#pragma once

#include <string>
#include <vector>

#include "participation/domain/person.h"
#include "participation/domain/programme.h"
#include "participation/events/message.h"

namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(ProgrammeEvent&) { return {}; }
EventMessage ToMessage(const std::string& programme_id, const ProgrammeEvent& event);

inline std::vector<PersonText*> PeopleIn(FieldOfActionEvent&) { return {}; }
EventMessage ToMessage(const std::string& field_id, const FieldOfActionEvent& event);

}  // namespace zwk::participation
