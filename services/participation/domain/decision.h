#pragma once

#include <string>
#include <vector>

#include "participation/domain/person.h"
#include "platform/base/errors.h"

namespace zwk::participation {

enum class DecisionKind { kUnspecified, kSelectLabs, kAgreeThemes, kAdoptInitiative, kOther };
enum class DecisionResult { kUnspecified, kAdopted, kAdoptedWithNotes, kDeferred, kRejected };
enum class NoteDisposition { kUnspecified, kAdopted, kNoted, kToBacklog };

// A note from a voting card. The card is anonymous: its text is sealed under the note's own id.
struct CardNote {
  std::string note_id;
  PersonText text;
  NoteDisposition disposition = NoteDisposition::kUnspecified;

  bool operator==(const CardNote&) const = default;
};

// What the board decided in a meeting.
struct BoardDecision {
  std::string decision_id;
  DecisionKind kind = DecisionKind::kUnspecified;
  std::string subject;
  std::string proposal;
  DecisionResult result = DecisionResult::kUnspecified;
  std::vector<CardNote> notes;
  std::vector<std::string> lab_ids;

  bool operator==(const BoardDecision&) const = default;
};

void CheckDecision(FieldErrors& errors, const BoardDecision& decision);

}  // namespace zwk::participation
