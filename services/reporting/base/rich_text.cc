#include "reporting/base/rich_text.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace zwk::reporting {
namespace {

constexpr absl::string_view kOpen = "{{indicator:";
constexpr absl::string_view kClose = "}}";

class InlineReader {
 public:
  InlineReader(Language language, const FigureLookup& figures, std::vector<std::string>& sources)
      : language_(language), figures_(figures), sources_(sources) {}

  Line Read(absl::string_view text) {
    Line line;
    std::string plain;
    const auto flush = [&] {
      if (!plain.empty()) line.push_back({.text = std::exchange(plain, "")});
    };
    while (!text.empty()) {
      if (absl::StartsWith(text, kOpen)) {
        if (const size_t end = text.find(kClose); end != text.npos) {
          flush();
          line.push_back(Figure(text.substr(kOpen.size(), end - kOpen.size())));
          text.remove_prefix(end + kClose.size());
          continue;
        }
      }
      if (text[0] == '*') {
        const absl::string_view marker = absl::StartsWith(text, "**") ? "**" : "*";
        const size_t end = text.find(marker, marker.size());
        // A star with a space behind it, or none to close it, is a star.
        if (end != text.npos && end > marker.size() && text[marker.size()] != ' ') {
          flush();
          line.push_back(
              {.text = std::string(text.substr(marker.size(), end - marker.size())),
               .style = marker.size() == 2 ? Run::Style::kStrong : Run::Style::kEmphasis});
          text.remove_prefix(end + marker.size());
          continue;
        }
      }
      plain += text[0];
      text.remove_prefix(1);
    }
    flush();
    return line;
  }

 private:
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
  const FigureLookup& figures_;
  std::vector<std::string>& sources_;
};

// What stands behind one to six "#" and a space.
std::optional<absl::string_view> HeadingText(absl::string_view line) {
  const size_t marks = std::min(line.find_first_not_of('#'), line.size());
  if (marks < 1 || marks > 6 || !absl::StartsWith(line.substr(marks), " ")) return std::nullopt;
  return absl::StripAsciiWhitespace(line.substr(marks));
}

std::optional<absl::string_view> BulletText(absl::string_view line) {
  for (const absl::string_view bullet : {"- ", "* ", "• "}) {
    if (absl::ConsumePrefix(&line, {bullet.data(), bullet.size()})) return line;
  }
  return std::nullopt;
}

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
  InlineReader reader(language, figures, sources);
  RichText result;
  std::string paragraph;
  BulletList list;
  const auto flush = [&] {
    if (!paragraph.empty()) {
      result.blocks.push_back(Paragraph{reader.Read(paragraph), std::string(lang)});
      paragraph.clear();
    }
    if (!list.items.empty()) {
      list.lang = std::string(lang);
      result.blocks.push_back(std::exchange(list, {}));
    }
  };
  for (absl::string_view line : absl::StrSplit(markdown, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) {
      flush();
    } else if (const auto heading = HeadingText(line); heading && result.heading.empty() &&
                                                       result.blocks.empty() && paragraph.empty() &&
                                                       list.items.empty()) {
      result.heading = std::string(*heading);
    } else if (const auto item = BulletText(line)) {
      if (!paragraph.empty()) flush();
      list.items.push_back(reader.Read(*item));
    } else {
      if (!list.items.empty()) flush();
      absl::StrAppend(&paragraph, paragraph.empty() ? "" : " ", line);
    }
  }
  flush();
  return result;
}

}  // namespace zwk::reporting
