#include "catalog/synonym/synonyms.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "catalog/base/checks.h"
#include "catalog/synonym/shipped_synonyms.h"
#include "platform/base/errors.h"

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

}  // namespace
}  // namespace zwk::catalog
