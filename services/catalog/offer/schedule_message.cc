#include "catalog/offer/schedule_message.h"

#include "catalog/base/message_fields.h"
#include "platform/base/messages.h"
#include "platform/base/values.h"

namespace zwk::catalog {
namespace {

using std::chrono::year_month_day;

std::string TextOf(const OptionalDay& day) { return day && day->ok() ? FormatDate(*day) : ""; }

// A day that does not exist where the text is none.
year_month_day DayOf(const std::string& text) {
  return Date::IsValid(text) ? *ParseDate(text) : year_month_day();
}

OptionalDay OptionalDayOf(const std::string& text) {
  return text.empty() ? OptionalDay() : OptionalDay(DayOf(text));
}

int TimeOf(const std::string& text) {
  return text.empty() ? kNoTime : ParseTimeOfDay(text).value_or(kBadTime);
}

v1::ScheduleException ToProto(const ScheduleException& e) {
  v1::ScheduleException m;
  m.set_from(TextOf(e.from));
  m.set_to(TextOf(e.to));
  m.set_closed(e.closed);
  m.set_opens_at(FormatTimeOfDay(e.opens_at));
  m.set_closes_at(FormatTimeOfDay(e.closes_at));
  m.set_reason(e.reason);
  return m;
}

ScheduleException FromProto(const v1::ScheduleException& m) {
  return {OptionalDayOf(m.from()), OptionalDayOf(m.to()), m.closed(),
          TimeOf(m.opens_at()),    TimeOf(m.closes_at()), m.reason()};
}

}  // namespace

v1::Schedule ToProto(const Schedule& s) {
  v1::Schedule m;
  m.set_freq(static_cast<v1::Frequency>(s.freq));
  m.set_interval(s.interval);
  m.set_byday(s.byday);
  m.set_bymonthday(s.bymonthday);
  m.set_byyearday(s.byyearday);
  m.set_byweekno(s.byweekno);
  m.set_bymonth(s.bymonth);
  m.set_bysetpos(s.bysetpos);
  m.set_wkst(s.wkst);
  m.set_dtstart(TextOf(s.dtstart));
  m.set_until(TextOf(s.until));
  m.set_count(s.count);
  for (const year_month_day& day : s.exdate) m.add_exdate(TextOf(day));
  for (const year_month_day& day : s.rdate) m.add_rdate(TextOf(day));
  m.set_opens_at(FormatTimeOfDay(s.opens_at));
  m.set_closes_at(FormatTimeOfDay(s.closes_at));
  m.set_valid_from(TextOf(s.valid_from));
  m.set_valid_to(TextOf(s.valid_to));
  m.set_timezone(s.timezone);
  m.set_description(s.description);
  for (const ScheduleException& e : s.exceptions) *m.add_exceptions() = ToProto(e);
  m.set_holiday_calendar(s.holiday_calendar);
  m.set_by_appointment(s.by_appointment);
  m.set_schedule_link(s.schedule_link);
  return m;
}

Schedule FromProto(const v1::Schedule& m) {
  Schedule s;
  s.freq = EnumOf<Frequency>(m.freq());
  s.interval = m.interval() == 0 ? 1 : m.interval();
  s.byday = m.byday();
  s.bymonthday = m.bymonthday();
  s.byyearday = m.byyearday();
  s.byweekno = m.byweekno();
  s.bymonth = m.bymonth();
  s.bysetpos = m.bysetpos();
  s.wkst = m.wkst();
  s.dtstart = OptionalDayOf(m.dtstart());
  s.until = OptionalDayOf(m.until());
  s.count = m.count();
  for (const std::string& day : m.exdate()) s.exdate.push_back(DayOf(day));
  for (const std::string& day : m.rdate()) s.rdate.push_back(DayOf(day));
  s.opens_at = TimeOf(m.opens_at());
  s.closes_at = TimeOf(m.closes_at());
  s.valid_from = OptionalDayOf(m.valid_from());
  s.valid_to = OptionalDayOf(m.valid_to());
  s.timezone = m.timezone();
  s.description = m.description();
  for (const v1::ScheduleException& e : m.exceptions()) s.exceptions.push_back(FromProto(e));
  s.holiday_calendar = m.holiday_calendar();
  s.by_appointment = m.by_appointment();
  s.schedule_link = m.schedule_link();
  return s;
}

v1::Occurrence ToProto(const Occurrence& o) {
  v1::Occurrence m;
  *m.mutable_start_time() = ToTimestamp(o.start);
  *m.mutable_end_time() = ToTimestamp(o.end);
  m.set_date(FormatDate(year_month_day(o.opening.day)));
  m.set_opens_at(FormatTimeOfDay(o.opening.opens_at));
  m.set_closes_at(FormatTimeOfDay(o.opening.closes_at));
  m.set_by_appointment(o.schedule->by_appointment);
  m.set_description(o.schedule->description);
  return m;
}

}  // namespace zwk::catalog
