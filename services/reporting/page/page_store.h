#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/stream/view.h"
#include "reporting/neighborhood/neighborhood_store.h"
#include "reporting/page/page_port.h"

namespace zwk::reporting {

// Reads what pages list.
class PageStore : public PageSource {
 public:
  PageStore(stream::ViewReader meetings, reporting::Neighborhoods& neighborhoods)
      : meetings_(std::move(meetings)), neighborhoods_(neighborhoods) {}

  Task<absl::StatusOr<Municipality>> Describe(Caller caller) override;
  Task<absl::StatusOr<MeetingList>> Meetings(Caller caller, int64_t now) override;
  Task<absl::StatusOr<std::vector<MappedNeighborhood>>> Neighborhoods(Caller caller) override;
  Task<absl::StatusOr<CalendarEntry>> FindMeeting(Caller caller, std::string meeting_id) override;

 private:
  stream::ViewReader meetings_;
  reporting::Neighborhoods& neighborhoods_;
};

}  // namespace zwk::reporting
