#include "platform/store/outbox.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace zwk::store {

OutboxPosition OutboxPosition::Of(absl::string_view text) {
  OutboxPosition position;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  (void)absl::SimpleAtoi(parts.first, &position.milliseconds);
  (void)absl::SimpleAtoi(parts.second, &position.number);
  return position;
}

std::string OutboxPosition::Text() const { return absl::StrCat(milliseconds, "-", number); }

OutboxPosition ArchivedUpTo(const Reply& groups) {
  if (!groups.is_array()) return {};
  for (size_t g = 0; g < groups.size(); ++g) {
    const Reply group = groups[g];
    bool archived = false;
    absl::string_view position;
    for (size_t f = 0; f + 1 < group.size(); f += 2) {
      if (group[f].text() == "name") archived = group[f + 1].text() == kArchivedCursor;
      if (group[f].text() == "last-delivered-id") position = group[f + 1].text();
    }
    if (archived) return OutboxPosition::Of(position);
  }
  return {};
}

}  // namespace zwk::store
