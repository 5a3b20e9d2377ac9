#pragma once

#include "participation/lean_coffee/session.h"
#include "participation/lean_coffee/tally.h"
#include "zwk/participation/v1/ballot.pb.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"
#include "zwk/participation/v1/round.pb.h"

// The parts that events and answers say in the same messages.
namespace zwk::participation {

// What does not change after the session was created.
void Say(const SessionCreated& about, v1::LeanCoffeeSession& message);
void Say(const RoundOutcome& outcome, v1::RoundOutcome* message);
void Say(const SessionId& session_id, const Results& results, v1::Results* message);

}  // namespace zwk::participation
