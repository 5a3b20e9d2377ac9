// A picture of any kind, as somebody uploads it.
#include <cstdint>

#include "absl/strings/string_view.h"
#include "platform/picture/picture.h"
#include "tests/fuzz/promise.h"

using namespace zwk::picture;  // NOLINT: a program of its own
using zwk::fuzz::Promise;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto cleaned = Clean(bytes);
  if (!cleaned.ok()) {
    Promise(!cleaned.status().message().empty(), "a refusal says why");
    return 0;
  }
  Promise(cleaned->kind == KindOf(bytes), "a picture stays of its kind");
  const auto again = Clean(cleaned->bytes);
  Promise(again.ok() && again->bytes == cleaned->bytes, "a clean picture is left as it is");
  return 0;
}
