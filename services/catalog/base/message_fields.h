#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

// Between single fields and what the domain makes of them.
namespace zwk::catalog {

// Enums of domain and proto have the same numbers; 0 and numbers of newer builds are refused.
template <class To, class From>
absl::StatusOr<To> Known(From value, const std::string& field) {
  if (static_cast<int>(value) == 0 ||
      google::protobuf::GetEnumDescriptor<From>()->FindValueByNumber(static_cast<int>(value)) ==
          nullptr) {
    return InvalidField(field, "must be one of the named values");
  }
  return static_cast<To>(value);
}

// `Enum` is the proto's, whose repeated fields are plain numbers.
template <class Enum, class To, class From>
absl::Status AddKnown(const From& values, const std::string& field, std::set<To>& out) {
  for (const int value : values) {
    ZWK_ASSIGN_OR_RETURN(const To known, (Known<To>(static_cast<Enum>(value), field)));
    out.insert(known);
  }
  return absl::OkStatus();
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

using OptionalDay = std::optional<std::chrono::year_month_day>;

// "" is no day.
absl::StatusOr<OptionalDay> DayOf(const std::string& text, const std::string& field);
std::string TextOf(const OptionalDay& day);

}  // namespace zwk::catalog
