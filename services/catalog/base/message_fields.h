#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "platform/base/clock.h"

// Between single fields and what the domain makes of them. Nothing is refused here: what the domain
// does not know becomes a value that its Take refuses.
namespace zwk::catalog {

// Enums of domain and proto have the same numbers, all far below 255, which nobody has named.
template <class To>
To EnumOf(int value) {
  constexpr int kUnknown = 255;
  return static_cast<To>(value < 0 || value > kUnknown ? kUnknown : value);
}

// Of repeated enums, which are plain numbers.
template <class To, class Field>
std::set<To> EnumsOf(const Field& values) {
  std::set<To> enums;
  for (const int value : values) enums.insert(EnumOf<To>(value));
  return enums;
}

template <class Set, class Field>
void AddNumbers(const Set& values, Field* field) {
  for (const auto value : values) field->Add(static_cast<int>(value));
}

// An optional value to an optional field, by its setter.
template <class Message, class Value, class Argument>
void SetOptional(Message& message, void (Message::*set)(Argument),
                 const std::optional<Value>& value) {
  if (value) (message.*set)(*value);
}

template <class Value>
std::optional<Value> OptionalOf(bool has, Value value) {
  return has ? std::optional<Value>(value) : std::nullopt;
}

}  // namespace zwk::catalog
