#pragma once

#include "participation/lean_coffee/session_events.h"
#include "participation/lean_coffee/tally.h"
#include "zwk/participation/v1/ballot.pb.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"
#include "zwk/participation/v1/round.pb.h"

// The parts that events and answers say in the same messages.
namespace zwk::participation {

void Say(const SessionSettings& settings, v1::SessionSettings* message);
void Say(const RoundOutcome& outcome, v1::RoundOutcome* message);
void Say(const SessionId& session_id, const Results& results, v1::Results* message);

}  // namespace zwk::participation
