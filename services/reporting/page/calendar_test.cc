#include "reporting/page/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CalendarEntry Entry() {
  return {.meeting_id = "01890a5d-ac96-774b-bcce-b302099a8057",
          .title = "Zweites Treffen",
          .place = "Rathaus",
          .starts_at = 1'648'474'200,  // 2022-03-28T13:30:00Z
          .ends_at = 1'648'479'600,
          .planned_at = 1'646'000'000};
}

// As a calendar reads it: lines that were folded are whole again.
std::string Unfolded(std::string text) {
  for (size_t at = text.find("\r\n "); at != text.npos; at = text.find("\r\n ", at)) {
    text.erase(at, 3);
  }
  return text;
}

TEST(CalendarTest, AMeetingIsAnEventInUtc) {
  EXPECT_EQ(ToICalendar(Entry()),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//ZWK//reporting//DE\r\nBEGIN:VEVENT\r\n"
            "UID:01890a5d-ac96-774b-bcce-b302099a8057\r\nDTSTAMP:20220227T221320Z\r\n"
            "DTSTART:20220328T133000Z\r\nDTEND:20220328T150000Z\r\nSUMMARY:Zweites Treffen\r\n"
            "LOCATION:Rathaus\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  EXPECT_EQ(ToICalendar(Entry()), ToICalendar(Entry())) << "the same bytes";
}

TEST(CalendarTest, WhatIsNotKnownIsLeftOut) {
  CalendarEntry entry = Entry();
  entry.place.clear();
  entry.ends_at.reset();
  const std::string text = ToICalendar(entry);
  EXPECT_THAT(text, Not(HasSubstr("LOCATION")));
  EXPECT_THAT(text, Not(HasSubstr("DTEND")));
}

TEST(CalendarTest, ACancelledMeetingSaysSo) {
  CalendarEntry entry = Entry();
  entry.cancelled = true;
  EXPECT_THAT(ToICalendar(entry), HasSubstr("\r\nSTATUS:CANCELLED\r\n"));
}

TEST(CalendarTest, WhatPeopleWroteIsNoPropertyOfTheCalendar) {
  CalendarEntry entry = Entry();
  entry.title = "Beirat; Themen, Orte\nATTENDEE:mailto:x@example.org \\ Ende";
  const std::string text = Unfolded(ToICalendar(entry));
  EXPECT_THAT(
      text,
      HasSubstr(
          "\r\nSUMMARY:Beirat\\; Themen\\, Orte\\nATTENDEE:mailto:x@example.org \\\\ Ende\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("\nATTENDEE")));
}

TEST(CalendarTest, LongLinesAreFoldedBetweenCharacters) {
  CalendarEntry entry = Entry();
  entry.title.clear();
  for (int i = 0; i < 100; ++i) entry.title += "ü";
  const std::string text = ToICalendar(entry);
  const std::vector<std::string> lines = absl::StrSplit(text, "\r\n");
  for (const std::string& line : lines) {
    EXPECT_LE(line.size(), 75u) << line;
    const bool begins_inside = !line.empty() && line[0] == ' ' && line.size() > 1 &&
                               (static_cast<unsigned char>(line[1]) & 0xC0) == 0x80;
    EXPECT_FALSE(begins_inside) << "a character was cut: " << line;
  }
  EXPECT_THAT(Unfolded(text), HasSubstr("SUMMARY:" + entry.title + "\r\n"));
}

}  // namespace
}  // namespace zwk::reporting
