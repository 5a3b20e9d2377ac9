#include "participation/app/next_steps.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<Stored<NextStep>>> NextSteps::Record(Caller caller, NextStepRecorded wanted) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                          co_await meetings_.Load(caller, wanted.meeting_id));
  // Refused in the decision and not before it: a repeated request is answered, whatever the meeting
  // has become since.
  const absl::Status started = meeting.value.CheckStarted();
  const std::string id = wanted.next_step_id;
  NextStepRepository::Decide decide =
      [wanted, started](const NextStep& next_step) -> absl::StatusOr<Decision<NextStepEvent>> {
    ZWK_ASSIGN_OR_RETURN(NextStepRecorded recorded, next_step.Record(wanted));
    ZWK_RETURN_IF_ERROR(started);
    return Decision<NextStepEvent>(std::move(recorded));
  };
  co_return co_await next_steps_.Create(std::move(caller), id, std::move(decide));
}

Task<absl::StatusOr<Stored<NextStep>>> NextSteps::Close(Caller caller, std::string next_step_id,
                                                        uint64_t expected_version,
                                                        NextStepClosed wanted) {
  return next_steps_.Change(
      std::move(caller), std::move(next_step_id), expected_version,
      [wanted](const NextStep& next_step) { return next_step.Close(wanted); });
}

Task<absl::StatusOr<Stored<NextStep>>> NextSteps::Get(Caller caller, std::string next_step_id) {
  return next_steps_.Load(std::move(caller), std::move(next_step_id));
}

Task<absl::StatusOr<Page<NextStep>>> NextSteps::List(Caller caller, bool open_only, int page_size,
                                                     std::string page_token) {
  return next_steps_.List(std::move(caller), open_only ? "open_next_steps" : "next_steps", "",
                          page_size, std::move(page_token));
}

}  // namespace zwk::participation
