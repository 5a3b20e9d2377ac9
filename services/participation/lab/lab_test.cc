#include "participation/lab/lab.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;

v1::LabProposed Proposal(const std::string& change = "") {
  v1::LabProposed wanted = Proto<v1::LabProposed>(
      R"(lab { lab_id: "l1" neighborhood_key: "212" archetype: "Gründerzeitquartier" })");
  wanted.mutable_lab()->MergeFrom(Proto<v1::Lab>(change));
  return wanted;
}

v1::LabSelected Selection() {
  return Proto<v1::LabSelected>(R"(lab_id: "l1" decision { meeting_id: "m1" decision_id: "d1" })");
}

v1::Decision Adopted(v1::DecisionKind kind) {
  v1::Decision decision = Proto<v1::Decision>(
      R"(decision_id: "d" result: DECISION_RESULT_ADOPTED lab_ids: "l0" lab_ids: "l1")");
  decision.set_kind(kind);
  return decision;
}

v1::LabReferencesPinned References(const std::string& change = "") {
  v1::LabReferencesPinned wanted = Proto<v1::LabReferencesPinned>(
      R"(lab_id: "l1" references { profile_ref { profile_id: "p1" version: 3 }
                                   forecast_ref { forecast_id: "f1" version: 2 }
                                   scenario_id: "base" })");
  wanted.mutable_references()->MergeFrom(Proto<v1::LabReferences>(change));
  return wanted;
}

v1::FindingAdded PlayPlaces(const std::string& change = "") {
  v1::FindingAdded wanted = Proto<v1::FindingAdded>(
      R"(lab_id: "l1" finding { finding_id: "fi1" kind: FINDING_KIND_CHALLENGE
                                statement: "Es fehlen Spielplätze für Kinder unter drei Jahren."
                                source: FINDING_SOURCE_EXPERT_TALK })");
  wanted.mutable_finding()->MergeFrom(Proto<v1::Finding>(change));
  return wanted;
}

v1::ThemesAgreed Themes() {
  return Proto<v1::ThemesAgreed>(
      R"(lab_id: "l1" decision { meeting_id: "m2" decision_id: "d2" }
         themes { title: "Jugend" backlog_entry_ids: "e1" }
         themes { title: "Kleinkinder" finding_ids: "fi1" })");
}

Lab Proposed() {
  Lab lab;
  lab.Apply(*lab.Propose(Proposal()));
  return lab;
}

Lab Selected() {
  Lab lab = Proposed();
  lab.Apply(Selection());
  return lab;
}

Lab Profiling() {
  Lab lab = Selected();
  lab.Apply(References());
  lab.Apply(PlayPlaces());
  return lab;
}

std::string Reason(const Lab::Events& events) { return ReasonOf(events.status()); }
std::string Field(const Lab::Events& events) { return FieldOf(events.status()); }

TEST(LabTest, IsProposedForANeighborhoodAndWhatItStandsFor) {
  EXPECT_EQ(Proposed().state.status(), v1::LAB_STATUS_PROPOSED);
  const auto nothing = Lab{}.Propose(v1::LabProposed()).status();
  EXPECT_EQ(FieldViolationsOf(nothing).size(), 2u) << nothing;
  for (const char* key : {"2 12", "Am Park", "ä", "1234567890123456789012345678901234567890x"}) {
    v1::LabProposed wanted = Proposal();
    wanted.mutable_lab()->set_neighborhood_key(key);
    EXPECT_EQ(FieldOf(Lab{}.Propose(wanted).status()), "lab.neighborhood_key") << key;
  }
}

