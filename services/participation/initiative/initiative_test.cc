#include "participation/initiative/initiative.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;
using ::testing::ElementsAre;

std::string Id(const std::string& word) { return UuidFromName(word); }

v1::InitiativeProposed Proposed(const std::string& change = "") {
  v1::InitiativeProposed proposed;
  v1::Initiative& initiative = *proposed.mutable_initiative() = Proto<v1::Initiative>(
      R"(initiative_id: "i1" title: "Repair-Café" summary: "Reparieren statt wegwerfen."
         owner_unit: "Sozialreferat" budget_minor_units: 120000 currency: "EUR"
         kpis { name: "Besuche" unit: "Menschen im Monat" target: 40 }
         co_creation { target_group: "Familien" stages: CO_CREATION_STAGE_CONCEPT
                       share_of_decisions_percent: 30 })");
  initiative.MergeFrom(Proto<v1::Initiative>(change));
  return proposed;
}

v1::InitiativeUpdated Updated(const std::string& update, const std::string& id = "u1") {
  v1::InitiativeUpdated updated;
  *updated.mutable_update() = Proto<v1::InitiativeUpdate>(R"(on: "2023-05-01")");
  updated.mutable_update()->set_update_id(id);
  updated.mutable_update()->MergeFrom(Proto<v1::InitiativeUpdate>(update));
  return updated;
}

v1::InitiativePublished Wanted(const std::string& lessons) {
  v1::InitiativePublished wanted;
  wanted.mutable_snapshot()->set_municipality("bremerhaven");
  wanted.mutable_snapshot()->set_lessons(lessons);
  return wanted;
}

v1::PublicationWithdrawn Withdrawn(const std::string& reason) {
  v1::PublicationWithdrawn withdrawn;
  withdrawn.set_reason(reason);
  return withdrawn;
}

Initiative At(v1::InitiativeStatus status) {
  Initiative initiative;
  initiative.Apply(Proposed());
  initiative.state.set_status(status);
  return initiative;
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(status)) fields.push_back(fault.field);
  return fields;
}

TEST(InitiativeTest, AllFaultsOfAProposalAreToldAtOnce) {
  v1::InitiativeProposed wanted = Proposed();
  *wanted.mutable_initiative() = Proto<v1::Initiative>(
      R"(title: "a\nb" field_ids: "x" neighborhood_keys: "212" neighborhood_keys: "Am Park"
         neighborhood_keys: "212" origin { entry_ids: "1" need_ids: "2" lab_ids: "3" offer_gap_ids: "4" }
         budget_minor_units: -1 kpis { name: "Besuche" target: nan } kpis { name: "Besuche" }
         co_creation { stages: CO_CREATION_STAGE_CONCEPT stages: CO_CREATION_STAGE_CONCEPT
                       share_of_decisions_percent: 101 })");
  EXPECT_THAT(FieldsOf(Initiative{}.Propose(wanted, {}).status()),
              ElementsAre("initiative.title", "initiative.summary", "initiative.field_ids[0]",
                          "initiative.neighborhood_keys[1]", "initiative.neighborhood_keys[2]",
                          "initiative.origin.entry_ids[0]", "initiative.origin.need_ids[0]",
                          "initiative.origin.lab_ids[0]", "initiative.origin.offer_gap_ids[0]",
                          "initiative.owner_unit", "initiative.budget_minor_units",
                          "initiative.currency", "initiative.kpis[0].target",
                          "initiative.kpis[1].name", "initiative.co_creation.stages[1]",
                          "initiative.co_creation.share_of_decisions_percent"));
}

TEST(InitiativeTest, ThereAreOnlySoManyOfEach) {
  v1::InitiativeProposed wanted = Proposed();
  v1::Initiative& initiative = *wanted.mutable_initiative();
  for (int i = 0; i < 6; ++i) initiative.add_field_ids(Id(absl::StrCat("field ", i)));
  for (int i = 0; i < 11; ++i) initiative.add_neighborhood_keys(absl::StrCat(i));
  for (int i = 0; i < 21; ++i) {
    initiative.mutable_origin()->add_entry_ids(Id(absl::StrCat("entry ", i)));
    initiative.add_kpis()->set_name(absl::StrCat("Kennzahl ", i));
  }
  for (int i = 0; i < 4; ++i) {
    initiative.mutable_co_creation()->add_stages(v1::CO_CREATION_STAGE_EVALUATION);
  }
  EXPECT_THAT(FieldsOf(Initiative{}.Propose(wanted, {}).status()),
              ElementsAre("initiative.field_ids", "initiative.neighborhood_keys",
                          "initiative.origin.entry_ids", "initiative.kpis",
                          "initiative.co_creation.stages"));
}

