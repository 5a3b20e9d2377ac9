#include "reporting/base/rich_text.h"

#include <md4c.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/office_text.h"

namespace zwk::reporting {
namespace {

constexpr absl::string_view kOpen = "{{indicator:";
constexpr absl::string_view kClose = "}}";

// ---------------------------------------------------------------------------------------------
// The allow list: md4c gets to see only what people may write, everything else is escaped and so
// comes back as it stands.

// Without what md4c knows and people may not write: code, quotes, HTML, underscores, entities,
// pictures, rules, further headings.
std::string Escaped(absl::string_view line) {
  std::string escaped;
  for (size_t i = 0; i < line.size(); ++i) {
    if (IsEscape(line, i)) {
      absl::StrAppend(&escaped, line.substr(i, 2));
      ++i;
      continue;
    }
    const bool picture = line[i] == '[' && i > 0 && line[i - 1] == '!';
    if (picture || IsStarInWord(line, i) ||
        absl::string_view("\\`<>_&~").find(line[i]) != absl::string_view::npos) {
      escaped += '\\';
    }
    escaped += line[i];
  }
  // What would begin another block.
  if (ItemNumber(line) > 0) {
    escaped.insert(line.find_first_of(".)"), "\\");
    return escaped;
  }
  const bool rule = line.find_first_not_of("-=* ") == absl::string_view::npos;
  const bool definition = line[0] == '[' && absl::StrContains(line, "]:");
  const bool bullet = absl::StartsWith(line, "- ") || absl::StartsWith(line, "* ");
  const bool begins = rule || definition || bullet || line[0] == '#' || line[0] == '+';
  return begins ? absl::StrCat("\\", escaped) : escaped;
}

// Blocks stand apart, so that none of them runs on into the next one.
class Preparation {
 public:
  explicit Preparation(absl::string_view text) {
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      lines_.push_back(absl::StripAsciiWhitespace(line));
    }
    numbered_ = NumberedLines(lines_);
  }

  // Takes a heading from the first line that says something.
  std::string Heading() {
    for (absl::string_view& line : lines_) {
      if (line.empty()) continue;
      const auto heading = HeadingText(line);
      if (!heading) break;
      line = "";
      return std::string(*heading);
    }
    return "";
  }

  std::string Text() const {
    std::string text;
    enum class Kind { kNone, kText, kBullet, kNumbered, kTable } before = Kind::kNone;
    for (size_t i = 0; i < lines_.size(); ++i) {
      const absl::string_view line = lines_[i];
      if (line.empty()) {
        // A numbered list goes on behind an empty line.
        text += '\n';
        if (before != Kind::kNumbered) before = Kind::kNone;
        continue;
      }
      const auto bullet = BulletText(line);
      const Kind kind = numbered_[i]     ? Kind::kNumbered
                        : bullet         ? Kind::kBullet
                        : line[0] == '|' ? Kind::kTable
                                         : Kind::kText;
      if (kind != before && before != Kind::kNone) text += '\n';
      if (kind == Kind::kNumbered) {
        absl::StrAppend(&text, line.substr(0, line.find(' ') + 1),
                        Escaped(line.substr(line.find(' ') + 1)), "\n");
      } else if (bullet) {
        absl::StrAppend(&text, "- ", Escaped(*bullet), "\n");
      } else {
        absl::StrAppend(&text, Escaped(line), "\n");
      }
      before = kind;
    }
    return text;
  }

 private:
  std::vector<absl::string_view> lines_;
  std::vector<bool> numbered_;
};

// ---------------------------------------------------------------------------------------------
// From what md4c finds to blocks.

class Reader {
 public:
  Reader(Language language, absl::string_view lang, const FigureLookup& figures,
         std::vector<std::string>& sources)
      : language_(language), lang_(lang), figures_(figures), sources_(sources) {}

  std::vector<Block> Read(const std::string& text) {
    MD_PARSER parser = {};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_NOHTML;
    parser.enter_block = [](MD_BLOCKTYPE type, void*, void* self) {
      static_cast<Reader*>(self)->EnterBlock(type);
      return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
      static_cast<Reader*>(self)->LeaveBlock(type);
      return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
      static_cast<Reader*>(self)->EnterSpan(type, detail);
      return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
      static_cast<Reader*>(self)->LeaveSpan(type);
      return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
      static_cast<Reader*>(self)->Text(type, {text, size});
      return 0;
    };
    md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, this);
    return std::move(blocks_);
  }

