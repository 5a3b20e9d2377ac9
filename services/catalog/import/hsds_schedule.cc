#include "catalog/import/hsds_schedule.h"

namespace zwk::catalog::hsds {

using enum FindingLevel;

void Schedules::CheckRule(const Entity& e, const Schedule& s) {
  const json& j = *e.json;
  if (s.overnight()) {
    values_.Warn(kMeaning, "OVERNIGHT", Join(e.path, "closes_at"), Text(j, "closes_at"),
                 "is read as a time of the next day");
  }
  if (s.until && s.count > 0) {
    values_.Error(kMeaning, "UNTIL_AND_COUNT", Join(e.path, "until"), Text(j, "until"),
                  "until and count exclude each other");
  }
  if (!Text(j, "byyearday").empty()) {
    values_.Error(kMeaning, "BAD_RULE", Join(e.path, "byyearday"), Text(j, "byyearday"),
                  "belongs to YEARLY rules only");
  }
  if (!Text(j, "byweekno").empty()) {
    values_.Warn(kMeaning, "BYWEEKNO_IGNORED", Join(e.path, "byweekno"), Text(j, "byweekno"),
                 "belongs to YEARLY rules only (RFC 5545)");
  }
  if (s.freq == Frequency::kWeekly && !s.bymonthday.empty()) {
    values_.Error(kMeaning, "BAD_RULE", Join(e.path, "bymonthday"), s.bymonthday,
                  "a WEEKLY rule has no days of a month");
  }
}

std::optional<Schedule> Schedules::ReadFresh(const Entity& e) {
  const json& j = *e.json;
  const int64_t errors = values_.errors();
  Schedule s;
  const std::string freq = Text(j, "freq");
  s.freq = freq == "MONTHLY" ? Frequency::kMonthly : Frequency::kWeekly;
  s.interval = values_.Whole(j, "interval", e.path).value_or(1);
  s.byday = Text(j, "byday");
  s.bymonthday = Text(j, "bymonthday");
  s.count = values_.Whole(j, "count", e.path).value_or(0);
  s.dtstart = values_.Date(j, "dtstart", e.path);
  s.until = values_.Date(j, "until", e.path);
  s.valid_from = values_.Date(j, "valid_from", e.path);
  s.valid_to = values_.Date(j, "valid_to", e.path);
  s.description = values_.Clean(e, "description");
  const auto opens = values_.TimeOfDay(e, "opens_at"), closes = values_.TimeOfDay(e, "closes_at");
  if (freq.empty() || !opens || !closes) {
    if (values_.errors() == errors) {
      values_.Warn(kMeaning, "SCHEDULE_WITHOUT_HOURS", e.path, "",
                   "says no hours and is not taken over");
    }
    return std::nullopt;
  }
  s.opens_at = *opens;
  s.closes_at = *closes;
  CheckRule(e, s);
  if (values_.errors() == errors) values_.Accept(Validate(s, "schedule"), e.path, "schedule");
  return values_.errors() == errors ? std::optional<Schedule>(s) : std::nullopt;
}

}  // namespace zwk::catalog::hsds
