#include "reporting/minutes/minutes_template.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace zwk::reporting {

void MinutesTemplate::FurtherTopics() {
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
  std::vector<const Minutes::BacklogTopic*> highlighted;
  for (const Minutes::BacklogTopic& topic : minutes_.store_1) {
    if (topic.highlighted && !topic.erased) highlighted.push_back(&topic);
  }
  if (!highlighted.empty()) {
    const bool one = highlighted.size() == 1;
    Line line = Plain(
        Own(one ? "Aufgrund der hohen Bepunktung wird " : "Aufgrund der hohen Bepunktung werden ",
            "Because of the many dots, "));
    for (size_t i = 0; i < highlighted.size(); ++i) {
      if (i > 0)
        line.push_back({.text = i + 1 < highlighted.size() ? ", " : Own(" und ", " and ")});
      line.push_back(Said(Quoted(language_, highlighted[i]->title), Foreign(highlighted[i]->lang)));
    }
    line.push_back(
        {.text = Own(" hervorgehoben.", one ? " is highlighted." : " are highlighted.")});
    blocks.push_back(Paragraph{std::move(line)});
  }
  Add("further_topics", Own("Weitere Themen und Aspekte", "Further topics and aspects"),
      std::move(blocks));
}

void MinutesTemplate::Outlook() {
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

void MinutesTemplate::Thanks() {
  std::vector<Block> blocks = Read("thanks").blocks;
  if (blocks.empty() && minutes_.over && !minutes_.moderators.empty()) {
    blocks.push_back(
        Paragraph{Plain(Own("Das Moderationsteam dankt allen Anwesenden herzlich für die "
                            "konstruktive Teilnahme.",
                            "The moderators thank everybody present for taking part."))});
  }
  if (!blocks.empty()) Add("thanks", "", std::move(blocks));
}

void MinutesTemplate::TopicStore1() {
  if (minutes_.store_1.empty()) return;
  Table table{.caption = Own("Nicht oder nicht zu Ende erörterte Themen, nach Bewertungspunkten",
                             "Topics not discussed, or not to the end, by dots"),
              .head = {Own("Rang", "Rank"), Own("Thema", "Topic"), Own("Punkte", "Dots")}};
  for (const Minutes::BacklogTopic& topic : minutes_.store_1) {
    table.rows.push_back({Plain(topic.rank > 0 ? absl::StrCat(topic.rank) : "–"),
                          CardTitle(topic.title, topic.lang, topic.erased),
                          Plain(Number(language_, topic.dots))});
  }
  Add("topic_store_1",
      Own("Weitere eingebrachte Themen – Themenspeicher I", "Further topics – topic store I"),
      {std::move(table)});
}

void MinutesTemplate::TopicStore2() {
  if (minutes_.store_2.empty()) return;
  BulletList list;
  for (const Minutes::BacklogTopic& topic : minutes_.store_2) {
    list.items.push_back(CardTitle(topic.title, topic.lang, topic.erased));
  }
  Add("topic_store_2",
      Own("Zusätzliche, beim Ausklang der Veranstaltung eingebrachte Aspekte – Themenspeicher II",
          "Aspects added at the end – topic store II"),
      {std::move(list)});
}

}  // namespace zwk::reporting