TEST(LabTest, IsSelectedByAnAdoptedDecisionThatNamesIt) {
  const Lab lab = Proposed();
  v1::Decision decision = Adopted(v1::DECISION_KIND_SELECT_LABS);
  const auto selected = lab.Select(Selection(), decision);
  ASSERT_TRUE(selected.ok()) << selected.status();
  EXPECT_EQ(std::get<v1::LabSelected>(selected->at(0)).neighborhood_key(), "212");
  decision.set_result(v1::DECISION_RESULT_ADOPTED_WITH_NOTES);
  EXPECT_TRUE(lab.Select(Selection(), decision).ok());
  decision.set_result(v1::DECISION_RESULT_DEFERRED);
  EXPECT_EQ(Reason(lab.Select(Selection(), decision)), "DECISION_DOES_NOT_CARRY");
  EXPECT_EQ(Reason(lab.Select(Selection(), Adopted(v1::DECISION_KIND_OTHER))),
            "DECISION_DOES_NOT_CARRY");
  v1::Decision of_another = Adopted(v1::DECISION_KIND_SELECT_LABS);
  of_another.set_lab_ids(1, "l2");
  EXPECT_EQ(Reason(lab.Select(Selection(), of_another)), "DECISION_DOES_NOT_CARRY");
}

TEST(LabTest, SelectedByTheSameDecisionAgainIsNoNews) {
  v1::LabSelected by_another = Selection();
  by_another.mutable_decision()->set_decision_id("d9");
  const v1::Decision decision = Adopted(v1::DECISION_KIND_SELECT_LABS);
  EXPECT_TRUE(Profiling().Select(Selection(), decision)->empty());
  EXPECT_EQ(Reason(Profiling().Select(by_another, decision)), "WRONG_STATE");
}

TEST(LabTest, ARejectedLabStaysRejected) {
  v1::LabRejected wanted;
  EXPECT_EQ(Field(Proposed().Reject(wanted)), "reason");
  wanted.set_reason("zu klein");
  EXPECT_EQ(Reason(Profiling().Reject(wanted)), "WRONG_STATE");
  Lab lab = Proposed();
  lab.Apply(lab.Reject(wanted)->at(0));
  EXPECT_EQ(lab.state.reject_reason(), "zu klein");
  EXPECT_EQ(Reason(lab.Select(Selection(), Adopted(v1::DECISION_KIND_SELECT_LABS))), "WRONG_STATE");
  EXPECT_EQ(Reason(lab.AddFinding(PlayPlaces())), "WRONG_STATE");
}

TEST(LabTest, PinsOnlyWhatIsPublished) {
  EXPECT_EQ(Reason(Proposed().PinReferences(References(), true, true)), "WRONG_STATE");
  Lab lab = Selected();
  EXPECT_EQ(Reason(lab.PinReferences(References(), false, true)), "NOT_PUBLISHED");
  EXPECT_EQ(Reason(lab.PinReferences(References(), true, false)), "NOT_PUBLISHED");
  EXPECT_EQ(
      FieldViolationsOf(lab.PinReferences(v1::LabReferencesPinned(), true, true).status()).size(),
      3u);
  lab.Apply(lab.PinReferences(References(), true, true)->at(0));
  EXPECT_EQ(lab.state.status(), v1::LAB_STATUS_PROFILING);
  EXPECT_TRUE(lab.PinReferences(References(), false, false)->empty()) << "pinned already";
  EXPECT_TRUE(lab.PinReferences(References("profile_ref { version: 4 }"), true, true).ok());
}

