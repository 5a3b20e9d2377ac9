#include "reporting/base/markdown.h"

#include <algorithm>
#include "absl/strings/string_view.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace zwk::reporting {
namespace {

// Line breaks become spaces: one text stays one block.
std::string Literal(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\n':
      case '\r':
        escaped += ' ';
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '|':
      case '~':
      case '#':
      case '>':
        escaped += '\\';
        escaped += c;
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// At the start of a block "- ", "+ " and "1." would make a list.
std::string AtLineStart(std::string text) {
  if (text.empty()) return text;
  if (text[0] == '-' || text[0] == '+' || text[0] == '=') return absl::StrCat("\\", text);
  size_t digits = 0;
  while (digits < text.size() && absl::ascii_isdigit(text[digits])) ++digits;
  if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')')) {
    text.insert(digits, "\\");
  }
  return text;
}

std::string Inline(const Line& line) {
  std::string markdown;
  for (const Run& run : line) {
    const std::string text = run.said ? Isolated(Literal(run.text)) : Literal(run.text);
    if (text.empty()) continue;
    // Markers stand next to letters, not to spaces.
    const size_t first = text.find_first_not_of(' ');
    const size_t last = text.find_last_not_of(' ');
    const bool blank = first == std::string::npos;
    const auto marked = [&](absl::string_view marker) {
      return absl::StrCat(text.substr(0, first), marker, text.substr(first, last - first + 1),
                          marker, text.substr(last + 1));
    };
    switch (run.style) {
      case Run::Style::kPlain:
        markdown += text;
        break;
      case Run::Style::kStrong:
        markdown += blank ? text : marked("**");
        break;
      case Run::Style::kEmphasis:
        markdown += blank ? text : marked("*");
        break;
      case Run::Style::kFigure:
        absl::StrAppend(&markdown, text, " \\[", run.source, "\\]");
        break;
      case Run::Style::kMissing:
        markdown += text;
        break;
      case Run::Style::kLink:
        absl::StrAppend(&markdown, "[", text, "](<",
                        absl::StrReplaceAll(run.href, {{"<", "%3C"}, {">", "%3E"}, {"\\", "%5C"}}),
                        ">)");
        break;
    }
  }
  return markdown;
}

std::string ToMarkdown(const Line& line) { return AtLineStart(Inline(line)); }

class BlockWriter {
 public:
  explicit BlockWriter(std::string& markdown) : markdown_(markdown) {}

  void operator()(const Paragraph& paragraph) {
    absl::StrAppend(&markdown_, ToMarkdown(paragraph.line), "\n\n");
  }
  void operator()(const BulletList& list) {
    int number = 0;
    for (const Line& item : list.items) {
      const std::string mark = list.numbered ? absl::StrCat(++number, ".") : "-";
      absl::StrAppend(&markdown_, mark, " ", ToMarkdown(item), "\n");
    }
    markdown_ += "\n";
  }
  void operator()(const Columns& columns) {
    for (size_t from = 0; from < columns.columns.size(); from += 3) {
      const size_t to = std::min(from + 3, columns.columns.size());
      std::vector<std::string> head;
      std::vector<std::vector<std::string>> items;
      size_t rows = 0;
      for (size_t i = from; i < to; ++i) {
        head.push_back(columns.columns[i].title);
        items.push_back(columns.columns[i].items);
        if (columns.columns[i].open_ended) items.back().push_back("…");
        rows = std::max(rows, items.back().size());
      }
      Row(head);
      Rule(head.size());
      for (size_t row = 0; row < rows; ++row) {
        std::vector<std::string> cells;
        for (const auto& column : items) cells.push_back(row < column.size() ? column[row] : "");
        Row(cells);
      }
      markdown_ += "\n";
    }
  }
  void operator()(const Table& table) {
    absl::StrAppend(&markdown_, "*", Literal(table.caption), "*\n\n");
    Row(table.head);
    Rule(table.head.size());
    for (const std::vector<Line>& row : table.rows) LineRow(row);
    markdown_ += "\n";
  }
  void operator()(const TextTable& table) {
    LineRow(table.head);
    Rule(table.head.size());
    for (const std::vector<Line>& row : table.rows) LineRow(row);
    markdown_ += "\n";
  }
  void operator()(const Notice& notice) {
    absl::StrAppend(&markdown_, "> ", Literal(notice.text), "\n\n");
  }
  void operator()(const Picture& picture) {
    const std::string caption =
        picture.caption.empty() ? "" : absl::StrCat(AtLineStart(Literal(picture.caption)), ": ");
    absl::StrAppend(&markdown_, "- ", caption, "[", Literal(picture.alt_text), "](", picture.path,
                    ") (SHA-256 ", Literal(picture.sha256), ")\n\n");
  }
  void operator()(const Sources& sources) {
    for (size_t i = 0; i < sources.lines.size(); ++i) {
      absl::StrAppend(&markdown_, "\\[", i + 1, "\\] ", Literal(sources.lines[i]), "\n\n");
    }
  }
  void operator()(const AddressLines& address) {
    // Two spaces at the end keep the line break.
    absl::StrAppend(&markdown_,
                    absl::StrJoin(address.lines, "  \n",
                                  [](std::string* out, const std::string& line) {
                                    absl::StrAppend(out, Isolated(AtLineStart(Literal(line))));
                                  }),
                    "\n\n");
  }

 private:
  void Row(const std::vector<std::string>& cells) {
    markdown_ += "|";
    for (const std::string& cell : cells) absl::StrAppend(&markdown_, " ", Literal(cell), " |");
    markdown_ += "\n";
  }
  void LineRow(const std::vector<Line>& cells) {
    markdown_ += "|";
    for (const Line& cell : cells) absl::StrAppend(&markdown_, " ", Inline(cell), " |");
    markdown_ += "\n";
  }
  void Rule(size_t columns) {
    markdown_ += "|";
    for (size_t i = 0; i < columns; ++i) markdown_ += " --- |";
    markdown_ += "\n";
  }

  std::string& markdown_;
};

}  // namespace

std::string ToMarkdown(const std::vector<Section>& sections) {
  std::string markdown;
  for (size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    absl::StrAppend(&markdown, "<!-- section: ", section.id, " -->\n");
    if (!section.heading.empty()) {
      absl::StrAppend(&markdown, i == 0 ? "# " : "## ", Literal(section.heading), "\n\n");
    }
    for (const Block& block : section.blocks) std::visit(BlockWriter(markdown), block);
  }
  while (markdown.size() > 1 && markdown[markdown.size() - 2] == '\n') markdown.pop_back();
  return markdown;
}

}  // namespace zwk::reporting
