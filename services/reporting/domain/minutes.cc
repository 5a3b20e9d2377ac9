#include "reporting/domain/minutes.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/base/clock.h"
#include "reporting/domain/html.h"
#include "reporting/domain/markdown.h"

namespace zwk::reporting {
namespace {

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

// The last word of the name, then the whole: "Dr. Anselm Prigge" stands under P.
std::string SurnameKey(absl::string_view name) {
  const absl::string_view before_comma = name.substr(0, name.find(','));
  const size_t space = before_comma.rfind(' ');
  return absl::StrCat(SortKey(space == name.npos ? before_comma : before_comma.substr(space + 1)),
                      "\x01", SortKey(name));
}

class Template {
 public:
  Template(const Minutes& minutes, Language language)
      : minutes_(minutes), language_(language), own_lang_(Tag(language)) {
    for (const auto& [key, value] : minutes.figures) figures_[key] = Resolve(language, value);
  }

  // The order of this list is the order of the document.
  std::vector<Section> Sections() {
    Title();
    DateTime();
    Participants();
    Moderation();
    FromText("background", "background", "Hintergründe des Modellvorhabens",
             "Background of the model project");
    FromText("board_mandate", "mandate", "Aufgabe des Beirats", "Mandate of the advisory board");
    FromText("local_situation_and_approach", "situation", "Ausgangssituation und Ansatz",
             "Local situation and approach");
    FieldsOfAction();
    ReferenceToAttachment();
    LeanCoffeeIntro();
    Decisions();
    TopCards();
    Rounds();
    FurtherTopics();
    Outlook();
    Thanks();
    TopicStore1();
    TopicStore2();
    Impressions();
    Signature();
    return std::move(sections_);
  }

 private:
  std::string Own(absl::string_view german, absl::string_view english) const {
    return std::string(Say(language_, german, english));
  }
  // What a writer marks as being in another language than the document.
  std::string Foreign(const std::string& lang) const {
    const std::string& written_in = lang.empty() ? minutes_.default_lang : lang;
    return written_in == own_lang_ ? "" : written_in;
  }
  std::string TitleOf(const std::string& title, bool erased) const {
    return erased ? std::string(RemovedText(language_)) : title;
  }

  void Add(std::string id, std::string heading, std::vector<Block> blocks) {
    sections_.push_back(
        {.id = std::move(id), .heading = std::move(heading), .blocks = std::move(blocks)});
  }

  const Minutes::Text* FindText(absl::string_view key) const {
    const Minutes::Text* best = nullptr;
    for (const Minutes::Text& text : minutes_.texts) {
      if (text.key != key) continue;
      if (text.lang == own_lang_) return &text;
      // Not translated: better the original than nothing.
      if (best == nullptr || text.lang == minutes_.default_lang) best = &text;
    }
    return best;
  }

  // Blocks of the office's text of that key, heading and sources included.
  RichText Read(absl::string_view key) {
    const Minutes::Text* text = FindText(key);
    if (text == nullptr) return {};
    std::vector<std::string> sources;
    RichText read =
        ParseRichText(language_, text->markdown, Foreign(text->lang), figures_, sources);
    if (!sources.empty()) read.blocks.push_back(Sources{std::move(sources)});
    text_lang_ = Foreign(text->lang);
    return read;
  }

  void FromText(absl::string_view id, absl::string_view key, absl::string_view german,
                absl::string_view english) {
    RichText text = Read(key);
    if (!text.blocks.empty()) AddText(id, german, english, std::move(text));
  }

  // Under the text's own heading, if it has one.
  void AddText(absl::string_view id, absl::string_view german, absl::string_view english,
               RichText text) {
    Section section{.id = std::string(id), .heading = Own(german, english)};
    if (!text.heading.empty()) {
      section.heading = std::move(text.heading);
      section.heading_lang = text_lang_;
    }
    section.blocks = std::move(text.blocks);
    sections_.push_back(std::move(section));
  }

