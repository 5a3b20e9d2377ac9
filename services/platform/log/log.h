// JSON lines on stderr: one event per line, {"time":..., "level":..., "service":..., "event":...,
// fields}.
//
// The event is a fixed text to search for, everything that varies is a field. No personal data: no
// names, no texts of people, no request bodies; subject references, ids, counts and codes are fine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace zwk::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

struct Field {
  using Value = std::variant<std::string_view, int64_t, uint64_t, double, bool>;

  template <class Text>
    requires std::is_convertible_v<Text, std::string_view>
  Field(std::string_view key, const Text& text) : key(key), value(std::string_view(text)) {}
  // absl::string_view, which is not std's in Debian's Abseil.
  template <class View>
    requires(!std::is_convertible_v<View, std::string_view>) &&
                requires(const View& v) { std::string_view(v.data(), v.size()); }
  Field(std::string_view key, const View& view)
      : key(key), value(std::string_view(view.data(), view.size())) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Field(std::string_view key, Number number) : key(key), value(Widen(number)) {}

  std::string_view key;
  Value value;

 private:
  template <class Number>
  static Value Widen(Number number) {
    if constexpr (std::is_same_v<Number, bool>) {
      return number;
    } else if constexpr (std::is_floating_point_v<Number>) {
      return static_cast<double>(number);
    } else if constexpr (std::is_signed_v<Number>) {
      return static_cast<int64_t>(number);
    } else {
      return static_cast<uint64_t>(number);
    }
  }
};

// Names the service in every line and sets the least level that is written. Once, at the start.
void Init(std::string_view service, Level level);

void Debug(std::string_view event, std::initializer_list<Field> fields = {});
void Info(std::string_view event, std::initializer_list<Field> fields = {});
void Warning(std::string_view event, std::initializer_list<Field> fields = {});
void Error(std::string_view event, std::initializer_list<Field> fields = {});

// The line that would be written, without its end. For tests.
std::string Format(std::string_view service, Level level, std::string_view time,
                   std::string_view event, std::initializer_list<Field> fields);

}  // namespace zwk::log
