#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "catalog/base/text_analysis.h"

namespace zwk::catalog {

// The stems of a word, or of several that belong together.
using Phrase = std::vector<std::u16string>;

// Words of one language that mean the same, ready to be looked up. Immutable.
class SynonymTable {
 public:
  // Each group: words or phrases that mean the same.
  SynonymTable(const std::string& language, const std::vector<std::vector<std::string>>& groups);

  // Where a phrase of a group stands in a query: which words of it, and what else means the same.
  struct Match {
    size_t begin = 0, end = 0;
    std::vector<const Phrase*> others;
  };
  std::vector<Match> Find(const std::vector<Word>& words) const;

 private:
  std::vector<std::vector<Phrase>> groups_;
  // By first stem: where phrases that begin with it are (group, phrase).
  std::multimap<std::u16string, std::pair<size_t, size_t>, std::less<>> first_;
};

}  // namespace zwk::catalog
