#include "catalog/base/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "catalog/base/page_token.h"
#include "platform/base/errors.h"

namespace zwk::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> FieldsOf(const FieldErrors& errors) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(errors.ToStatus())) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(ChecksTest, AKeyIsALowerCaseWord) {
  for (const std::string& key :
       {std::string("ab"), std::string("a1"), std::string("care-2"), std::string(64, 'x')}) {
    EXPECT_TRUE(IsSlug(key)) << key;
    EXPECT_TRUE(CheckKey("key", key).ok());
  }
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("1a"), std::string("-a"), std::string("aB"),
        std::string("a_b"), std::string("a b"), std::string(65, 'x')}) {
    EXPECT_FALSE(IsSlug(text)) << text;
    EXPECT_EQ(FieldOf(CheckKey("key", text)), "key");
  }
}

TEST(ChecksTest, AFractionIsFromNothingToAll) {
  EXPECT_TRUE(IsFraction(0) && IsFraction(0.5) && IsFraction(1));
  EXPECT_FALSE(IsFraction(-0.001) || IsFraction(1.001));
}

TEST(ChecksTest, ALanguageIsWhatStandsBeforeItsRegion) {
  EXPECT_EQ(PrimaryLanguage("de-DE"), "de");
  EXPECT_EQ(PrimaryLanguage("uk"), "uk");
}

TEST(ChecksTest, WhatIsNotGivenIsNotChecked) {
  FieldErrors none;
  for (const auto& check : {CheckIdIfAny, CheckSlugIfAny, CheckUrlIfAny, CheckEmailIfAny}) {
    check(none, "field", "");
  }
  EXPECT_TRUE(none.empty());
  FieldErrors errors;
  CheckIdIfAny(errors, "id", "x");
  CheckSlugIfAny(errors, "key", "X");
  CheckUrlIfAny(errors, "url", "javascript:x");
  CheckEmailIfAny(errors, "email", "x");
  EXPECT_THAT(FieldsOf(errors), ElementsAre("id", "key", "url", "email"));
  FieldErrors required;
  CheckId(required, "id", "");
  CheckId(required, "id", "0190a000-0000-7000-8000-000000000001");
  EXPECT_THAT(FieldsOf(required), ElementsAre("id"));
}

TEST(ChecksTest, TextsHaveTheirLongest) {
  const auto taken = [](auto take, size_t size) {
    FieldErrors errors;
    std::string text(size, 'x');
    take(errors, "text", text);
    return errors.empty();
  };
  const auto name = [](FieldErrors& e, const std::string& f, std::string& t) { TakeName(e, f, t); };
  EXPECT_TRUE(taken(name, 500));
  EXPECT_FALSE(taken(name, 501));
  EXPECT_FALSE(taken(name, 0)) << "a name is needed";
  EXPECT_TRUE(taken(TakeLine, 500) && taken(TakeLine, 0));
  EXPECT_FALSE(taken(TakeLine, 501));
  EXPECT_TRUE(taken(TakeLines, 20'000) && taken(TakeLines, 0));
  EXPECT_FALSE(taken(TakeLines, 20'001));
  FieldErrors errors;
  std::string lines = "a\nb";
  TakeLines(errors, "text", lines);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(lines, "a\nb");
  TakeLine(errors, "text", lines);
  EXPECT_THAT(FieldsOf(errors), ElementsAre("text"));
}

TEST(ChecksTest, LabelsAreByLanguage) {
  const auto faults = [](Labels labels) {
    FieldErrors errors;
    TakeLabels(errors, "labels", labels);
    return FieldsOf(errors);
  };
  EXPECT_THAT(faults({{"de", std::string(200, 'x')}}), IsEmpty());
  EXPECT_THAT(faults({}), ElementsAre("labels"));
  EXPECT_THAT(faults({{"de", std::string(201, 'x')}}), ElementsAre("labels"));
  EXPECT_THAT(faults({{"?", "x"}}), ElementsAre("labels"));
  EXPECT_THAT(faults({{"de", ""}}), ElementsAre("labels"));
}

TEST(ChecksTest, NestingIsThatOfBracketsOutsideTexts) {
  EXPECT_EQ(NestingOf(""), 0);
  EXPECT_EQ(NestingOf("{}"), 1);
  EXPECT_EQ(NestingOf("{\"a\":[{}],\"b\":[]}"), 3);
  EXPECT_EQ(NestingOf("[[],[],[]]"), 2);
  EXPECT_EQ(NestingOf("{\"[[[\":\"{{\"}"), 1);
  EXPECT_EQ(NestingOf("{\"a\\\"[[\":[]}"), 2) << "a quote within a text";
  EXPECT_EQ(NestingOf("{\"\\\\\":[[]]}"), 3) << "a text that ends in a backslash";
}

TEST(ChecksTest, RawJsonIsAnObjectThatIsNeitherLargeNorDeep) {
  const auto words = [](const std::string& text) {
    FieldErrors errors;
    CheckRawJson(errors, "raw", text);
    const auto violations = FieldViolationsOf(errors.ToStatus());
    return violations.empty() ? std::string() : violations[0].description;
  };
  const auto deep = [](int levels) {
    return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  const auto large = [](size_t bytes) { return "{\"a\":\"" + std::string(bytes - 8, 'x') + "\"}"; };
  EXPECT_EQ(words(""), "");
  EXPECT_EQ(words("{}"), "");
  EXPECT_EQ(words(deep(64)), "");
  EXPECT_EQ(words(deep(65)), "nests deeper than 64");
  EXPECT_EQ(words(large(100'000)), "");
  EXPECT_EQ(words(large(100'001)), "has 100001 bytes, at most 100000");
  for (const char* wrong : {"[]", "{", "1", "null", "{} x"}) {
    EXPECT_EQ(words(wrong), "must be a JSON object") << wrong;
  }
}

TEST(PageTokenTest, IsOfOneCityOneListAndOneItem) {
  Caller caller, other;
  caller.municipality = "bremerhaven";
  other.municipality = "lehe";
  const std::string token = PageToken(caller, "offers", "id-7");
  EXPECT_EQ(LastShown(caller, "offers", token).value(), "id-7");
  EXPECT_EQ(LastShown(caller, "offers", "").value(), "") << "the first page";
  EXPECT_EQ(FieldOf(LastShown(other, "offers", token).status()), "page_token");
  EXPECT_EQ(FieldOf(LastShown(caller, "gaps", token).status()), "page_token");
  for (const std::string& wrong :
       {token + "x", token.substr(1), std::string("?"), std::string("."),
        PageToken(caller, "offers", "id-8").substr(0, 6) + token.substr(6)}) {
    EXPECT_EQ(FieldOf(LastShown(caller, "offers", wrong).status()), "page_token") << wrong;
  }
  EXPECT_EQ(token.size() - token.find('.') - 1, 32u);
}

}  // namespace
}  // namespace zwk::catalog
