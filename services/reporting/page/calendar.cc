#include "reporting/page/calendar.h"

#include <memory>

#include <libical/ical.h>

namespace zwk::reporting {
namespace {

icaltimetype Utc(int64_t seconds) {
  return icaltime_from_timet_with_zone(static_cast<time_t>(seconds), 0,
                                       icaltimezone_get_utc_timezone());
}

}  // namespace

std::string ToICalendar(const CalendarEntry& entry) {
  icalcomponent* event = icalcomponent_new_vevent();
  const auto say = [event](icalproperty* property) { icalcomponent_add_property(event, property); };
  say(icalproperty_new_uid(entry.meeting_id.c_str()));
  say(icalproperty_new_dtstamp(Utc(entry.planned_at)));
  say(icalproperty_new_dtstart(Utc(entry.starts_at)));
  if (entry.ends_at) say(icalproperty_new_dtend(Utc(*entry.ends_at)));
  say(icalproperty_new_summary(entry.title.c_str()));
  if (!entry.place.empty()) say(icalproperty_new_location(entry.place.c_str()));
  say(icalproperty_new_status(entry.cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));

  // Frees what it was given.
  const std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)> calendar(
      icalcomponent_new_vcalendar(), icalcomponent_free);
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//ZWK//reporting//DE"));
  icalcomponent_add_component(calendar.get(), event);
  const std::unique_ptr<char, void (*)(void*)> text(icalcomponent_as_ical_string_r(calendar.get()),
                                                    icalmemory_free_buffer);
  return text.get();
}

}  // namespace zwk::reporting
