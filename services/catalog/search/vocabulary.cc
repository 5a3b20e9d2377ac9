#include "catalog/search/vocabulary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace zwk::catalog {
namespace {

constexpr size_t kLongestNear = 64;

// Two bits for each of 32 classes of characters: there is one, there are two or more.
uint64_t SignatureOf(std::u16string_view word) {
  uint64_t signature = 0;
  for (const char16_t c : word) {
    const uint64_t one = uint64_t{1} << (2 * (c % 32));
    signature |= (signature & one) != 0 ? one << 1 : one;
  }
  return signature;
}

}  // namespace

int EditDistance(std::u16string_view a, std::u16string_view b, int limit) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  if (std::abs(n - m) > limit || a.size() > kLongestNear || b.size() > kLongestNear) {
    return limit + 1;
  }
  std::array<std::array<int, kLongestNear + 1>, 3> rows;
  for (int j = 0; j <= m; ++j) rows[0][j] = j;
  for (int i = 1; i <= n; ++i) {
    std::array<int, kLongestNear + 1>& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = i;
    int least = i;
    for (int j = 1; j <= m; ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(rows[n % 3][m], limit + 1);
}

Vocabulary::Vocabulary(std::vector<std::u16string> words) {
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  words.erase(std::unique(words.begin(), words.end()), words.end());
  begins_.push_back(0);
  for (const std::u16string& word : words) {
    first_of_length_.resize(std::max(first_of_length_.size(), word.size() + 1),
                            static_cast<uint32_t>(signatures_.size()));
    text_ += word;
    begins_.push_back(static_cast<uint32_t>(text_.size()));
    signatures_.push_back(SignatureOf(word));
  }
  first_of_length_.push_back(static_cast<uint32_t>(signatures_.size()));
}

void Vocabulary::AddNearest(std::u16string_view word, int& limit,
                            std::vector<std::u16string>& nearest) const {
  if (word.size() > kLongestNear || signatures_.empty()) return;
  const uint64_t signature = SignatureOf(word);
  const auto begin_of = [this](size_t length) {
    return first_of_length_[std::min(length, first_of_length_.size() - 1)];
  };
  const auto edits = static_cast<size_t>(limit);
  const uint32_t begin = begin_of(word.size() - std::min(word.size(), edits));
  const uint32_t end = begin_of(word.size() + edits + 1);
  for (uint32_t i = begin; i < end; ++i) {
    if (std::popcount(signature ^ signatures_[i]) > 2 * limit) continue;
    const int distance = EditDistance(word, this->word(i), limit);
    if (distance > limit) continue;
    if (distance < limit) nearest.clear();
    limit = distance;
    nearest.emplace_back(this->word(i));
  }
}

}  // namespace zwk::catalog
