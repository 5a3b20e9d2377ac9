#pragma once

#include <functional>
#include <string>
#include <vector>

#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/base/clock.h"
#include "platform/base/turns.h"

namespace zwk::participation {

// A topic with its words.
struct WrittenTopic {
  Topic topic;
  WrittenText text;
};

struct PageOfTopics {
  std::vector<WrittenTopic> topics;
  std::string next_page_token;
};

struct ImportedCard {
  std::string paper_ref;
  TopicId topic_id;
  bool imported = false;  // false: it was there already
};

// Cards on the board of a session.
class Topics {
 public:
  Topics(SessionRepository& sessions, Texts& texts, BallotBox& box, Surroundings& around,
         const Clock& clock)
      : sessions_(sessions), texts_(texts), box_(box), around_(around), clock_(clock) {}

  // `wanted` without words; they are `words`.
  Task<absl::StatusOr<WrittenTopic>> Submit(Caller caller, SessionId session_id,
                                            TopicSubmitted wanted, CardText words);
  Task<absl::StatusOr<WrittenTopic>> AddLate(Caller caller, SessionId session_id,
                                             TopicSubmitted wanted, CardText words);
  // Accepting, rejecting, merging, withdrawing: answers the topic of this id.
  using Moderate =
      std::function<absl::StatusOr<Decision<SessionEvent>>(const LeanCoffeeSession&, Step)>;
  Task<absl::StatusOr<WrittenTopic>> Change(Caller caller, SessionId session_id, TopicId topic_id,
                                            Moderate moderate);

  struct Row {
    TopicSubmitted topic;
    CardText words;
  };
  // All rows or none; a dry run checks the same and changes nothing. In the order of the rows.
  Task<absl::StatusOr<std::vector<ImportedCard>>> Import(Caller caller, SessionId session_id,
                                                         std::vector<Row> rows, bool dry_run);
  Task<absl::StatusOr<PageOfTopics>> List(Caller caller, SessionId session_id, int page_size,
                                          std::string page_token);

 private:
  using Check = absl::StatusOr<LeanCoffeeSession::Events> (LeanCoffeeSession::*)(TopicSubmitted,
                                                                                 Step) const;
  Task<absl::StatusOr<WrittenTopic>> Put(Caller caller, SessionId session_id, TopicSubmitted wanted,
                                         CardText words, Check check);
  Task<absl::StatusOr<WrittenTopic>> Written(Caller caller, SessionId session_id,
                                             LeanCoffeeSession session, TopicId topic_id);

  SessionRepository& sessions_;
  Texts& texts_;
  BallotBox& box_;
  Turns turns_;  // a hall writes at once, and all cards of a session are one document
  Surroundings& around_;
  const Clock& clock_;
};

}  // namespace zwk::participation
