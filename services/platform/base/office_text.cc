#include "platform/base/office_text.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace zwk {
namespace {

bool IsPunctuation(char c) { return absl::ascii_ispunct(static_cast<unsigned char>(c)); }
bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }
// Whether a letter of the Latin, Greek or Cyrillic script begins with this byte of UTF-8.
bool BeginsLetter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return absl::ascii_isalnum(byte) || (byte >= 0xC3 && byte <= 0xD4);
}
bool LetterEndsBefore(absl::string_view text, size_t at) {
  if (at == 0) return false;
  if (absl::ascii_isalnum(static_cast<unsigned char>(text[at - 1]))) return true;
  return at > 1 && static_cast<unsigned char>(text[at - 1]) >= 0x80 && BeginsLetter(text[at - 2]) &&
         !absl::ascii_isalnum(static_cast<unsigned char>(text[at - 2]));
}

struct Finding {
  size_t line;
  absl::string_view what;
};

// The marks inside one block, across its lines.
class MarksInside {
 public:
  MarksInside(absl::string_view text, size_t line) : text_(text), line_(line) {}

  std::optional<Finding> Check() {
    while (at_ < text_.size() && !found_) Step();
    if (!found_ && open_ > 0) found_ = {open_line_, "a * without its partner (write \\*)"};
    return found_;
  }
  // Whether there were any.
  bool marked() const { return marked_; }

 private:
  char Before(size_t at) const { return at == 0 ? ' ' : text_[at - 1]; }
  char Peek(size_t at) const { return at < text_.size() ? text_[at] : ' '; }
  void Found(absl::string_view what) { found_ = {line_, what}; }

  void Step() {
    if (IsEscape(text_, at_)) {
      marked_ = true;
      at_ += 2;
      return;
    }
    switch (text_[at_]) {
      case '\n':
        ++line_;
        break;
      case '{':
        return SkipReference();
      case '`':
        if (++ticks_ > 1) Found("code (`)");
        break;
      case '<':
        if ((absl::ascii_isalpha(static_cast<unsigned char>(Peek(at_ + 1))) ||
             absl::StrContains("/!?", absl::string_view(&text_[at_], 2).substr(1))) &&
            text_.find('>', at_) != text_.npos) {
          Found("HTML or an address in <>");
        }
        break;
      case '&':
        if (IsEntity()) Found("a character as entity (&...;)");
        break;
      case '!':
        if (Peek(at_ + 1) == '[') Found("a picture (pictures are attached)");
        break;
      case '[':
        return Bracket();
      case '*':
        return Stars();
      case '_':
      case '~':
        return OtherMarks(text_[at_]);
      default:
        break;
    }
    ++at_;
  }

  void SkipReference() {
    const size_t end =
        absl::StartsWith(text_.substr(at_), "{{") ? text_.find("}}", at_) : text_.npos;
    at_ = end == text_.npos || text_.substr(at_, end - at_).find('\n') != text_.npos ? at_ + 1
                                                                                     : end + 2;
  }

  bool IsEntity() const {
    size_t end = at_ + 1;
    if (Peek(end) == '#') ++end;
    const size_t begin = end;
    while (absl::ascii_isalnum(static_cast<unsigned char>(Peek(end)))) ++end;
    return end > begin && Peek(end) == ';';
  }

