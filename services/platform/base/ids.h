#pragma once

#include <compare>
#include <string>
#include <utility>

namespace zwk {

// An id that cannot be mistaken for another: `using BoardId = StrongId<struct BoardIdTag>;`.
template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}

  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const StrongId&, const StrongId&) = default;
  template <class H>
  friend H AbslHashValue(H h, const StrongId& id) {
    return H::combine(std::move(h), id.value_);
  }

 private:
  std::string value_;
};

// Whether the text can be the id of a municipality: [a-z][a-z0-9-]{1,30}, e.g. "bremerhaven"; "zwk" and "keys" are none.
bool IsMunicipalityId(const std::string& text);

}  // namespace zwk
