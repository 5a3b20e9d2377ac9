#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "catalog/base/text_analysis.h"
#include "catalog/search/postings.h"
#include "catalog/search/vocabulary.h"

namespace zwk::catalog {

struct TextField {
  std::string_view text;
  int weight = 1;  // a word counts so many times
};

// The texts of some documents in one language: stems and four-grams of their words. Immutable.
class TextSegment {
 public:
  static constexpr size_t kMostDocuments = 65'536;

  class Builder {
   public:
    explicit Builder(const std::string& language) : analyzer_(language) {}
    // Documents in ascending order; those that have no text in this language are left out.
    void Add(uint16_t document, const std::vector<TextField>& fields);
    TextSegment Finish(size_t documents);

   private:
    TextAnalyzer analyzer_;
    Postings::Builder stems_, grams_;
    std::unordered_set<std::u16string> words_;
    size_t texts_ = 0;
  };

  // One of several; a part may be null, where no document has text in this language.
  static TextSegment Merged(const std::vector<const TextSegment*>& parts,
                            const Renumbering& numbers, size_t documents);

  const Postings& stems() const { return stems_; }
  const Postings& grams() const { return grams_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }  // of stems
  size_t texts() const { return texts_; }                       // documents that have one

 private:
  Postings stems_, grams_;
  Vocabulary vocabulary_;
  size_t texts_ = 0;
};

}  // namespace zwk::catalog
