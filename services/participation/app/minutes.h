#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "participation/app/meetings.h"

namespace zwk::participation {

// The drafts that reporting has published, as far as word of them has come.
class DraftedMinutes {
 public:
  virtual ~DraftedMinutes() = default;
  virtual Task<absl::StatusOr<std::optional<MinutesDocument>>> Latest(Caller caller,
                                                                      std::string meeting_id) = 0;
};

// What is known of the minutes of a meeting.
struct MinutesStanding {
  Stored<Meeting> meeting;
  std::optional<MinutesDocument> drafted;
};

// Minutes from the draft to the approval. The document is reporting's.
class MinutesOffice {
 public:
  MinutesOffice(MeetingRepository& meetings, DraftedMinutes& drafted, const Clock& clock)
      : meetings_(meetings), drafted_(drafted), clock_(clock) {}

  // The answers of the two changes say what the request brought about, so that a repetition says
  // the same; what reporting has made of it meanwhile is for Get to tell.
  Task<absl::StatusOr<MinutesStanding>> Draft(Caller caller, std::string meeting_id,
                                              uint64_t expected_version,
                                              MinutesDraftRequested wanted);
  Task<absl::StatusOr<MinutesStanding>> Approve(Caller caller, std::string meeting_id,
                                                uint64_t expected_version, std::string sha256);
  Task<absl::StatusOr<MinutesStanding>> Get(Caller caller, std::string meeting_id);

 private:
  MeetingRepository& meetings_;
  DraftedMinutes& drafted_;
  const Clock& clock_;
};

}  // namespace zwk::participation
