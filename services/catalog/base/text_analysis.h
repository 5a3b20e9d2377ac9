#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zwk::catalog {

// One word of a text: as written but folded (case, width, accents, umlaut digraphs), and its stem.
// In UTF-16, whose units count as characters.
struct Word {
  std::u16string folded;
  std::u16string stem;
};

// Cuts text of one language into words that compare equal however people spell them:
// "Fuehrerschein", "führerschein" and "FÜHRERSCHEIN" are one. Languages without a Snowball stemmer
// are folded only. Used by one thread at a time.
class TextAnalyzer {
 public:
  explicit TextAnalyzer(const std::string& language);
  ~TextAnalyzer();
  TextAnalyzer(TextAnalyzer&&) noexcept;

  std::vector<Word> Words(std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What is the same for two texts that are the same words however spelt; their endings count.
std::u16string SpellingOf(const std::string& language, std::string_view text);

// A term as postings know it.
using Term = uint64_t;

Term StemTerm(std::u16string_view stem);
// Runs of four characters of "_word_"; shorter words are one run.
std::vector<Term> FourGrams(std::u16string_view folded);

}  // namespace zwk::catalog