 private:
  void EnterBlock(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        list_ = BulletList{.lang = lang_, .numbered = type == MD_BLOCK_OL};
        break;
      case MD_BLOCK_LI:
        in_item_ = true;
        break;
      case MD_BLOCK_TABLE:
        table_ =
            TextTable{.caption = std::string(Say(language_, "Tabelle", "Table")), .lang = lang_};
        break;
      case MD_BLOCK_TR:
        row_.clear();
        break;
      default:
        break;
    }
  }

  void LeaveBlock(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_LI:
        list_.items.push_back(TakeLine());
        in_item_ = false;
        break;
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        blocks_.push_back(std::exchange(list_, {}));
        break;
      case MD_BLOCK_P:
        // Inside an item: the line goes on there.
        if (!in_item_) blocks_.push_back(Paragraph{TakeLine(), lang_});
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        row_.push_back(TakeLine());
        break;
      case MD_BLOCK_TR:
        if (table_.head.empty()) {
          table_.head = std::exchange(row_, {});
        } else {
          table_.rows.push_back(std::exchange(row_, {}));
        }
        break;
      case MD_BLOCK_TABLE:
        blocks_.push_back(std::exchange(table_, {}));
        break;
      default:
        break;
    }
  }

  void EnterSpan(MD_SPANTYPE type, void* detail) {
    Flush();
    if (type == MD_SPAN_EM) ++emphasis_;
    if (type == MD_SPAN_STRONG) ++strong_;
    if (type == MD_SPAN_A) {
      const MD_ATTRIBUTE& href = static_cast<MD_SPAN_A_DETAIL*>(detail)->href;
      href_ = std::string(href.text, href.size);
      before_link_ = line_.size();
    }
  }

  void LeaveSpan(MD_SPANTYPE type) {
    Flush();
    if (type == MD_SPAN_EM) --emphasis_;
    if (type == MD_SPAN_STRONG) --strong_;
    if (type == MD_SPAN_A) EndLink();
  }

  void Text(MD_TEXTTYPE type, absl::string_view text) {
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
      plain_ += ' ';
    } else if (type == MD_TEXT_NULLCHAR) {
      plain_ += "\uFFFD";
    } else {
      absl::StrAppend(&plain_, text);
    }
  }

  // What leads elsewhere than people may lead is text as it stands.
  void EndLink() {
    const std::string href = std::exchange(href_, "");
    const bool allowed = absl::StartsWithIgnoreCase(href, "https://") ||
                         absl::StartsWithIgnoreCase(href, "http://") ||
                         absl::StartsWithIgnoreCase(href, "mailto:");
    if (!allowed) {
      line_.insert(line_.begin() + static_cast<std::ptrdiff_t>(before_link_), Run{.text = "["});
      line_.push_back({.text = absl::StrCat("](", href, ")")});
      return;
    }
    for (size_t i = before_link_; i < line_.size(); ++i) {
      line_[i].style = Run::Style::kLink;
      line_[i].href = href;
    }
  }

  Run::Style Style() const {
    return strong_ > 0     ? Run::Style::kStrong
           : emphasis_ > 0 ? Run::Style::kEmphasis
                           : Run::Style::kPlain;
  }

  // The text read so far becomes runs, references to figures among them.
  void Flush() {
    absl::string_view text = plain_;
    while (!text.empty()) {
      const size_t open = text.find(kOpen);
      const size_t close = open == text.npos ? text.npos : text.find(kClose, open);
      const absl::string_view before = text.substr(0, close == text.npos ? text.npos : open);
      if (!before.empty()) line_.push_back({.text = std::string(before), .style = Style()});
      if (close == text.npos) break;
      const size_t key = open + kOpen.size();
      line_.push_back(Figure(text.substr(key, close - key)));
      text.remove_prefix(close + kClose.size());
    }
    plain_.clear();
  }

  Line TakeLine() {
    Flush();
    return std::exchange(line_, {});
  }

  Run Figure(absl::string_view key) {
    const auto found = figures_.find(std::string(key));
    if (found == figures_.end()) {
      return {.text = absl::StrCat(Say(language_, "[keine Angabe: ", "[not available: "), key, "]"),
              .style = Run::Style::kMissing};
    }
    auto source = std::find(sources_.begin(), sources_.end(), found->second.source);
    if (source == sources_.end()) source = sources_.insert(sources_.end(), found->second.source);
    return {.text = found->second.text,
            .style = Run::Style::kFigure,
            .source = static_cast<int>(source - sources_.begin()) + 1};
  }

  const Language language_;
  const std::string lang_;
  const FigureLookup& figures_;
  std::vector<std::string>& sources_;
  std::vector<Block> blocks_;
  BulletList list_;
  bool in_item_ = false;
  TextTable table_;
  std::vector<Line> row_;
  Line line_;
  std::string plain_;
  std::string href_;
  size_t before_link_ = 0;
  int emphasis_ = 0;
  int strong_ = 0;
};

}  // namespace

std::vector<std::string> FigureKeys(absl::string_view text) {
  std::vector<std::string> keys;
  for (size_t at = text.find(kOpen); at != text.npos; at = text.find(kOpen, at)) {
    const size_t begin = at + kOpen.size();
    const size_t end = text.find(kClose, begin);
    if (end == text.npos) break;
    keys.emplace_back(text.substr(begin, end - begin));
    at = end;
  }
  return keys;
}

RichText ParseRichText(Language language, absl::string_view markdown, absl::string_view lang,
                       const FigureLookup& figures, std::vector<std::string>& sources) {
  Preparation prepared(markdown);
  RichText result;
  result.heading = prepared.Heading();
  result.blocks = Reader(language, lang, figures, sources).Read(prepared.Text());
  return result;
}

}  // namespace zwk::reporting
