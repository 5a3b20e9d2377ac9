#include "participation/store/next_step_store.h"

#include "participation/store/documents.pb.h"

namespace zwk::participation {

std::string ToStored(const NextStep& next_step) {
  stored::NextStep kept;
  kept.set_next_step_id(next_step.about.next_step_id);
  kept.set_meeting_id(next_step.about.meeting_id);
  kept.set_text(next_step.about.text);
  kept.set_owner(next_step.about.owner);
  kept.set_due_earliest(next_step.about.due_earliest);
  kept.set_due_latest(next_step.about.due_latest);
  kept.set_status(static_cast<int>(next_step.status));
  kept.set_reason(next_step.reason);
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, NextStep& next_step) {
  stored::NextStep kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  next_step.about = {.next_step_id = kept.next_step_id(),
                     .meeting_id = kept.meeting_id(),
                     .text = kept.text(),
                     .owner = kept.owner(),
                     .due_earliest = kept.due_earliest(),
                     .due_latest = kept.due_latest()};
  next_step.status = static_cast<NextStepStatus>(kept.status());
  next_step.reason = kept.reason();
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const NextStep& next_step) {
  // What is due first comes first, what has no date comes last.
  const std::string due = next_step.about.due_latest.empty() ? "9999" : next_step.about.due_latest;
  std::vector<store::IndexEntry> entries = {{"next_steps", due}};
  if (next_step.status == NextStepStatus::kOpen) entries.push_back({"open_next_steps", due});
  return entries;
}

}  // namespace zwk::participation
