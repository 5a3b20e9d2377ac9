#pragma once

#include <string>

namespace zwk {

// A value of nlohmann's as a text that is JSON whatever is in it: bytes that are no UTF-8 become U+FFFD,
// where dump() alone would throw. Without `indent` it is one line.
template <class Json>
std::string Dumped(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace zwk
