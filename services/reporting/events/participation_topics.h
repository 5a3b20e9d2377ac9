#pragma once

#include "absl/status/status.h"
#include "platform/base/task.h"
#include "platform/stream/view.h"

namespace zwk::reporting {

// The part of the neighborhoods view that listens to participation: labs, and the topics that came
// to be about a neighborhood, because a round's outcome names it or because an entry of the backlog
// was given to its lab.
Task<absl::Status> OnParticipation(const stream::Event& event, stream::ViewChange& change);

}  // namespace zwk::reporting
