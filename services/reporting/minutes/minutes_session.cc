#include "reporting/minutes/minutes_template.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {

void MinutesTemplate::LeanCoffeeIntro() {
  if (minutes_.sessions.empty()) return;
  std::vector<Block> blocks = Read("lean_coffee").blocks;
  for (const Minutes::Session& session : minutes_.sessions) {
    std::string text = absl::StrCat(
        Own("Im Lean-Coffee-Format wurden Fragen, Hinweise und Anregungen auf ",
            "In the Lean Coffee format, questions, remarks and ideas were collected on "),
        Counted(session.cards, "Karte", "Karten", "card", "cards"), Own(" gesammelt.", "."));
    if (session.ballots > 0 && session.dots > 0) {  // of too few secret ballots nothing is counted
      absl::StrAppend(&text, " ",
                      Counted(session.dots, "Bewertungspunkt", "Bewertungspunkte", "dot", "dots"));
      // Who sticks dots on cards has no ballot.
      const bool on_cards_alone = session.sheets_counted == session.ballots;
      if (MayTellVoters(session.ballots, session.ballots)) {
        absl::StrAppend(
            &text, on_cards_alone ? Own(" von ", " of ") : Own(" von ", " on "),
            on_cards_alone
                ? Counted(session.ballots, "Person", "Personen", "person", "people")
                : Counted(session.ballots, "Stimmzettel", "Stimmzetteln", "ballot", "ballots"));
      }
      if (!on_cards_alone && MayTellVoters(session.paper_ballots, session.ballots)) {
        absl::StrAppend(&text, Own(" (davon ", " ("), Number(language_, session.paper_ballots),
                        Own(" auf Papier)", " of them on paper)"));
      }
      if (on_cards_alone) {
        absl::StrAppend(
            &text, Own(", auf den Karten von Hand gezählt,", ", counted by hand on the cards,"));
      } else if (session.dots_counted > 0) {
        absl::StrAppend(&text, Own(", davon ", ", "), Number(language_, session.dots_counted),
                        Own(" Punkte auf den Karten von Hand gezählt,",
                            " of the dots counted by hand on the cards,"));
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
      absl::StrAppend(&text, session.rounds.size() == 1
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

std::string MinutesTemplate::Counted(int64_t count, absl::string_view one_de,
                                     absl::string_view many_de, absl::string_view one_en,
                                     absl::string_view many_en) const {
  const bool one = count == 1;
  return absl::StrCat(Number(language_, count), " ",
                      Say(language_, one ? one_de : many_de, one ? one_en : many_en));
}

void MinutesTemplate::Decisions() {
  if (minutes_.decisions.empty()) return;
  std::vector<Block> blocks;
  const bool single = minutes_.decisions.size() == 1;
  for (const Minutes::Decision& decision : minutes_.decisions) {
    Line line;
    if (!single)
      line.push_back({.text = absl::StrCat(decision.subject, ": "), .style = Run::Style::kStrong});
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
      Run text = note.erased ? Run{.text = std::string(RemovedText(language_))}
                             : Said(Quoted(language_, note.text), "");
      notes.items.push_back(
          {{.text = Own("Hinweis auf einer Stimmkarte: ", "Note on a voting card: ")},
           std::move(text),
           {.text = absl::StrCat(" – ", DispositionPhrase(note.disposition))}});
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

absl::string_view MinutesTemplate::ResultPhrase(Minutes::Decision::Result result) const {
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

absl::string_view MinutesTemplate::DispositionPhrase(
    Minutes::Decision::Disposition disposition) const {
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

void MinutesTemplate::TopCards() {
  Table table{
      .caption = Own("Karten zu den am höchsten bewerteten und im Lean Coffee diskutierten Themen",
                     "Cards with the most dots, discussed in the Lean Coffee"),
      .head = {Own("Rang", "Rank"), Own("Thema", "Topic"), Own("Punkte", "Dots")}};
  for (const Minutes::Session& session : minutes_.sessions) {
    for (const Minutes::RankedTopic& topic : session.ranking) {
      if (!topic.discussed) continue;
      table.rows.push_back({Plain(absl::StrCat(topic.rank)),
                            CardTitle(topic.title, topic.lang, topic.erased),
                            Plain(Number(language_, topic.dots))});
    }
  }
  if (table.rows.empty()) return;
  Add("photo_caption_top_cards", "", {std::move(table)});
}

BulletList MinutesTemplate::NotesOf(const Minutes::Round& round) const {
  const auto kind = [this](Minutes::RoundNote::Kind of) {
    switch (of) {
      case Minutes::RoundNote::Kind::kPoint:
        return Own("Beitrag: ", "Point: ");
      case Minutes::RoundNote::Kind::kDecision:
        return Own("Entscheidung: ", "Decision: ");
      case Minutes::RoundNote::Kind::kAction:
        return Own("Aufgabe: ", "Action: ");
      case Minutes::RoundNote::Kind::kQuestion:
        return Own("Frage: ", "Question: ");
    }
    return std::string();
  };
  BulletList list;
  for (const Minutes::RoundNote& note : round.notes) {
    list.items.push_back({{.text = kind(note.kind), .style = Run::Style::kStrong},
                          note.erased ? Run{.text = std::string(RemovedText(language_))}
                                      : Said(note.text, Foreign(note.lang))});
  }
  return list;
}

void MinutesTemplate::Rounds() {
  int ordinal = 0;
  for (const Minutes::Session& session : minutes_.sessions) {
    for (const Minutes::Round& round : session.rounds) {
      Section section{.id = absl::StrCat("round_", ++ordinal),
                      .heading = TitleOf(round.title, round.erased),
                      .heading_lang = round.erased ? "" : Foreign(round.lang)};
      for (const std::string& paragraph : round.paragraphs) {
        section.blocks.push_back(Paragraph{Plain(paragraph), Foreign(round.paragraphs_lang)});
      }
      BulletList notes = NotesOf(round);
      if (!notes.items.empty()) section.blocks.push_back(std::move(notes));
      if (round.cut_short) {
        section.blocks.push_back(
            Notice{Own("Aus Zeitgründen abgebrochen; das Thema steht im Themenspeicher I.",
                       "Cut short for lack of time; the topic is in topic store I.")});
      }
      sections_.push_back(std::move(section));
    }
  }
}

}  // namespace zwk::reporting
