#include "platform/base/office_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace zwk {
namespace {

std::string Lost(const std::string& text) { return LostShape(text).value_or(""); }

TEST(OfficeTextTest, WhatKeepsItsShapeIsTaken) {
  for (const char* text :
       {"# Titel\n\nText", "Text\nüber zwei Zeilen", "- eins\n- zwei\n\n• drei", "1. a\n2. b",
        "1) a\n\n2) b", "Treffen am\n28. März 2022.", "1. Mai",
        "| a | b |\n| --- | --- |\n| c \\| d | e |", "**stark**, *betont* und „*zitiert*“",
        "Siehe [das Amt](https://stadt.example/a_(b)?c=1&d=2).", "[Post](mailto:amt@stadt.example)",
        "\\*x\\* \\[y\\](z)", "5 * 3", "a_b, x < y, R & D, geht`s", "~20 % bis ~30 %",
        "Bürger*innen und Ausländer*innen", "{{indicator:foreign_a@city_b@2021-12-31}}", "x  \n\ny",
        ""}) {
    EXPECT_EQ(Lost(text), "") << text;
  }
}

TEST(OfficeTextTest, WhatWouldLoseItsShapeIsFoundWithItsLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"a\n\n> b", "line 3: a quotation (>)"},
      {"- a\n  - b", "line 2: a list within a list"},
      {"- - a", "line 1: a list within a list"},
      {"- a\n\n  b", "line 3: text that goes on within an item of a list"},
      {"1. a\n\n   b\n\n2. c", "line 3: text that goes on within an item of a list"},
      {"a  \nb", "line 1: a line break within a paragraph (an empty line begins a new one)"},
      {"a\\\nb", "line 1: a line break within a paragraph (an empty line begins a new one)"},
      {"a\n\n    b", "line 3: indented text"},
      {"+ a", "line 1: a list with + (use -)"},
      {"- [ ] a", "line 1: a list to tick off ([ ])"},
      {"~~~\na\n~~~", "line 1: code (~~~)"},
      {"a\n`b` c", "line 2: code (`)"},
      {"**a *b* c**", "line 1: marks (*) within marks, or next to a letter where they end"},
      {"***a***", "line 1: more than two * in a row"},
      {"a\nund *offen\nc", "line 2: a * without its partner (write \\*)"},
      {"_a_", "line 1: marks with _ (use *)"},
      {"~~a~~", "line 1: struck out text (~)"},
      {"![a](https://b.example/c.png)", "line 1: a picture (pictures are attached)"},
      {"a[^1]", "line 1: a footnote ([^...])"},
      {"a\n\n[^1]: b", "line 3: a footnote ([^...])"},
      {"[a]: https://b.example", "line 1: a definition ([...]:)"},
      {"[a][b]", "line 1: a link by reference ([...][...])"},
      {"[a](javascript:b)", "line 1: a link that leads to neither http, https nor mailto"},
      {"[a](https://b.example \"c\")", "line 1: a link with more than an address behind it"},
      {"[**a**](https://b.example)", "line 1: marks within the words of a link"},
      {"<https://b.example>", "line 1: HTML or an address in <>"},
      {"a &nbsp; b", "line 1: a character as entity (&...;)"},
      {"Begriff\n: Erklärung", "line 2: a definition (:)"},
      {"# **a**\n\nb", "line 1: marks within a heading"},
      {"# a", "line 1: a heading without text below it"},
      {"a | b\n--- | ---\nc | d", "line 2: a table whose lines do not begin with |"},
      {"| a |\n| b |", "line 2: a table without | --- | below its head"},
      {"| a |", "line 1: a table without | --- | below its head"},
      {"| a |\n| :-: |", "line 2: a table with aligned columns (:)"},
      {"| a |\n| --- |\n| b | c |", "line 3: a row of a table with another number of cells"},
      {"| a |\n| --- |\n| `b` |", "line 3: code (`)"},
      {"1. a\n2) b", "line 2: a list numbered now with . and now with )"},
  };
  for (const auto& [text, lost] : cases) EXPECT_EQ(Lost(text), lost) << text;
  for (const char* text : {"Text\n\n# Titel", "Text\n## Titel", "#\n\na"}) {
    EXPECT_NE(Lost(text).find("a heading (#)"), std::string::npos) << text;
  }
  for (const char* text : {"a\n---", "---", "* * *", "a\n==="}) {
    EXPECT_NE(Lost(text).find("a rule"), std::string::npos) << text;
  }
  for (const char* text : {"5. fünf\n6. sechs", "1. a\n1. b", "1. a\n2. b\n4. d", "1. a\nb"}) {
    EXPECT_NE(Lost(text).find("does not count"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace zwk
