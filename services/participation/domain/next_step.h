#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace zwk::participation {

enum class NextStepStatus { kUnspecified, kOpen, kDone, kDropped };

struct NextStepRecorded {
  std::string next_step_id;
  std::string meeting_id;
  std::string text;
  std::string owner;
  std::string due_earliest;  // YYYY-MM-DD or ""
  std::string due_latest;
};
struct NextStepClosed {
  NextStepStatus status = NextStepStatus::kUnspecified;  // kDone or kDropped
  std::string reason;
  std::string meeting_id = {};  // for readers of the event; the next step fills it in
};
using NextStepEvent = std::variant<NextStepRecorded, NextStepClosed>;

// What somebody promised in a meeting.
//
// Invariant: open until it is done, or dropped for a reason; closed once.
struct NextStep {
  absl::StatusOr<NextStepRecorded> Record(NextStepRecorded wanted) const;
  absl::StatusOr<std::vector<NextStepEvent>> Close(NextStepClosed wanted) const;
  void Apply(const NextStepEvent& event);

  NextStepRecorded about;
  NextStepStatus status = NextStepStatus::kUnspecified;
  std::string reason;
};

}  // namespace zwk::participation
