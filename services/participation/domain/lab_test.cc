#include "participation/domain/lab.h"

#include <gtest/gtest.h>

#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

const DecisionRef kSelection{"m1", "d1"};
const DecisionRef kAgreement{"m2", "d2"};
const ProfileRef kProfile{"p1", 3};
const ForecastRef kForecast{"f1", 2, "base"};

v1::Decision Adopted(v1::DecisionKind kind) {
  v1::Decision decision;
  decision.set_kind(kind);
  decision.set_result(v1::DECISION_RESULT_ADOPTED);
  decision.add_lab_ids("l1");
  return decision;
}

Finding PlayPlaces() {
  return {.finding_id = "fi1",
          .kind = FindingKind::kChallenge,
          .statement = "Es fehlen Spielplätze für Kinder unter drei Jahren.",
          .source = FindingSource::kExpertTalk};
}

Lab Proposed() {
  Lab lab;
  lab.Apply(LabProposed{"l1", "212", "Gründerzeitquartier"});
  return lab;
}

Lab Profiling() {
  Lab lab = Proposed();
  lab.Apply(LabSelected{kSelection});
  lab.Apply(LabReferencesPinned{kProfile, kForecast});
  lab.Apply(FindingAdded{PlayPlaces()});
  return lab;
}

ThemesAgreed Themes() {
  ThemesAgreed wanted;
  wanted.themes = {{.title = "Jugend", .question = "", .backlog_entry_ids = {"e1"}},
                   {.title = "Kleinkinder", .question = "", .finding_ids = {"fi1"}}};
  wanted.decision = kAgreement;
  return wanted;
}

std::string Reason(const Lab::Events& events) { return ReasonOf(events.status()); }

TEST(LabTest, IsSelectedByAnAdoptedDecisionThatNamesIt) {
  const Lab lab = Proposed();
  EXPECT_TRUE(lab.Select({kSelection}, Adopted(v1::DECISION_KIND_SELECT_LABS)).ok());
  EXPECT_EQ(Reason(lab.Select({kSelection}, Adopted(v1::DECISION_KIND_OTHER))),
            "DECISION_DOES_NOT_CARRY");
  v1::Decision of_another = Adopted(v1::DECISION_KIND_SELECT_LABS);
  of_another.set_lab_ids(0, "l2");
  EXPECT_EQ(Reason(lab.Select({kSelection}, of_another)), "DECISION_DOES_NOT_CARRY");
}

TEST(LabTest, ARejectedLabStaysRejected) {
  Lab lab = Proposed();
  lab.Apply(lab.Reject({"zu klein"})->at(0));
  EXPECT_EQ(Reason(lab.Select({kSelection}, Adopted(v1::DECISION_KIND_SELECT_LABS))),
            "WRONG_STATE");
  EXPECT_EQ(Reason(lab.AddFinding(PlayPlaces())), "WRONG_STATE");
  EXPECT_EQ(Reason(Profiling().Reject({"zu spät"})), "WRONG_STATE");
}

TEST(LabTest, PinsOnlyWhatIsPublished) {
  Lab lab = Proposed();
  EXPECT_EQ(Reason(lab.PinReferences({kProfile, kForecast}, true, true)), "WRONG_STATE");
  lab.Apply(LabSelected{kSelection});
  EXPECT_EQ(Reason(lab.PinReferences({kProfile, kForecast}, false, true)), "NOT_PUBLISHED");
  EXPECT_EQ(Reason(lab.PinReferences({kProfile, kForecast}, true, false)), "NOT_PUBLISHED");
  EXPECT_EQ(FieldOf(lab.PinReferences({{"p1", 0}, kForecast}, true, true).status()),
            "profile_ref.version");
  lab.Apply(lab.PinReferences({kProfile, kForecast}, true, true)->at(0));
  EXPECT_EQ(lab.status, LabStatus::kProfiling);
  EXPECT_TRUE(lab.PinReferences({kProfile, kForecast}, false, false)->empty());
}

TEST(LabTest, ThemesNeedPinnedVersionsEvidenceAndADecision) {
  const v1::Decision decision = Adopted(v1::DECISION_KIND_AGREE_THEMES);
  Lab selected = Proposed();
  selected.Apply(LabSelected{kSelection});
  EXPECT_EQ(Reason(selected.AgreeThemes(Themes(), decision, {"e1"})), "WRONG_STATE");

  const Lab lab = Profiling();
  EXPECT_EQ(Reason(lab.AgreeThemes(Themes(), Adopted(v1::DECISION_KIND_SELECT_LABS), {"e1"})),
            "DECISION_DOES_NOT_CARRY");
  EXPECT_EQ(lab.AgreeThemes(Themes(), decision, {}).status().code(), absl::StatusCode::kNotFound);
  ThemesAgreed unknown_finding = Themes();
  unknown_finding.themes[1].finding_ids = {"fi2"};
  EXPECT_EQ(lab.AgreeThemes(unknown_finding, decision, {"e1"}).status().code(),
            absl::StatusCode::kNotFound);
  ThemesAgreed no_evidence = Themes();
  no_evidence.themes[1].finding_ids.clear();
  EXPECT_EQ(FieldOf(lab.AgreeThemes(no_evidence, decision, {"e1"}).status()), "themes[1]");
  ThemesAgreed four = Themes();
  four.themes.resize(4, four.themes[0]);
  EXPECT_EQ(FieldOf(lab.AgreeThemes(four, decision, {"e1"}).status()), "themes");
}

TEST(LabTest, AgreedThemesCarryTheVersionsTheyRestOn) {
  Lab lab = Profiling();
  const auto events = lab.AgreeThemes(Themes(), Adopted(v1::DECISION_KIND_AGREE_THEMES), {"e1"});
  ASSERT_TRUE(events.ok()) << events.status();
  const auto& agreed = std::get<ThemesAgreed>(events->at(0));
  EXPECT_EQ(agreed.profile, kProfile);
  EXPECT_EQ(agreed.forecast, kForecast);
  EXPECT_EQ(agreed.neighborhood_key, "212");
  lab.Apply(agreed);
  EXPECT_EQ(lab.status, LabStatus::kThemesAgreed);
  EXPECT_EQ(Reason(lab.PinReferences({{"p1", 4}, kForecast}, true, true)), "WRONG_STATE");
}

TEST(LabTest, AFindingIsAddedOnceAndKeepsItsContent) {
  const Lab lab = Profiling();
  EXPECT_TRUE(lab.AddFinding(PlayPlaces())->empty());
  Finding other = PlayPlaces();
  other.statement = "Etwas anderes.";
  EXPECT_EQ(Reason(lab.AddFinding(other)), "FINDING_EXISTS");
}

}  // namespace
}  // namespace zwk::participation
