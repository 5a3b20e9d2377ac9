#include "platform/stream/event.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::stream {

void ReadVersion(const std::string& text, Event& event) {
  if (absl::SimpleAtoi(text, &event.version) && event.version > 0 &&
      event.version <= kMostVersions) {
    return;
  }
  event.version = 0;
  event.unreadable = absl::StrCat(Quoted(text), " is no version");
}

}  // namespace zwk::stream
