#include "catalog/import/hsds_schedule.h"

namespace zwk::catalog::hsds {

using enum FindingLevel;

namespace {

// What is there and no list is an error: nobody would notice that it is missing.
const json& ListOf(const json& j, const char* field, const std::string& path, Values& values) {
  const json* value = At(j, field);
  if (value != nullptr && !value->is_array()) {
    values.Error(kSchema, "WRONG_TYPE", Join(path, field), "", "must be a list");
  }
  return ListAt(j, field);
}

std::vector<std::chrono::year_month_day> ReadDates(const json& j, const char* field,
                                                   const std::string& path, Values& values) {
  std::vector<std::chrono::year_month_day> dates;
  const json& list = ListOf(j, field, path, values);
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string text = list[i].is_string() ? list[i].get<std::string>() : "";
    const auto day = values.DateOf(text, absl::StrCat(Join(path, field), "[", i, "]"));
    if (day) dates.push_back(*day);
  }
  return dates;
}

// The rule as HSDS has it and our profile adds to it.
void ReadRule(const Entity& e, Values& values, Schedule& s) {
  const json& j = *e.json;
  const auto frequency = kFrequencies.find(Text(j, "freq"));  // others were refused already
  if (frequency != kFrequencies.end()) s.freq = frequency->second;
  s.interval = values.Whole(j, "interval", e.path).value_or(1);
  s.byday = Text(j, "byday");
  if (const std::string upper = absl::AsciiStrToUpper(s.byday); upper != s.byday) {
    values.Warn(kMeaning, "VALUE_NORMALIZED", Join(e.path, "byday"), s.byday, "read as " + upper);
    s.byday = upper;
  }
  // Week days alone are weekly; whoever writes them without a frequency means nothing else.
  if (s.freq == Frequency::kNone && !s.byday.empty()) {
    values.Warn(kMeaning, "FREQ_ASSUMED", Join(e.path, "freq"), s.byday, "read as WEEKLY");
    s.freq = Frequency::kWeekly;
  }
  s.bymonthday = Text(j, "bymonthday");
  s.byyearday = Text(j, "byyearday");
  s.byweekno = Text(j, "byweekno");
  s.bymonth = Text(j, "bymonth");
  s.bysetpos = Text(j, "bysetpos");
  s.wkst = Text(j, "wkst");
  s.count = values.Whole(j, "count", e.path).value_or(0);
  s.dtstart = values.Date(j, "dtstart", e.path);
  s.until = values.Date(j, "until", e.path);
  s.exdate = ReadDates(j, "exdate", e.path, values);
  s.rdate = ReadDates(j, "rdate", e.path, values);
  if (s.freq != Frequency::kYearly && !s.byweekno.empty()) {
    values.Warn(kMeaning, "BYWEEKNO_IGNORED", Join(e.path, "byweekno"), s.byweekno,
                "belongs to YEARLY rules only (RFC 5545)");
    s.byweekno.clear();
  }
}

void ReadExceptions(const Entity& e, Values& values, Schedule& s) {
  const json& list = ListOf(*e.json, "exceptions", e.path, values);
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string path = absl::StrCat(Join(e.path, "exceptions"), "[", i, "]");
    ScheduleException exception;
    exception.from = values.Date(list[i], "from", path);
    exception.to = values.Date(list[i], "to", path);
    exception.closed = Flag(list[i], "closed").value_or(false);
    exception.opens_at = values.TimeOfDay(list[i], "opens_at", path).value_or(kNoTime);
    exception.closes_at = values.TimeOfDay(list[i], "closes_at", path).value_or(kNoTime);
    exception.reason = values.Clean(list[i], "reason", path);
    s.exceptions.push_back(std::move(exception));
  }
}

