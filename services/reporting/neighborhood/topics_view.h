#pragma once

#include "platform/stream/handlers.h"
#include "platform/stream/view.h"

namespace zwk::reporting {

// The part of the neighborhoods view that listens to participation: labs, and the topics that came
// to be about a neighborhood, because a round's outcome names it or because an entry of the backlog
// was given to its lab.
void HearTopics(stream::Handlers<stream::ViewChange>& heard);

}  // namespace zwk::reporting