  void Bracket() {
    if (Peek(at_ + 1) == '^') return Found("a footnote ([^...])");
    size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != ']' && text_[end] != '[') {
      end += IsEscape(text_, end) ? 2 : 1;
    }
    const char then = Peek(end + 1);
    if (Peek(end) == ']' && then == '[') return Found("a link by reference ([...][...])");
    if (Peek(end) == ']' && then == '(') return Link(text_.substr(at_ + 1, end - at_ - 1), end + 2);
    ++at_;
  }

  void Link(absl::string_view words, size_t begin) {
    size_t end = begin;
    for (int depth = 0; end < text_.size() && (text_[end] != ')' || depth > 0); ++end) {
      depth += text_[end] == '(' ? 1 : text_[end] == ')' ? -1 : 0;
    }
    const absl::string_view target = text_.substr(begin, end - begin);
    if (words.empty()) return Found("a link without words");
    if (words.find_first_of("*`_~{<&") != words.npos) {
      return Found("marks within the words of a link");
    }
    if (open_ > 0) return Found("a link within marks (*)");
    if (!absl::StartsWithIgnoreCase(target, "https://") &&
        !absl::StartsWithIgnoreCase(target, "http://") &&
        !absl::StartsWithIgnoreCase(target, "mailto:")) {
      return Found("a link that leads to neither http, https nor mailto");
    }
    if (end == text_.size() || std::any_of(target.begin(), target.end(), IsSpace)) {
      return Found("a link with more than an address behind it");
    }
    marked_ = true;
    line_ += static_cast<size_t>(std::count(words.begin(), words.end(), '\n'));
    at_ = end + 1;
  }

  void Stars() {
    if (IsStarInWord(text_, at_)) {
      ++at_;
      return;
    }
    const size_t end = std::min(text_.find_first_not_of('*', at_), text_.size());
    const size_t count = end - at_;
    const char before = Before(at_), after = Peek(end);
    const bool opens =
        !IsSpace(after) && (!IsPunctuation(after) || IsSpace(before) || IsPunctuation(before));
    const bool closes =
        !IsSpace(before) && (!IsPunctuation(before) || IsSpace(after) || IsPunctuation(after));
    if ((opens || closes) && count > 2) return Found("more than two * in a row");
    if (closes && open_ == count) {
      open_ = 0;
      marked_ = true;
    } else if (opens && open_ > 0) {
      return Found("marks (*) within marks, or next to a letter where they end");
    } else if (opens) {
      open_ = count;
      open_line_ = line_;
    } else if (closes) {
      return Found("a * without its partner (write \\*)");
    }
    at_ = end;
  }

  // "_so_" and "~~so~~"; within words and between spaces they are none.
  void OtherMarks(char mark) {
    const size_t end = std::min(text_.find_first_not_of(mark, at_), text_.size());
    const bool opens = !IsSpace(Peek(end)) && (mark == '~' || !LetterEndsBefore(text_, at_));
    const bool closes = !IsSpace(Before(at_)) && (mark == '~' || !BeginsLetter(Peek(end)));
    bool& open = mark == '_' ? underscore_ : tilde_;
    if (closes && open) {
      return Found(mark == '_' ? "marks with _ (use *)" : "struck out text (~)");
    }
    open = open || opens;
    at_ = end;
  }

  const absl::string_view text_;
  size_t line_;
  size_t at_ = 0;
  size_t open_ = 0;  // so many stars
  size_t open_line_ = 0;
  int ticks_ = 0;
  bool underscore_ = false;
  bool tilde_ = false;
  bool marked_ = false;
  std::optional<Finding> found_;
};

// What begins another block than a paragraph, and is not known.
absl::string_view UnknownStart(absl::string_view line) {
  const auto begins = [line](absl::string_view mark) { return absl::StartsWith(line, mark); };
  if (begins(">")) return "a quotation (>)";
  if (begins("~~~")) return "code (~~~)";
  if (HeadingText(line) || (line.size() <= 6 && line.find_first_not_of('#') == line.npos)) {
    return "a heading (#) that is not the first line, or has no words";
  }
  if (line.find_first_not_of("-=*_ ") == line.npos) {
    return "a rule, an underlined heading or an item without words";
  }
  if (begins("+ ")) return "a list with + (use -)";
  if (begins(": ")) return "a definition (:)";
  if ((begins("[") || begins("*[")) && absl::StrContains(line, "]:")) {
    return begins("[^") ? "a footnote ([^...])" : "a definition ([...]:)";
  }
  return "";
}

size_t Indent(absl::string_view line) {
  size_t indent = 0;
  for (const char c : line) {
    if (c != ' ' && c != '\t') break;
    indent += c == '\t' ? 4 : 1;
  }
  return indent;
}

