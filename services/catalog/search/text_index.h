#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalog/search/text_analysis.h"

namespace zwk::catalog {

// Full-text index of one language: BM25 over stems and over four-grams of the words, and for query
// words that nothing matches the nearest words of the vocabulary. Built once, then only read, by
// any number of threads.
class TextIndex {
 public:
  struct Field {
    std::string_view text;
    int weight = 1;  // a word counts so many times
  };
  struct Hit {
    uint32_t document = 0;
    double score = 0;
  };

  explicit TextIndex(std::string language) : language_(std::move(language)) {}

  // Documents are numbered from 0 in the order of adding.
  void Add(const TextAnalyzer& analyzer, const std::vector<Field>& fields);
  void Finish();

  const std::string& language() const { return language_; }
  size_t size() const { return documents_; }

  // Best first; only documents with allowed[document] (empty: all). A document is hit by a word, by
  // a word within two edits of one, or by half of the query's four-grams.
  std::vector<Hit> Search(std::string_view query, const std::vector<bool>& allowed) const;

 private:
  struct Posting {
    uint32_t document;
    uint32_t count;
  };
  // One way to look at the words: stems, or four-grams.
  struct Space {
    std::unordered_map<std::string, std::vector<Posting>> postings;
    std::vector<uint32_t> lengths;
    double mean_length = 0;

    void Count(uint32_t document, const std::string& term, uint32_t times);
    void Finish();
    const std::vector<Posting>* Find(const std::string& term) const;
    // Adds BM25 of one query term; false when it is too frequent to tell documents apart.
    bool Score(const std::vector<Posting>& postings, double weight,
               std::vector<double>& scores) const;
  };

  // The stems of the vocabulary nearest to a word that matches none.
  std::vector<std::string> Nearest(const std::string& stem) const;

  const std::string language_;
  size_t documents_ = 0;
  Space stems_, grams_;
};

}  // namespace zwk::catalog
