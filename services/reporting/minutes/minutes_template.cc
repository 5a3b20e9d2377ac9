#include "reporting/minutes/minutes_template.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/clock.h"

namespace zwk::reporting {
namespace {

// Each name runs in its own direction.
Line Names(const std::vector<std::string>& names) {
  Line line;
  for (const std::string& name : names) {
    if (!line.empty()) line.push_back({.text = ", "});
    line.push_back(Said(name, ""));
  }
  return line;
}

}  // namespace

std::vector<Section> MinutesTemplate::Sections() {
  Title();
  DateTime();
  Agenda();
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

std::string MinutesTemplate::Foreign(const std::string& lang) const {
  const std::string& written_in = lang.empty() ? minutes_.default_lang : lang;
  return written_in == own_lang_ ? "" : written_in;
}

std::string MinutesTemplate::TitleOf(const std::string& title, bool erased) const {
  return erased ? std::string(RemovedText(language_)) : title;
}

Line MinutesTemplate::CardTitle(const std::string& title, const std::string& lang,
                                bool erased) const {
  return erased ? Plain(TitleOf(title, erased)) : Line{Said(title, Foreign(lang))};
}

void MinutesTemplate::Add(std::string id, std::string heading, std::vector<Block> blocks) {
  sections_.push_back(
      {.id = std::move(id), .heading = std::move(heading), .blocks = std::move(blocks)});
}

const Minutes::Text* MinutesTemplate::FindText(absl::string_view key) const {
  const Minutes::Text* best = nullptr;
  for (const Minutes::Text& text : minutes_.texts) {
    if (text.key != key) continue;
    if (text.lang == own_lang_) return &text;
    // Not translated: better the original than nothing.
    if (best == nullptr || text.lang == minutes_.default_lang) best = &text;
  }
  return best;
}

RichText MinutesTemplate::Read(absl::string_view key) {
  const Minutes::Text* text = FindText(key);
  if (text == nullptr) return {};
  std::vector<std::string> sources;
  RichText read = ParseRichText(language_, text->markdown, Foreign(text->lang), figures_, sources);
  if (!sources.empty()) read.blocks.push_back(Sources{std::move(sources)});
  text_lang_ = Foreign(text->lang);
  return read;
}

void MinutesTemplate::FromText(absl::string_view id, absl::string_view key,
                               absl::string_view german, absl::string_view english) {
  RichText text = Read(key);
  if (!text.blocks.empty()) AddText(id, german, english, std::move(text));
}

void MinutesTemplate::AddText(absl::string_view id, absl::string_view german,
                              absl::string_view english, RichText text) {
  Section section{.id = std::string(id), .heading = Own(german, english)};
  if (!text.heading.empty()) {
    section.heading = std::move(text.heading);
    section.heading_lang = text_lang_;
  }
  section.blocks = std::move(text.blocks);
  sections_.push_back(std::move(section));
}

void MinutesTemplate::Title() {
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

void MinutesTemplate::DateTime() {
  Line line = Plain(DateLine(language_, minutes_.start, minutes_.end));
  if (!minutes_.place.empty()) {
    line.push_back({.text = ", "});
    line.push_back(Said(minutes_.place, Foreign("")));
  }
  Add("datetime", "", {Paragraph{std::move(line)}});
}

void MinutesTemplate::Agenda() {
  if (minutes_.agenda.empty()) return;
  BulletList list{.numbered = true};
  for (const Minutes::AgendaItem& item : minutes_.agenda) {
    Line line = {Said(item.title, Foreign(""))};
    if (item.minutes > 0) {
      line.push_back(
          {.text = absl::StrCat(
               " (", Counted(item.minutes, "Minute", "Minuten", "minute", "minutes"), ")")});
    }
    list.items.push_back(std::move(line));
  }
  Add("agenda", Own("Tagesordnung", "Agenda"), {std::move(list)});
}

void MinutesTemplate::Participants() {
  const std::vector<std::string> names = PublicNames(minutes_.participants, language_);
  Add("participants", Own("Teilnehmende", "Participants"),
      {Paragraph{names.empty() ? Plain(Own("Es wurden keine Teilnehmenden erfasst.",
                                           "No participants were recorded."))
                               : Names(names)}});
}

void MinutesTemplate::Moderation() {
  std::vector<std::string> names = PublicNames(minutes_.moderators, language_);
  if (names.empty() && minutes_.mediators.empty()) return;
  std::vector<Block> blocks;
  if (!names.empty()) blocks.push_back(Paragraph{Names(names)});
  Line mediators;
  for (const Minutes::Mediator& mediator : minutes_.mediators) {
    std::string name = PublicName(mediator.person, language_);
    const std::string languages = absl::StrJoin(mediator.languages, ", ");
    if (name.empty()) name = Own("eine Person", "one person");
    mediators.push_back(
        {.text = mediators.empty() ? Own("Sprachmittlung: ", "Language mediation: ") : ", "});
    mediators.push_back(Said(name, ""));
    if (!languages.empty()) mediators.push_back({.text = absl::StrCat(" (", languages, ")")});
  }
  if (!mediators.empty()) blocks.push_back(Paragraph{std::move(mediators)});
  Add("moderation", Own("Gesprächsleitung/Moderation", "Chair and moderation"), std::move(blocks));
}

void MinutesTemplate::FieldsOfAction() {
  if (minutes_.fields_of_action.empty()) return;
  Columns columns{.caption = Own("Übergreifende Handlungsfelder", "Fields of action"),
                  .lang = Foreign("")};
  for (const Minutes::FieldOfAction& field : minutes_.fields_of_action) {
    columns.columns.push_back({field.title, field.aspects, field.open_ended});
  }
  Add("fields_of_action", Own("Handlungsfelder", "Fields of action"), {std::move(columns)});
}

void MinutesTemplate::ReferenceToAttachment() {
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

void MinutesTemplate::Impressions() {
  std::vector<Block> blocks;
  for (const Minutes::Attachment& file : minutes_.attachments) {
    if (file.kind != Minutes::Attachment::Kind::kPhoto) continue;
    const std::string caption = file.caption == file.alt_text ? "" : file.caption;
    // As DownloadAttachment is mapped in participation_service.proto.
    blocks.push_back(Picture{absl::StrCat("/v1/attachments/", file.attachment_id, ":download"),
                             file.alt_text, caption, file.sha256, Foreign("")});
  }
  if (!blocks.empty()) Add("impressions", Own("Impressionen", "Impressions"), std::move(blocks));
}

void MinutesTemplate::Signature() {
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

}  // namespace zwk::reporting
