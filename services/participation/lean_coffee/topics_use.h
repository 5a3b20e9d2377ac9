#pragma once

#include <string>
#include <vector>

#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/base/clock.h"

namespace zwk::participation {

// Cards on the board of a session.
class Topics {
 public:
  Topics(SessionRepository& sessions, TopicBox& box, const Clock& clock)
      : sessions_(sessions), box_(box), clock_(clock) {}

  Task<absl::StatusOr<v1::Topic>> Submit(Caller caller, SessionId session_id, v1::Topic wanted);
  Task<absl::StatusOr<v1::Topic>> AddLate(Caller caller, SessionId session_id, v1::Topic wanted);
  Task<absl::StatusOr<v1::Topic>> Accept(Caller caller, SessionId session_id, TopicId topic_id);
  Task<absl::StatusOr<v1::Topic>> Reject(Caller caller, SessionId session_id, TopicId topic_id,
                                         std::string reason);
  // The merged ones go into the one that stays.
  Task<absl::StatusOr<v1::Topic>> Merge(Caller caller, SessionId session_id, TopicId stays,
                                        std::vector<TopicId> merged);
  Task<absl::StatusOr<v1::Topic>> Withdraw(Caller caller, SessionId session_id, TopicId topic_id,
                                           std::string reason);
  // All cards or none; a dry run checks the same and changes nothing.
  Task<absl::StatusOr<v1::ImportCardsResponse>> Import(Caller caller, SessionId session_id,
                                                       std::vector<v1::Topic> cards, bool accept,
                                                       bool dry_run);
  // What the caller may see of it: a page may have fewer than page_size.
  Task<absl::StatusOr<v1::ListTopicsResponse>> List(Caller caller, SessionId session_id,
                                                    int page_size, std::string page_token);
  Task<absl::StatusOr<std::vector<TopicNumbers>>> Count(Caller caller,
                                                        std::vector<SessionId> session_ids);

 private:
  Step Now() const { return {clock_.Now(), std::nullopt}; }

  SessionRepository& sessions_;
  TopicBox& box_;
  const Clock& clock_;
};

}  // namespace zwk::participation
