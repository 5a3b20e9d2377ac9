#include "reporting/minutes/minutes.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "reporting/base/markdown.h"
#include "reporting/base/page.h"
#include "reporting/base/section_html.h"
#include "tests/support/source_tree.h"

namespace zwk::reporting {
namespace {

using std::chrono::March;
using std::chrono::year;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;
constexpr auto kEn = Language::kEnglish;

// A meeting in which everything happened that minutes can tell.
Minutes FullMinutes() {
  Minutes minutes;
  minutes.meeting_id = "0190a000-0000-7000-8000-000000000001";
  minutes.municipality_name = "Bremerhaven";
  minutes.funder = "Bundesministerium";
  minutes.project_lead = "Sozialreferat";
  minutes.title = "Dokumentation zum ersten Treffen des ZWK-Beirats";
  minutes.start = {year(2022) / March / 28, 15 * 60 + 30};
  minutes.end = LocalTime{year(2022) / March / 28, 17 * 60};
  minutes.over = true;
  minutes.participants = {
      {.name = "Dr. Nora Pelz", .organization = "Arbeitsmarkt", .consent_public = true},
      {.name = "Enis Aslan", .organization = "Jugendamt", .consent_public = true},
      {.name = "Lutz Mürmann", .organization = "Amt für Teilhabe", .consent_public = true},
      {.name = "Gerda Still", .organization = "Inklusionsbeirat", .consent_public = false},
      {.organization = "Seniorenbeirat", .consent_public = true, .erased = true},
      {.name = "Rolf Mölken", .organization = "Gesundheitsamt", .consent_public = true}};
  minutes.moderators = {
      {.name = "Hanna Ede", .organization = "Sozialreferat", .consent_public = true}};
  minutes.texts = {{"background", "de",
                    "# Hintergründe des Modellvorhabens\nErster Absatz.\n\nZweiter **Absatz**."},
                   {"mandate", "de", "Etwa drei Treffen im Jahr."},
                   {"situation", "de",
                    "Der Anteil stieg auf {{indicator:foreign@city@2021-12-31}}, die Quote auf "
                    "{{indicator:unknown@city@2021-12-31}}.\n\n- Geestendorf\n- Surheide"},
                   {"thanks", "de", "Herzlicher Dank an alle."}};
  minutes.figures["foreign@city@2021-12-31"] = {.value = Value::Supplied(21.04, 1),
                                                .unit = FigureValue::Unit::kPercent,
                                                .label_de = "Anteil Ausländerinnen und Ausländer",
                                                .label_en = "Foreign nationals",
                                                .area = "Bremerhaven",
                                                .date = "2021-12-31",
                                                .source = "Einwohnerregister",
                                                .synthetic = true};
  minutes.fields_of_action = {
      {"Ankommen und bleiben", {"Engagement", "Austausch"}, true},
      {"Teilhabe", {"Behürden erkennen"}, true},
      {"In Vielfalt altern", {"Begegnung", "Aufsuchen", "Entlasten"}, false}};
  minutes.attachments = {
      {Minutes::Attachment::Kind::kPresentation, "a1", "zwk.pdf", "Folien", "Präsentation", "aa"},
      {Minutes::Attachment::Kind::kPhoto, "a2", "foto.jpg", "Karten an einer Stellwand",
       "Karten <1>", "bb"}};
  minutes.decisions = {{.subject = "Demografielabore / Modellquartiere",
                        .proposal = "Drei Quartiere werden Demografielabore.",
                        .result = Minutes::Decision::Result::kAdoptedWithNotes,
                        .notes = {{.text = "Organisationen vor Ort einbeziehen",
                                   .disposition = Minutes::Decision::Disposition::kAdopted}},
                        .neighborhoods = {"Geestendorf", "Grünhöfe", "Surheide"}}};
  Minutes::Session session;
  session.recorded = true;
  session.cards = 12;
  session.ballots = 13;
  session.paper_ballots = 13;
  session.dots = 60;
  session.round_minutes = 10;
  for (const auto& [title, dots] :
       {std::pair{"Familien und Jugendliche", 14}, {"Senioren", 11}, {"Migration", 11}}) {
    session.ranking.push_back({.rank = static_cast<int>(session.ranking.size()) + 1,
                               .title = title,
                               .dots = dots,
                               .discussed = true});
    session.rounds.push_back(
        {.title = title, .paragraphs = {"Was gesagt wurde.", "Und was folgt."}});
  }
  minutes.sessions = {session};
  minutes.store_1 = {{.title = "Gesundheitsprävention", .rank = 4, .dots = 9, .highlighted = true},
                     {.title = "Wohnraum", .rank = 5, .dots = 8, .highlighted = true},
                     {.title = "Bänke", .rank = 6, .dots = 1}};
  minutes.store_2 = {{.title = "Spielplätze"}};
  minutes.next_steps = {{"Untersuchungen in den Quartieren", "Sozialreferat", "", "2022-06-30"},
                        {"Zukunftswerkstätten", "", "2022-04-01", "2022-09-30"}};
  minutes.signature = {.place = "Bremerhaven",
                       .date = "2022-03-31",
                       .signatory = {.name = "Klara Muster", .consent_public = true},
                       .office_lines = {"Magistrat", "Sozialreferat"}};
  return minutes;
}

std::vector<std::string> Ids(const std::vector<Section>& sections) {
  std::vector<std::string> ids;
  for (const Section& section : sections) ids.push_back(section.id);
  return ids;
}

TEST(MinutesTest, SectionsStandInTheOrderOfTheCitysOwnDocument) {
  std::ifstream file(test::CasesFolder("reporting/minutes") + "minutes_2022-03-28.json");
  if (!file) GTEST_SKIP() << "no case file in " << test::CasesFolder("reporting/minutes");
  const auto document = nlohmann::json::parse(file, nullptr, false);
  ASSERT_FALSE(document.is_discarded());
  const auto expected = document["sections_in_order"].get<std::vector<std::string>>();
  ASSERT_EQ(expected.size(), 22u);
  EXPECT_EQ(Ids(MinutesSections(FullMinutes(), kDe)), expected);
  EXPECT_EQ(Ids(MinutesSections(FullMinutes(), kEn)), expected);
}

TEST(MinutesTest, WhatWasCountedByHandIsSaid) {
  Minutes minutes = FullMinutes();
  const auto intro = [&](Language language) {
    return ToMarkdown(MinutesSections(minutes, language));
  };
  EXPECT_THAT(intro(kDe), Not(HasSubstr("von Hand")));
  Minutes::Session& session = minutes.sessions[0];
  session.ballots = 30;
  session.sheets_counted = 8;
  session.dots_counted = 24;
  EXPECT_THAT(
      intro(kDe),
      HasSubstr("60 Bewertungspunkte von 30 Stimmzetteln (davon 13 auf Papier), davon 24 Punkte "
                "auf den Karten von Hand gezählt, ergaben die Reihenfolge."));
  EXPECT_THAT(intro(kEn),
              HasSubstr("24 of the dots counted by hand on the cards, gave the order."));
  session.sheets_counted = session.paper_ballots = session.ballots = 14;
  session.dots_counted = session.dots;
  EXPECT_THAT(
      intro(kDe),
      HasSubstr("60 Bewertungspunkte von 14 Personen, auf den Karten von Hand gezählt, ergaben "
                "die Reihenfolge."));
  EXPECT_THAT(intro(kEn),
              HasSubstr("60 dots of 14 people, counted by hand on the cards, gave the order."));
}

TEST(MinutesTest, EmptySectionsAreLeftOutExceptParticipantsAndSignature) {
  Minutes minutes;
  minutes.title = "Treffen";
  minutes.start = {year(2022) / March / 28, 600};
  EXPECT_THAT(Ids(MinutesSections(minutes, kDe)),
              ElementsAre("title", "datetime", "participants", "signature"));
}

TEST(MinutesTest, PeopleStandBySurnameAndOnlyWhoAgreedIsNamed) {
  const Minutes minutes = FullMinutes();
  EXPECT_THAT(PublicNames(minutes.participants, kDe),
              ElementsAre("Enis Aslan (Jugendamt)", "Rolf Mölken (Gesundheitsamt)",
                          "Lutz Mürmann (Amt für Teilhabe)", "Dr. Nora Pelz (Arbeitsmarkt)",
                          "Inklusionsbeirat", "(entfernte Person)"));
  EXPECT_EQ(PublicNames(minutes.participants, kEn).back(), "(removed person)");
  EXPECT_THAT(ToHtml(MinutesSections(minutes, kDe)), Not(HasSubstr("Gerda Still")));
}

TEST(MinutesTest, FiguresCarryTheirSourceAndMissingOnesAreShownAsMissing) {
  const std::string html = ToHtml(MinutesSections(FullMinutes(), kDe));
  EXPECT_THAT(html, HasSubstr("<data class=\"figure\">21,0\u00a0%</data>"));
  EXPECT_THAT(
      html, HasSubstr("<li id=\"local_situation_and_approach-source-1\">Anteil Ausländerinnen und "
                      "Ausländer, Bremerhaven, 31. Dezember 2021. Quelle: Einwohnerregister "
                      "(synthetisch)</li>"));
  EXPECT_THAT(html,
              HasSubstr("<span class=\"missing\">[keine Angabe: unknown@city@2021-12-31]</span>"));
  EXPECT_THAT(html, Not(HasSubstr("{{")));
}

TEST(MinutesTest, WhatPeopleWroteCannotBecomeMarkup) {
  Minutes minutes = FullMinutes();
  minutes.sessions[0].rounds[0].title = "<script>alert(1)</script>";
  minutes.sessions[0].rounds[0].paragraphs = {"# kein Titel\n[link](javascript:x) | *",
                                              "1. kein Punkt"};
  minutes.participants[0].name = "A<b> \"Q\" Zett";
  minutes.participants[0].consent_public = true;
  const std::string html = ToHtml(MinutesSections(minutes, kDe));
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, HasSubstr("A&lt;b&gt; &quot;Q&quot; Zett"));
  const std::string markdown = ToMarkdown(MinutesSections(minutes, kDe));
  EXPECT_THAT(markdown, HasSubstr("\\# kein Titel \\[link\\](javascript:x) \\| \\*"));
  EXPECT_THAT(markdown, HasSubstr("\n1\\. kein Punkt"));
  EXPECT_THAT(markdown, Not(HasSubstr("<script>")));
}

TEST(MinutesTest, RecordedSessionsSaySo) {
  Minutes minutes = FullMinutes();
  EXPECT_THAT(ToMarkdown(MinutesSections(minutes, kDe)), HasSubstr("> Nachträglich erfasst"));
  EXPECT_THAT(ToMarkdown(MinutesSections(minutes, kEn)), HasSubstr("> Recorded afterwards"));
  minutes.sessions[0].recorded = false;
  EXPECT_THAT(ToMarkdown(MinutesSections(minutes, kDe)), Not(HasSubstr("Nachträglich")));
}

TEST(MinutesTest, TextsWithoutTranslationAppearInTheirOwnLanguageAndSayWhich) {
  Minutes minutes = FullMinutes();
  minutes.texts.push_back({"mandate", "en", "About three meetings a year."});
  const std::string html = ToHtml(MinutesSections(minutes, kEn));
  EXPECT_THAT(html, HasSubstr("<p>About three meetings a year.</p>"));
  EXPECT_THAT(html, HasSubstr("<p lang=\"de\">Erster Absatz.</p>"));
  EXPECT_THAT(html, Not(HasSubstr("drei Treffen")));
}

TEST(MinutesTest, MoreThanThreeFieldsOfActionMakeAnotherTable) {
  Minutes minutes = FullMinutes();
  minutes.fields_of_action.push_back({"Viertes Feld", {"Aspekt"}, false});
  const std::string markdown = ToMarkdown(MinutesSections(minutes, kDe));
  EXPECT_THAT(markdown, HasSubstr("| Ankommen und bleiben | Teilhabe | In Vielfalt altern |\n"));
  EXPECT_THAT(markdown, HasSubstr("| Austausch | … | Aufsuchen |\n"));
  EXPECT_THAT(markdown, HasSubstr("| Viertes Feld |\n| --- |\n| Aspekt |\n"));
}

// The whole documents, byte for byte. After an intended change raise kMinutesTemplateVersion and
// write them anew: ZWK_WRITE_GOLDEN=1.
TEST(MinutesTest, BytesStayTheSameWithinATemplateVersion) {
  for (const Language language : kLanguages) {
    const Minutes minutes = FullMinutes();
    for (const auto& [format, bytes] :
         {std::pair<std::string, std::string>{"md", MinutesMarkdown(minutes, language)},
          {"html", MinutesHtml(minutes, language)}}) {
      const std::string path =
          absl::StrCat(test::SourceTree(), "/services/reporting/minutes/golden/minutes_v",
                       kMinutesTemplateVersion, ".", Tag(language), ".", format);
      if (std::getenv("ZWK_WRITE_GOLDEN") != nullptr) std::ofstream(path) << bytes;
      std::ifstream file(path);
      ASSERT_TRUE(file) << path;
      std::stringstream golden;
      golden << file.rdbuf();
      EXPECT_EQ(bytes, golden.str()) << path;
    }
  }
}

// A meeting of which nothing is known but what a test says.
Minutes Plain() {
  Minutes minutes;
  minutes.title = "Treffen";
  minutes.start = {year(2022) / March / 28, 600};
  return minutes;
}

// One section as people read it, "" where it is left out.
std::string Read(const Minutes& minutes, const std::string& id, Language language = kDe) {
  for (const Section& section : MinutesSections(minutes, language)) {
    if (section.id != id) continue;
    const std::string markdown = ToMarkdown({section});
    const size_t begin = markdown.find('\n') + 1;  // behind the comment that names it
    return absl::StrCat(markdown.substr(begin, markdown.find_last_not_of('\n') + 1 - begin), "\n");
  }
  return "";
}

TEST(MinutesTest, OneOfAThingIsSaidInTheSingular) {
  Minutes minutes = Plain();
  Minutes::Session session;
  session.cards = 1;
  session.dots = 1;
  session.ballots = 13;
  session.round_minutes = 1;
  session.rounds = {{.title = "Senioren"}};
  minutes.sessions = {session};
  EXPECT_EQ(
      Read(minutes, "lean_coffee_intro"),
      "# Austausch, Diskussion und Hinweise im Lean-Coffee-Format\n\n"
      "Im Lean-Coffee-Format wurden Fragen, Hinweise und Anregungen auf 1 Karte gesammelt. "
      "1 Bewertungspunkt von 13 Stimmzetteln ergaben die Reihenfolge. 1 Austauschrunde von je "
      "1 Minute wurde zum am höchsten bewerteten Thema durchgeführt.\n");
  EXPECT_EQ(
      Read(minutes, "lean_coffee_intro", kEn),
      "# Exchange, discussion and remarks in the Lean Coffee format\n\n"
      "In the Lean Coffee format, questions, remarks and ideas were collected on 1 card. "
      "1 dot on 13 ballots gave the order. 1 round of 1 minute was held on the topic with the "
      "most dots.\n");
  session.cards = 2;
  session.dots = 2;
  session.round_minutes = 2;
  session.rounds.push_back({.title = "Jugend"});
  minutes.sessions = {session};
  EXPECT_THAT(
      Read(minutes, "lean_coffee_intro"),
      HasSubstr("auf 2 Karten gesammelt. 2 Bewertungspunkte von 13 Stimmzetteln ergaben die "
                "Reihenfolge. 2 Austauschrunden von je 2 Minuten wurden zu den am höchsten "
                "bewerteten Themen durchgeführt."));
  EXPECT_THAT(
      Read(minutes, "lean_coffee_intro", kEn),
      HasSubstr("on 2 cards. 2 dots on 13 ballots gave the order. 2 rounds of 2 minutes each were "
                "held on the topics with the most dots."));
}

TEST(MinutesTest, OfASessionIsSaidWhatIsKnownAndOfFewVotersNothing) {
  Minutes minutes = Plain();
  Minutes::Session session;
  session.cards = 12;
  const auto said = [&] {
    minutes.sessions = {session};
    const std::string text = Read(minutes, "lean_coffee_intro");
    return text.substr(text.find("12 Karten"));
  };
  EXPECT_EQ(said(), "12 Karten gesammelt.\n");
  session.ballots = 13;
  EXPECT_EQ(said(), "12 Karten gesammelt.\n") << "without dots there is no order";
  session.dots = 60;
  EXPECT_EQ(
      said(),
      "12 Karten gesammelt. 60 Bewertungspunkte von 13 Stimmzetteln ergaben die Reihenfolge.\n");
  session.paper_ballots = 2;
  EXPECT_THAT(said(), Not(HasSubstr("Papier"))) << "two people";
  session.paper_ballots = 3;
  EXPECT_THAT(said(), HasSubstr("von 13 Stimmzetteln (davon 3 auf Papier) ergaben"));
  session.paper_ballots = 12;
  EXPECT_THAT(said(), Not(HasSubstr("Papier"))) << "one person did not";
  session.ballots = 2;
  session.paper_ballots = 0;
  EXPECT_EQ(said(), "12 Karten gesammelt. 60 Bewertungspunkte ergaben die Reihenfolge.\n");
  session.ballots = 0;
  EXPECT_EQ(said(), "12 Karten gesammelt.\n");
  session.rounds = {{.title = "A"}};
  EXPECT_EQ(said(),
            "12 Karten gesammelt. 1 Austauschrunde wurde zum am höchsten bewerteten Thema "
            "durchgeführt.\n");
}

TEST(MinutesTest, DecisionsSayTheirOutcomeAndWhatBecomesOfNotes) {
  using Decision = Minutes::Decision;
  Minutes minutes = Plain();
  minutes.decisions = {
      {.subject = "Labore", .proposal = "Drei Labore.", .result = Decision::Result::kAdopted},
      {.subject = "Haushalt",
       .proposal = "Mehr Geld.",
       .result = Decision::Result::kDeferred,
       .notes = {{.text = "Später", .disposition = Decision::Disposition::kNoted},
                 {.text = "geheim",
                  .erased = true,
                  .disposition = Decision::Disposition::kToBacklog}}},
      {.subject = "Name",
       .proposal = "Neuer Name.",
       .result = Decision::Result::kRejected,
       .neighborhoods = {"Geestendorf", "Surheide"}}};
  EXPECT_EQ(
      Read(minutes, "decision_demographic_labs"),
      "# Beschlüsse\n\n**Labore:** Drei Labore.\n\n**Ergebnis:** angenommen.\n\n"
      "**Haushalt:** Mehr Geld.\n\n**Ergebnis:** vertagt.\n\n"
      "- Hinweis auf einer Stimmkarte: „Später“ – zur Kenntnis genommen.\n"
      "- Hinweis auf einer Stimmkarte: (entfernter Text) – in den Themenspeicher übernommen.\n\n"
      "**Name:** Neuer Name.\n\nBetrifft: Geestendorf und Surheide. **Ergebnis:** abgelehnt.\n");
  const std::string english = Read(minutes, "decision_demographic_labs", kEn);
  for (const char* said : {"# Decisions", "**Result:** adopted.", "**Result:** deferred.",
                           "Note on a voting card: “Später” – noted.",
                           "Note on a voting card: (removed text) – taken into the topic backlog.",
                           "Concerns: Geestendorf and Surheide. **Result:** rejected."}) {
    EXPECT_THAT(english, HasSubstr(said));
  }
  minutes.decisions.resize(1);
  EXPECT_EQ(Read(minutes, "decision_demographic_labs"),
            "# Labore\n\nDrei Labore.\n\n**Ergebnis:** angenommen.\n");
  minutes.decisions[0].subject = "";
  EXPECT_THAT(Read(minutes, "decision_demographic_labs"), HasSubstr("# Beschlüsse\n"));
}

TEST(MinutesTest, WhatIsRemovedIsSaidToBe) {
  Minutes minutes = Plain();
  Minutes::Session session;
  session.ranking = {{.rank = 1, .title = "x", .erased = true, .dots = 3, .discussed = true},
                     {.rank = 2, .title = "Senioren", .dots = 2, .discussed = false}};
  session.rounds = {{.title = "x", .erased = true, .paragraphs = {"Gesagt."}},
                    {.title = "Senioren", .cut_short = true}};
  minutes.sessions = {session};
  minutes.store_1 = {{.title = "x", .erased = true, .rank = 0, .dots = 2, .highlighted = true}};
  minutes.store_2 = {{.title = "x", .erased = true}, {.title = "Bänke"}};
  EXPECT_THAT(Read(minutes, "photo_caption_top_cards"), HasSubstr("| 1 | (entfernter Text) | 3 |"));
  EXPECT_THAT(Read(minutes, "photo_caption_top_cards"), Not(HasSubstr("Senioren")))
      << "nobody discussed it";
  EXPECT_EQ(Read(minutes, "round_1"), "# (entfernter Text)\n\nGesagt.\n");
  EXPECT_EQ(Read(minutes, "round_2"),
            "# Senioren\n\n> Aus Zeitgründen abgebrochen; das Thema steht im Themenspeicher I.\n");
  EXPECT_THAT(Read(minutes, "topic_store_1"), HasSubstr("| – | (entfernter Text) | 2 |"));
  EXPECT_THAT(Read(minutes, "topic_store_2"), HasSubstr("- (entfernter Text)\n- Bänke\n"));
  EXPECT_THAT(Read(minutes, "further_topics"), Not(HasSubstr("hervorgehoben")));
  session.ranking[0].discussed = false;
  minutes.sessions = {session, session};
  EXPECT_EQ(Read(minutes, "photo_caption_top_cards"), "");
  EXPECT_THAT(Ids(MinutesSections(minutes, kDe)), Contains("round_4"))
      << "they are counted through";
}

TEST(MinutesTest, FurtherTopicsNameThoseWithManyDots) {
  Minutes minutes = Plain();
  EXPECT_EQ(Read(minutes, "further_topics"), "");
  minutes.store_1 = {{.title = "Bänke", .rank = 4, .dots = 2}};
  const std::string usual = Read(minutes, "further_topics");
  EXPECT_THAT(usual, HasSubstr("Aufgrund der beschränkten Zeit"));
  EXPECT_THAT(usual, Not(HasSubstr("hervorgehoben")));
  minutes.store_1[0].highlighted = true;
  EXPECT_THAT(Read(minutes, "further_topics"),
              HasSubstr("Aufgrund der hohen Bepunktung wird „Bänke“ hervorgehoben."));
  EXPECT_THAT(Read(minutes, "further_topics", kEn),
              HasSubstr("Because of the many dots, “Bänke” is highlighted."));
  minutes.store_1.push_back({.title = "Wohnraum", .rank = 5, .dots = 1, .highlighted = true});
  EXPECT_THAT(
      Read(minutes, "further_topics"),
      HasSubstr("Aufgrund der hohen Bepunktung werden „Bänke“ und „Wohnraum“ hervorgehoben."));
  EXPECT_THAT(Read(minutes, "further_topics", kEn),
              HasSubstr("“Bänke” and “Wohnraum” are highlighted."));
  minutes.texts = {{"further_topics", "de", "Wir hatten zu wenig Zeit."}};
  EXPECT_THAT(Read(minutes, "further_topics"), Not(HasSubstr("Aufgrund der beschränkten Zeit")));
  minutes.store_1.clear();
  EXPECT_EQ(Read(minutes, "further_topics"),
            "# Weitere Themen und Aspekte\n\nWir hatten zu wenig Zeit.\n");
}

TEST(MinutesTest, AStepIsSaidWithWhoAndWhenAsFarAsIsKnown) {
  Minutes minutes = Plain();
  minutes.next_steps = {{"Prüfen", "Sozialreferat", "", "2022-06-30"},
                        {"Reden", "", "", ""},
                        {"Planen", "Amt", "", ""}};
  EXPECT_EQ(Read(minutes, "outlook"),
            "# Ausblick und weiteres Vorgehen\n\n- Prüfen *– Sozialreferat, bis 30. Juni 2022*\n- "
            "Reden\n"
            "- Planen *– Amt*\n");
}

TEST(MinutesTest, ThanksAreSaidWhenItIsOverAndSomebodyModerated) {
  Minutes minutes = Plain();
  EXPECT_EQ(Read(minutes, "thanks"), "");
  minutes.over = true;
  EXPECT_EQ(Read(minutes, "thanks"), "") << "by nobody";
  minutes.moderators = {{.organization = "Amt"}};
  EXPECT_THAT(Read(minutes, "thanks"), HasSubstr("Das Moderationsteam dankt allen Anwesenden"));
  minutes.over = false;
  EXPECT_EQ(Read(minutes, "thanks"), "");
  minutes.texts = {{"thanks", "de", "Danke."}};
  EXPECT_EQ(Read(minutes, "thanks"), "Danke.\n");
}

TEST(MinutesTest, WhoMediatedIsNamedOrAPerson) {
  Minutes minutes = Plain();
  minutes.mediators = {{{.name = "Ada Muster", .consent_public = true}, {"Arabisch", "Farsi"}},
                       {{.name = "Unbekannt"}, {"Türkisch"}},
                       {{.organization = "Dienst"}, {}}};
  EXPECT_EQ(
      Read(minutes, "moderation"),
      "# Gesprächsleitung/Moderation\n\nSprachmittlung: Ada Muster (Arabisch, Farsi), eine Person "
      "(Türkisch), Dienst\n");
  EXPECT_THAT(
      Read(minutes, "moderation", kEn),
      HasSubstr("Language mediation: Ada Muster (Arabisch, Farsi), one person (Türkisch), Dienst"));
}

TEST(MinutesTest, ANameIsShownWithConsentAndAnOrganizationInAnyCase) {
  const std::vector<Person> people = {
      {.name = "Ben Zahn", .consent_public = true},
      {.name = "Carla Abt"},
      {.organization = "Verein"},
      {.name = "Müller, Dr. Eva", .consent_public = true},
      {.organization = "Amt", .consent_public = true},
      {.erased = true},
      {.name = "Mia Mahn", .organization = "Amt", .consent_public = true}};
  EXPECT_THAT(PublicNames(people, kDe), ElementsAre("Mia Mahn (Amt)", "Müller, Dr. Eva", "Ben Zahn",
                                                    "Amt", "Verein", "(entfernte Person)"));
  EXPECT_THAT(PublicNames({}, kDe), testing::IsEmpty());
}

TEST(MinutesTest, AMeetingSaysWhereItWasAndHowItWasWritten) {
  Minutes minutes = Plain();
  minutes.place = "Rathaus";
  EXPECT_EQ(Read(minutes, "datetime"), "am 28. März 2022, 10:00 Uhr, Rathaus\n");
  EXPECT_EQ(Read(minutes, "title"), "# Treffen\n");
  EXPECT_EQ(Read(minutes, "participants"),
            "# Teilnehmende\n\nEs wurden keine Teilnehmenden erfasst.\n");
  minutes.preview = true;
  EXPECT_THAT(Read(minutes, "title"),
              HasSubstr("> Vorschau: noch kein Entwurf, noch nicht freigegeben.\n"));
  EXPECT_THAT(Read(minutes, "title"), Not(HasSubstr("Nachträglich")));
  minutes.preview = false;
  minutes.recorded = true;
  EXPECT_THAT(Read(minutes, "title"), HasSubstr("> Nachträglich erfasst: Die Sitzung"));
  EXPECT_THAT(Read(minutes, "title"), Not(HasSubstr("Vorschau")));
}

TEST(MinutesTest, AttachmentsStandWhereTheirKindDoes) {
  using Kind = Minutes::Attachment::Kind;
  Minutes minutes = Plain();
  minutes.attachments = {{Kind::kLogo, "a1", "logo.png", "Logo", "", "aa"},
                         {Kind::kOther, "a2", "plan.pdf", "Plan", "", "bb"},
                         {Kind::kPhoto, "a3", "foto.jpg", "Wand", "Wand", "cc"},
                         {Kind::kPresentation, "a4", "zwk.pdf", "Folien", "Vortrag", "dd"}};
  EXPECT_EQ(Read(minutes, "reference_to_attachment"),
            "Weitere Einzelheiten stehen in den beigefügten Unterlagen:\n\n- Plan (plan.pdf)\n"
            "- Vortrag (zwk.pdf)\n");
  const std::string html = ToHtml(MinutesSections(minutes, kDe));
  EXPECT_THAT(html, HasSubstr("/v1/attachments/a3:download"));
  EXPECT_THAT(html, Not(HasSubstr("figcaption")))
      << "what the picture says already is not said again";
  EXPECT_THAT(html, Not(HasSubstr("/v1/attachments/a1:download")));
  minutes.attachments[2].caption = "Karten an der Wand";
  EXPECT_THAT(ToHtml(MinutesSections(minutes, kDe)), HasSubstr("Karten an der Wand</figcaption>"));
}

TEST(MinutesTest, TheAgendaIsPrinted) {
  Minutes minutes = Plain();
  EXPECT_EQ(Read(minutes, "agenda"), "");
  minutes.agenda = {{"Begrüßung", 5}, {"Aussprache <b>", 0}, {"Ausklang", 1}};
  EXPECT_EQ(Read(minutes, "agenda"),
            "# Tagesordnung\n\n1. Begrüßung (5 Minuten)\n2. Aussprache &lt;b\\>\n"
            "3. Ausklang (1 Minute)\n");
  EXPECT_THAT(Read(minutes, "agenda", kEn), HasSubstr("# Agenda\n\n1. Begrüßung (5 minutes)"));
}

TEST(MinutesTest, WhatWasNotedInARoundIsPrintedBesideItsOutcome) {
  using Kind = Minutes::RoundNote::Kind;
  Minutes minutes = Plain();
  Minutes::Session session;
  session.rounds = {{.title = "Bänke",
                     .paragraphs = {"Ergebnis."},
                     .notes = {{Kind::kPoint, "Zu wenige.", "de"},
                               {Kind::kDecision, "Es werden mehr.", "de"},
                               {Kind::kAction, "ملاحظة", "ar"},
                               {Kind::kQuestion, "", "de", true}}}};
  minutes.sessions = {session};
  EXPECT_EQ(Read(minutes, "round_1"),
            "# Bänke\n\nErgebnis.\n\n- **Beitrag:** Zu wenige.\n- **Entscheidung:** Es werden "
            "mehr.\n- **Aufgabe:** \u2068ملاحظة\u2069\n- **Frage:** (entfernter Text)\n");
  const std::string html = ToHtml(MinutesSections(minutes, kDe));
  EXPECT_THAT(html, HasSubstr("<li><strong>Aufgabe: </strong><bdi lang=\"ar\" dir=\"rtl\">"
                              "ملاحظة</bdi></li>"));
  EXPECT_THAT(html, HasSubstr("<bdi>Zu wenige.</bdi>"));
}

TEST(MinutesTest, EachCardAndNameRunsInItsOwnDirectionAndLanguage) {
  Minutes minutes = Plain();
  minutes.participants = {{.name = "محمد", .organization = "Rat", .consent_public = true}};
  minutes.store_1 = {{.title = "دیدار", .lang = "fa", .rank = 1, .dots = 2, .highlighted = true},
                     {.title = "Місця", .lang = "uk", .rank = 2, .dots = 1}};
  minutes.store_2 = {{.title = "متأخر", .lang = "ar"}, {.title = "Zuletzt", .lang = "de"}};
  const std::string html = ToHtml(MinutesSections(minutes, kDe));
  EXPECT_THAT(html, HasSubstr("<bdi>محمد (Rat)</bdi>"));
  EXPECT_THAT(html, HasSubstr("<td><bdi lang=\"fa\" dir=\"rtl\">دیدار</bdi></td>"));
  EXPECT_THAT(html, HasSubstr("<bdi lang=\"fa\" dir=\"rtl\">„دیدار“</bdi> hervorgehoben."));
  EXPECT_THAT(html, HasSubstr("<td><bdi lang=\"uk\">Місця</bdi></td>"));
  EXPECT_THAT(html, HasSubstr("<li><bdi lang=\"ar\" dir=\"rtl\">متأخر</bdi></li>\n"
                              "<li><bdi>Zuletzt</bdi></li>"));
  EXPECT_THAT(Read(minutes, "topic_store_1"), HasSubstr("| 1 | \u2068دیدار\u2069 | 2 |"));
}

TEST(MinutesTest, LongWordsBreakWherePeopleWroteThem) {
  const std::string html = MinutesHtml(Plain(), kDe);
  EXPECT_THAT(html, HasSubstr("sans-serif;overflow-wrap:anywhere}"));
}

TEST(MinutesTest, WhoSignedIsNamedUnlessRemoved) {
  Minutes minutes = Plain();
  EXPECT_THAT(Read(minutes, "signature"), HasSubstr("Noch nicht unterzeichnet."));
  minutes.signature = {
      .place = "Moorsum", .date = "2022-03-31", .signatory = {.name = "Klara Muster"}};
  EXPECT_THAT(Read(minutes, "signature"), HasSubstr("Moorsum, 31. März 2022"));
  EXPECT_THAT(Read(minutes, "signature"), HasSubstr("Klara Muster"));
  EXPECT_THAT(Read(minutes, "signature"), Not(HasSubstr("unterzeichnet")));
  minutes.signature.signatory.erased = true;
  EXPECT_THAT(Read(minutes, "signature"), HasSubstr("(entfernte Person)"));
  EXPECT_THAT(Read(minutes, "signature"), Not(HasSubstr("Klara")));
  minutes.signature.place = "";
  EXPECT_THAT(Read(minutes, "signature"), Not(HasSubstr("2022")))
      << "a day without a place is none";
}

TEST(MinutesTest, ATextInTheReadersLanguageComesBeforeTheUsualOneBeforeAnyOther) {
  Minutes minutes = Plain();
  minutes.texts = {{"mandate", "tr", "Türkçe"}};
  EXPECT_THAT(Read(minutes, "board_mandate"), HasSubstr("Türkçe"));
  minutes.texts.push_back({"mandate", "en", "English"});
  EXPECT_THAT(Read(minutes, "board_mandate"), HasSubstr("Türkçe"))
      << "the first where none is the usual one";
  minutes.texts.push_back({"mandate", "de", "Deutsch"});
  EXPECT_THAT(Read(minutes, "board_mandate"), HasSubstr("Deutsch"));
  EXPECT_THAT(Read(minutes, "board_mandate", kEn), HasSubstr("English"));
  minutes.texts.erase(minutes.texts.begin() + 1);
  EXPECT_THAT(Read(minutes, "board_mandate", kEn), HasSubstr("Deutsch"));
}

TEST(MinutesTest, ADocumentSaysWhoPaysAndLinksTheOtherLanguage) {
  Minutes minutes = Plain();
  minutes.meeting_id = "m1";
  minutes.municipality_name = "Moorsum";
  const std::string html = MinutesHtml(minutes, kDe);
  EXPECT_THAT(html, HasSubstr("/v1/meetings/m1/minutes?locale=en\""));
  EXPECT_THAT(html, HasSubstr("/v1/meetings/m1/minutes?locale=de&amp;format=markdown"));
  EXPECT_THAT(html, HasSubstr("Treffen – Moorsum"));
  EXPECT_THAT(html, Not(HasSubstr("Gefördert")));
  EXPECT_THAT(html, Not(HasSubstr("Projekt von")));
  EXPECT_THAT(MinutesHtml(minutes, kEn), HasSubstr("/v1/meetings/m1/minutes?locale=de\""));
  minutes.project_lead = "Sozialreferat";
  EXPECT_THAT(MinutesMarkdown(minutes, kDe), HasSubstr("Ein Projekt von: Sozialreferat"));
  EXPECT_THAT(MinutesMarkdown(minutes, kDe), Not(HasSubstr("Gefördert")));
}

}  // namespace
}  // namespace zwk::reporting