// What is said beside days and hours.
void ReadRest(const Entity& e, Values& values, Schedule& s) {
  const json& j = *e.json;
  s.valid_from = values.Date(j, "valid_from", e.path);
  s.valid_to = values.Date(j, "valid_to", e.path);
  s.description = values.Clean(e, "description");
  if (const std::string notes = values.Clean(e, "notes"); !notes.empty()) {
    absl::StrAppend(&s.description, s.description.empty() ? "" : "\n", notes);
  }
  s.schedule_link = values.Url(j, "schedule_link", e.path);
  s.holiday_calendar = Text(j, "holiday_calendar");
  s.by_appointment = Flag(j, "by_appointment").value_or(false);
  s.timezone = Text(j, "iana_timezone");
  const auto offset = Number(j, "timezone");
  if (offset && s.timezone.empty() && *offset != 1 && *offset != 2) {
    values.Warn(kMeaning, "TIMEZONE_IGNORED", Join(e.path, "timezone"), absl::StrCat(*offset),
                "is no offset of Europe/Berlin, whose time the hours are read as");
  }
  if (const std::string type = Text(j, "attending_type"); !type.empty()) {
    values.Warn(kMeaning, "ATTENDING_TYPE_IGNORED", Join(e.path, "attending_type"), type,
                "is not taken over");
  }
}

}  // namespace

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
  if (s.freq != Frequency::kYearly && !s.byyearday.empty()) {
    values_.Error(kMeaning, "BAD_RULE", Join(e.path, "byyearday"), s.byyearday,
                  "belongs to YEARLY rules only");
  }
  if (s.freq == Frequency::kWeekly && !s.bymonthday.empty()) {
    values_.Error(kMeaning, "BAD_RULE", Join(e.path, "bymonthday"), s.bymonthday,
                  "a WEEKLY rule has no days of a month");
  }
}

// Whether a rule means any day can take milliseconds: a file that goes on with such rules is refused anyway.
void Schedules::Accept(const Entity& e, Schedule& s) {
  constexpr int kMostNever = 5;
  if (never_ >= kMostNever) {
    return values_.Error(kMeaning, "BAD_RULE", Join(e.path, "freq"), "",
                         "is not looked at: other rules of the file mean no day");
  }
  FieldErrors faults;
  Take(faults, "schedule", s);
  const absl::Status status = faults.ToStatus();
  for (const FieldViolation& one : FieldViolationsOf(status)) {
    never_ += one.description == kNever ? 1 : 0;
  }
  values_.Report(status, e.path, "schedule");
}

// Hours without days and days without hours say nothing that can be counted: what is left are the words,
// which still stand where the place's own hours would.
std::optional<Schedule> Schedules::InWords(const Entity& e, Schedule s) {
  if (s.description.empty() && s.schedule_link.empty() && !s.by_appointment) {
    values_.Warn(kMeaning, "SCHEDULE_WITHOUT_HOURS", e.path, "",
                 "does not say both days and hours and is not taken over");
    return std::nullopt;
  }
  values_.Warn(kMeaning, "SCHEDULE_IN_WORDS", e.path, s.description,
               "does not say both days and hours and is taken over as words");
  static_cast<Recurrence&>(s) = {};
  s.opens_at = s.closes_at = kNoTime;
  s.exceptions.clear();
  return s;
}

std::optional<Schedule> Schedules::ReadFresh(const Entity& e) {
  const int64_t errors = values_.errors();
  Schedule s;
  ReadRule(e, values_, s);
  ReadExceptions(e, values_, s);
  ReadRest(e, values_, s);
  values_.Others(
      e, {"freq",           "interval",      "byday",       "bymonthday",    "byyearday",
          "byweekno",       "bymonth",       "bysetpos",    "wkst",          "count",
          "dtstart",        "until",         "exdate",      "rdate",         "exceptions",
          "valid_from",     "valid_to",      "description", "notes",         "schedule_link",
          "opens_at",       "closes_at",     "timezone",    "iana_timezone", "holiday_calendar",
          "by_appointment", "attending_type"});
  s.opens_at = values_.TimeOfDay(*e.json, "opens_at", e.path).value_or(kNoTime);
  s.closes_at = values_.TimeOfDay(*e.json, "closes_at", e.path).value_or(kNoTime);
  if (values_.errors() != errors) return std::nullopt;
  const bool hours = s.opens_at != kNoTime && s.closes_at != kNoTime;
  std::optional<Schedule> read = s;
  if (!s.recurs() || (!hours && !s.by_appointment)) {
    read = InWords(e, std::move(s));
  } else {
    CheckRule(e, s);
  }
  if (read && values_.errors() == errors) Accept(e, *read);
  return values_.errors() == errors ? read : std::nullopt;
}

}  // namespace zwk::catalog::hsds
