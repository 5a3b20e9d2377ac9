#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "participation/meeting/meeting.h"
#include "participation/meeting/minutes_port.h"

namespace zwk::participation {

// What is known of the minutes of a meeting.
struct MinutesStanding {
  Stored<Meeting> meeting;
  std::optional<v1::MinutesDocument> drafted;
};

// Minutes from the draft to the approval. The document is reporting's.
class MinutesOfMeetings {
 public:
  MinutesOfMeetings(MeetingRepository& meetings, DraftedMinutes& drafted, const Clock& clock)
      : meetings_(meetings), drafted_(drafted), clock_(clock) {}

  // The answers of the two changes say what the request brought about, so that a repetition says
  // the same; what reporting has made of it meanwhile is for Get to tell.
  Task<absl::StatusOr<MinutesStanding>> Draft(Caller caller, uint64_t expected_version,
                                              v1::MinutesDraftRequested wanted);
  Task<absl::StatusOr<MinutesStanding>> Approve(Caller caller, std::string meeting_id,
                                                uint64_t expected_version, std::string sha256);
  Task<absl::StatusOr<MinutesStanding>> Get(Caller caller, std::string meeting_id);

 private:
  MeetingRepository& meetings_;
  DraftedMinutes& drafted_;
  const Clock& clock_;
};

}  // namespace zwk::participation
