#include "participation/meeting/decision.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/messages.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

constexpr int kMaxNotes = 100;
constexpr int kMaxLabs = 20;

void TakeNotes(FieldErrors& errors, const std::string& path, v1::Decision& decision) {
  if (decision.result() == v1::DECISION_RESULT_ADOPTED_WITH_NOTES && decision.notes().empty()) {
    errors.Add(path, "ADOPTED_WITH_NOTES has at least one note");
  }
  if (!CheckCount(errors, path, decision.notes_size(), kMaxNotes)) return;
  std::set<std::string> ids;
  for (int i = 0; i < decision.notes_size(); ++i) {
    v1::CardNote& note = *decision.mutable_notes(i);
    const std::string of_note = absl::StrCat(path, "[", i, "]");
    Paragraph::Take(errors, of_note + ".text.text", *note.mutable_text()->mutable_text());
    CheckGiven(errors, of_note + ".disposition", note.disposition(), v1::NoteDisposition_IsValid);
    if (!ids.insert(note.note_id()).second) errors.Add(of_note + ".note_id", "is there twice");
  }
}

void CheckLabs(FieldErrors& errors, const std::string& path, const v1::Decision& decision) {
  const bool about_labs = decision.kind() == v1::DECISION_KIND_SELECT_LABS ||
                          decision.kind() == v1::DECISION_KIND_AGREE_THEMES;
  if (about_labs && decision.lab_ids().empty()) errors.Add(path, "names at least one lab");
  if (!about_labs && !decision.lab_ids().empty()) {
    errors.Add(path, "only SELECT_LABS and AGREE_THEMES are about labs");
  }
  CheckCount(errors, path, decision.lab_ids_size(), kMaxLabs);
}

}  // namespace

void TakeDecision(FieldErrors& errors, absl::string_view path, v1::Decision& decision) {
  const std::string of = absl::StrCat(path, ".");
  CheckGiven(errors, of + "kind", decision.kind(), v1::DecisionKind_IsValid);
  Title::Take(errors, of + "subject", *decision.mutable_subject());
  Paragraph::Take(errors, of + "proposal", *decision.mutable_proposal());
  CheckGiven(errors, of + "result", decision.result(), v1::DecisionResult_IsValid);
  TakeNotes(errors, of + "notes", decision);
  CheckLabs(errors, of + "lab_ids", decision);
}

bool IsAdopted(const v1::Decision& decision, v1::DecisionKind kind) {
  return decision.kind() == kind && (decision.result() == v1::DECISION_RESULT_ADOPTED ||
                                     decision.result() == v1::DECISION_RESULT_ADOPTED_WITH_NOTES);
}

bool Carries(const v1::Decision& decision, v1::DecisionKind kind, absl::string_view lab_id) {
  return IsAdopted(decision, kind) &&
         std::find(decision.lab_ids().begin(), decision.lab_ids().end(), lab_id) !=
             decision.lab_ids().end();
}

}  // namespace zwk::participation
