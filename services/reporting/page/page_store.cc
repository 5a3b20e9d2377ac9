#include "reporting/page/page_store.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/base/page.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_store.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;

// A meeting of which nobody says that it ended is over then.
constexpr int64_t kLongestSeconds = 12 * 60 * 60;

MeetingItem ItemOf(const views::MeetingRecord& meeting, const std::string& zone, int64_t now) {
  const pv1::Meeting& scheduled = meeting.scheduled();
  MeetingItem item{.meeting_id = scheduled.meeting_id(),
                   .title = scheduled.title(),
                   .place = scheduled.place(),
                   .start = InZone(scheduled.starts_at().seconds(), zone)};
  const auto& last = scheduled.has_ends_at() ? scheduled.ends_at() : scheduled.starts_at();
  if (scheduled.has_ends_at()) item.end = InZone(last.seconds(), zone);
  item.coming = !meeting.has_ended_at() && now < last.seconds() + kLongestSeconds;
  for (const views::SessionRecord& session : meeting.sessions()) {
    const bool live = session.created().mode() == pv1::SESSION_MODE_LIVE;
    if (live && item.coming && !session.has_ended() && !session.cancelled()) {
      item.open_session_ids.push_back(session.created().session_id());
    }
  }
  return item;
}

}  // namespace

Task<absl::StatusOr<PageSource::Municipality>> PageStore::Describe(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const City city,
                          co_await ReadCity(meetings_, caller.municipality, caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const auto programme,
                          co_await Read<views::ProgrammeRecord>(meetings_, caller.municipality,
                                                                "programme", caller.deadline));
  Municipality municipality{.name = city.name,
                            .default_lang = city.default_lang,
                            .programme_name = programme.created().name(),
                            .funder = programme.created().funder()};
  ZWK_CO_ASSIGN_OR_RETURN(municipality.synthetic, co_await neighborhoods_.Synthetic(caller));
  co_return municipality;
}

Task<absl::StatusOr<MeetingList>> PageStore::Meetings(Caller caller, int64_t now) {
  ZWK_CO_ASSIGN_OR_RETURN(const City city,
                          co_await ReadCity(meetings_, caller.municipality, caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto records,
      co_await meetings_.ScanAll(caller.municipality, kMeetingsIndex, "", caller.deadline));
  MeetingList meetings{.lang = city.default_lang};
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    views::MeetingRecord meeting;
    if (!meeting.ParseFromString(record->bytes) || meeting.cancelled()) continue;
    meetings.items.push_back(ItemOf(meeting, city.zone, now));
  }
  co_return meetings;
}

Task<absl::StatusOr<std::vector<MappedNeighborhood>>> PageStore::Neighborhoods(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const City city,
                          co_await ReadCity(meetings_, caller.municipality, caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const auto list, co_await neighborhoods_.List(caller, city.default_lang));
  std::vector<MappedNeighborhood> neighborhoods;
  std::vector<std::string> keys;
  for (const auto& item : list) {
    neighborhoods.push_back({.key = item.key, .name = item.name, .is_lab = item.is_lab});
    keys.push_back(item.key);
  }
  if (keys.size() > kMostMapAreas) co_return neighborhoods;
  ZWK_CO_ASSIGN_OR_RETURN(auto boundaries,
                          co_await neighborhoods_.Boundaries(std::move(caller), std::move(keys)));
  for (size_t i = 0; i < neighborhoods.size(); ++i) {
    neighborhoods[i].rings = std::move(boundaries[i]);
  }
  co_return neighborhoods;
}

Task<absl::StatusOr<CalendarEntry>> PageStore::FindMeeting(Caller caller, std::string meeting_id) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto meeting,
      co_await Read<views::MeetingRecord>(meetings_, caller.municipality,
                                          absl::StrCat("meeting/", meeting_id), caller.deadline));
  if (!meeting.has_scheduled()) {
    co_return absl::NotFoundError(absl::StrCat("no meeting ", meeting_id));
  }
  const pv1::Meeting& scheduled = meeting.scheduled();
  CalendarEntry entry{.meeting_id = scheduled.meeting_id(),
                      .title = scheduled.title(),
                      .place = scheduled.place(),
                      .starts_at = scheduled.starts_at().seconds(),
                      .planned_at = meeting.planned_at().seconds(),
                      .cancelled = meeting.cancelled()};
  if (scheduled.has_ends_at()) entry.ends_at = scheduled.ends_at().seconds();
  co_return entry;
}

}  // namespace zwk::reporting
