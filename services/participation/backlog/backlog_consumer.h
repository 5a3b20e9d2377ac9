#pragma once

#include <string>
#include <vector>

#include "participation/backlog/backlog_entry.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/stream/view.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"

namespace zwk::participation {

// What follows from the end of a session: what was left over goes to the topic backlog, and the key
// of its ballots is destroyed. Late topics go to the backlog when they come. At least once,
// harmless when repeated.
class BacklogConsumer : public stream::Consumer {
 public:
  BacklogConsumer(BacklogRepository& entries, SessionRepository& sessions, TopicBox& topics,
                  BallotBox& box)
      : entries_(entries), sessions_(sessions), topics_(topics), box_(box) {}

  std::string name() const override { return "topic-backlog"; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event) override;

 private:
  Task<absl::Status> FileLeftovers(stream::Event event, v1::SessionEnded ended);
  Task<absl::Status> FileLate(Caller caller, v1::TopicSubmitted submitted);
  Task<absl::Status> File(Caller caller, v1::TopicBacklogged wanted);

  BacklogRepository& entries_;
  SessionRepository& sessions_;
  TopicBox& topics_;
  BallotBox& box_;
};

}  // namespace zwk::participation
