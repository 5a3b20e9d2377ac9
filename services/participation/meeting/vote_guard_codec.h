#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/store/commit.h"

namespace zwk::participation {

// The guard that names the session of a meeting that is voting: "" where none is.
inline std::string MeetingVoteGuard(const std::string& meeting_id) {
  return absl::StrCat("meeting/", meeting_id, "/vote");
}

// One session of a meeting votes at a time, and a meeting does not end before its vote.
inline void RequireNoOpenVote(store::Commit& commit, const std::string& meeting_id) {
  commit.Guard(MeetingVoteGuard(meeting_id), "",
               WithReason(absl::FailedPreconditionError("a session of the meeting is voting"),
                          "MEETING_IS_VOTING"));
}

}  // namespace zwk::participation
