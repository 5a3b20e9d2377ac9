#pragma once

#include "platform/base/ids.h"

namespace zwk::participation {

using SessionId = StrongId<struct SessionIdTag>;
using TopicId = StrongId<struct TopicIdTag>;
using RoundId = StrongId<struct RoundIdTag>;
using NoteId = StrongId<struct NoteIdTag>;
using ParticipantId = StrongId<struct ParticipantIdTag>;

}  // namespace zwk::participation
