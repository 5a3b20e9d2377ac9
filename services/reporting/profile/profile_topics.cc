#include "reporting/profile/profile_template.h"

#include "absl/strings/str_cat.h"
#include "reporting/base/page.h"

namespace zwk::reporting {

absl::string_view ProfileTemplate::StatusPhrase(Topic::Status status) const {
  switch (status) {
    case Topic::Status::kOpen:
      return Own("im Themenspeicher", "in the backlog");
    case Topic::Status::kAssigned:
      return Own("in Arbeit", "being worked on");
    case Topic::Status::kAddressed:
      return Own("aufgegriffen", "addressed");
    case Topic::Status::kDeclined:
      return Own("nicht weiterverfolgt", "not pursued");
    case Topic::Status::kDiscussed:
      return Own("im Plenum erörtert", "discussed");
  }
  return "";
}

std::string ProfileTemplate::TopicsPanel() const {
  const absl::string_view heading =
      Own("Was Beteiligte eingebracht haben", "What people brought up");
  if (profile_.topics.empty()) {
    return Panel("topics", heading,
                 absl::StrCat("<p>",
                              Own("Noch keine Themen zu diesem Quartier.",
                                  "No topics about this neighborhood yet."),
                              "</p>\n"),
                 !profile_.lab);
  }
  std::string body = "<ul class=\"list\">\n";
  for (const Topic& topic : profile_.topics) {
    absl::StrAppend(&body, "<li><strong", LangAttribute(topic.erased ? "" : Foreign(topic.lang)),
                    ">",
                    topic.erased ? std::string(Own("(entfernter Text)", "(removed text)"))
                                 : Escape(topic.title),
                    "</strong> <span class=\"tag\">", StatusPhrase(topic.status), "</span>");
    for (const std::string& paragraph : topic.paragraphs) {
      absl::StrAppend(&body, "<p", LangAttribute(Foreign(topic.paragraphs_lang)), ">",
                      Escape(paragraph), "</p>");
    }
    absl::StrAppend(&body, "<span class=\"sub\">", Own("Quelle: ", "Source: "),
                    Escape(topic.meeting_title));
    if (!topic.meeting_date.empty()) absl::StrAppend(&body, ", ", Date(topic.meeting_date));
    if (topic.dots > 0) {
      absl::StrAppend(&body, ", ", Number(language_, topic.dots),
                      topic.dots == 1 ? Own(" Punkt", " dot") : Own(" Punkte", " dots"));
    }
    body += "</span></li>\n";
  }
  return Panel("topics", heading, body + "</ul>\n", !profile_.lab);
}

std::string ProfileTemplate::LabPanel() const {
  if (!profile_.lab) return "";
  const NeighborhoodProfile::Lab& lab = *profile_.lab;
  const std::string lang = LangAttribute(Foreign(""));
  std::string body;
  if (!lab.archetype.empty()) {
    absl::StrAppend(&body, "<p>", Own("Steht für: ", "Stands for: "), "<span", lang, ">",
                    Escape(lab.archetype), "</span></p>\n");
  }
  if (!lab.themes.empty()) {
    absl::StrAppend(&body, "<h3>", Own("Themen der Zukunftswerkstatt", "Themes of the workshop"),
                    "</h3>\n<ol", lang, ">\n");
    for (const auto& theme : lab.themes) {
      absl::StrAppend(&body, "<li><strong>", Escape(theme.title), "</strong>",
                      theme.question.empty() ? "" : absl::StrCat("<br>", Escape(theme.question)),
                      "</li>\n");
    }
    body += "</ol>\n";
  }
  if (!lab.findings.empty()) {
    absl::StrAppend(&body, "<h3>", Own("Befunde", "Findings"), "</h3>\n<ul class=\"list\">\n");
    for (const auto& finding : lab.findings) {
      absl::StrAppend(
          &body, "<li><span class=\"tag\">", Escape(Own(finding.kind_de, finding.kind_en)),
          "</span> <span", lang, ">", Escape(finding.statement), "</span><span class=\"sub\">",
          Own("Quelle: ", "Source: "), Escape(Own(finding.source_de, finding.source_en)),
          finding.where.empty() ? "" : absl::StrCat(", ", Escape(finding.where)), "</span></li>\n");
    }
    body += "</ul>\n";
  }
  if (body.empty()) {
    body = absl::StrCat("<p>", Own("Noch keine Themen vereinbart.", "No themes agreed yet."),
                        "</p>\n");
  }
  return Panel("lab", Own("Demografielabor", "Lab"), body);
}

}  // namespace zwk::reporting