TEST(LabTest, ThemesNeedPinnedVersionsEvidenceAndADecision) {
  const v1::Decision decision = Adopted(v1::DECISION_KIND_AGREE_THEMES);
  EXPECT_EQ(Reason(Selected().AgreeThemes(Themes(), decision)), "WRONG_STATE");

  const Lab lab = Profiling();
  EXPECT_EQ(Reason(lab.AgreeThemes(Themes(), Adopted(v1::DECISION_KIND_SELECT_LABS))),
            "DECISION_DOES_NOT_CARRY");
  v1::ThemesAgreed unknown_finding = Themes();
  unknown_finding.mutable_themes(1)->set_finding_ids(0, "fi2");
  EXPECT_EQ(lab.AgreeThemes(unknown_finding, decision).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(LabTest, OneToThreeThemesRestOnOneToTwentyPiecesOfEvidenceEach) {
  const auto refused = [](const v1::ThemesAgreed& wanted) {
    return Field(Profiling().AgreeThemes(wanted, Adopted(v1::DECISION_KIND_AGREE_THEMES)));
  };
  v1::ThemesAgreed themes = Themes();
  themes.mutable_themes(1)->clear_finding_ids();
  EXPECT_EQ(refused(themes), "themes[1]");
  for (int i = 0; i < 20; ++i) themes.mutable_themes(1)->add_finding_ids("fi1");
  EXPECT_EQ(refused(themes), "");
  themes.mutable_themes(1)->add_backlog_entry_ids("e1");
  EXPECT_EQ(refused(themes), "themes[1]");
  themes = Themes();
  *themes.add_themes() = themes.themes(0);
  EXPECT_EQ(refused(themes), "");
  *themes.add_themes() = themes.themes(0);
  EXPECT_EQ(refused(themes), "themes");
  themes.clear_themes();
  EXPECT_EQ(refused(themes), "themes");
}

TEST(LabTest, AgreedThemesCarryTheVersionsTheyRestOn) {
  const v1::Decision decision = Adopted(v1::DECISION_KIND_AGREE_THEMES);
  Lab lab = Profiling();
  const auto events = lab.AgreeThemes(Themes(), decision);
  ASSERT_TRUE(events.ok()) << events.status();
  const auto& agreed = std::get<v1::ThemesAgreed>(events->at(0));
  EXPECT_EQ(agreed.references().SerializeAsString(), References().references().SerializeAsString());
  EXPECT_EQ(agreed.neighborhood_key(), "212");
  lab.Apply(agreed);
  EXPECT_EQ(lab.state.status(), v1::LAB_STATUS_THEMES_AGREED);
  EXPECT_EQ(Reason(lab.PinReferences(References("scenario_id: \"x\""), true, true)), "WRONG_STATE");
  EXPECT_TRUE(lab.AgreeThemes(Themes(), decision)->empty()) << "agreed already";
  v1::ThemesAgreed others = Themes();
  others.mutable_themes(0)->set_title("Alter");
  EXPECT_EQ(Reason(lab.AgreeThemes(others, decision)), "WRONG_STATE");
}

TEST(LabTest, AFindingSaysWhatAndWhereItComesFrom) {
  v1::FindingAdded wanted;
  wanted.mutable_finding()->set_kind(static_cast<v1::FindingKind>(99));
  for (int i = 0; i < 21; ++i) wanted.mutable_finding()->add_community_groups("");
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(Proposed().AddFinding(wanted).status())) {
    fields.push_back(fault.field);
  }
  EXPECT_EQ(fields, (std::vector<std::string>{"finding.kind", "finding.statement", "finding.source",
                                              "finding.community_groups"}));
}

TEST(LabTest, AFindingIsAddedOnceAndKeepsItsContent) {
  const Lab lab = Profiling();
  EXPECT_TRUE(lab.AddFinding(PlayPlaces())->empty());
  EXPECT_EQ(Reason(lab.AddFinding(PlayPlaces(R"(statement: "Etwas anderes.")"))), "FINDING_EXISTS");
}

TEST(LabTest, ALabHasAtMost200Findings) {
  Lab lab = Profiling();
  while (lab.state.findings_size() < 199) lab.Apply(PlayPlaces());
  const v1::FindingAdded last = PlayPlaces(R"(finding_id: "last")");
  ASSERT_TRUE(lab.AddFinding(last).ok());
  lab.Apply(last);
  EXPECT_EQ(Reason(lab.AddFinding(PlayPlaces(R"(finding_id: "late")"))), "TOO_MANY_FINDINGS");
}

TEST(LabTest, IsLinkedToTheCityProcessesThatWereSaidLast) {
  v1::LabCityProcessesLinked wanted;
  wanted.add_city_process_ids("p1");
  wanted.add_city_process_ids("p2");
  Lab lab = Proposed();
  lab.Apply(lab.LinkCityProcesses(wanted)->at(0));
  EXPECT_TRUE(lab.LinkCityProcesses(wanted)->empty()) << "linked already";
  wanted.mutable_city_process_ids()->RemoveLast();
  const auto events = lab.LinkCityProcesses(wanted);
  EXPECT_EQ(std::get<v1::LabCityProcessesLinked>(events->at(0)).neighborhood_key(),
            lab.state.neighborhood_key());
  lab.Apply(events->at(0));
  EXPECT_EQ(lab.state.city_process_ids_size(), 1);
  v1::LabRejected rejected;
  rejected.set_reason("zu klein");
  lab.Apply(lab.Reject(rejected)->at(0));
  EXPECT_EQ(Reason(lab.LinkCityProcesses(wanted)), "WRONG_STATE");
}

TEST(LabTest, WhatHappensNamesTheNeighborhood) {
  v1::LabRejected rejected;
  rejected.set_reason("zu klein");
  EXPECT_EQ(std::get<v1::LabRejected>(Proposed().Reject(rejected)->at(0)).neighborhood_key(),
            "212");
  EXPECT_EQ(
      std::get<v1::LabReferencesPinned>(Selected().PinReferences(References(), true, true)->at(0))
          .neighborhood_key(),
      "212");
  EXPECT_EQ(
      std::get<v1::FindingAdded>(Selected().AddFinding(PlayPlaces())->at(0)).neighborhood_key(),
      "212");
  EXPECT_EQ(Selected().state.status(), v1::LAB_STATUS_SELECTED);
  EXPECT_EQ(Selected().state.selected_by().decision_id(), "d1");
}

TEST(LabTest, AFindingIsSaidInWords) {
  const auto fault = [](const std::string& change) {
    return FieldOf(Proposed().AddFinding(PlayPlaces(change)).status());
  };
  EXPECT_EQ(fault(R"(where: "a\nb")"), "finding.where");
  EXPECT_EQ(fault(R"(community_groups: "Familien" community_groups: " ")"),
            "finding.community_groups[1]");
  v1::FindingAdded many = PlayPlaces();
  while (many.finding().community_groups_size() < Lab::kMaxCommunityGroups) {
    many.mutable_finding()->add_community_groups("Familien");
  }
  EXPECT_TRUE(Proposed().AddFinding(many).ok());
}

TEST(LabTest, ThemesAreSaidInWords) {
  const auto refused = [](const std::function<void(v1::Theme&)>& change) {
    v1::ThemesAgreed wanted = Themes();
    change(*wanted.mutable_themes(1));
    return Field(Profiling().AgreeThemes(wanted, Adopted(v1::DECISION_KIND_AGREE_THEMES)));
  };
  EXPECT_EQ(refused([](v1::Theme& t) { t.set_title(" "); }), "themes[1].title");
  EXPECT_EQ(refused([](v1::Theme& t) { t.set_question("\x01"); }), "themes[1].question");
  EXPECT_EQ(refused([](v1::Theme& t) { t.set_question("Was fehlt?"); }), "");
}

TEST(LabTest, WhatIsRefusedIsSaidInWords) {
  const absl::Status wrong = Profiling().Select(v1::LabSelected(), {}).status();
  EXPECT_EQ(wrong.message(), "the lab is PROFILING");
  ASSERT_EQ(DetailsOf(wrong).size(), 1u);
  EXPECT_EQ(DetailsOf(wrong)[0].second, "PROFILING");
  EXPECT_EQ(Selected().PinReferences(References(), false, true).status().message(),
            "no word of this version of the profile yet");
  EXPECT_EQ(Proposed().Select(Selection(), Adopted(v1::DECISION_KIND_OTHER)).status().message(),
            "decision 'd' is no adopted SELECT_LABS that names the lab");
}

}  // namespace
}  // namespace zwk::participation
