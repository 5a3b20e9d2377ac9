#include "catalog/synonym/synonyms.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "catalog/base/checks.h"
#include "catalog/synonym/shipped_synonyms.h"
#include "catalog/synonym/synonyms_message.h"
#include "platform/base/errors.h"
#include "tests/support/filled.h"

namespace zwk::catalog {
namespace {

TEST(SynonymsTest, TwoWordsOfALanguageAreNeeded) {
  Synonyms synonyms{"kita", "de", {"Kita", "Kindergarten"}};
  EXPECT_TRUE(Validate(synonyms).ok());
  synonyms.words = {"Kita"};
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.words");
  synonyms.words = {"Kita", "Kita"};
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.words[1]");
  for (const auto& [one, other] :
       {std::pair("Amt", "amt"), std::pair("Führerschein", "fuehrerschein"),
        std::pair("Café", "Cafe"), std::pair("Vater", "Väter"),
        std::pair("Alte  Leute", "alte-leute")}) {
    synonyms.words = {"Kita", one, other};
    EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.words[2]") << other;
  }
  synonyms.words = {"Kita", ""};
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.words[1]");
  synonyms = {"kita", "auf Deutsch", {"Kita", "Krippe"}};
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.language");
  synonyms = {"Kita!", "de", {"Kita", "Krippe"}};
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.synonyms_key");
}

TEST(SynonymsTest, WhatComesWithTheProductIsValidAndEachWordStandsOnce) {
  std::set<std::string> keys;
  std::map<std::string, std::string> words;
  for (Synonyms shipped : ShippedSynonyms()) {
    EXPECT_TRUE(Validate(shipped).ok()) << shipped.key << ": " << Validate(shipped);
    EXPECT_TRUE(keys.insert(shipped.key).second) << shipped.key;
    for (const std::string& word : shipped.words) {
      EXPECT_TRUE(words.emplace(word, shipped.key).second) << word << " in " << shipped.key;
    }
  }
}

TEST(SynonymsTest, TwoToFiftyWordsOfAHundredCharacters) {
  Synonyms synonyms{"zahlen", "de", {}};
  for (int i = 0; i < 50; ++i) synonyms.words.push_back("Wort" + std::to_string(i));
  EXPECT_TRUE(Validate(synonyms).ok()) << Validate(synonyms);
  synonyms.words.push_back("Wort50");
  ASSERT_EQ(FieldViolationsOf(Validate(synonyms)).size(), 1u);
  EXPECT_EQ(FieldViolationsOf(Validate(synonyms))[0].field, "synonyms.words");
  EXPECT_EQ(FieldViolationsOf(Validate(synonyms))[0].description, "must be 2 to 50");
  synonyms.words.clear();
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.words");
  synonyms.words = {"Kita", std::string(100, 'x')};
  EXPECT_TRUE(Validate(synonyms).ok());
  synonyms.words[1] += 'x';
  EXPECT_EQ(FieldOf(Validate(synonyms)), "synonyms.words[1]");
}

TEST(SynonymsTest, WordsAreKeptInOneForm) {
  Synonyms synonyms{"kita", "de-AT", {"  Kita ", "Kra\u0308he"}};
  ASSERT_TRUE(Validate(synonyms).ok());
  EXPECT_EQ(synonyms.words, (std::vector<std::string>{"Kita", "Kr\u00e4he"}));
}

TEST(SynonymsTest, EveryFieldGoesThroughTheDomainAndBack) {
  auto message = test::Filled().Of<v1::Synonyms>();
  message.clear_version();
  EXPECT_EQ(ToProto(FromProto(message)).DebugString(), message.DebugString());
  EXPECT_EQ(ToProto(FromProto(v1::Synonyms())).DebugString(), "");
}

}  // namespace
}  // namespace zwk::catalog
