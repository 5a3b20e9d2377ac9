#pragma once

#include <string>
#include <vector>

#include "platform/stream/handlers.h"
#include "platform/stream/view.h"
#include "reporting/minutes/minutes_use.h"

namespace zwk::reporting {

// Does what participation asks for: a draft where one was requested, issuing where one was
// approved. Its commands carry request ids made of the event's id, so a repetition is answered, not
// done.
class MinutesConsumer : public stream::Consumer {
 public:
  MinutesConsumer(MinutesUseCases& minutes, const Clock& clock)
      : minutes_(minutes), clock_(clock) {}
  std::string name() const override { return "minutes"; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event) override;

  static const stream::Handlers<MinutesConsumer>& Heard();

 private:
  // On whose behalf an event is answered.
  Caller CausedBy(const stream::Event& event) const;

  MinutesUseCases& minutes_;
  const Clock& clock_;
};

}  // namespace zwk::reporting
