#include "reporting/page/meetings_page.h"

#include "absl/strings/str_cat.h"
#include "reporting/page/page_frame.h"

namespace zwk::reporting {
namespace {

std::string OpenPanel(absl::string_view id, absl::string_view heading) {
  return absl::StrCat("<section class=\"panel\" id=\"", id, "\" data-section=\"", id, "\">\n<h2>",
                      heading, "</h2>\n");
}

std::string LangOf(const MeetingList& meetings, Language language) {
  return LangAttribute(meetings.lang == Tag(language) ? "" : meetings.lang);
}

std::string Coming(const MeetingItem& meeting, const std::string& lang, Language language) {
  std::string html =
      absl::StrCat("<li><span", lang, ">", Escape(meeting.title), "</span><span class=\"sub\">",
                   DateLine(language, meeting.start, meeting.end));
  if (!meeting.place.empty()) {
    absl::StrAppend(&html, " · <span", lang, ">", Escape(meeting.place), "</span>");
  }
  absl::StrAppend(&html, "</span><span class=\"sub\"><a href=\"/v1/meetings/",
                  Escape(meeting.meeting_id), "/calendar\">",
                  Say(language, "In den Kalender", "Add to calendar"), "</a>");
  for (const std::string& session_id : meeting.open_session_ids) {
    absl::StrAppend(&html, " · <a href=\"/room/?session=", Escape(session_id), "\">",
                    Say(language, "In der Runde mitmachen", "Take part in the session"), "</a>");
  }
  return html + "</span></li>\n";
}

std::string Minutes(const MeetingItem& meeting, bool links_drafts, const std::string& lang,
                    Language language) {
  const std::string base = absl::StrCat("/v1/meetings/", meeting.meeting_id, "/minutes?locale=");
  const bool approved = meeting.minutes == MeetingItem::Minutes::kApproved;
  const absl::string_view status = approved ? Say(language, "freigegeben", "approved")
                                   : meeting.minutes == MeetingItem::Minutes::kDraft
                                       ? Say(language, "Entwurf", "draft")
                                       : Say(language, "Vorschau", "preview");
  const bool open = approved || links_drafts;
  const std::string title =
      open ? absl::StrCat("<a href=\"", Escape(base), Tag(language), "\"", lang, ">",
                          Escape(meeting.title), "</a>")
           : absl::StrCat("<span", lang, ">", Escape(meeting.title), "</span>");
  std::string html =
      absl::StrCat("<li>", title, " <span class=\"tag", approved ? "" : " warm", "\">", status,
                   "</span><span class=\"sub\">", LongDate(language, meeting.start.day));
  if (open) {
    absl::StrAppend(&html, " · <a href=\"", Escape(base),
                    "de\" hreflang=\"de\">de</a> · <a href=\"", Escape(base),
                    "en\" hreflang=\"en\">en</a> · <a href=\"", Escape(base), Tag(language),
                    "&amp;format=markdown\">Markdown</a>");
  }
  return html + "</span></li>\n";
}

}  // namespace

std::string ComingUpPanel(const MeetingList& meetings, Language language, size_t most) {
  const std::string lang = LangOf(meetings, language);
  std::string items;
  size_t shown = 0;
  for (auto item = meetings.items.rbegin(); item != meetings.items.rend(); ++item) {
    if (!item->coming || shown == most) continue;
    items += Coming(*item, lang, language);
    ++shown;
  }
  std::string html = OpenPanel("coming", Say(language, "Was ansteht", "What is coming up"));
  if (items.empty()) {
    absl::StrAppend(
        &html, "<p>",
        Say(language, "Zurzeit ist keine Sitzung geplant.", "No meeting is planned at the moment."),
        "</p>\n</section>\n");
    return html;
  }
  return absl::StrCat(html, "<ul class=\"list\">\n", items, "</ul>\n</section>\n");
}

std::string MinutesPanel(const MeetingList& meetings, Language language, size_t most) {
  const std::string lang = LangOf(meetings, language);
  std::string items;
  size_t found = 0;
  for (const MeetingItem& item : meetings.items) {
    if (item.coming || found++ >= most) continue;
    items += Minutes(item, meetings.links_drafts, lang, language);
  }
  std::string html = OpenPanel(
      "minutes", Say(language, "Dokumentationen der Sitzungen", "Minutes of the meetings"));
  if (found == 0) {
    return absl::StrCat(html, "<p>", Say(language, "Noch keine Sitzung.", "No meeting yet."),
                        "</p>\n</section>\n");
  }
  absl::StrAppend(&html, "<ul class=\"list\">\n", items, "</ul>\n");
  if (found > most) {
    absl::StrAppend(&html, "<p><a href=\"", Escape(Href("/v1/pages/meetings", language)), "\">",
                    Say(language, "Alle Sitzungen", "All meetings"), "</a></p>\n");
  }
  return html + "</section>\n";
}

std::string ToHtml(const MeetingsPage& page, Language language) {
  const absl::string_view title = Say(language, "Sitzungen", "Meetings");
  HtmlPage html = PageFrame(language, page.municipality_name, title, "/v1/pages/meetings");
  html.main_html =
      absl::StrCat(PageHeading(page.municipality_name, title), "<div class=\"panels\">\n",
                   ComingUpPanel(page.meetings, language, kAllMeetings),
                   MinutesPanel(page.meetings, language, kAllMeetings), "</div>\n");
  return ToHtml(html);
}

}  // namespace zwk::reporting
