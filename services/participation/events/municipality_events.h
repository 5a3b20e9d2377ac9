#pragma once

#include <string>
#include <vector>

#include "participation/domain/municipality.h"
#include "participation/domain/person.h"
#include "participation/events/message.h"

namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(MunicipalityEvent&) { return {}; }
EventMessage ToMessage(const std::string& municipality_id, const MunicipalityEvent& event);

}  // namespace zwk::participation