std::vector<absl::string_view> Cells(absl::string_view line) {
  absl::ConsumePrefix(&line, "|");
  std::vector<absl::string_view> cells;
  size_t begin = 0;
  for (size_t at = 0; at < line.size(); ++at) {
    if (IsEscape(line, at)) {
      ++at;
    } else if (line[at] == '|') {
      cells.push_back(line.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  if (begin < line.size()) cells.push_back(line.substr(begin));
  return cells;
}

class Shape {
 public:
  explicit Shape(absl::string_view text) : raw_(absl::StrSplit(text, '\n')) {
    for (const absl::string_view line : raw_) lines_.push_back(absl::StripAsciiWhitespace(line));
    numbered_ = NumberedLines(lines_);
  }

  std::optional<Finding> Check() {
    for (at_ = 0; at_ < lines_.size() && !found_; ++at_) {
      if (lines_[at_].empty()) {
        EndParagraph();
      } else if (!Heading()) {
        Line();
      }
    }
    EndParagraph();
    return found_;
  }

 private:
  void Found(absl::string_view what) {
    if (!found_ && !what.empty()) found_ = {at_ + 1, what};
  }
  void Inside(absl::string_view text, size_t line) {
    if (!found_) found_ = MarksInside(text, line).Check();
  }
  absl::string_view Next() const { return at_ + 1 < lines_.size() ? lines_[at_ + 1] : ""; }
  absl::string_view Last() const { return at_ > 0 ? lines_[at_ - 1] : ""; }
  bool IsItem(size_t at) const { return numbered_[at] || BulletText(lines_[at]).has_value(); }

  // The first line that says something may be one, without marks.
  bool Heading() {
    if (std::exchange(begun_, true)) return false;
    const auto heading = HeadingText(lines_[at_]);
    if (!heading || heading->empty()) return false;
    MarksInside marks(*heading, at_ + 1);
    found_ = marks.Check();
    if (marks.marked() || absl::EndsWith(*heading, "#")) Found("marks within a heading");
    const auto below = lines_.begin() + static_cast<std::ptrdiff_t>(at_) + 1;
    if (std::all_of(below, lines_.end(), [](absl::string_view line) { return line.empty(); })) {
      Found("a heading without text below it");
    }
    return true;
  }

  void Line() {
    const absl::string_view line = lines_[at_];
    CheckIndent();
    if (line.find_first_not_of("-=*_ ") == line.npos) return Found(UnknownStart(line));
    if (line[0] == '|') {
      EndParagraph();
      return Table();
    }
    if (IsItem(at_)) {
      EndParagraph();
      return Item();
    }
    in_list_ = false;
    Found(UnknownStart(line));
    CheckNumber();
    if (absl::StrContains(line, "|") && line.find_first_not_of("-:| ") == line.npos) {
      Found("a table whose lines do not begin with |");
    }
    const bool goes_on = !Next().empty() && Next()[0] != '|' && !IsItem(at_ + 1);
    if (goes_on && (absl::EndsWith(raw_[at_], "  ") || absl::EndsWith(line, "\\"))) {
      Found("a line break within a paragraph (an empty line begins a new one)");
    }
    if (paragraph_.empty()) paragraph_line_ = at_ + 1;
    absl::StrAppend(&paragraph_, paragraph_.empty() ? "" : "\n", line);
  }

  void CheckIndent() {
    const size_t indent = Indent(raw_[at_]);
    if (in_list_ && IsItem(at_) && indent >= list_indent_ + 2) {
      Found("a list within a list");
    } else if ((in_list_ || after_number_) && !IsItem(at_) && indent >= 2) {
      Found("text that goes on within an item of a list");
    } else if (!in_list_ && indent >= 4 && paragraph_.empty()) {
      Found("indented text");
    }
    after_number_ = ItemNumber(lines_[at_]) > 0;
  }

  void Item() {
    const absl::string_view line = lines_[at_];
    const absl::string_view text = absl::StripLeadingAsciiWhitespace(
        numbered_[at_] ? line.substr(line.find(' ') + 1) : *BulletText(line));
    if (!in_list_) list_indent_ = Indent(raw_[at_]);
    const char mark = numbered_[at_] ? line[line.find_first_of(".)")] : '-';
    if (in_list_ && numbered_[at_] && ItemNumber(line) > 1 && mark != mark_) {
      Found("a list numbered now with . and now with )");
    }
    mark_ = mark;
    in_list_ = true;
    if (BulletText(text)) Found("a list within a list");
    for (const absl::string_view box : {"[ ] ", "[x] ", "[X] "}) {
      if (absl::StartsWith(text, box)) Found("a list to tick off ([ ])");
    }
    Found(UnknownStart(text));
    Inside(text, at_ + 1);
  }

  // A number that begins no list here, and would elsewhere.
  void CheckNumber() {
    const int number = ItemNumber(lines_[at_]);
    if (number == 0) return;
    const bool among_numbers = ItemNumber(Last()) > 0 || ItemNumber(Next()) > 0;
    const bool begins = Last().empty() && !Next().empty();
    if (among_numbers || begins || (number == 1 && !Last().empty())) {
      Found("a numbered list that does not count 1, 2, ... by one item a line");
    }
  }

  void Table() {
    const size_t first = at_;
    const size_t columns = Cells(lines_[first]).size();
    in_list_ = false;
    for (; at_ < lines_.size() && absl::StartsWith(lines_[at_], "|") && !found_; ++at_) {
      const std::vector<absl::string_view> cells = Cells(lines_[at_]);
      if (cells.size() != columns) return Found("a row of a table with another number of cells");
      for (const absl::string_view cell : cells) {
        if (at_ == first + 1) {
          const absl::string_view rule = absl::StripAsciiWhitespace(cell);
          if (absl::StrContains(rule, ":")) return Found("a table with aligned columns (:)");
          if (rule.empty() || rule.find_first_not_of('-') != rule.npos) break;
        }
        Inside(absl::StripAsciiWhitespace(cell), at_ + 1);
      }
      if (at_ == first + 1 && lines_[at_].find_first_not_of("-| ") != absl::string_view::npos) {
        return Found("a table without | --- | below its head");
      }
    }
    --at_;
    if (at_ == first) Found("a table without | --- | below its head");
  }

  void EndParagraph() {
    if (!paragraph_.empty()) Inside(paragraph_, paragraph_line_);
    paragraph_.clear();
  }

  const std::vector<absl::string_view> raw_;
  std::vector<absl::string_view> lines_;
  std::vector<bool> numbered_;
  size_t at_ = 0;
  bool begun_ = false;
  bool in_list_ = false;
  bool after_number_ = false;
  size_t list_indent_ = 0;
  char mark_ = '-';
  std::string paragraph_;
  size_t paragraph_line_ = 0;
  std::optional<Finding> found_;
};

}  // namespace

std::optional<absl::string_view> HeadingText(absl::string_view line) {
  const size_t marks = std::min(line.find_first_not_of('#'), line.size());
  if (marks < 1 || marks > 6 || !absl::StartsWith(line.substr(marks), " ")) return std::nullopt;
  return absl::StripAsciiWhitespace(line.substr(marks));
}

std::optional<absl::string_view> BulletText(absl::string_view line) {
  for (const absl::string_view bullet : {"- ", "* ", "• "}) {
    if (absl::ConsumePrefix(&line, bullet)) return line;
  }
  return std::nullopt;
}

int ItemNumber(absl::string_view line) {
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  int number = 0;
  if (digits < 1 || digits > 4 || line.size() < digits + 2) return 0;
  if ((line[digits] != '.' && line[digits] != ')') || line[digits + 1] != ' ') return 0;
  return absl::SimpleAtoi(line.substr(0, digits), &number) ? number : 0;
}

std::vector<bool> NumberedLines(const std::vector<absl::string_view>& lines) {
  std::vector<bool> numbered(lines.size());
  std::vector<size_t> run;
  const auto end = [&] {
    if (run.size() > 1) {
      for (const size_t line : run) numbered[line] = true;
    }
    run.clear();
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const int number = ItemNumber(lines[i]);
    if (number != static_cast<int>(run.size()) + 1) end();
    if (number == static_cast<int>(run.size()) + 1) run.push_back(i);
  }
  end();
  return numbered;
}

bool IsEscape(absl::string_view text, size_t at) {
  return text[at] == '\\' && at + 1 < text.size() && IsPunctuation(text[at + 1]);
}

bool IsStarInWord(absl::string_view text, size_t at) {
  return text[at] == '*' && LetterEndsBefore(text, at) && at + 1 < text.size() &&
         BeginsLetter(text[at + 1]);
}

std::optional<std::string> LostShape(absl::string_view markdown) {
  const std::optional<Finding> found = Shape(markdown).Check();
  if (!found) return std::nullopt;
  return absl::StrCat("line ", found->line, ": ", found->what);
}

}  // namespace zwk