  void Title() {
    Section section{.id = "title", .heading = minutes_.title, .heading_lang = Foreign("")};
    if (minutes_.preview) {
      section.blocks.push_back(Notice{Own("Vorschau: noch kein Entwurf, noch nicht freigegeben.",
                                          "Preview: not drafted, not approved yet.")});
    }
    if (minutes_.recorded) {
      section.blocks.push_back(
          Notice{Own("Nachträglich erfasst: Die Sitzung wurde nach ihrem Ende eingetragen, mit den "
                     "Zeiten der Aufzeichnung.",
                     "Recorded afterwards: the meeting was entered after it had ended, with the "
                     "times of the record.")});
    }
    sections_.push_back(std::move(section));
  }

  void DateTime() {
    std::string line = DateLine(language_, minutes_.start, minutes_.end);
    if (!minutes_.place.empty()) absl::StrAppend(&line, ", ", minutes_.place);
    Add("datetime", "", {Paragraph{Plain(line)}});
  }

  void Participants() {
    const std::vector<std::string> names = PublicNames(minutes_.participants, language_);
    Add("participants", Own("Teilnehmende", "Participants"),
        {Paragraph{Plain(names.empty() ? Own("Es wurden keine Teilnehmenden erfasst.",
                                             "No participants were recorded.")
                                       : absl::StrJoin(names, ", "))}});
  }

  void Moderation() {
    std::vector<std::string> names = PublicNames(minutes_.moderators, language_);
    if (names.empty() && minutes_.mediators.empty()) return;
    std::vector<Block> blocks;
    if (!names.empty()) blocks.push_back(Paragraph{Plain(absl::StrJoin(names, ", "))});
    std::vector<std::string> mediators;
    for (const Minutes::Mediator& mediator : minutes_.mediators) {
      std::string name = PublicName(mediator.person, language_);
      const std::string languages = absl::StrJoin(mediator.languages, ", ");
      if (name.empty()) name = Own("eine Person", "one person");
      mediators.push_back(languages.empty() ? name : absl::StrCat(name, " (", languages, ")"));
    }
    if (!mediators.empty()) {
      blocks.push_back(Paragraph{Plain(absl::StrCat(Own("Sprachmittlung: ", "Language mediation: "),
                                                    absl::StrJoin(mediators, ", ")))});
    }
    Add("moderation", Own("Gesprächsleitung/Moderation", "Chair and moderation"),
        std::move(blocks));
  }

  void FieldsOfAction() {
    if (minutes_.fields_of_action.empty()) return;
    Columns columns{.caption = Own("Übergreifende Handlungsfelder", "Fields of action"),
                    .lang = Foreign("")};
    for (const Minutes::FieldOfAction& field : minutes_.fields_of_action) {
      columns.columns.push_back({field.title, field.aspects, field.open_ended});
    }
    Add("fields_of_action", Own("Handlungsfelder", "Fields of action"), {std::move(columns)});
  }

  void ReferenceToAttachment() {
    BulletList list{.lang = Foreign("")};
    for (const Minutes::Attachment& file : minutes_.attachments) {
      if (file.kind != Minutes::Attachment::Kind::kPresentation &&
          file.kind != Minutes::Attachment::Kind::kOther) {
        continue;
      }
      const std::string& title = file.caption.empty() ? file.alt_text : file.caption;
      list.items.push_back(Plain(absl::StrCat(title, " (", file.file_name, ")")));
    }
    if (list.items.empty()) return;
    Add("reference_to_attachment", "",
        {Paragraph{Plain(Own("Weitere Einzelheiten stehen in den beigefügten Unterlagen:",
                             "Further details are in the attached documents:"))},
         std::move(list)});
  }

