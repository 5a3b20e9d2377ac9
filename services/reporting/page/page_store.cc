#include "reporting/page/page_store.h"

#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "reporting/base/page.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_store.h"

namespace zwk::reporting {

Task<absl::StatusOr<IndexPage>> PageStore::Now(Caller caller) {
  const std::string& city_id = caller.municipality;
  ZWK_CO_ASSIGN_OR_RETURN(const City city, co_await ReadCity(meetings_, city_id, caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto programme,
      co_await Read<views::ProgrammeRecord>(meetings_, city_id, "programme", caller.deadline));
  IndexPage page{.municipality_name = city.name,
                 .default_lang = city.default_lang,
                 .programme_name = programme.created().name(),
                 .funder = programme.created().funder()};
  ZWK_CO_ASSIGN_OR_RETURN(const auto meetings,
                          co_await meetings_.ScanAll(city_id, kMeetingsIndex, "", caller.deadline));
  for (auto item = meetings.rbegin(); item != meetings.rend(); ++item) {
    views::MeetingRecord meeting;
    if (!meeting.ParseFromString(item->bytes) || meeting.cancelled()) continue;
    const auto& scheduled = meeting.scheduled();
    page.minutes.push_back(
        {.meeting_id = scheduled.meeting_id(),
         .title = scheduled.title(),
         .date = FormatDate(InZone(scheduled.starts_at().seconds(), city.zone).day)});
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto neighborhoods,
                          co_await neighborhoods_.List(caller, page.default_lang));
  for (const Neighborhoods::Item& item : neighborhoods) {
    page.neighborhoods.push_back({.key = item.key, .name = item.name, .is_lab = item.is_lab});
  }
  ZWK_CO_ASSIGN_OR_RETURN(page.synthetic, co_await neighborhoods_.Synthetic(caller));
  co_return page;
}

}  // namespace zwk::reporting
