#include "participation/domain/decision.h"

#include "absl/strings/str_cat.h"
#include "participation/domain/text.h"

namespace zwk::participation {

void CheckDecision(FieldErrors& errors, const BoardDecision& decision) {
  if (decision.kind == DecisionKind::kUnspecified) errors.Add("kind", "must be given");
  CheckText(errors, "subject", decision.subject, kTitle);
  CheckText(errors, "proposal", decision.proposal, kParagraph);
  if (decision.result == DecisionResult::kUnspecified) errors.Add("result", "must be given");

  if (decision.notes.size() > 100) errors.Add("notes", "at most 100");
  if (decision.result == DecisionResult::kAdoptedWithNotes && decision.notes.empty()) {
    errors.Add("notes", "ADOPTED_WITH_NOTES has at least one note");
  }
  for (size_t i = 0; i < decision.notes.size(); ++i) {
    const CardNote& note = decision.notes[i];
    const std::string path = absl::StrCat("notes[", i, "]");
    CheckText(errors, path + ".text", note.text.text.value_or(""), kParagraph);
    if (note.disposition == NoteDisposition::kUnspecified) {
      errors.Add(path + ".disposition", "must be given");
    }
    for (size_t j = 0; j < i; ++j) {
      if (decision.notes[j].note_id == note.note_id)
        errors.Add(path + ".note_id", "is there twice");
    }
  }

  const bool about_labs =
      decision.kind == DecisionKind::kSelectLabs || decision.kind == DecisionKind::kAgreeThemes;
  if (about_labs && decision.lab_ids.empty()) errors.Add("lab_ids", "names at least one lab");
  if (!about_labs && !decision.lab_ids.empty()) {
    errors.Add("lab_ids", "only SELECT_LABS and AGREE_THEMES are about labs");
  }
  if (decision.lab_ids.size() > 20) errors.Add("lab_ids", "at most 20");
}

}  // namespace zwk::participation
