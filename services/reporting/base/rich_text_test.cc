#include "reporting/base/rich_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reporting/base/markdown.h"
#include "reporting/base/page.h"
#include "reporting/base/section_html.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<Section> Read(const std::string& text) {
  std::vector<std::string> sources;
  RichText read = ParseRichText(Language::kGerman, text, "", {}, sources);
  return {{.id = "s", .heading = read.heading, .blocks = std::move(read.blocks)}};
}
std::string Html(const std::string& text) { return ToHtml(Read(text)); }
std::string Markdown(const std::string& text) { return ToMarkdown(Read(text)); }

TEST(RichTextTest, TheFirstLineMayBeAHeadingAndNoOther) {
  EXPECT_EQ(Read("## Hintergründe\n\nText")[0].heading, "Hintergründe");
  EXPECT_EQ(Read("Text\n\n# Kein Titel")[0].heading, "");
  EXPECT_THAT(Html("Text\n\n# Kein Titel"), HasSubstr("<p># Kein Titel</p>"));
}

TEST(RichTextTest, NumberedListsAreNumbered) {
  const std::string text = "Davor\n1. Erstens\n2. **Zweitens**\n\nDanach";
  EXPECT_THAT(Html(text), HasSubstr("<p>Davor</p>\n<ol>\n<li>Erstens</li>\n"
                                    "<li><strong>Zweitens</strong></li>\n</ol>\n<p>Danach</p>"));
  EXPECT_THAT(Markdown(text), HasSubstr("1. Erstens\n2. **Zweitens**\n"));
}

TEST(RichTextTest, ADateBeginsNoList) {
  EXPECT_THAT(Html("Treffen am\n28. März 2022."), HasSubstr("<p>Treffen am 28. März 2022.</p>"));
  EXPECT_THAT(Html("1. Mai"), HasSubstr("<p>1. Mai</p>"));
  EXPECT_THAT(Html("- 1. Mai"), HasSubstr("<ul>\n<li>1. Mai</li>\n</ul>"));
}

TEST(RichTextTest, TablesHaveHeadAndRows) {
  const std::string text = "| Jahr | Anteil |\n| --- | --- |\n| 2021 | *21 %* |";
  EXPECT_THAT(Html(text), HasSubstr("<th scope=\"col\">Jahr</th><th scope=\"col\">Anteil</th>"));
  EXPECT_THAT(Html(text), HasSubstr("<tr><td>2021</td><td><em>21 %</em></td></tr>"));
  EXPECT_THAT(Html(text), HasSubstr("aria-label=\"Tabelle\""));
  EXPECT_THAT(Markdown(text), HasSubstr("| Jahr | Anteil |\n| --- | --- |\n| 2021 | *21 %* |\n"));
}

TEST(RichTextTest, LinksLeadToPagesAndMailAndNowhereElse) {
  const std::string link = "Siehe [das Amt](https://stadt.example/a_b?c=1&d=2).";
  EXPECT_THAT(Html(link), HasSubstr("<a href=\"https://stadt.example/a_b?c=1&amp;d=2\" "
                                    "rel=\"noopener\">das Amt</a>"));
  EXPECT_THAT(Markdown(link), HasSubstr("[das Amt](<https://stadt.example/a_b?c=1&d=2>)"));
  const std::string script = Html("[klick](javascript:alert(1))");
  EXPECT_THAT(script, Not(HasSubstr("<a ")));
  EXPECT_THAT(script, HasSubstr("[klick](javascript:alert(1))"));
}

TEST(RichTextTest, WhatIsNotKnownIsTextAsItStands) {
  for (const char* text :
       {"`code` und ~~weg~~", "a_b_c &amp; \\a", "![Bild](x.png)", "> Zitat", "---", "+ plus",
        "&lt; und &nbsp;", "http://stadt.example/x_y_z", "[a]: http://stadt.example/"}) {
    std::vector<std::string> sources;
    const RichText read = ParseRichText(Language::kGerman, text, "", {}, sources);
    ASSERT_EQ(read.blocks.size(), 1u) << text;
    const auto* paragraph = std::get_if<Paragraph>(&read.blocks[0]);
    ASSERT_NE(paragraph, nullptr) << text;
    std::string plain;
    for (const reporting::Run& run : paragraph->line) {
      EXPECT_EQ(run.style, reporting::Run::Style::kPlain) << text;
      plain += run.text;
    }
    EXPECT_EQ(plain, text);
  }
  EXPECT_THAT(Html("<b>fett</b>"), HasSubstr("&lt;b&gt;fett&lt;/b&gt;"));
}

TEST(RichTextTest, AnEscapedMarkIsTheMark) {
  EXPECT_THAT(Html("\\*nicht fett\\* \\[x\\](y)"), HasSubstr("<p>*nicht fett* [x](y)</p>"));
  EXPECT_THAT(Html("\\# kein Titel"), HasSubstr("<p># kein Titel</p>"));
}

TEST(RichTextTest, AStarBetweenLettersMarksNothing) {
  EXPECT_THAT(Html("Bürger*innen und *alle* Ausländer*innen, Prüfer*in"),
              HasSubstr("<p>Bürger*innen und <em>alle</em> Ausländer*innen, Prüfer*in</p>"));
}

TEST(RichTextTest, AListEndsWhereTextBegins) {
  EXPECT_THAT(Html("- eins\n• zwei\nText"),
              HasSubstr("<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n<p>Text</p>"));
}

TEST(RichTextTest, AStarThatClosesNothingIsAStar) {
  EXPECT_THAT(Html("5 * 3 und *offen"), HasSubstr("<p>5 * 3 und *offen</p>"));
}

}  // namespace
}  // namespace zwk::reporting
