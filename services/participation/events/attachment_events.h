#pragma once

#include <string>
#include <vector>

#include "participation/domain/attachment.h"
#include "participation/domain/person.h"
#include "participation/events/message.h"

namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(AttachmentEvent&) { return {}; }
EventMessage ToMessage(const std::string& attachment_id, const AttachmentEvent& event);

}  // namespace zwk::participation
