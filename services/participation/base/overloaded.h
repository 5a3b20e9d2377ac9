#pragma once

namespace zwk::participation {

// Visits a variant without a default: a new alternative does not compile until it is dealt with.
template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace zwk::participation
