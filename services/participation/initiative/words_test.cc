#include "participation/initiative/words.h"

#include <gtest/gtest.h>

namespace zwk::participation {
namespace {

std::vector<std::string> Asked(const std::string& text, std::string* fault = nullptr) {
  FieldErrors errors;
  std::vector<std::string> words = TakeBeginnings(errors, "words", text);
  if (fault != nullptr) *fault = FieldOf(errors.ToStatus());
  return words;
}

TEST(WordsTest, CaseWidthAndAccentsDoNotTellWordsApart) {
  EXPECT_EQ(FoldedWords("Café-Treff, im GRÜNEN"), " cafe treff im grunen");
  EXPECT_EQ(FoldedWords("STRASSE Straße"), " strasse strasse");
  EXPECT_EQ(FoldedWords("ＡＢＣ２ şişli"), " abc2 sisli");
  EXPECT_EQ(FoldedWords("кафе́ مَدرسة"), FoldedWords("КАФЕ مدرسة"));
  EXPECT_EQ(FoldedWords(" -- \n"), "");
}

TEST(WordsTest, EachBeginningBeginsAWord) {
  const std::string words = FoldedWords("Repair-Café für Kinder");
  EXPECT_TRUE(HasAll(words, Asked("CAFE kin")));
  EXPECT_TRUE(HasAll(words, Asked("repair-café")));
  EXPECT_FALSE(HasAll(words, Asked("cafe alte")));
  EXPECT_FALSE(HasAll(words, Asked("inder"))) << "the end of a word is no beginning";
  EXPECT_TRUE(HasAll(words, Asked(""))) << "who asks for nothing gets all";
}

TEST(WordsTest, WhatIsNoSearchIsRefused) {
  for (const std::string& text :
       {std::string("!!!"), std::string(201, 'x'), std::string("a b c d e f g h i j k"),
        std::string("a\x01"), std::string("\xff")}) {
    std::string fault;
    Asked(text, &fault);
    EXPECT_EQ(fault, "words") << text;
  }
  std::string fault;
  EXPECT_EQ(Asked("a b c d e f g h i j", &fault).size(), 10u);
  EXPECT_EQ(fault, "");
}

}  // namespace
}  // namespace zwk::participation
