#pragma once

#include <cstdlib>
#include <iostream>

namespace zwk::fuzz {

// What a fuzz target finds: input for which a promise does not hold.
inline void Promise(bool kept, const char* promise) {
  if (kept) return;
  std::cerr << "broken: " << promise << "\n";
  std::abort();
}

}  // namespace zwk::fuzz
