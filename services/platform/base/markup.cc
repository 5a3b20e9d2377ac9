#include "platform/base/markup.h"

#include <array>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zwk {
namespace {

constexpr size_t kNowhere = absl::string_view::npos;

bool BeginsMarkup(absl::string_view text, size_t at) {
  if (text[at] != '<' || at + 1 == text.size()) return false;
  const char next = text[at + 1];
  return absl::ascii_isalpha(static_cast<unsigned char>(next)) || next == '/' || next == '!' ||
         next == '?';
}

size_t NextMarkup(absl::string_view text, size_t from) {
  for (size_t at = text.find('<', from); at != kNowhere; at = text.find('<', at + 1)) {
    if (BeginsMarkup(text, at)) return at;
  }
  return kNowhere;
}

// Between the brackets of what people write around addresses.
bool IsAddress(absl::string_view inside) {
  return !absl::StrContains(inside, ' ') &&
         (absl::StrContains(inside, '@') || absl::StartsWithIgnoreCase(inside, "http://") ||
          absl::StartsWithIgnoreCase(inside, "https://") ||
          absl::StartsWithIgnoreCase(inside, "mailto:"));
}

constexpr absl::string_view kNotForPeople[] = {"script", "style", "iframe", "object", "template"};

// Finds ends; what is not there is looked for once, so that a text is read in linear time.
class Ends {
 public:
  explicit Ends(absl::string_view text) : lower_(absl::AsciiStrToLower(text)) {}

  // Behind the next '>', or nowhere.
  size_t OfTag(size_t from) {
    const size_t end = no_tag_ends_ ? kNowhere : lower_.find('>', from);
    no_tag_ends_ = end == kNowhere;
    return no_tag_ends_ ? kNowhere : end + 1;
  }
  // Behind an element whose contents are not for people, else behind its tag. What is never closed
  // ends with its tag: the rest of the text is not thrown away.
  size_t OfElement(size_t begin, size_t end_of_tag) {
    for (size_t i = 0; i < std::size(kNotForPeople); ++i) {
      const absl::string_view name = kNotForPeople[i];
      if (lower_.compare(begin + 1, name.size(), name.data(), name.size()) != 0) continue;
      const size_t close =
          never_closed_[i] ? kNowhere : lower_.find(absl::StrCat("</", name), end_of_tag);
      never_closed_[i] = close == kNowhere;
      const size_t end = never_closed_[i] ? kNowhere : OfTag(close);
      return end == kNowhere ? end_of_tag : end;
    }
    return end_of_tag;
  }

 private:
  const std::string lower_;
  bool no_tag_ends_ = false;
  std::array<bool, std::size(kNotForPeople)> never_closed_{};
};

bool EndsWithSpace(const std::string& text) {
  return text.empty() || absl::ascii_isspace(static_cast<unsigned char>(text.back()));
}

}  // namespace

bool HasMarkup(absl::string_view text) { return NextMarkup(text, 0) != kNowhere; }

std::string WithoutMarkup(absl::string_view text) {
  Ends ends(text);
  std::string clean;
  size_t at = 0;
  for (size_t tag = NextMarkup(text, at); tag != kNowhere; tag = NextMarkup(text, at)) {
    absl::StrAppend(&clean, text.substr(at, tag - at));
    // A space in its place, so that words stay words and no new tag comes together.
    if (!EndsWithSpace(clean)) clean += ' ';
    const size_t end = ends.OfTag(tag);
    at = end == kNowhere ? tag + 1 : ends.OfElement(tag, end);  // without an end: the bracket alone
    if (end == kNowhere) continue;
    const absl::string_view inside = text.substr(tag + 1, end - tag - 2);
    if (IsAddress(inside) && !HasMarkup(inside)) absl::StrAppend(&clean, inside, " ");
  }
  absl::StrAppend(&clean, text.substr(at));
  return clean;
}

}  // namespace zwk