  void LeanCoffeeIntro() {
    if (minutes_.sessions.empty()) return;
    std::vector<Block> blocks = Read("lean_coffee").blocks;
    for (const Minutes::Session& session : minutes_.sessions) {
      std::string text = absl::StrCat(
          Own("Im Lean-Coffee-Format wurden Fragen, Hinweise und Anregungen auf ",
              "In the Lean Coffee format, questions, remarks and ideas were collected on "),
          Counted(session.cards, "Karte", "Karten", "card", "cards"), Own(" gesammelt.", "."));
      if (session.ballots > 0) {
        absl::StrAppend(
            &text, " ", Counted(session.dots, "Bewertungspunkt", "Bewertungspunkte", "dot", "dots"),
            Own(" von ", " on "),
            Counted(session.ballots, "Stimmzettel", "Stimmzetteln", "ballot", "ballots"));
        if (session.paper_ballots > 0) {
          absl::StrAppend(&text, Own(" (davon ", " ("), Number(language_, session.paper_ballots),
                          Own(" auf Papier)", " of them on paper)"));
        }
        absl::StrAppend(&text, Own(" ergaben die Reihenfolge.", " gave the order."));
      }
      if (!session.rounds.empty()) {
        absl::StrAppend(
            &text, " ",
            Counted(session.rounds.size(), "Austauschrunde", "Austauschrunden", "round", "rounds"));
        if (session.round_minutes > 0) {
          absl::StrAppend(&text, Own(" von je ", " of "),
                          Counted(session.round_minutes, "Minute", "Minuten", "minute", "minutes"),
                          Own("", session.rounds.size() == 1 ? "" : " each"));
        }
        absl::StrAppend(&text,
                        session.rounds.size() == 1
                            ? Own(" wurde zum am höchsten bewerteten Thema durchgeführt.",
                                  " was held on the topic with the most dots.")
                            : Own(" wurden zu den am höchsten bewerteten Themen durchgeführt.",
                                  " were held on the topics with the most dots."));
      }
      blocks.push_back(Paragraph{Plain(std::move(text))});
      if (session.recorded) {
        blocks.push_back(Notice{
            Own("Nachträglich erfasst: Karten, Punkte und Zeiten hat die Protokollführung nach "
                "dem Treffen eingetragen.",
                "Recorded afterwards: cards, dots and times were entered by the scribe after "
                "the meeting.")});
      }
    }
    Add("lean_coffee_intro",
        Own("Austausch, Diskussion und Hinweise im Lean-Coffee-Format",
            "Exchange, discussion and remarks in the Lean Coffee format"),
        std::move(blocks));
  }

  std::string Counted(int64_t count, absl::string_view one_de, absl::string_view many_de,
                      absl::string_view one_en, absl::string_view many_en) const {
    const bool one = count == 1;
    return absl::StrCat(Number(language_, count), " ",
                        Say(language_, one ? one_de : many_de, one ? one_en : many_en));
  }

  void Decisions() {
    if (minutes_.decisions.empty()) return;
    std::vector<Block> blocks;
    const bool single = minutes_.decisions.size() == 1;
    for (const Minutes::Decision& decision : minutes_.decisions) {
      Line line;
      if (!single)
        line.push_back(
            {.text = absl::StrCat(decision.subject, ": "), .style = Run::Style::kStrong});
      line.push_back({.text = decision.proposal});
      blocks.push_back(Paragraph{std::move(line), Foreign("")});
      std::string outcome;
      if (!decision.neighborhoods.empty()) {
        outcome = absl::StrCat(Own("Betrifft: ", "Concerns: "),
                               Enumerated(language_, decision.neighborhoods), ". ");
      }
      blocks.push_back(
          Paragraph{{{.text = outcome},
                     {.text = Own("Ergebnis: ", "Result: "), .style = Run::Style::kStrong},
                     {.text = std::string(ResultPhrase(decision.result))}}});
      BulletList notes;
      for (const Minutes::Decision::Note& note : decision.notes) {
        notes.items.push_back(Plain(absl::StrCat(
            Own("Hinweis auf einer Stimmkarte: ", "Note on a voting card: "),
            note.erased ? std::string(RemovedText(language_)) : Quoted(language_, note.text), " – ",
            DispositionPhrase(note.disposition))));
      }
      if (!notes.items.empty()) blocks.push_back(std::move(notes));
    }
    Section section{.id = "decision_demographic_labs", .heading = Own("Beschlüsse", "Decisions")};
    if (single && !minutes_.decisions.front().subject.empty()) {
      section.heading = minutes_.decisions.front().subject;
      section.heading_lang = Foreign("");
    }
    section.blocks = std::move(blocks);
    sections_.push_back(std::move(section));
  }

  absl::string_view ResultPhrase(Minutes::Decision::Result result) const {
    switch (result) {
      case Minutes::Decision::Result::kAdopted:
        return Say(language_, "angenommen.", "adopted.");
      case Minutes::Decision::Result::kAdoptedWithNotes:
        return Say(language_, "mit Hinweisen angenommen.", "adopted with notes.");
      case Minutes::Decision::Result::kDeferred:
        return Say(language_, "vertagt.", "deferred.");
      case Minutes::Decision::Result::kRejected:
        return Say(language_, "abgelehnt.", "rejected.");
    }
    return "";
  }

