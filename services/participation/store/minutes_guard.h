#pragma once

#include <string>

#include "absl/strings/str_cat.h"

namespace zwk::participation {

// The guard that says whether the minutes of a meeting are approved: "" until then. Whoever adds to
// the record of a meeting in a document of its own (next steps, attachments, late topics) lets its
// commit require kMinutesOpen, so that approval is one point in time for all of them.
inline constexpr char kMinutesOpen[] = "";
inline constexpr char kMinutesApproved[] = "APPROVED";
inline std::string MinutesGuard(const std::string& meeting_id) {
  return absl::StrCat("minutes/", meeting_id);
}

}  // namespace zwk::participation
