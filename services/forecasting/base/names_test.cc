#include "forecasting/base/names.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "forecasting/base/unknown_fields.h"
#include "zwk/forecasting/v1/backtest.pb.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> FaultsOf(const std::map<std::string, std::string>& names) {
  FieldErrors errors;
  CheckNames(errors, "names", {names.begin(), names.end()});
  std::vector<std::string> faults;
  for (const FieldViolation& violation : FieldViolationsOf(errors.ToStatus())) {
    faults.push_back(absl::StrCat(violation.field, ": ", violation.description));
  }
  return faults;
}

TEST(NamesTest, ALanguageIsATag) {
  for (const std::string& tag :
       {std::string("de"), std::string("zh-Hant"), std::string("es-419"), std::string(35, 'x')}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  }
  for (const std::string& text :
       {std::string(), std::string("d"), std::string("4de"), std::string("-de"),
        std::string("de_DE"), std::string("de DE"), std::string(36, 'x')}) {
    EXPECT_FALSE(IsLanguageTag(text)) << text;
  }
}

TEST(NamesTest, AtLeastOneAndNoneEmptyOrTooLong) {
  EXPECT_THAT(FaultsOf({{"de", std::string(200, 'x')}, {"en", "x"}}), IsEmpty());
  EXPECT_THAT(FaultsOf({}), ElementsAre("names: at least one name"));
  EXPECT_THAT(FaultsOf({{"de", " "}, {"en", std::string(201, 'x')}, {"?", "x"}}),
              ElementsAre("names[?]: the key must be a language, such as \"de\"",
                          "names[de]: must not be empty", "names[en]: must be at most 200 bytes"));
}

TEST(NamesTest, AtMostThirty) {
  std::map<std::string, std::string> names;
  for (int i = 0; i < 30; ++i) names[absl::StrCat("x", 10 + i)] = "name";
  EXPECT_THAT(FaultsOf(names), IsEmpty());
  names["de"] = "name";
  EXPECT_THAT(FaultsOf(names), ElementsAre("names: at most 30 names"));
}

TEST(NamesTest, ALongKeyIsToldByItsBeginning) {
  EXPECT_THAT(FaultsOf({{std::string(40, 'x'), "name"}}),
              ElementsAre(absl::StrCat("names[", std::string(35, 'x'),
                                       "]: the key must be a language, such as \"de\"")));
}

void AddUnknown(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(1000, 7);
}
int Unknowns(const google::protobuf::Message& message) {
  return message.GetReflection()->GetUnknownFields(message).field_count();
}

TEST(UnknownFieldsTest, WhatIsReplacedKeepsThemWhereItIsStillTheSameThing) {
  v1::Backtest before;
  before.mutable_parameters()->set_history_years(2);
  for (const char* slice : {"total", "sex f"}) before.add_shelf_lives()->set_slice(slice);
  AddUnknown(before);
  AddUnknown(*before.mutable_parameters());
  for (v1::BacktestShelfLife& life : *before.mutable_shelf_lives()) AddUnknown(life);
  v1::Backtest after;
  after.set_title("replaced");
  after.mutable_parameters()->set_history_years(3);
  after.add_shelf_lives()->set_slice("total");
  after.add_shelf_lives()->set_slice("sex m");
  after.add_shelf_lives()->set_slice("new");
  KeepUnknownFields(before, after);
  EXPECT_EQ(after.title(), "replaced");
  EXPECT_EQ(after.parameters().history_years(), 3);
  EXPECT_EQ(Unknowns(after), 1);
  EXPECT_EQ(Unknowns(after.parameters()), 1);
  ASSERT_EQ(after.shelf_lives_size(), 3);
  EXPECT_EQ(Unknowns(after.shelf_lives(0)), 1);
  EXPECT_EQ(after.shelf_lives(1).slice(), "sex m");
  EXPECT_EQ(Unknowns(after.shelf_lives(1)), 0) << "another element";
  EXPECT_EQ(Unknowns(after.shelf_lives(2)), 0);
  EXPECT_FALSE(after.has_series()) << "what is gone stays so";
}

}  // namespace
}  // namespace zwk::forecasting
