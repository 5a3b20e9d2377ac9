#pragma once

#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "reporting/base/page.h"
#include "reporting/document/document_port.h"
#include "reporting/indicator/indicator_port.h"
#include "reporting/page/index_page.h"
#include "reporting/page/page_port.h"
#include "reporting/usage/usage_port.h"

namespace zwk::reporting {

// Puts pages together that lead to what there is.
// INVALID_ARGUMENT, field locale: no template speaks it.
class PageUseCases {
 public:
  PageUseCases(PageSource& source, IndicatorSource& indicators, UsageSource& usage,
               Documents& documents, const Clock& clock)
      : source_(source),
        indicators_(indicators),
        usage_(usage),
        documents_(documents),
        clock_(clock) {}

  // INVALID_ARGUMENT, field map: nothing a map shows.
  Task<absl::StatusOr<Page>> ShowIndex(Caller caller, std::string locale, std::string map);
  Task<absl::StatusOr<Page>> ShowMeetings(Caller caller, std::string locale);
  Task<absl::StatusOr<Page>> ShowOperations(Caller caller, std::string locale);
  // NOT_FOUND: no such meeting.
  Task<absl::StatusOr<Page>> ShowCalendar(Caller caller, std::string meeting_id);

 private:
  Task<absl::StatusOr<MeetingList>> Meetings(Caller caller);
  Task<absl::Status> FillFigures(Caller caller, IndexPage& page);

  PageSource& source_;
  IndicatorSource& indicators_;
  UsageSource& usage_;
  Documents& documents_;
  const Clock& clock_;
  Pool drawing_{1, 64};  // a map of many boundaries takes a part of a second
};

}  // namespace zwk::reporting
