// Compiled into the copy of the tree alone: all faults of a file sleep in one binary (weave.py), and a run of a test
// wakes the one whose number stands in ZWK_AWAKE.
#pragma once
#pragma GCC system_header  // no warnings of what sleeps

#include <unistd.h>

#include <concepts>
#include <cstdlib>
#include <utility>

namespace zwk_mutate {

inline const long awake = [] {
  const char* number = std::getenv("ZWK_AWAKE");
  return number != nullptr ? std::atol(number) : 0;
}();

// Not constexpr: a fault in what the compiler itself works out is none that could sleep (weave.py leaves it out).
inline bool On(long number) { return awake == number; }

// A script that is compiled in gives way to the one that the environment brings.
inline const char* Instead(const char* name) { return std::getenv(name); }

// What is woken has no meaning here (texts are not subtracted): the run says so with a code of its own.
inline constexpr int kNoFault = 77;

// `a < b` becomes `a < Turned{7} < b`: each operator keeps its precedence, and both sides are worked out once.
#define ZWK_TURNED(name, op, turned)                                                       \
  struct name {                                                                            \
    long number;                                                                           \
  };                                                                                       \
  template <class L>                                                                       \
  struct name##Left {                                                                      \
    L&& left;                                                                              \
    long number;                                                                           \
  };                                                                                       \
  template <class L>                                                                       \
  name##Left<L> operator op(L && left, name with) {                                        \
    return {std::forward<L>(left), with.number};                                           \
  }                                                                                        \
  template <class L, class R>                                                              \
  decltype(auto) operator op(name##Left<L> of, R&& right) {                                \
    using Usual = decltype(std::forward<L>(of.left) op std::forward<R>(right));            \
    if (On(of.number)) {                                                                   \
      if constexpr (requires {                                                             \
                      {                                                                    \
                        std::forward<L>(of.left) turned std::forward<R>(right)             \
                      } -> std::convertible_to<Usual>;                                     \
                    }) {                                                                   \
        return static_cast<Usual>(std::forward<L>(of.left) turned std::forward<R>(right)); \
      } else {                                                                             \
        _exit(kNoFault);                                                                   \
      }                                                                                    \
    }                                                                                      \
    return static_cast<Usual>(std::forward<L>(of.left) op std::forward<R>(right));         \
  }

ZWK_TURNED(Less, <, <=)
ZWK_TURNED(LessOrEqual, <=, <)
ZWK_TURNED(Greater, >, >=)
ZWK_TURNED(GreaterOrEqual, >=, >)
ZWK_TURNED(Equal, ==, !=)
ZWK_TURNED(NotEqual, !=, ==)
ZWK_TURNED(Plus, +, -)
ZWK_TURNED(Minus, -, +)
ZWK_TURNED(Times, *, /)
ZWK_TURNED(Over, /, *)
ZWK_TURNED(Rest, %, /)

// `a += b` is read from the right: `a += (Turned{7} += b)`.
#define ZWK_TURNED_INTO(name, op, turned)                                  \
  struct name {                                                            \
    long number;                                                           \
  };                                                                       \
  template <class R>                                                       \
  struct name##Right {                                                     \
    R&& right;                                                             \
    long number;                                                           \
  };                                                                       \
  template <class R>                                                       \
  name##Right<R> operator op(name with, R && right) {                      \
    return {std::forward<R>(right), with.number};                          \
  }                                                                        \
  template <class L, class R>                                              \
  L& operator op(L & left, name##Right<R> by) {                            \
    if (On(by.number)) {                                                   \
      if constexpr (requires { left turned std::forward<R>(by.right); }) { \
        left turned std::forward<R>(by.right);                             \
        return left;                                                       \
      } else {                                                             \
        _exit(kNoFault);                                                   \
      }                                                                    \
    }                                                                      \
    left op std::forward<R>(by.right);                                     \
    return left;                                                           \
  }

ZWK_TURNED_INTO(PlusInto, +=, -=)
ZWK_TURNED_INTO(MinusInto, -=, +=)
ZWK_TURNED_INTO(TimesInto, *=, /=)
ZWK_TURNED_INTO(OverInto, /=, *=)

// `++a` becomes `Up{7} ->* a`, which binds nearly as close.
#define ZWK_STEP(name, op, turned)                     \
  struct name {                                        \
    long number;                                       \
  };                                                   \
  template <class T>                                   \
  T& operator->*(name with, T& value) {                \
    if (!On(with.number)) {                            \
      op value;                                        \
    } else if constexpr (requires { turned value; }) { \
      turned value;                                    \
    } else {                                           \
      _exit(kNoFault);                                 \
    }                                                  \
    return value;                                      \
  }

ZWK_STEP(Up, ++, --)
ZWK_STEP(Down, --, ++)

}  // namespace zwk_mutate
