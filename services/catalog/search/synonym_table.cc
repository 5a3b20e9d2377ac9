#include "catalog/search/synonym_table.h"

#include <algorithm>

namespace zwk::catalog {

SynonymTable::SynonymTable(const std::string& language,
                           const std::vector<std::vector<std::string>>& groups) {
  const TextAnalyzer analyzer(language);
  for (const std::vector<std::string>& words : groups) {
    std::vector<Phrase>& group = groups_.emplace_back();
    for (const std::string& text : words) {
      Phrase phrase;
      for (Word& word : analyzer.Words(text)) phrase.push_back(std::move(word.stem));
      if (phrase.empty() || std::find(group.begin(), group.end(), phrase) != group.end()) continue;
      first_.emplace(phrase.front(), std::pair(groups_.size() - 1, group.size()));
      group.push_back(std::move(phrase));
    }
  }
}

std::vector<SynonymTable::Match> SynonymTable::Find(const std::vector<Word>& words) const {
  std::vector<Match> matches;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto [begin, end] = first_.equal_range(words[i].stem);
    for (auto found = begin; found != end; ++found) {
      const std::vector<Phrase>& group = groups_[found->second.first];
      const Phrase& phrase = group[found->second.second];
      const bool stands =
          i + phrase.size() <= words.size() &&
          std::equal(
              phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(i),
              [](const std::u16string& stem, const Word& word) { return stem == word.stem; });
      if (!stands) continue;
      Match& match = matches.emplace_back(Match{i, i + phrase.size(), {}});
      for (const Phrase& other : group) {
        if (&other != &phrase) match.others.push_back(&other);
      }
    }
  }
  return matches;
}

}  // namespace zwk::catalog
