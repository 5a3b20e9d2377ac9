#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/store/commit.h"

namespace zwk::participation {

// The guard that says whether the minutes of a meeting are approved: "" until then. Whoever adds to
// the record of a meeting in a document of its own (next steps, attachments, late topics) lets its
// commit require kMinutesOpen, so that approval is one point in time for all of them.
inline constexpr char kMinutesOpen[] = "";
inline constexpr char kMinutesApproved[] = "APPROVED";
inline std::string MinutesGuard(const std::string& meeting_id) {
  return absl::StrCat("minutes/", meeting_id);
}

// Whoever comes right after the approval is told so, with the reason of that command.
inline void RequireOpenMinutes(store::Commit& commit, const std::string& meeting_id,
                               const std::string& reason) {
  commit.Guard(
      MinutesGuard(meeting_id), kMinutesOpen,
      WithReason(absl::FailedPreconditionError("the minutes of the meeting are approved"), reason));
}

}  // namespace zwk::participation
