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

// One session of a meeting votes at a time, and a meeting does not end before its vote, nor is its record
// drafted or approved meanwhile.
inline void RequireNoOpenVote(store::Commit& commit, const std::string& meeting_id) {
  commit.Guard(MeetingVoteGuard(meeting_id), "",
               WithReason(absl::FailedPreconditionError("a session of the meeting is voting"),
                          "MEETING_IS_VOTING"));
}

// The guard that says whether a meeting has ended: "" until then.
inline constexpr char kMeetingEnded[] = "ENDED";
inline std::string MeetingEndGuard(const std::string& meeting_id) {
  return absl::StrCat("meeting/", meeting_id, "/end");
}

// Nobody votes in a meeting that is over. (A recorded vote is typed later: it was in time.)
inline void RequireMeetingGoesOn(store::Commit& commit, const std::string& meeting_id) {
  commit.Guard(
      MeetingEndGuard(meeting_id), "",
      WithReason(absl::FailedPreconditionError("the meeting has ended"), "MEETING_CLOSED"));
}

}  // namespace zwk::participation
