#include "reporting/profile/profile_template.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "reporting/base/figure.h"
#include "reporting/base/page.h"

namespace zwk::reporting {

absl::string_view ProfileTemplate::ClassPhrase(Gap::Class gap_class) const {
  switch (gap_class) {
    case Gap::Class::kDesert:
      return Own("kein passendes Angebot erreichbar", "no fitting offer in reach");
    case Gap::Class::kOverloaded:
      return Own("erreichbar, aber zu wenig", "in reach, but too little");
    case Gap::Class::kPartlyReached:
      return Own("nur zum Teil erreichbar", "in reach for some only");
    case Gap::Class::kCovered:
      return Own("gedeckt", "covered");
    case Gap::Class::kUnrated:
      return Own("ohne Richtwert", "no rate");
    case Gap::Class::kNoDemand:
      return Own("kein Bedarf", "no demand");
  }
  return "";
}

bool ProfileTemplate::IsOpen(const Gap& gap) {
  return gap.gap_class == Gap::Class::kDesert || gap.gap_class == Gap::Class::kOverloaded ||
         gap.gap_class == Gap::Class::kPartlyReached;
}

std::string ProfileTemplate::OpenGap(const Gap& gap) const {
  const absl::string_view need = Own(gap.need_de, gap.need_en);
  const absl::string_view group = Own(gap.group_de, gap.group_en);
  const absl::string_view cause = Own(gap.cause_de, gap.cause_en);
  std::string html = absl::StrCat(
      "<article class=\"gap\">\n<h3>", Escape(need), "</h3>\n<p>", Escape(group),
      " <span class=\"tag warm\">", ClassPhrase(gap.gap_class), "</span></p>\n<p>",
      Own("Ohne Angebot: ", "Without an offer: "), "<strong>", People(gap.persons_without),
      "</strong> ", Own("von ", "of "), People(gap.persons), Own(" Personen", " people"));
  if (gap.missing_places >= 0.5) {
    absl::StrAppend(&html, " · ", Own("es fehlen ", "missing: "), "<strong>",
                    People(gap.missing_places), "</strong>", Own(" Plätze", " places"));
  }
  const auto percent = [&](Exact share) {
    return Protection::Share(100 * share, gap.persons_without, gap.persons, 0);
  };
  const Value index = gap.gap_index ? percent(*gap.gap_index) : Value();
  if (index.told()) {
    absl::StrAppend(&html, " · ", Own("ungedeckt ", "not met "),
                    WithUnit(language_, index, FigureValue::Unit::kPercent));
  }
  html += "</p>\n";
  if (!cause.empty()) {
    absl::StrAppend(&html, "<p>", Own("Hauptursache: ", "Main cause: "), "<strong>", Escape(cause),
                    "</strong>");
    if (gap.nearest_meters) {
      absl::StrAppend(&html, " · ", Own("nächstes Angebot dieser Art ", "nearest of the kind "),
                      Number(language_, std::llround(*gap.nearest_meters / 10) * 10), "\u00a0m");
    }
    html += "</p>\n";
  }
  std::string shares;
  for (const Gap::CauseShare& obstacle : gap.causes) {
    const Value share = percent(obstacle.share);
    if (!share.told() || share.number() <= 0) continue;
    absl::StrAppend(&shares, shares.empty() ? "" : ", ",
                    Escape(Own(obstacle.cause_de, obstacle.cause_en)), " (−",
                    WithUnit(language_, share, FigureValue::Unit::kPercent), ")");
  }
  if (!shares.empty()) {
    absl::StrAppend(&html, "<p class=\"source\">",
                    Own("Ohne das Hindernis wäre die Lücke kleiner: ",
                        "Without the obstacle the gap would be smaller: "),
                    shares, "</p>\n");
  }
  absl::StrAppend(&html,
                  Source(absl::StrCat(gap.source, Own("; Personen nach der Prognose",
                                                      "; people by the forecast")),
                         profile_.synthetic),
                  "</article>\n");
  return html;
}

std::string ProfileTemplate::GapsPanel() const {
  const absl::string_view heading = Own("Angebotslücken", "Gaps in the offers");
  if (profile_.gaps.empty()) {
    return Panel("gaps", heading,
                 absl::StrCat("<p>", Own("Noch nicht berechnet.", "Not computed yet."), "</p>\n"),
                 true);
  }
  std::string open, others;
  for (const Gap& gap : profile_.gaps) {
    if (IsOpen(gap)) {
      open += OpenGap(gap);
    } else if (gap.gap_class != Gap::Class::kNoDemand) {
      absl::StrAppend(&others, "<tr><th scope=\"row\">", Escape(Own(gap.need_de, gap.need_en)),
                      "</th><td>", Escape(Own(gap.group_de, gap.group_en)), "</td><td>",
                      ClassPhrase(gap.gap_class), "</td><td class=\"n\">", People(gap.persons),
                      "</td></tr>\n");
    }
  }
  if (open.empty())
    open = absl::StrCat("<p>", Own("Keine Lücke bekannt.", "No gap known."), "</p>\n");
  if (!others.empty()) {
    const absl::string_view caption =
        Own("Bedarfe ohne Lücke oder ohne Richtwert", "Needs without a gap or without a rate");
    others = absl::StrCat(
        OpenScrolling(caption), "<table data-protection=\"", protection_.id(), "\"><caption>",
        caption, "</caption><thead><tr><th scope=\"col\">", Own("Bedarf", "Need"),
        "</th><th scope=\"col\">", Own("Zielgruppe", "Target group"), "</th><th scope=\"col\">",
        Own("Befund", "Result"), "</th><th scope=\"col\" class=\"n\">", Own("Personen", "People"),
        "</th></tr></thead>\n<tbody>\n", others, "</tbody></table></div>\n");
  }
  return Panel(
      "gaps",
      absl::StrCat(heading, " ", profile_.gap_year > 0 ? absl::StrCat(profile_.gap_year) : ""),
      open + others, true);
}

}  // namespace zwk::reporting