  absl::string_view DispositionPhrase(Minutes::Decision::Disposition disposition) const {
    switch (disposition) {
      case Minutes::Decision::Disposition::kAdopted:
        return Say(language_, "wird berücksichtigt.", "will be taken into account.");
      case Minutes::Decision::Disposition::kNoted:
        return Say(language_, "zur Kenntnis genommen.", "noted.");
      case Minutes::Decision::Disposition::kToBacklog:
        return Say(language_, "in den Themenspeicher übernommen.", "taken into the topic backlog.");
    }
    return "";
  }

  // All topics on which dots were put, the discussed ones marked.
  void TopCards() {
    Table table{.caption = Own(
                    "Karten zu den am höchsten bewerteten und im Lean Coffee diskutierten Themen",
                    "Cards with the most dots, discussed in the Lean Coffee"),
                .head = {Own("Rang", "Rank"), Own("Thema", "Topic"), Own("Punkte", "Dots")}};
    for (const Minutes::Session& session : minutes_.sessions) {
      for (const Minutes::RankedTopic& topic : session.ranking) {
        if (!topic.discussed) continue;
        table.rows.push_back({absl::StrCat(topic.rank), TitleOf(topic.title, topic.erased),
                              Number(language_, topic.dots)});
        table.lang = Foreign(topic.lang);
      }
    }
    if (table.rows.empty()) return;
    Add("photo_caption_top_cards", "", {std::move(table)});
  }

  void Rounds() {
    int ordinal = 0;
    for (const Minutes::Session& session : minutes_.sessions) {
      for (const Minutes::Round& round : session.rounds) {
        Section section{.id = absl::StrCat("round_", ++ordinal),
                        .heading = TitleOf(round.title, round.erased),
                        .heading_lang = round.erased ? "" : Foreign(round.lang)};
        for (const std::string& paragraph : round.paragraphs) {
          section.blocks.push_back(Paragraph{Plain(paragraph), Foreign(round.paragraphs_lang)});
        }
        if (round.cut_short) {
          section.blocks.push_back(
              Notice{Own("Aus Zeitgründen abgebrochen; das Thema steht im Themenspeicher I.",
                         "Cut short for lack of time; the topic is in topic store I.")});
        }
        sections_.push_back(std::move(section));
      }
    }
  }

  void FurtherTopics() {
    std::vector<Block> blocks = Read("further_topics").blocks;
    if (minutes_.store_1.empty() && blocks.empty()) return;
    if (blocks.empty()) {
      blocks.push_back(Paragraph{Plain(Own(
          "Aufgrund der beschränkten Zeit konnten verschiedene, ebenfalls wichtige Themen nicht im "
          "Plenum erörtert werden. Sie sind im Themenspeicher gesichert und werden nach "
          "Möglichkeit "
          "bei der weiteren Bearbeitung berücksichtigt.",
          "For lack of time, other important topics could not be discussed. They are kept in the "
          "topic store and will be taken into account in the further work where possible."))});
    }
    std::vector<std::string> highlighted;
    for (const Minutes::BacklogTopic& topic : minutes_.store_1) {
      if (topic.highlighted && !topic.erased) highlighted.push_back(Quoted(language_, topic.title));
    }
    if (!highlighted.empty()) {
      const bool one = highlighted.size() == 1;
      blocks.push_back(Paragraph{Plain(absl::StrCat(
          Own(one ? "Aufgrund der hohen Bepunktung wird " : "Aufgrund der hohen Bepunktung werden ",
              "Because of the many dots, "),
          Enumerated(language_, highlighted),
          Own(" hervorgehoben.", one ? " is highlighted." : " are highlighted.")))});
    }
    Add("further_topics", Own("Weitere Themen und Aspekte", "Further topics and aspects"),
        std::move(blocks));
  }

