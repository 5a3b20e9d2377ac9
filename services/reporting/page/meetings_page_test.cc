#include "reporting/page/meetings_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {
namespace {

using std::chrono::year;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;
using Minutes = MeetingItem::Minutes;

MeetingItem Held(const std::string& id, const std::string& title, Minutes minutes) {
  return {.meeting_id = id,
          .title = title,
          .start = {year(2022) / 3 / 28, 15 * 60 + 30, 120},
          .minutes = minutes};
}

MeetingItem Coming(const std::string& id, const std::string& title, unsigned day) {
  return {.meeting_id = id,
          .title = title,
          .place = "Saal <1>",
          .start = {year(2022) / 9 / static_cast<int>(day), 15 * 60 + 30, 120},
          .end = LocalTime{year(2022) / 9 / static_cast<int>(day), 17 * 60, 120},
          .coming = true};
}

TEST(MeetingsPageTest, ADocumentIsLinkedForWhoMayReadIt) {
  MeetingList meetings{.items = {Held("m3", "Drittes", Minutes::kPreview),
                                 Held("m2", "Zweites", Minutes::kDraft),
                                 Held("m1", "Erstes <Treffen>", Minutes::kApproved)}};
  const std::string all = MinutesPanel(meetings, kDe, kAllMeetings);
  EXPECT_THAT(
      all,
      HasSubstr("<li><a href=\"/v1/meetings/m1/minutes?locale=de\">Erstes &lt;Treffen&gt;</a> "
                "<span class=\"tag\">freigegeben</span><span class=\"sub\">28. März 2022 · "
                "<a href=\"/v1/meetings/m1/minutes?locale=de\" hreflang=\"de\">de</a> · "
                "<a href=\"/v1/meetings/m1/minutes?locale=en\" hreflang=\"en\">en</a> · "
                "<a href=\"/v1/meetings/m1/minutes?locale=de&amp;format=markdown\">Markdown</a>"
                "</span></li>\n"));
  EXPECT_THAT(all, HasSubstr("Zweites</a> <span class=\"tag warm\">Entwurf</span>"));
  EXPECT_THAT(all, HasSubstr("Drittes</a> <span class=\"tag warm\">Vorschau</span>"));
  const std::string english = MinutesPanel(meetings, kEn, kAllMeetings);
  for (const char* status : {">approved<", ">draft<", ">preview<"}) {
    EXPECT_THAT(english, HasSubstr(status));
  }
  EXPECT_THAT(english, HasSubstr("minutes?locale=en\" lang=\"de\">Erstes"))
      << "titles are in the city's language";
  meetings.links_drafts = false;
  const std::string some = MinutesPanel(meetings, kDe, kAllMeetings);
  EXPECT_THAT(some, HasSubstr("/v1/meetings/m1/minutes"));
  EXPECT_THAT(some, HasSubstr("<li><span>Zweites</span> <span class=\"tag warm\">Entwurf</span>"
                              "<span class=\"sub\">28. März 2022</span></li>\n"));
  EXPECT_THAT(some, Not(HasSubstr("/v1/meetings/m2/")));
  EXPECT_THAT(some, Not(HasSubstr("/v1/meetings/m3/")));
}

TEST(MeetingsPageTest, WhatIsComingUpHasAPlaceAnEntryForTheCalendarAndItsRoom) {
  MeetingList meetings{.items = {Coming("m9", "Späteres", 20), Coming("m8", "Nächstes", 6),
                                 Held("m1", "Erstes", Minutes::kApproved)}};
  meetings.items[1].open_session_ids = {"s&1", "s2"};
  const std::string html = ComingUpPanel(meetings, kDe, kAllMeetings);
  EXPECT_THAT(
      html,
      HasSubstr("<li><span>Nächstes</span><span class=\"sub\">am 6. September 2022, 15:30 – 17:00 "
                "Uhr · <span>Saal &lt;1&gt;</span></span><span class=\"sub\"><a "
                "href=\"/v1/meetings/m8/calendar\">In den Kalender</a> · <a "
                "href=\"/room/?session=s&amp;1\">In der Runde mitmachen</a> · <a "
                "href=\"/room/?session=s2\">In der Runde mitmachen</a></span></li>\n"));
  EXPECT_LT(html.find("Nächstes"), html.find("Späteres")) << "the next one first";
  EXPECT_THAT(html, Not(HasSubstr("Erstes")));
  EXPECT_THAT(MinutesPanel(meetings, kDe, kAllMeetings), Not(HasSubstr("Nächstes")));
  EXPECT_THAT(ComingUpPanel(meetings, kEn, 1), HasSubstr("<span lang=\"de\">Nächstes</span>"));
  EXPECT_THAT(ComingUpPanel(meetings, kEn, 1), Not(HasSubstr("Späteres")));
}

TEST(MeetingsPageTest, WhatThereIsNotIsSaid) {
  const MeetingList none;
  EXPECT_THAT(ComingUpPanel(none, kDe, 5),
              HasSubstr("<h2>Was ansteht</h2>\n<p>Zurzeit ist keine Sitzung geplant.</p>"));
  EXPECT_THAT(ComingUpPanel(none, kEn, 5),
              HasSubstr("<p>No meeting is planned at the moment.</p>"));
  EXPECT_THAT(MinutesPanel(none, kDe, 5), HasSubstr("<h2>Dokumentationen der Sitzungen</h2>\n"
                                                    "<p>Noch keine Sitzung.</p>\n</section>"));
  EXPECT_THAT(MinutesPanel(none, kEn, 5), HasSubstr("<p>No meeting yet.</p>"));
}

TEST(MeetingsPageTest, TheEntryPageListsSomeAndLeadsToAll) {
  MeetingList meetings;
  for (int i = 0; i < 3; ++i) {
    meetings.items.push_back(Held(absl::StrCat("m", i), absl::StrCat("T", i), Minutes::kApproved));
  }
  const std::string two = MinutesPanel(meetings, kDe, 2);
  EXPECT_THAT(two, HasSubstr(">T1<"));
  EXPECT_THAT(two, Not(HasSubstr(">T2<")));
  EXPECT_THAT(two, HasSubstr("<a href=\"/v1/pages/meetings?locale=de\">Alle Sitzungen</a>"));
  EXPECT_THAT(MinutesPanel(meetings, kDe, 3), Not(HasSubstr("Alle Sitzungen")));
  const std::string page = ToHtml(MeetingsPage{"Stadt <am> Meer", meetings}, kEn);
  EXPECT_THAT(page, HasSubstr(">T2<"));
  EXPECT_THAT(page, HasSubstr("<h1>Meetings</h1>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"/?locale=en\">Stadt &lt;am&gt; Meer</a>"));
  EXPECT_THAT(page, HasSubstr("href=\"/v1/pages/meetings?locale=de\" hreflang=\"de\""));
}

}  // namespace
}  // namespace zwk::reporting
