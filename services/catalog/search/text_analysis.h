#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zwk::catalog {

// One word of a text: as written but folded (case, width, accents, umlaut digraphs), and its stem.
struct Word {
  std::string folded;
  std::string stem;
};

// Cuts text of one language into words that compare equal however people spell them:
// "Fuehrerschein", "führerschein" and "FÜHRERSCHEIN" are one. Languages without a Snowball stemmer
// are folded only. Used by one thread at a time.
class TextAnalyzer {
 public:
  explicit TextAnalyzer(const std::string& language);
  ~TextAnalyzer();
  TextAnalyzer(const TextAnalyzer&) = delete;
  TextAnalyzer& operator=(const TextAnalyzer&) = delete;

  std::vector<Word> Words(std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Runs of four characters of "_word_"; shorter words are one run. UTF-8 in and out.
std::vector<std::string> FourGrams(const std::string& folded);

// Optimal string alignment distance over code points, or limit + 1 when it is above the limit.
int EditDistance(const std::string& a, const std::string& b, int limit);

}  // namespace zwk::catalog