TEST(InitiativeTest, WhatItNamesIsThere) {
  v1::InitiativeProposed wanted = Proposed();
  v1::Initiative& initiative = *wanted.mutable_initiative();
  initiative.add_field_ids(Id("field"));
  initiative.mutable_origin()->add_entry_ids(Id("entry"));
  initiative.mutable_origin()->add_lab_ids(Id("lab"));
  initiative.mutable_origin()->add_need_ids(Id("need"));
  const absl::Status missing = Initiative{}.Propose(wanted, {}).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(FieldsOf(missing),
              ElementsAre("initiative.field_ids[0]", "initiative.origin.entry_ids[0]",
                          "initiative.origin.lab_ids[0]"));
  const auto proposed = Initiative{}.Propose(wanted, {{Id("field")}, {Id("entry")}, {Id("lab")}});
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->initiative().status(), v1::INITIATIVE_STATUS_PROPOSED);
}

TEST(InitiativeTest, MoneyHasACurrency) {
  EXPECT_EQ(FieldOf(Initiative{}.Propose(Proposed(R"(currency: "Euro")"), {}).status()),
            "initiative.currency");
  v1::InitiativeProposed nothing = Proposed();
  nothing.mutable_initiative()->clear_currency();
  EXPECT_EQ(FieldOf(Initiative{}.Propose(nothing, {}).status()), "initiative.currency");
  nothing.mutable_initiative()->clear_budget_minor_units();
  EXPECT_TRUE(Initiative{}.Propose(nothing, {}).ok());
}

TEST(InitiativeTest, ItIsApprovedOnceAndByADecisionThatCarries) {
  Initiative initiative = At(v1::INITIATIVE_STATUS_PROPOSED);
  v1::InitiativeApproved wanted;
  EXPECT_TRUE(initiative.Approve(wanted, {}).ok());
  v1::Decision decision;
  decision.set_kind(v1::DECISION_KIND_ADOPT_INITIATIVE);
  decision.set_result(v1::DECISION_RESULT_DEFERRED);
  EXPECT_EQ(ReasonOf(initiative.Approve(wanted, decision).status()), "DECISION_DOES_NOT_CARRY");
  decision.set_result(v1::DECISION_RESULT_ADOPTED_WITH_NOTES);
  EXPECT_TRUE(initiative.Approve(wanted, decision).ok());
  decision.set_kind(v1::DECISION_KIND_OTHER);
  EXPECT_EQ(ReasonOf(initiative.Approve(wanted, decision).status()), "DECISION_DOES_NOT_CARRY");
  wanted.mutable_decision()->set_decision_id("d1");
  EXPECT_EQ(initiative.Approve(wanted, {}).status().code(), absl::StatusCode::kNotFound);
  initiative.Apply(wanted);
  EXPECT_EQ(initiative.state.status(), v1::INITIATIVE_STATUS_APPROVED);
  EXPECT_EQ(initiative.state.approved_by().decision_id(), "d1");
  EXPECT_EQ(ReasonOf(initiative.Approve(wanted, {}).status()), "WRONG_STATE");
}

