#include "platform/kafka/log_position.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/store/outbox.h"

namespace zwk::kafka {

LogPosition LogPosition::Parse(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '@');
  LogPosition position;
  position.furthest = parts[0];
  if (parts.size() == 1) return position;
  if (!absl::SimpleAtoi(parts[1], &position.offset) || position.offset < 0) return {};
  position.own = parts.size() > 2 ? parts[2] : parts[0];
  return position;
}

std::string LogPosition::ToText() const {
  if (offset == kNoOffset) return furthest;
  return own == furthest ? absl::StrCat(furthest, "@", offset)
                         : absl::StrCat(furthest, "@", offset, "@", own);
}

bool LogPosition::HasReached(const LogPosition& other) const {
  const auto here = store::OutboxPosition::Of(furthest);
  const auto there = store::OutboxPosition::Of(other.furthest);
  if (here != there) return here > there;
  return offset == kNoOffset || offset >= other.offset;
}

}  // namespace zwk::kafka
