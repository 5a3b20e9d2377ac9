#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "participation/domain/backlog_entry.h"
#include "participation/domain/session_events.h"
#include "participation/domain/tally.h"
#include "platform/base/clock.h"
#include "zwk/participation/v1/ballot.pb.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"
#include "zwk/participation/v1/round.pb.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

// The parts that events and answers say in the same messages.
namespace zwk::participation {

void Say(Time time, google::protobuf::Timestamp* message);
void Say(const SessionSettings& settings, v1::SessionSettings* message);
void Say(const RoundOutcome& outcome, v1::RoundOutcome* message);
void Say(const SessionId& session_id, const Results& results, v1::Results* message);
void Say(const BacklogTarget& target, v1::BacklogTarget* message);

}  // namespace zwk::participation
