#pragma once

#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/next_step.pb.h"

namespace zwk::participation {

using NextStepEvent = std::variant<v1::NextStepRecorded, v1::NextStepClosed>;

// What somebody promised in a meeting.
//
// Invariant: open until it is done, or dropped for a reason; closed once.
struct NextStep {
  absl::StatusOr<v1::NextStepRecorded> Record(v1::NextStepRecorded wanted) const;
  absl::StatusOr<std::vector<NextStepEvent>> Close(v1::NextStepClosed wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const NextStepEvent& event);

  v1::NextStep state;  // as it is kept and answered
};

using NextStepRepository = Repository<NextStep, NextStepEvent>;

}  // namespace zwk::participation