TEST(InitiativeTest, ItGoesOneWay) {
  using S = v1::InitiativeStatus;
  const std::set<std::pair<S, S>> ways = {
      {v1::INITIATIVE_STATUS_APPROVED, v1::INITIATIVE_STATUS_PILOT},
      {v1::INITIATIVE_STATUS_PILOT, v1::INITIATIVE_STATUS_EVALUATED},
      {v1::INITIATIVE_STATUS_EVALUATED, v1::INITIATIVE_STATUS_ADOPTED},
      {v1::INITIATIVE_STATUS_APPROVED, v1::INITIATIVE_STATUS_DISCONTINUED},
      {v1::INITIATIVE_STATUS_PILOT, v1::INITIATIVE_STATUS_DISCONTINUED},
      {v1::INITIATIVE_STATUS_EVALUATED, v1::INITIATIVE_STATUS_DISCONTINUED}};
  for (int from = v1::INITIATIVE_STATUS_PROPOSED; from <= v1::InitiativeStatus_MAX; ++from) {
    for (int to = v1::INITIATIVE_STATUS_PILOT; to <= v1::InitiativeStatus_MAX; ++to) {
      Initiative initiative = At(static_cast<S>(from));
      v1::InitiativeUpdated step = Updated("");
      step.mutable_update()->set_status(static_cast<S>(to));
      if (to == v1::INITIATIVE_STATUS_DISCONTINUED) step.mutable_update()->set_reason("kein Geld");
      const auto events = initiative.Update(step);
      const bool may = ways.contains({static_cast<S>(from), static_cast<S>(to)});
      EXPECT_EQ(ReasonOf(events.status()), may ? "" : "WRONG_STATE") << from << " -> " << to;
      if (!may) continue;
      initiative.Apply(events->at(0));
      EXPECT_EQ(initiative.state.status(), to);
    }
  }
}

TEST(InitiativeTest, AnUpdateSaysSomethingThatCanBeTrue) {
  const Initiative initiative = At(v1::INITIATIVE_STATUS_APPROVED);
  const auto faults = [&](const std::string& update) {
    return FieldsOf(initiative.Update(Updated(update)).status());
  };
  EXPECT_THAT(faults(""), ElementsAre("update"));
  EXPECT_THAT(faults(R"(on: "gestern" note: "x")"), ElementsAre("update.on"));
  EXPECT_THAT(faults("status: INITIATIVE_STATUS_APPROVED"), ElementsAre("update.status"));
  EXPECT_THAT(faults("status: INITIATIVE_STATUS_DISCONTINUED"), ElementsAre("update.reason"));
  EXPECT_THAT(faults(R"(status: INITIATIVE_STATUS_PILOT reason: "x")"),
              ElementsAre("update.reason"));
  EXPECT_THAT(faults(R"(kpi_values { name: "Anderes" value: 1 } kpi_values { name: "Besuche" })"),
              ElementsAre("update.kpi_values[0].name", "update.kpi_values[1].value"));
  EXPECT_THAT(faults(R"(kpi_values { name: "Besuche" value: 1 }
                        kpi_values { name: "Besuche" value: inf })"),
              ElementsAre("update.kpi_values[1].name", "update.kpi_values[1].value"));
  EXPECT_THAT(faults(R"(kpi_values { name: "Besuche" value: 0 })"), ElementsAre());
}

