#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/page.h"

// The parts documents are made of, whatever format they are written in, and the small Markdown that
// people may use in the texts of a meeting.
namespace zwk::reporting {

// A piece of a line. What people wrote is data: a writer escapes it, always.
struct Run {
  enum class Style {
    kPlain,
    kStrong,
    kEmphasis,
    kFigure,   // a resolved reference; `source` counts from 1 within its section
    kMissing,  // a reference nobody could resolve, shown as such
    kLink,     // leads to `href`
  };
  std::string text;
  Style style = Style::kPlain;
  int source = 0;
  std::string href = {};  // http, https or mailto
  // What somebody wrote or is called, in the midst of other words: its direction is its own.
  bool said = false;
  std::string lang = {};  // of what was said; empty: the document's, or nobody knows
  friend bool operator==(const Run&, const Run&) = default;
};
using Line = std::vector<Run>;

inline Line Plain(std::string text) { return {Run{.text = std::move(text)}}; }
inline Run Said(std::string text, std::string lang) {
  return Run{.text = std::move(text), .said = true, .lang = std::move(lang)};
}

// `lang` is the language the text was written in, empty where it is the document's own.
struct Paragraph {
  Line line;
  std::string lang;
};
struct BulletList {
  std::vector<Line> items;
  std::string lang;
  bool numbered = false;  // from 1
};
// Titled lists beside each other, at most three to a row; open-ended ones end in "…".
struct Columns {
  struct Column {
    std::string title;
    std::vector<std::string> items;
    bool open_ended = false;
  };
  std::string caption;
  std::vector<Column> columns;
  std::string lang;
};
struct Table {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<Line>> rows;
};
// A table that somebody wrote into a text; all rows are as long as its head.
struct TextTable {
  std::string caption;  // for who cannot see it
  std::vector<Line> head;
  std::vector<std::vector<Line>> rows;
  std::string lang;
};
// Something about the document rather than of it.
struct Notice {
  std::string text;
};
// A picture that is kept elsewhere: where it is served (a path of the same host), what can be seen
// on it, what is written below it, and the hash of its bytes. The document itself never changes
// with the picture.
struct Picture {
  std::string path;
  std::string alt_text;
  std::string caption;  // may be empty
  std::string sha256;
  std::string lang;
};
// Where the figures of a section come from, numbered from 1.
struct Sources {
  std::vector<std::string> lines;
};
// Lines that belong together, such as a signature.
struct AddressLines {
  std::vector<std::string> lines;
};

using Block = std::variant<Paragraph, BulletList, Columns, Table, TextTable, Notice, Picture,
                           Sources, AddressLines>;

struct Section {
  std::string id;       // machine-readable, the same in every language
  std::string heading;  // empty: the section has none of its own
  std::string heading_lang;
  std::vector<Block> blocks;
};

// A figure a text refers to, as `{{indicator:foreign@city@2021-12-31}}`; `key` is what stands
// between "indicator:" and the end.
struct ResolvedFigure {
  std::string text;    // "21,0 %"
  std::string source;  // label, area, date, where it comes from
};
using FigureLookup = std::map<std::string, ResolvedFigure>;

// The keys of all references in a text, in order.
std::vector<std::string> FigureKeys(absl::string_view text);

struct RichText {
  std::string heading;  // of a first line "# heading", of any level
  std::vector<Block> blocks;
};

// Reads what people may write (platform/base/office_text.h) and references to figures. The rest is
// refused where a text is taken; in a text that was taken earlier it stands as it was written.
// References continue the numbering of `sources` and append to it.
RichText ParseRichText(Language language, absl::string_view markdown, absl::string_view lang,
                       const FigureLookup& figures, std::vector<std::string>& sources);

}  // namespace zwk::reporting
