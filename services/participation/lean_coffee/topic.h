#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/errors.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/topic.pb.h"

// Cards on the board of a session. Each is kept by itself, so that a hall that writes at once does not
// meet; what may become of one is the session's to say (LeanCoffeeSession).
namespace zwk::participation {

// Why it was rejected is for its author: it stays in the service.
struct RejectedTopic {
  v1::TopicRejected told;
  std::string reason;
};
using TopicEvent = std::variant<v1::TopicSubmitted, v1::TopicAccepted, RejectedTopic,
                                v1::TopicsMerged, v1::TopicWithdrawn>;

// Takes over what has happened to this card: it may be one that went into another.
void Apply(const TopicEvent& event, v1::Topic& topic);

// What waits for moderation, and what was kept out, is for whoever moderates.
bool IsOnTheBoard(const v1::Topic& topic);

// Cards of one status have a room of their own: nobody can use up that of the others. What was
// rejected, merged or withdrawn needs none.
struct TopicRoom {
  std::string name;  // empty: none
  int64_t most = 0;
  absl::Status full;
};
TopicRoom RoomOf(v1::TopicStatus status);

// Bring a card into the form in which it is kept and name every bad field; `card` is its path.
void TakeCard(FieldErrors& errors, const std::string& card, v1::Topic& topic);
void TakePaperRef(FieldErrors& errors, const std::string& card, v1::Topic& topic);

}  // namespace zwk::participation
