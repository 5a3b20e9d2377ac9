#include "reporting/minutes/minutes.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "reporting/base/html.h"
#include "reporting/base/markdown.h"
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
  minutes.figures["foreign@city@2021-12-31"] = {.value = 21.04,
                                                .decimals = 1,
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

}  // namespace
}  // namespace zwk::reporting
