#include "catalog/offer/schedule_message.h"

#include "catalog/base/message_fields.h"

namespace zwk::catalog {

v1::Schedule ToProto(const Schedule& s) {
  v1::Schedule m;
  m.set_freq(static_cast<v1::Frequency>(s.freq));
  m.set_interval(s.interval);
  m.set_byday(s.byday);
  m.set_bymonthday(s.bymonthday);
  m.set_dtstart(TextOf(s.dtstart));
  m.set_until(TextOf(s.until));
  m.set_count(s.count);
  m.set_opens_at(FormatTimeOfDay(s.opens_at));
  m.set_closes_at(FormatTimeOfDay(s.closes_at));
  m.set_valid_from(TextOf(s.valid_from));
  m.set_valid_to(TextOf(s.valid_to));
  m.set_timezone(s.timezone);
  m.set_description(s.description);
  return m;
}

absl::StatusOr<Schedule> FromProto(const v1::Schedule& m, const std::string& field) {
  Schedule s;
  ZWK_ASSIGN_OR_RETURN(s.freq, (Known<Frequency>(m.freq(), field + ".freq")));
  s.interval = m.interval() == 0 ? 1 : m.interval();
  s.byday = m.byday();
  s.bymonthday = m.bymonthday();
  s.count = m.count();
  s.timezone = m.timezone();
  s.description = m.description();
  ZWK_ASSIGN_OR_RETURN(s.dtstart, DayOf(m.dtstart(), field + ".dtstart"));
  ZWK_ASSIGN_OR_RETURN(s.until, DayOf(m.until(), field + ".until"));
  ZWK_ASSIGN_OR_RETURN(s.valid_from, DayOf(m.valid_from(), field + ".valid_from"));
  ZWK_ASSIGN_OR_RETURN(s.valid_to, DayOf(m.valid_to(), field + ".valid_to"));
  const auto opens = ParseTimeOfDay(m.opens_at());
  if (!opens.ok()) return InvalidField(field + ".opens_at", "is no time HH:MM");
  const auto closes = ParseTimeOfDay(m.closes_at());
  if (!closes.ok()) return InvalidField(field + ".closes_at", "is no time HH:MM");
  s.opens_at = *opens;
  s.closes_at = *closes;
  return s;
}

}  // namespace zwk::catalog
