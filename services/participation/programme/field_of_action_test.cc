#include "participation/programme/field_of_action.h"

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

v1::FieldOfActionDefined Defined(const std::string& change = "") {
  v1::FieldOfActionDefined wanted;
  *wanted.mutable_field_of_action() = test::Proto<v1::FieldOfAction>(
      R"(field_id: "f1" programme_id: "p1" title: "In Vielfalt altern"
         aspects: "Familien entlasten" open_ended: true position: 3)");
  wanted.mutable_field_of_action()->MergeFrom(test::Proto<v1::FieldOfAction>(change));
  return wanted;
}

std::vector<std::string> Faults(const v1::FieldOfActionDefined& wanted) {
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(FieldOfAction{}.Define(wanted).status())) {
    fields.push_back(fault.field);
  }
  return fields;
}

TEST(FieldOfActionTest, HasATitleAspectsAndAPosition) {
  EXPECT_THAT(Faults(Defined()), IsEmpty());
  EXPECT_THAT(Faults(Defined(R"(title: " " aspects: "\n" position: 101)")),
              ElementsAre("field_of_action.title", "field_of_action.aspects[1]",
                          "field_of_action.position"));
  v1::FieldOfActionDefined wanted = Defined();
  while (wanted.field_of_action().aspects_size() < FieldOfAction::kMaxAspects) {
    wanted.mutable_field_of_action()->add_aspects("Aspekt");
  }
  EXPECT_THAT(Faults(wanted), IsEmpty());
  wanted.mutable_field_of_action()->add_aspects("Aspekt");
  EXPECT_THAT(Faults(wanted), ElementsAre("field_of_action.aspects"));
}

TEST(FieldOfActionTest, IsDefinedAnewAndTheSameAgainIsNoNews) {
  FieldOfAction field;
  field.Apply(field.Define(Defined())->at(0));
  EXPECT_THAT(*field.Define(Defined()), IsEmpty());
  const auto anew = field.Define(Defined(R"(aspects: "Kultursensible Altenhilfe")"));
  ASSERT_THAT(*anew, SizeIs(1));
  field.Apply(anew->at(0));
  EXPECT_THAT(field.state.aspects(),
              ElementsAre("Familien entlasten", "Kultursensible Altenhilfe"));
}

TEST(FieldOfActionTest, StaysInItsProgramme) {
  FieldOfAction field;
  field.Apply(field.Define(Defined())->at(0));
  EXPECT_EQ(ReasonOf(field.Define(Defined(R"(programme_id: "p2")")).status()),
            "FIELD_OF_OTHER_PROGRAMME");
}

}  // namespace
}  // namespace zwk::participation
