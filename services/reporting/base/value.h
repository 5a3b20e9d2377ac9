#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "reporting/base/page.h"
#include "zwk/reporting/v1/value.pb.h"

namespace zwk::reporting {

// A figure about people as it was counted or computed.
//
// It can be calculated with and held against limits, and that is all: nothing here makes a number or
// a text of it but Protection, which makes a Value. (Stores, views and codecs keep it: exact_codec.h,
// which no writer may include.)
class Exact {
 public:
  constexpr Exact() = default;
  constexpr Exact(double number) : number_(number) {}  // NOLINT(google-explicit-constructor)

  Exact& operator+=(Exact other) { return *this = *this + other; }
  friend constexpr Exact operator+(Exact a, Exact b) { return a.number_ + b.number_; }
  friend constexpr Exact operator-(Exact a, Exact b) { return a.number_ - b.number_; }
  friend constexpr Exact operator*(Exact a, Exact b) { return a.number_ * b.number_; }
  friend constexpr Exact operator/(Exact a, Exact b) { return a.number_ / b.number_; }
  friend constexpr auto operator<=>(Exact a, Exact b) = default;
  friend constexpr bool operator==(Exact a, Exact b) = default;

 private:
  friend class Protection;
  friend constexpr double Stored(Exact exact);

  double number_ = 0;
};

// A figure as it may be shown: the only thing that pages, pictures, answers and files take.
//
// Invariant: it was protected, or is not about people. What is not told has no number.
class Value {
 public:
  // Of which nothing is known.
  Value() = default;
  // What is not about people: dots, offers, the errors of a forecast.
  static Value OfThings(int64_t count);
  static Value OfThings(double ratio, int decimals);
  // As whoever supplied it has protected it.
  static Value Supplied(double ratio, int decimals);

  bool told() const { return message_.figure_case() != v1::Value::FIGURE_NOT_SET; }
  // As it may be shown; 0 where it is not told.
  double number() const;
  int decimals() const { return decimals_; }
  // "1.240", "21,0"; "·" where it is not told.
  std::string Text(Language language) const;
  // What people were rounded to; 0: not at all.
  int rounded_to() const;
  // The value of the attribute data-protection.
  absl::string_view protection_id() const;
  const v1::Value& message() const { return message_; }

  // The same, with what is known of its making.
  Value Estimated() const;
  Value Released(absl::string_view release_id) const;
  // With the interval of a forecast; without one where an end is not told.
  Value Within(const Value& low, const Value& high) const;

 private:
  friend class Protection;

  v1::Value message_;
  int decimals_ = 0;
};

// The sign that tables of statistical offices have for a status: ".", "s"; "" where there is none.
absl::string_view StatusSign(v1::ValueStatus status);
// In words: "zum Schutz Einzelner nicht genannt"; "" where nothing has to be said.
absl::string_view StatusPhrase(Language language, v1::ValueStatus status);
// "people rounded to five", "" where nothing was done.
absl::string_view ProtectionPhrase(Language language, v1::ValueProtection protection);

}  // namespace zwk::reporting
