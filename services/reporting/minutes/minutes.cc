#include "reporting/minutes/minutes.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/collation.h"
#include "reporting/base/markdown.h"
#include "reporting/base/page.h"
#include "reporting/base/section_html.h"
#include "reporting/minutes/minutes_template.h"

namespace zwk::reporting {
namespace {

// The last word of the name, then the whole: "Dr. Anselm Prigge" stands under P.
std::string SurnameKey(absl::string_view name) {
  const absl::string_view before_comma = name.substr(0, name.find(','));
  const size_t space = before_comma.rfind(' ');
  return absl::StrCat(SortKey(space == name.npos ? before_comma : before_comma.substr(space + 1)),
                      SortKey(name));
}

// Logo line of the printed document.
std::vector<std::string> FundingLines(const Minutes& minutes, Language language) {
  std::vector<std::string> lines;
  if (!minutes.funder.empty()) {
    lines.push_back(absl::StrCat(Say(language, "Gefördert vom: ", "Funded by: "), minutes.funder));
  }
  if (!minutes.project_lead.empty()) {
    lines.push_back(
        absl::StrCat(Say(language, "Ein Projekt von: ", "A project of: "), minutes.project_lead));
  }
  return lines;
}

}  // namespace

absl::string_view RemovedPerson(Language language) {
  return Say(language, "(entfernte Person)", "(removed person)");
}
absl::string_view RemovedText(Language language) {
  return Say(language, "(entfernter Text)", "(removed text)");
}

std::string PublicName(const Person& person, Language language) {
  if (person.erased) return std::string(RemovedPerson(language));
  if (!person.consent_public || person.name.empty()) return person.organization;
  return person.organization.empty() ? person.name
                                     : absl::StrCat(person.name, " (", person.organization, ")");
}

std::vector<std::string> PublicNames(const std::vector<Person>& people, Language language) {
  // Named people, organizations, removed people: no position in the list gives an unnamed one away.
  std::vector<std::tuple<int, std::string, std::string>> ordered;
  for (const Person& person : people) {
    std::string shown = PublicName(person, language);
    if (shown.empty()) continue;
    if (person.erased) {
      ordered.emplace_back(2, "", std::move(shown));
    } else if (person.consent_public && !person.name.empty()) {
      ordered.emplace_back(0, SurnameKey(person.name), std::move(shown));
    } else {
      ordered.emplace_back(1, SortKey(shown), std::move(shown));
    }
  }
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::string> names;
  for (auto& [group, key, shown] : ordered) names.push_back(std::move(shown));
  return names;
}

std::vector<Section> MinutesSections(const Minutes& minutes, Language language) {
  return MinutesTemplate(minutes, language).Sections();
}

std::string MinutesHtml(const Minutes& minutes, Language language) {
  const Language other = language == Language::kGerman ? Language::kEnglish : Language::kGerman;
  const std::string self = absl::StrCat("/v1/meetings/", minutes.meeting_id, "/minutes?locale=");
  HtmlPage page{.language = language,
                .title = absl::StrCat(minutes.title, " – ", minutes.municipality_name),
                .owner = minutes.municipality_name,
                .home_href = absl::StrCat("/?locale=", Tag(language))};
  page.links = {{absl::StrCat(self, Tag(other)), std::string(Say(other, "Deutsch", "English")),
                 std::string(Tag(other))},
                {absl::StrCat(self, Tag(language), "&format=markdown"), "Markdown", ""}};
  page.main_html = ToHtml(MinutesSections(minutes, language));
  for (const std::string& line : FundingLines(minutes, language)) {
    absl::StrAppend(&page.footer_html, "<p>", Escape(line), "</p>\n");
  }
  absl::StrAppend(&page.footer_html, "<p>", Say(language, "Vorlage ", "Template "),
                  kMinutesTemplate, " ", kMinutesTemplateVersion, "</p>\n");
  return ToHtml(page);
}

std::string MinutesMarkdown(const Minutes& minutes, Language language) {
  std::vector<Section> sections = MinutesSections(minutes, language);
  std::string markdown = ToMarkdown(sections);
  absl::StrAppend(&markdown, "\n---\n\n");
  std::vector<std::string> lines = FundingLines(minutes, language);
  lines.push_back(absl::StrCat(Say(language, "Vorlage ", "Template "), kMinutesTemplate, " ",
                               kMinutesTemplateVersion));
  Section footer{.id = "footer", .blocks = {AddressLines{std::move(lines)}}};
  absl::StrAppend(&markdown, ToMarkdown({std::move(footer)}));
  return markdown;
}

}  // namespace zwk::reporting
