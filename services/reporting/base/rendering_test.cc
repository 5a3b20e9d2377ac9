// Sections as HTML and as Markdown: every kind of block, and nothing that people wrote is more than text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "reporting/base/figure.h"
#include "reporting/base/markdown.h"
#include "reporting/base/page.h"
#include "reporting/base/protection.h"
#include "reporting/base/section_html.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Html(Block block) {
  const std::string html = ToHtml({{.id = "s", .blocks = {std::move(block)}}});
  const std::string open = "<section id=\"s\" data-section=\"s\">\n", close = "</section>\n";
  EXPECT_EQ(html.substr(0, open.size()), open);
  EXPECT_EQ(html.substr(html.size() - close.size()), close);
  return html.substr(open.size(), html.size() - open.size() - close.size());
}
std::string Markdown(Block block) {
  const std::string markdown = ToMarkdown({{.id = "s", .blocks = {std::move(block)}}});
  const std::string head = "<!-- section: s -->\n";
  EXPECT_EQ(markdown.substr(0, head.size()), head);
  return markdown.substr(head.size());
}

constexpr char kScroll[] = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"";

TEST(HtmlTest, WhatMeansSomethingIsEscaped) {
  EXPECT_EQ(Escape("<a href=\"x\">'&'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(Escape("Lücke"), "Lücke");
  EXPECT_EQ(LangAttribute(""), "");
  EXPECT_EQ(LangAttribute("uk"), " lang=\"uk\"");
  EXPECT_EQ(OpenScrolling("a \"b\""), std::string(kScroll) + "a &quot;b&quot;\">");
}

TEST(HtmlTest, RunsHaveTheirStyle) {
  const Line line = {{.text = "a<"},
                     {.text = "b", .style = Run::Style::kStrong},
                     {.text = "c", .style = Run::Style::kEmphasis},
                     {.text = "1.240", .style = Run::Style::kFigure, .source = 2},
                     {.text = "d", .style = Run::Style::kMissing},
                     {.text = "e", .style = Run::Style::kLink, .href = "https://x.de/?a&b"}};
  EXPECT_EQ(Html(Paragraph{line, "en"}),
            "<p lang=\"en\">a&lt;<strong>b</strong><em>c</em><data class=\"figure\">1.240</data>"
            "<sup><a href=\"#s-source-2\">2</a></sup><span class=\"missing\">d</span>"
            "<a href=\"https://x.de/?a&amp;b\" rel=\"noopener\">e</a></p>\n");
  EXPECT_EQ(Markdown(Paragraph{line, "en"}),
            "a&lt;**b***c*1.240 \\[2\\]d[e](<https://x.de/?a&b>)\n");
}

TEST(HtmlTest, ListsAndAddressesAreLineByLine) {
  EXPECT_EQ(Html(BulletList{{Plain("a"), Plain("b")}, "", false}),
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
  EXPECT_EQ(Html(BulletList{{Plain("a")}, "de", true}), "<ol lang=\"de\">\n<li>a</li>\n</ol>\n");
  EXPECT_EQ(Html(AddressLines{{"Ada", "Amt & Co"}}),
            "<p class=\"address\"><bdi>Ada</bdi><br>\n<bdi>Amt &amp; Co</bdi></p>\n");
  EXPECT_EQ(Html(Notice{"<b>"}), "<p class=\"notice\">&lt;b&gt;</p>\n");
  EXPECT_EQ(Html(Sources{{"x", "<y>"}}),
            "<ol class=\"sources\">\n<li id=\"s-source-1\">x</li>\n"
            "<li id=\"s-source-2\">&lt;y&gt;</li>\n</ol>\n");
}

Columns FourColumns() {
  return {.caption = "Themen",
          .columns = {{"A", {"a1", "a2"}, true},
                      {"B", {"b|1"}, false},
                      {"C", {}, false},
                      {"D", {"d1"}, false}},
          .lang = ""};
}

TEST(HtmlTest, AtMostThreeColumnsStandBesideEachOther) {
  const std::string open = std::string(kScroll) + "Themen\">\n<table class=\"columns\">\n";
  EXPECT_EQ(Html(FourColumns()),
            open +
                "<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th><th "
                "scope=\"col\">C</th></tr></thead>\n<tbody><tr>\n"
                "<td><ul><li>a1</li><li>a2</li><li>…</li></ul></td>\n"
                "<td><ul><li>b|1</li></ul></td>\n<td><ul></ul></td>\n"
                "</tr></tbody>\n</table>\n</div>\n" +
                open +
                "<thead><tr><th scope=\"col\">D</th></tr></thead>\n<tbody><tr>\n"
                "<td><ul><li>d1</li></ul></td>\n</tr></tbody>\n</table>\n</div>\n");
  EXPECT_EQ(Markdown(FourColumns()),
            "| A | B | C |\n| --- | --- | --- |\n| a1 | b\\|1 |  |\n| a2 |  |  |\n| … |  |  |\n\n"
            "| D |\n| --- |\n| d1 |\n");
}

TEST(HtmlTest, TablesHaveHeadAndRows) {
  const Table table{"T", {"x", "y"}, {{Plain("1"), Plain("2")}, {Plain("3"), {Said("<4>", "en")}}}};
  EXPECT_EQ(Html(table), std::string(kScroll) +
                             "T\">\n<table>\n<caption>T</caption>\n<thead><tr><th "
                             "scope=\"col\">x</th><th scope=\"col\">y</th></tr></thead>\n"
                             "<tbody>\n<tr><td>1</td><td>2</td></tr>\n"
                             "<tr><td>3</td><td><bdi lang=\"en\">&lt;4&gt;</bdi></td></tr>\n"
                             "</tbody>\n</table>\n</div>\n");
  EXPECT_EQ(Markdown(table), "*T*\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n| 3 | &lt;4\\> |\n");
  const TextTable text{"T", {Plain("x")}, {{Plain("-1")}}, ""};
  EXPECT_EQ(Html(text), std::string(kScroll) +
                            "T\">\n<table>\n<thead><tr><th scope=\"col\">x</th></tr></thead>\n"
                            "<tbody>\n<tr><td>-1</td></tr>\n</tbody>\n</table>\n</div>\n");
  EXPECT_EQ(Markdown(text), "| x |\n| --- |\n| -1 |\n");
}

TEST(HtmlTest, APictureIsNamedWithItsHash) {
  Picture picture{"/v1/p/1", "Ein \"Plan\"", "", "ab12", ""};
  EXPECT_EQ(Html(picture),
            "<figure class=\"picture\"><img src=\"/v1/p/1\" alt=\"Ein &quot;Plan&quot;\" "
            "style=\"max-width:100%\"><code>SHA-256 ab12</code></figure>\n");
  EXPECT_EQ(Markdown(picture), "- [Ein \"Plan\"](/v1/p/1) (SHA-256 ab12)\n");
  picture.caption = "1. Plan";
  EXPECT_THAT(Html(picture), HasSubstr("<figcaption>1. Plan</figcaption><code>"));
  EXPECT_EQ(Markdown(picture), "- 1\\. Plan: [Ein \"Plan\"](/v1/p/1) (SHA-256 ab12)\n");
}

TEST(HtmlTest, TheFirstSectionIsTheHeadOfTheDocument) {
  const std::vector<Section> sections = {{.id = "a", .heading = "Eins", .heading_lang = "de"},
                                         {.id = "b", .heading = "Zwei & drei"},
                                         {.id = "c"}};
  EXPECT_EQ(ToHtml(sections),
            "<section id=\"a\" data-section=\"a\">\n<h1 lang=\"de\">Eins</h1>\n</section>\n"
            "<section id=\"b\" data-section=\"b\">\n<h2>Zwei &amp; drei</h2>\n</section>\n"
            "<section id=\"c\" data-section=\"c\">\n</section>\n");
  EXPECT_EQ(ToMarkdown(sections),
            "<!-- section: a -->\n# Eins\n\n<!-- section: b -->\n## Zwei &amp; drei\n\n"
            "<!-- section: c -->\n");
  EXPECT_EQ(ToMarkdown({}), "");
}

TEST(HtmlTest, APageLeadsAroundItself) {
  HtmlPage page{.title = "T<",
                .owner = "Stadt & Land",
                .main_html = "<p>main</p>",
                .footer_html = "<p>foot</p>"};
  std::string html = ToHtml(page);
  EXPECT_THAT(html, HasSubstr("<html lang=\"de\">"));
  EXPECT_THAT(html, HasSubstr("<title>T&lt;</title>"));
  EXPECT_THAT(html, HasSubstr("<p class=\"owner\">Stadt &amp; Land</p>"));
  EXPECT_THAT(html, HasSubstr("<main id=\"main\">\n<p>main</p></main>"));
  EXPECT_THAT(html, HasSubstr("<p>foot</p></div>\n</footer>\n</body>\n</html>\n"));
  EXPECT_THAT(html, HasSubstr("Zum Inhalt"));
  EXPECT_THAT(html, Not(HasSubstr("<nav")));
  page.language = Language::kEnglish;
  page.home_href = "/?a&b";
  page.wide = true;
  page.links = {{"/en", "English", "en"}, {"/md", "Text", ""}};
  html = ToHtml(page);
  EXPECT_THAT(html, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(html, HasSubstr("<p class=\"owner\"><a href=\"/?a&amp;b\">Stadt &amp; Land</a></p>"));
  EXPECT_THAT(html, HasSubstr("<main id=\"main\" class=\"wide\">"));
  EXPECT_THAT(html, HasSubstr("<nav aria-label=\"Language and form\"><ul><li><a href=\"/en\" "
                              "hreflang=\"en\" lang=\"en\">English</a></li><li><a "
                              "href=\"/md\">Text</a></li></ul></nav>"));
  EXPECT_THAT(html, HasSubstr("Skip to content"));
}

std::string OneLine(const std::string& text) { return Markdown(Paragraph{Plain(text), ""}); }

TEST(MarkdownTest, WhatPeopleWroteIsTextAsItStands) {
  EXPECT_EQ(OneLine("a\nb\rc"), "a b c\n");
  EXPECT_EQ(OneLine("\\`*_[]|~#>&<"), "\\\\\\`\\*\\_\\[\\]\\|\\~\\#\\>&amp;&lt;\n");
  for (const char* begins : {"- a", "+ a", "=== a"}) {
    EXPECT_EQ(OneLine(begins), std::string("\\") + begins + "\n");
  }
  EXPECT_EQ(OneLine("12. a"), "12\\. a\n");
  EXPECT_EQ(OneLine("1) a"), "1\\) a\n");
  for (const char* text : {"12", "12 a", ".a", "a 1. b", "a - b"}) {
    EXPECT_EQ(OneLine(text), std::string(text) + "\n");
  }
}

TEST(MarkdownTest, MarkersStandNextToLetters) {
  const auto styled = [](const char* text, Run::Style style) {
    return Markdown(Paragraph{{{.text = "x"}, {.text = text, .style = style}, {.text = "y"}}, ""});
  };
  EXPECT_EQ(styled(" a b ", Run::Style::kStrong), "x **a b** y\n");
  EXPECT_EQ(styled("a", Run::Style::kEmphasis), "x*a*y\n");
  EXPECT_EQ(styled("  ", Run::Style::kStrong), "x  y\n");
  EXPECT_EQ(styled("  ", Run::Style::kEmphasis), "x  y\n");
  EXPECT_EQ(styled("", Run::Style::kEmphasis), "xy\n");
  const Line link = {{.text = "a", .style = Run::Style::kLink, .href = "https://x/<\\>"}};
  EXPECT_EQ(Markdown(Paragraph{link, ""}), "[a](<https://x/%3C%5C%3E>)\n");
}

TEST(MarkdownTest, ListsQuotesAndAddressesKeepTheirLines) {
  EXPECT_EQ(Markdown(BulletList{{Plain("a"), Plain("- b")}, "", false}), "- a\n- \\- b\n");
  EXPECT_EQ(Markdown(BulletList{{Plain("a"), Plain("b")}, "", true}), "1. a\n2. b\n");
  EXPECT_EQ(Markdown(Notice{"a"}), "> a\n");
  EXPECT_EQ(Markdown(Sources{{"a", "b"}}), "\\[1\\] a\n\n\\[2\\] b\n");
  EXPECT_EQ(Markdown(AddressLines{{"Ada", "1. Stock"}}), "Ada  \n1\\. Stock\n");
}

TEST(FigureTest, AReferenceSaysWhatItCountsAndWhereItComesFrom) {
  FigureValue value;
  value.value = Protection(1000).Count(1238);
  value.label_de = "Einwohner";
  value.label_en = "people";
  value.area = "Lehe";
  value.date = "2021-12-31";
  value.source = "import 1";
  ResolvedFigure figure = Resolve(Language::kGerman, value);
  EXPECT_EQ(figure.text, "1.240");
  EXPECT_EQ(figure.source,
            "Einwohner, Lehe, 31. Dezember 2021. Quelle: import 1; Personen zum Schutz Einzelner "
            "auf 5 gerundet");
  value.synthetic = true;
  EXPECT_EQ(Resolve(Language::kEnglish, value).source,
            "people, Lehe, 31 December 2021. Source: import 1 (synthetic); people rounded to 5 to "
            "protect single people");
  value.value = Value::Supplied(21.04, 1);
  value.unit = FigureValue::Unit::kPercent;
  value.date = "2021";
  figure = Resolve(Language::kGerman, value);
  EXPECT_EQ(figure.text, "21,0\u00a0%");
  EXPECT_EQ(figure.source, "Einwohner, Lehe, 2021. Quelle: import 1 (synthetisch)");
}

TEST(FigureTest, UnitsStandBehindWhatIsTold) {
  const auto in = [](FigureValue::Unit unit) {
    return WithUnit(Language::kGerman, Value::Supplied(41.3, 1), unit);
  };
  EXPECT_EQ(in(FigureValue::Unit::kYears), "41,3\u00a0Jahre");
  EXPECT_EQ(WithUnit(Language::kEnglish, Value::Supplied(41.3, 1), FigureValue::Unit::kYears),
            "41.3\u00a0years");
  EXPECT_EQ(in(FigureValue::Unit::kPercent), "41,3\u00a0%");
  for (const auto unit : {FigureValue::Unit::kPersons, FigureValue::Unit::kPerHundred,
                          FigureValue::Unit::kIndex, FigureValue::Unit::kPlaces}) {
    EXPECT_EQ(in(unit), "41,3");
  }
  EXPECT_EQ(WithUnit(Language::kGerman, Protection::Secret(), FigureValue::Unit::kYears), "·");
}

TEST(PageTest, TheLanguageIsTheOneAskedForElseTheCallersElseTheCitys) {
  const auto chosen = [](const char* asked, const char* preferred, const char* city) {
    return ChooseLanguage(asked, preferred, city).value();
  };
  EXPECT_EQ(chosen("en-GB", "de", "de"), Language::kEnglish);
  EXPECT_EQ(chosen("", "en", "de"), Language::kEnglish);
  EXPECT_EQ(chosen("", "fr", "en"), Language::kEnglish);
  EXPECT_EQ(chosen("", "", ""), Language::kGerman);
  EXPECT_EQ(FieldOf(ChooseLanguage("fr", "en", "en").status()), "locale");
  EXPECT_EQ(HtmlOf("x").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(MarkdownOf("x").content_type, "text/markdown; charset=utf-8");
  EXPECT_EQ(TextOf("x").content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(TextOf("x").bytes, "x");
}

}  // namespace
}  // namespace zwk::reporting
