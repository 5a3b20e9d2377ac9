#include "reporting/page/page_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "reporting/document/document_use.h"
#include "reporting/page/operations_page.h"
#include "reporting/usage/usage_use.h"

namespace zwk::reporting {

// Where a meeting takes place may be a room in somebody's house or the way into a call: GetMeeting tells the office and the board
// alone, and so do pages.
Task<absl::StatusOr<MeetingList>> PageUseCases::Meetings(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(MeetingList meetings,
                          co_await source_.Meetings(caller, ToMicros(clock_.Now()) / 1'000'000));
  ZWK_CO_ASSIGN_OR_RETURN(const auto approvals, co_await Approvals(documents_, caller));
  const bool of_office = MaySeeDrafts(caller);
  for (MeetingItem& meeting : meetings.items) {
    if (!of_office) meeting.place.clear();
    const auto found = approvals.find(absl::StrCat("meeting/", meeting.meeting_id));
    if (found == approvals.end()) continue;
    meeting.minutes =
        found->second ? MeetingItem::Minutes::kApproved : MeetingItem::Minutes::kDraft;
  }
  meetings.links_drafts = of_office;
  co_return meetings;
}

Task<absl::Status> PageUseCases::FillFigures(Caller caller, IndexPage& page) {
  const MapTheme theme = page.map.theme;
  ZWK_CO_ASSIGN_OR_RETURN(const IndicatorDates dates, co_await indicators_.Dates(caller));
  std::vector<Area> city = {{"", page.municipality_name}};
  std::vector<Area> areas;
  if (page.neighborhoods.size() <= kMostMapAreas) {
    for (const MappedNeighborhood& one : page.neighborhoods) areas.push_back({one.key, one.name});
  }
  std::vector<DatedIndicator> of_city = AskedOfCity(dates);
  std::vector<DatedIndicator> of_areas = AskedOfNeighborhoods(theme, dates);
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto city_figures,
      co_await indicators_.Figures(caller, std::move(city), std::move(of_city)));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto area_figures,
      co_await indicators_.Figures(caller, std::move(areas), std::move(of_areas)));
  page.city = CityFiguresOf(city_figures);
  page.map = MapFiguresOf(theme, area_figures);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<Page>> PageUseCases::ShowIndex(Caller caller, std::string locale,
                                                   std::string map) {
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(locale, "", "").status());
  const auto theme = map.empty() ? MapTheme::kChange : MapThemeOf(map);
  if (!theme) {
    co_return InvalidField("map", absl::StrCat(zwk::Quoted(map), " is not change, over65 or gaps"));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto city, co_await source_.Describe(caller));
  IndexPage page{.municipality_name = city.name,
                 .programme_name = city.programme_name,
                 .funder = city.funder,
                 .map = {.theme = *theme},
                 .synthetic = city.synthetic};
  ZWK_CO_ASSIGN_OR_RETURN(page.neighborhoods, co_await source_.Neighborhoods(caller));
  ZWK_CO_RETURN_IF_ERROR(co_await FillFigures(caller, page));
  ZWK_CO_ASSIGN_OR_RETURN(page.meetings, co_await Meetings(caller));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(locale, caller.locale, city.default_lang));
  const bool entered = co_await drawing_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("too many pages are being drawn");
  co_return HtmlOf(ToHtml(page, language));
}

Task<absl::StatusOr<Page>> PageUseCases::ShowMeetings(Caller caller, std::string locale) {
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(locale, "", "").status());
  ZWK_CO_ASSIGN_OR_RETURN(const auto city, co_await source_.Describe(caller));
  MeetingsPage page{.municipality_name = city.name};
  ZWK_CO_ASSIGN_OR_RETURN(page.meetings, co_await Meetings(caller));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(locale, caller.locale, city.default_lang));
  co_return HtmlOf(ToHtml(page, language));
}

Task<absl::StatusOr<Page>> PageUseCases::ShowOperations(Caller caller, std::string locale) {
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(locale, "", "").status());
  ZWK_CO_ASSIGN_OR_RETURN(const auto city, co_await source_.Describe(caller));
  ZWK_CO_ASSIGN_OR_RETURN(const auto approvals, co_await Approvals(documents_, caller));
  ZWK_CO_ASSIGN_OR_RETURN(UsageFacts usage, co_await TellUsage(usage_, caller, approvals.size()));
  const OperationsPage page{.municipality_name = city.name, .usage = std::move(usage.figures)};
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(locale, caller.locale, city.default_lang));
  co_return HtmlOf(ToHtml(page, language));
}

Task<absl::StatusOr<Page>> PageUseCases::ShowCalendar(Caller caller, std::string meeting_id) {
  ZWK_CO_ASSIGN_OR_RETURN(CalendarEntry entry,
                          co_await source_.FindMeeting(caller, std::move(meeting_id)));
  if (!MaySeeDrafts(caller)) entry.place.clear();
  co_return Page{"text/calendar; charset=utf-8", ToICalendar(entry)};
}

}  // namespace zwk::reporting
