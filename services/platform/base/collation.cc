#include "platform/base/collation.h"

#include <cstdint>
#include <memory>

#include <unicode/coll.h>
#include <unicode/unistr.h>

namespace zwk {
namespace {

// Shared by all threads: nothing of it changes any more.
const icu::Collator* GermanOrder() {
  static const std::unique_ptr<const icu::Collator> kOrder = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> collator(
        icu::Collator::createInstance(icu::Locale::getGerman(), error));
    if (U_FAILURE(error)) return std::unique_ptr<icu::Collator>();
    collator->setStrength(icu::Collator::PRIMARY);
    collator->setAttribute(UCOL_NUMERIC_COLLATION, UCOL_ON, error);
    return collator;
  }();
  return kOrder.get();
}

}  // namespace

std::string SortKey(absl::string_view text) {
  const icu::Collator* const order = GermanOrder();
  if (order == nullptr) return std::string(text);  // a machine without ICU's data
  const icu::UnicodeString unicode =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  const int32_t size = order->getSortKey(unicode, nullptr, 0);  // with a zero byte at its end
  std::string key(static_cast<size_t>(size), '\0');
  order->getSortKey(unicode, reinterpret_cast<uint8_t*>(key.data()), size);
  key.back() = '\x01';  // below every byte of a key: a name stands before what it begins
  return key;
}

}  // namespace zwk
