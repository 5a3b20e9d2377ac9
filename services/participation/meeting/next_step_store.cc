#include "participation/meeting/next_step_store.h"

#include <string>
#include <vector>

#include "participation/meeting/record_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const NextStep& next_step) {
  const v1::NextStep& state = next_step.state;
  const std::string due = state.due_latest().empty() ? "9999" : state.due_latest();
  std::vector<store::IndexEntry> entries = {{"next_steps", due}};
  if (state.status() == v1::NEXT_STEP_STATUS_OPEN) entries.push_back({"open_next_steps", due});
  return entries;
}

std::unique_ptr<NextStepRepository> KeepNextSteps(store::Store& store, seal::KeyRing& keys,
                                                  const Clock& clock) {
  return seal::Keep<NextStep, NextStepEvent, RecordCodec<NextStep, NextStepEvent>>(
      store, keys, "next_step", clock);
}

}  // namespace zwk::participation
