#pragma once

#include <string>
#include <vector>

#include "participation/meeting/minutes_guard_codec.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {

// What belongs to the record of a meeting comes to be only while the record is open. State's message
// names the meeting.
template <class State, class Event>
class RecordCodec : public seal::MessageCodec<State, Event> {
 public:
  using seal::MessageCodec<State, Event>::MessageCodec;
  void Complete(store::Commit& commit, const std::string&, const State& before, const State& after,
                const std::vector<Event>&) override {
    const bool is_new = before.state.meeting_id().empty();
    if (is_new && !after.state.meeting_id().empty()) {
      RequireOpenMinutes(commit, after.state.meeting_id(), "WRONG_STATE");
    }
  }
};

}  // namespace zwk::participation
