#pragma once

#include <utility>

namespace zwk::catalog {

// What was registered or changed, with everything as it is afterwards.
template <class T>
struct Recorded {
  T after;
  bool first = false;  // there was nothing before
};

// An entry of a register: its whole content changes at once, its events carry it.
template <class T>
struct Record {
  T value;
  bool exists = false;

  void Apply(const Recorded<T>& event) {
    value = event.after;
    exists = true;
  }
};

}  // namespace zwk::catalog
