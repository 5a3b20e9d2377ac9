#include "catalog/page/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include "catalog/page/said.h"

namespace zwk::catalog {
namespace {

using Phrases = std::array<Words::Phrase, sizeof(Words) / sizeof(Words::Phrase)>;

Phrases All(PageLanguage language) { return std::bit_cast<Phrases>(WordsIn(language)); }

TEST(WordsTest, EveryLanguageHasEveryPhraseWithTheSamePlacesInIt) {
  const Phrases german = All(PageLanguage::kGerman);
  for (const PageLanguage language : kPageLanguages) {
    const Phrases phrases = All(language);
    for (size_t i = 0; i < phrases.size(); ++i) {
      EXPECT_FALSE(phrases[i].empty()) << WordsIn(language).tag << ", beside " << german[i];
      EXPECT_EQ(std::count(phrases[i].begin(), phrases[i].end(), '$'),
                std::count(german[i].begin(), german[i].end(), '$'))
          << phrases[i];
    }
  }
}

TEST(WordsTest, NoLanguageHasGermanSentences) {
  const Phrases german = All(PageLanguage::kGerman);
  for (const PageLanguage language : kPageLanguages) {
    if (language == PageLanguage::kGerman) continue;
    const Phrases phrases = All(language);
    for (size_t i = 0; i < phrases.size(); ++i) {
      if (german[i].size() <= 8) continue;
      EXPECT_NE(phrases[i], german[i]) << WordsIn(language).tag;
    }
  }
}

TEST(WordsTest, ALanguageIsKnownByItsTag) {
  EXPECT_EQ(PageLanguageOf("ar-EG"), PageLanguage::kArabic);
  EXPECT_EQ(PageLanguageOf("DE"), PageLanguage::kGerman);
  EXPECT_EQ(PageLanguageOf("fr"), std::nullopt);
  EXPECT_EQ(PageLanguageOf(""), std::nullopt);
}

TEST(WordsTest, WhatIsPutInKeepsItsDirection) {
  EXPECT_EQ(With("bis $ Uhr", {"18:00"}), "bis 18:00 Uhr");
  EXPECT_EQ(With("حتى $", {"18:00"}), "حتى \u206818:00\u2069");
  EXPECT_EQ(With("auf $", {"العربية"}), "auf \u2068العربية\u2069");
  EXPECT_EQ(With("$, $", {"a$", "b"}), "a$, b");
}

TEST(WordsTest, ABeginningEndsBetweenWords) {
  EXPECT_EQ(Beginning("kurz", 10), "kurz");
  EXPECT_EQ(Beginning("eins zwei drei", 10), "eins zwei …");
  EXPECT_EQ(Beginning("ääääää", 5), "ää …");
}

}  // namespace
}  // namespace zwk::catalog
