#include "participation/city_process/city_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::CityProcess SeniorPlan(const std::string& change = "") {
  auto process = test::Proto<v1::CityProcess>(
      R"(process_id: "p1" name: "Plan für ältere Menschen" owner_unit: "Sozialamt"
         milestones { title: "Befragung" due_on: "2022-09-30" } neighborhood_keys: "212")");
  process.MergeFrom(test::Proto<v1::CityProcess>(change));
  return process;
}

v1::CityProcessRegistered Registered(const std::string& change = "") {
  v1::CityProcessRegistered wanted;
  *wanted.mutable_city_process() = SeniorPlan(change);
  return wanted;
}

v1::CityProcessUpdated Updated(const v1::CityProcess& process) {
  v1::CityProcessUpdated wanted;
  *wanted.mutable_city_process() = process;
  return wanted;
}

CityProcess Known() {
  CityProcess process;
  process.Apply(*process.Register(Registered()));
  return process;
}

std::vector<std::string> Faults(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(status)) fields.push_back(fault.field);
  return fields;
}

TEST(CityProcessTest, HasANameAndAnOfficeThatAnswersForIt) {
  EXPECT_THAT(Faults(CityProcess{}.Register(Registered()).status()), IsEmpty());
  EXPECT_THAT(
      Faults(CityProcess{}.Register(Registered(R"(name: " " owner_unit: "a\nb")")).status()),
      ElementsAre("city_process.name", "city_process.owner_unit"));
  const auto kept = CityProcess{}.Register(Registered(R"(owner_unit: " Seniorenbüro ")"));
  EXPECT_EQ(kept->city_process().owner_unit(), "Seniorenbüro");
}

TEST(CityProcessTest, AMilestoneHasATitleAndMayHaveADay) {
  EXPECT_THAT(Faults(CityProcess{}
                         .Register(Registered(R"(milestones { due_on: "2022-02-30" }
                                                 milestones { title: "Beschluss" done: true })"))
                         .status()),
              ElementsAre("city_process.milestones[1].title", "city_process.milestones[1].due_on"));
  v1::CityProcessRegistered wanted = Registered();
  while (wanted.city_process().milestones_size() < CityProcess::kMaxMilestones) {
    wanted.mutable_city_process()->add_milestones()->set_title("Schritt");
  }
  EXPECT_TRUE(CityProcess{}.Register(wanted).ok());
  wanted.mutable_city_process()->add_milestones()->set_title("Schritt");
  EXPECT_THAT(Faults(CityProcess{}.Register(wanted).status()),
              ElementsAre("city_process.milestones"));
}

TEST(CityProcessTest, NeighborhoodsAreKeysAndNoneStandsThereTwice) {
  EXPECT_THAT(
      Faults(CityProcess{}
                 .Register(Registered(R"(neighborhood_keys: ["215", "Am Park", "212"])"))
                 .status()),
      ElementsAre("city_process.neighborhood_keys[2]", "city_process.neighborhood_keys[3]"));
  v1::CityProcessRegistered wanted = Registered();
  for (int i = 0; i < CityProcess::kMaxNeighborhoods; ++i) {
    wanted.mutable_city_process()->add_neighborhood_keys(std::to_string(1000 + i));
  }
  EXPECT_THAT(Faults(CityProcess{}.Register(wanted).status()),
              ElementsAre("city_process.neighborhood_keys"));
}

TEST(CityProcessTest, ChangesAsAWholeAndTheSameAgainIsNoNews) {
  CityProcess process = Known();
  EXPECT_THAT(*process.Update(Updated(SeniorPlan())), IsEmpty());
  v1::CityProcess reached = SeniorPlan();
  reached.mutable_milestones(0)->set_done(true);
  const auto events = process.Update(Updated(reached));
  ASSERT_THAT(*events, SizeIs(1));
  process.Apply(events->at(0));
  EXPECT_TRUE(process.state.milestones(0).done());
  EXPECT_EQ(FieldOf(process.Update(Updated(SeniorPlan(R"(name: "\t")"))).status()),
            "city_process.name");
}

TEST(CityProcessTest, KeepsWhatANewerReleaseWroteWhenItIsSaidAnew) {
  CityProcess process = Known();
  process.state.GetReflection()->MutableUnknownFields(&process.state)->AddVarint(9999, 7);
  process.Apply(process.Update(Updated(SeniorPlan(R"(name: "Seniorenplan")")))->at(0));
  EXPECT_EQ(process.state.name(), "Seniorenplan");
  EXPECT_EQ(process.state.GetReflection()->GetUnknownFields(process.state).field_count(), 1);
}

TEST(CityProcessTest, AnArchivedProcessChangesNoMore) {
  CityProcess process = Known();
  v1::CityProcessArchived wanted;
  process.Apply(process.Archive(wanted)->at(0));
  EXPECT_TRUE(process.state.archived());
  EXPECT_THAT(*process.Archive(wanted), IsEmpty());
  EXPECT_EQ(ReasonOf(process.Update(Updated(SeniorPlan())).status()), "ARCHIVED");
}

}  // namespace
}  // namespace zwk::participation
