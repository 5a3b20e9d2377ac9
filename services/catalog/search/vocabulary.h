#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zwk::catalog {

// Optimal string alignment distance (a swap of neighbors is one edit), or limit + 1 when it is
// above the limit. At most two edits are asked for; words above 64 characters are near to nothing.
int EditDistance(std::u16string_view a, std::u16string_view b, int limit);

// The words of an index, ready to be asked for those near to one that is not there. Immutable.
//
// Words lie by length, each with a signature of its characters. An edit changes at most two of the
// signature's bits, so nearly all words are passed over by one comparison of numbers: asking costs
// a fixed small amount per word of the vocabulary, and no memory beside it.
class Vocabulary {
 public:
  Vocabulary() = default;
  explicit Vocabulary(std::vector<std::u16string> words);

  // The nearest words within `limit` (1 or 2) edits. `limit` becomes their distance, so that the
  // next vocabulary is asked for none that are farther; what it had found for a greater distance
  // is dropped from `nearest`.
  void AddNearest(std::u16string_view word, int& limit, std::vector<std::u16string>& nearest) const;

  size_t size() const { return signatures_.size(); }
  std::u16string_view word(size_t i) const {
    return std::u16string_view(text_).substr(begins_[i], begins_[i + 1] - begins_[i]);
  }

 private:
  std::u16string text_;  // one word after the other, short ones first
  std::vector<uint32_t> begins_;
  std::vector<uint64_t> signatures_;
  std::vector<uint32_t> first_of_length_;  // one more than the greatest length
};

}  // namespace zwk::catalog
