#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/page/calendar.h"
#include "reporting/page/city_map.h"
#include "reporting/page/meetings_page.h"

namespace zwk::reporting {

class PageSource {
 public:
  virtual ~PageSource() = default;

  struct Municipality {
    std::string name;
    std::string default_lang;
    std::string programme_name;
    std::string funder;
    bool synthetic = false;  // the people on show are made up
  };
  virtual Task<absl::StatusOr<Municipality>> Describe(Caller caller) = 0;
  // What became of their minutes is the caller's to fill in. `now`: seconds since 1970.
  virtual Task<absl::StatusOr<MeetingList>> Meetings(Caller caller, int64_t now) = 0;
  // By name.
  virtual Task<absl::StatusOr<std::vector<MappedNeighborhood>>> Neighborhoods(Caller caller) = 0;
  // NOT_FOUND: no such meeting.
  virtual Task<absl::StatusOr<CalendarEntry>> FindMeeting(Caller caller,
                                                          std::string meeting_id) = 0;
};

}  // namespace zwk::reporting