  void Outlook() {
    RichText text = Read("outlook");
    BulletList steps{.lang = Foreign("")};
    for (const Minutes::NextStep& step : minutes_.next_steps) {
      Line line = Plain(step.text);
      const std::string due = DuePhrase(language_, step.due_earliest, step.due_latest);
      std::vector<std::string> facts;
      if (!step.owner.empty()) facts.push_back(step.owner);
      if (!due.empty()) facts.push_back(due);
      if (!facts.empty()) {
        line.push_back({.text = absl::StrCat(" – ", absl::StrJoin(facts, ", ")),
                        .style = Run::Style::kEmphasis});
      }
      steps.items.push_back(std::move(line));
    }
    if (!steps.items.empty()) text.blocks.push_back(std::move(steps));
    if (text.blocks.empty()) return;
    AddText("outlook", "Ausblick und weiteres Vorgehen", "Outlook and next steps", std::move(text));
  }

  void Thanks() {
    std::vector<Block> blocks = Read("thanks").blocks;
    if (blocks.empty() && minutes_.over && !minutes_.moderators.empty()) {
      blocks.push_back(
          Paragraph{Plain(Own("Das Moderationsteam dankt allen Anwesenden herzlich für die "
                              "konstruktive Teilnahme.",
                              "The moderators thank everybody present for taking part."))});
    }
    if (!blocks.empty()) Add("thanks", "", std::move(blocks));
  }

  void TopicStore1() {
    if (minutes_.store_1.empty()) return;
    Table table{.caption = Own("Nicht oder nicht zu Ende erörterte Themen, nach Bewertungspunkten",
                               "Topics not discussed, or not to the end, by dots"),
                .head = {Own("Rang", "Rank"), Own("Thema", "Topic"), Own("Punkte", "Dots")}};
    for (const Minutes::BacklogTopic& topic : minutes_.store_1) {
      table.rows.push_back({topic.rank > 0 ? absl::StrCat(topic.rank) : "–",
                            TitleOf(topic.title, topic.erased), Number(language_, topic.dots)});
      table.lang = Foreign(topic.lang);
    }
    Add("topic_store_1",
        Own("Weitere eingebrachte Themen – Themenspeicher I", "Further topics – topic store I"),
        {std::move(table)});
  }

  void TopicStore2() {
    if (minutes_.store_2.empty()) return;
    BulletList list;
    for (const Minutes::BacklogTopic& topic : minutes_.store_2) {
      list.items.push_back(Plain(TitleOf(topic.title, topic.erased)));
      list.lang = Foreign(topic.lang);
    }
    Add("topic_store_2",
        Own("Zusätzliche, beim Ausklang der Veranstaltung eingebrachte Aspekte – Themenspeicher II",
            "Aspects added at the end – topic store II"),
        {std::move(list)});
  }

  void Impressions() {
    std::vector<Block> blocks;
    for (const Minutes::Attachment& file : minutes_.attachments) {
      if (file.kind != Minutes::Attachment::Kind::kPhoto) continue;
      const std::string caption = file.caption == file.alt_text ? "" : file.caption;
      // As DownloadAttachment is mapped in attachment.proto.
      blocks.push_back(Picture{absl::StrCat("/v1/attachments/", file.attachment_id, ":download"),
                               file.alt_text, caption, file.sha256, Foreign("")});
    }
    if (!blocks.empty()) Add("impressions", Own("Impressionen", "Impressions"), std::move(blocks));
  }

  // Official: the name stands below the document whoever reads it, unless it was erased.
  void Signature() {
    const Minutes::Signature& signature = minutes_.signature;
    std::vector<std::string> lines;
    const auto day = ParseDate(signature.date);
    if (!signature.place.empty() && day.ok()) {
      lines.push_back(absl::StrCat(signature.place, ", ", LongDate(language_, *day)));
    }
    if (signature.signatory.erased) {
      lines.emplace_back(RemovedPerson(language_));
    } else if (!signature.signatory.name.empty()) {
      lines.push_back(signature.signatory.name);
    }
    lines.insert(lines.end(), signature.office_lines.begin(), signature.office_lines.end());
    if (lines.empty()) lines.push_back(Own("Noch nicht unterzeichnet.", "Not signed yet."));
    Add("signature", "", {AddressLines{std::move(lines)}});
  }

  const Minutes& minutes_;
  const Language language_;
  const std::string own_lang_;
  FigureLookup figures_;
  std::string text_lang_;  // of the text read last
  std::vector<Section> sections_;
};

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
  return Template(minutes, language).Sections();
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
