#pragma once

#include <string>
#include <vector>

#include "participation/backlog/backlog_use.h"
#include "platform/stream/view.h"

namespace zwk::participation {

// What follows from the end of a session: what was left over goes to the topic backlog, and the key
// of its ballots is destroyed. Late topics go to the backlog when they come. At least once,
// harmless when repeated.
class BacklogConsumer : public stream::Consumer {
 public:
  BacklogConsumer(Backlog& backlog, SessionRepository& sessions, BallotBox& box)
      : backlog_(backlog), sessions_(sessions), box_(box) {}

  std::string name() const override { return "topic-backlog"; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event) override;

 private:
  Backlog& backlog_;
  SessionRepository& sessions_;
  BallotBox& box_;
};

}  // namespace zwk::participation