TEST(InitiativeTest, UpdatesAreAddedAndValuesStandWithTheirDays) {
  Initiative initiative = At(v1::INITIATIVE_STATUS_PILOT);
  initiative.Apply(Updated(R"(kpi_values { name: "Besuche" value: 12 })"));
  initiative.Apply(
      Updated(R"(on: "2023-06-01" note: "Regen" kpi_values { name: "Besuche" value: 0 })", "u2"));
  ASSERT_EQ(initiative.state.updates_size(), 2);
  ASSERT_EQ(initiative.state.kpis(0).values_size(), 2);
  EXPECT_EQ(initiative.state.kpis(0).values(0).on(), "2023-05-01");
  EXPECT_EQ(initiative.state.kpis(0).values(1).value(), 0);
  const auto again = initiative.Update(Updated(R"(kpi_values { name: "Besuche" value: 12 })"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->empty());
  EXPECT_EQ(ReasonOf(initiative.Update(Updated(R"(note: "anders")")).status()), "UPDATE_EXISTS");
  while (initiative.state.updates_size() < 200) initiative.Apply(Updated(R"(note: "x")", "other"));
  EXPECT_EQ(ReasonOf(initiative.Update(Updated(R"(note: "x")", "late")).status()),
            "TOO_MANY_UPDATES");
}

TEST(InitiativeTest, ASnapshotHoldsWhatIsPublishedAndNothingElse) {
  Initiative initiative = At(v1::INITIATIVE_STATUS_PILOT);
  initiative.state.add_neighborhood_keys("212");
  initiative.state.mutable_approved_by()->set_meeting_id("m1");
  initiative.Apply(Updated(R"(note: "Frau X" kpi_values { name: "Besuche" value: 12 })"));
  google::protobuf::UnknownFieldSet* newer =
      initiative.state.mutable_kpis(0)->GetReflection()->MutableUnknownFields(
          initiative.state.mutable_kpis(0));
  newer->AddLengthDelimited(9999, "of a newer release");
  v1::InitiativePublished wanted = Wanted(" Werkzeug leihen ");
  wanted.mutable_snapshot()->add_field_titles("In Vielfalt altern");
  const auto events = initiative.Publish(wanted);
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_EQ(std::get<v1::InitiativePublished>(events->at(0)).snapshot().ShortDebugString(),
            Proto<v1::PublishedInitiative>(
                R"(municipality: "bremerhaven" initiative_id: "i1" snapshot_version: 1
                   title: "Repair-Café" summary: "Reparieren statt wegwerfen."
                   lessons: "Werkzeug leihen" owner_unit: "Sozialreferat"
                   field_titles: "In Vielfalt altern" status: INITIATIVE_STATUS_PILOT
                   kpis { name: "Besuche" unit: "Menschen im Monat" target: 40
                          values { on: "2023-05-01" value: 12 } }
                   co_creation { target_group: "Familien" stages: CO_CREATION_STAGE_CONCEPT
                                 share_of_decisions_percent: 30 })")
                .ShortDebugString());
}

TEST(InitiativeTest, WhatIsPublishedWithoutAChangeIsPublishedOnce) {
  Initiative initiative = At(v1::INITIATIVE_STATUS_PROPOSED);
  EXPECT_EQ(ReasonOf(initiative.Publish(Wanted("")).status()), "WRONG_STATE");
  initiative = At(v1::INITIATIVE_STATUS_PILOT);
  initiative.Apply(initiative.Publish(Wanted("a"))->at(0));
  EXPECT_TRUE(initiative.Publish(Wanted("a"))->empty());
  initiative.Apply(initiative.Publish(Wanted("b"))->at(0));
  EXPECT_EQ(initiative.state.published().snapshot_version(), 2);
  initiative.Apply(Updated(R"(note: "stays here")"));
  EXPECT_TRUE(initiative.Publish(Wanted("b"))->empty());
  initiative.Apply(Updated(R"(status: INITIATIVE_STATUS_EVALUATED)", "u2"));
  EXPECT_EQ(initiative.Publish(Wanted("b"))->size(), 1u);
  EXPECT_EQ(FieldOf(initiative.Publish(Wanted(std::string(2001, 'x'))).status()), "lessons");
  initiative.state.set_snapshots(100);
  EXPECT_EQ(ReasonOf(initiative.Publish(Wanted("c")).status()), "TOO_MANY_SNAPSHOTS");
}

TEST(InitiativeTest, WhatWasWithdrawnLeavesItsNumberBehind) {
  Initiative initiative = At(v1::INITIATIVE_STATUS_PILOT);
  EXPECT_EQ(ReasonOf(initiative.Withdraw(Withdrawn("Name")).status()), "WRONG_STATE");
  initiative.Apply(initiative.Publish(Wanted("a"))->at(0));
  initiative.Apply(initiative.Publish(Wanted("b"))->at(0));
  EXPECT_EQ(FieldOf(initiative.Withdraw(Withdrawn(" ")).status()), "reason");
  const auto events = initiative.Withdraw(Withdrawn("Name"));
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_EQ(std::get<v1::PublicationWithdrawn>(events->at(0)).last_snapshot_version(), 2);
  initiative.Apply(events->at(0));
  EXPECT_FALSE(initiative.state.has_published());
  initiative.Apply(initiative.Publish(Wanted("b"))->at(0));
  EXPECT_EQ(initiative.state.published().snapshot_version(), 3);
}

TEST(InitiativeTest, OfEachThereAreAsManyAsMayBe) {
  v1::InitiativeProposed wanted = Proposed();
  v1::Initiative& initiative = *wanted.mutable_initiative();
  Initiative::Known known;
  for (int i = 0; i < 5; ++i) {
    initiative.add_field_ids(Id(absl::StrCat("field ", i)));
    known.field_ids.insert(initiative.field_ids(i));
  }
  for (int i = 0; i < 10; ++i) initiative.add_neighborhood_keys(absl::StrCat(i));
  for (int i = 0; i < 20; ++i) {
    initiative.mutable_origin()->add_entry_ids(Id(absl::StrCat("entry ", i)));
    known.entry_ids.insert(initiative.origin().entry_ids(i));
  }
  while (initiative.kpis_size() < Initiative::kMaxKpis) {
    initiative.add_kpis()->set_name(absl::StrCat("Kennzahl ", initiative.kpis_size()));
  }
  initiative.mutable_co_creation()->add_stages(v1::CO_CREATION_STAGE_REALIZATION);
  initiative.mutable_co_creation()->add_stages(v1::CO_CREATION_STAGE_EVALUATION);
  initiative.mutable_co_creation()->set_share_of_decisions_percent(100);
  EXPECT_EQ(FieldOf(Initiative{}.Propose(wanted, known).status()), "");
  initiative.mutable_co_creation()->set_share_of_decisions_percent(0);
  EXPECT_TRUE(Initiative{}.Propose(wanted, known).ok());
  initiative.mutable_co_creation()->set_share_of_decisions_percent(-1);
  EXPECT_EQ(FieldOf(Initiative{}.Propose(wanted, known).status()),
            "initiative.co_creation.share_of_decisions_percent");
}

TEST(InitiativeTest, PartsAreSaidInWordsAndNumbers) {
  const auto fault = [](const std::string& change) {
    return FieldOf(Initiative{}.Propose(Proposed(change), {}).status());
  };
  EXPECT_EQ(fault(R"(kpis { name: "Neu" unit: "a\nb" })"), "initiative.kpis[1].unit");
  EXPECT_EQ(fault(R"(kpis { name: " " })"), "initiative.kpis[1].name");
  EXPECT_EQ(fault(R"(kpis { name: "Neu" target: inf })"), "initiative.kpis[1].target");
  EXPECT_EQ(fault(R"(kpis { name: "Neu" target: -3 })"), "");
  EXPECT_EQ(fault(R"(co_creation { target_group: "a\nb" })"),
            "initiative.co_creation.target_group");
  EXPECT_EQ(fault(R"(co_creation { stages: CO_CREATION_STAGE_UNSPECIFIED })"),
            "initiative.co_creation.stages[1]");
  v1::InitiativeProposed plain = Proposed();
  plain.mutable_initiative()->clear_co_creation();
  EXPECT_FALSE(Initiative{}.Propose(plain, {})->initiative().has_co_creation())
      << "nobody is asked for it";
}

TEST(InitiativeTest, WhatIsRefusedIsSaidInWords) {
  const absl::Status wrong = At(v1::INITIATIVE_STATUS_ADOPTED).Approve({}, {}).status();
  EXPECT_EQ(wrong.message(), "the initiative is ADOPTED");
  EXPECT_THAT(DetailsOf(wrong), ElementsAre(::testing::Pair("state", "ADOPTED")));
  Initiative initiative = At(v1::INITIATIVE_STATUS_PILOT);
  while (initiative.state.updates_size() < 199) initiative.Apply(Updated(R"(note: "x")", "other"));
  EXPECT_TRUE(initiative.Update(Updated(R"(note: "x")", "last")).ok());
  initiative.Apply(Updated(R"(note: "x")", "last"));
  EXPECT_EQ(initiative.Update(Updated(R"(note: "x")", "late")).status().message(),
            "the initiative has 200 updates");
  initiative.state.set_snapshots(99);
  EXPECT_TRUE(initiative.Publish(Wanted("c")).ok());
  EXPECT_EQ(FieldOf(initiative.Update(Updated(R"(note: "\001")", "x")).status()), "update.note");
}

TEST(InitiativeTest, AListIsOfAStateAFieldAndANeighborhood) {
  EXPECT_EQ(Initiative::ListName(v1::INITIATIVE_STATUS_PILOT, "f", "212"),
            absl::StrCat("initiatives/", static_cast<int>(v1::INITIATIVE_STATUS_PILOT), "/f/212"));
}

}  // namespace
}  // namespace zwk::participation
