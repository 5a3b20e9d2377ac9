#include "reporting/base/section_html.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/page/html.h"

namespace zwk::reporting {
namespace {

std::string ToHtml(const Line& line, absl::string_view section_id) {
  std::string html;
  for (const Run& run : line) {
    const std::string text =
        run.said ? absl::StrCat("<bdi", LangAttribute(run.lang), ">", Escape(run.text), "</bdi>")
                 : Escape(run.text);
    switch (run.style) {
      case Run::Style::kPlain:
        html += text;
        break;
      case Run::Style::kStrong:
        absl::StrAppend(&html, "<strong>", text, "</strong>");
        break;
      case Run::Style::kEmphasis:
        absl::StrAppend(&html, "<em>", text, "</em>");
        break;
      case Run::Style::kFigure:
        absl::StrAppend(&html, "<data class=\"figure\">", text, "</data><sup><a href=\"#",
                        section_id, "-source-", run.source, "\">", run.source, "</a></sup>");
        break;
      case Run::Style::kMissing:
        absl::StrAppend(&html, "<span class=\"missing\">", text, "</span>");
        break;
      case Run::Style::kLink:
        absl::StrAppend(&html, "<a href=\"", Escape(run.href), "\" rel=\"noopener\">", text,
                        "</a>");
        break;
    }
  }
  return html;
}

class BlockWriter {
 public:
  BlockWriter(std::string& html, absl::string_view section_id)
      : html_(html), section_id_(section_id) {}

  void operator()(const Paragraph& paragraph) {
    absl::StrAppend(&html_, "<p", LangAttribute(paragraph.lang), ">",
                    ToHtml(paragraph.line, section_id_), "</p>\n");
  }
  void operator()(const BulletList& list) {
    const absl::string_view tag = list.numbered ? "ol" : "ul";
    absl::StrAppend(&html_, "<", tag, LangAttribute(list.lang), ">\n");
    for (const Line& item : list.items) {
      absl::StrAppend(&html_, "<li>", ToHtml(item, section_id_), "</li>\n");
    }
    absl::StrAppend(&html_, "</", tag, ">\n");
  }
  void operator()(const Columns& columns) {
    for (size_t from = 0; from < columns.columns.size(); from += 3) {
      const size_t to = std::min(from + 3, columns.columns.size());
      absl::StrAppend(&html_, OpenScrolling(columns.caption), "\n<table class=\"columns\"",
                      LangAttribute(columns.lang), ">\n<thead><tr>");
      for (size_t i = from; i < to; ++i) {
        absl::StrAppend(&html_, "<th scope=\"col\">", Escape(columns.columns[i].title), "</th>");
      }
      html_ += "</tr></thead>\n<tbody><tr>\n";
      for (size_t i = from; i < to; ++i) {
        html_ += "<td><ul>";
        for (const std::string& item : columns.columns[i].items) {
          absl::StrAppend(&html_, "<li>", Escape(item), "</li>");
        }
        if (columns.columns[i].open_ended) html_ += "<li>…</li>";
        html_ += "</ul></td>\n";
      }
      html_ += "</tr></tbody>\n</table>\n</div>\n";
    }
  }
  void operator()(const Table& table) {
    absl::StrAppend(&html_, OpenScrolling(table.caption), "\n<table>\n<caption>",
                    Escape(table.caption), "</caption>\n<thead><tr>");
    for (const std::string& head : table.head) {
      absl::StrAppend(&html_, "<th scope=\"col\">", Escape(head), "</th>");
    }
    html_ += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
      html_ += "<tr>";
      for (const Line& cell : row) {
        absl::StrAppend(&html_, "<td>", ToHtml(cell, section_id_), "</td>");
      }
      html_ += "</tr>\n";
    }
    html_ += "</tbody>\n</table>\n</div>\n";
  }
  void operator()(const TextTable& table) {
    absl::StrAppend(&html_, OpenScrolling(table.caption), "\n<table", LangAttribute(table.lang),
                    ">\n<thead><tr>");
    for (const Line& head : table.head) {
      absl::StrAppend(&html_, "<th scope=\"col\">", ToHtml(head, section_id_), "</th>");
    }
    html_ += "</tr></thead>\n<tbody>\n";
    for (const std::vector<Line>& row : table.rows) {
      html_ += "<tr>";
      for (const Line& cell : row) {
        absl::StrAppend(&html_, "<td>", ToHtml(cell, section_id_), "</td>");
      }
      html_ += "</tr>\n";
    }
    html_ += "</tbody>\n</table>\n</div>\n";
  }
  void operator()(const Notice& notice) {
    absl::StrAppend(&html_, "<p class=\"notice\">", Escape(notice.text), "</p>\n");
  }
  void operator()(const Picture& picture) {
    absl::StrAppend(&html_, "<figure class=\"picture\"", LangAttribute(picture.lang),
                    "><img src=\"", Escape(picture.path), "\" alt=\"", Escape(picture.alt_text),
                    "\" style=\"max-width:100%\">");
    if (!picture.caption.empty()) {
      absl::StrAppend(&html_, "<figcaption>", Escape(picture.caption), "</figcaption>");
    }
    absl::StrAppend(&html_, "<code>SHA-256 ", Escape(picture.sha256), "</code></figure>\n");
  }
  void operator()(const Sources& sources) {
    html_ += "<ol class=\"sources\">\n";
    for (size_t i = 0; i < sources.lines.size(); ++i) {
      absl::StrAppend(&html_, "<li id=\"", section_id_, "-source-", i + 1, "\">",
                      Escape(sources.lines[i]), "</li>\n");
    }
    html_ += "</ol>\n";
  }
  void operator()(const AddressLines& address) {
    html_ += "<p class=\"address\">";
    for (size_t i = 0; i < address.lines.size(); ++i) {
      absl::StrAppend(&html_, i == 0 ? "" : "<br>\n", "<bdi>", Escape(address.lines[i]), "</bdi>");
    }
    html_ += "</p>\n";
  }

 private:
  std::string& html_;
  absl::string_view section_id_;
};

}  // namespace

std::string ToHtml(const std::vector<Section>& sections) {
  std::string html;
  for (size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    absl::StrAppend(&html, "<section id=\"", Escape(section.id), "\" data-section=\"",
                    Escape(section.id), "\">\n");
    if (!section.heading.empty()) {
      const absl::string_view tag = i == 0 ? "h1" : "h2";
      absl::StrAppend(&html, "<", tag, LangAttribute(section.heading_lang), ">",
                      Escape(section.heading), "</", tag, ">\n");
    }
    for (const Block& block : section.blocks) std::visit(BlockWriter(html, section.id), block);
    html += "</section>\n";
  }
  return html;
}

}  // namespace zwk::reporting
