#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// The Markdown of the office: paragraphs, lists of one level ("- ", or numbered from 1 with two
// items or more), tables with leading bars, **strong**, *emphasis*, links to http, https and
// mailto, "\" before a mark that is none, a heading as first line. Who takes a text refuses the
// rest, and who shows one reads its lines by the same functions.
namespace zwk {

// What stands behind one to six "#" and a space.
std::optional<absl::string_view> HeadingText(absl::string_view line);
// What stands behind "- ", "* " or "• ".
std::optional<absl::string_view> BulletText(absl::string_view line);
// The number of "12. text" or "12) text"; 0: none.
int ItemNumber(absl::string_view line);
// Which lines are items of numbered lists: "28. März" alone begins none. Lines carry no space
// around them.
std::vector<bool> NumberedLines(const std::vector<absl::string_view>& lines);
// Whether "\" and a mark stand here: the mark means itself.
bool IsEscape(absl::string_view text, size_t at);
// Whether the "*" here stands between letters, as in "Bürger*innen": it marks nothing.
bool IsStarInWord(absl::string_view text, size_t at);

// The first thing in a text that would lose its shape: "line 3: a quotation (>)".
std::optional<std::string> LostShape(absl::string_view markdown);

}  // namespace zwk
