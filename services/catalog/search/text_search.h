#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/search/synonym_table.h"
#include "catalog/search/text_segment.h"

namespace zwk::catalog {

// A segment as it is searched.
struct TextPart {
  const TextSegment* texts = nullptr;       // null: no document has text in this language
  const std::vector<bool>* gone = nullptr;  // documents that are none any more; null: all are there
};

// What documents score, by part and document. 0: no hit.
using TextScores = std::vector<std::vector<float>>;

// One query in the texts of one language: BM25 over stems and over four-grams of the words; a word
// that is nowhere is matched by the nearest ones of the vocabulary, one that has synonyms by these.
//
// A document is hit by a word, by a word within two edits of one that is nowhere, by a synonym, or
// by a third of the query's four-grams. How frequent a word is lowers what it scores, never what it
// hits. What only a synonym hits scores less than what the word itself hits.
class TextSearch {
 public:
  // `synonyms` may be null. What is pointed to outlives the search.
  TextSearch(const std::string& language, std::vector<TextPart> parts, const SynonymTable* synonyms,
             std::string_view query);

  // By word of the query: spelt right, since a document has it or a synonym is known.
  const std::vector<bool>& known() const { return known_; }
  // Words that are known in another language are no misspelt ones of this.
  void AddKnown(const std::vector<bool>& elsewhere);

  enum class Effort : uint8_t {
    kWords,  // what documents have as it was typed
    kAll
  };
  // Adds `weight` times what documents score.
  void AddScores(float weight, Effort effort, TextScores& scores) const;

 private:
  // A term to be scored, and what a document is that has it.
  struct Wanted {
    Term term = 0;
    float weight = 1;
    uint8_t hit = 0;
  };
  struct Sums;

  bool IsThere(Term term) const;
  size_t Frequency(const Postings& (TextSegment::*space)() const, Term term) const;
  bool IsFrequent(size_t frequency) const;
  float Idf(size_t frequency) const;
  // How a term of a document's length is normed: base + factor * length.
  float LengthFactor(const Postings& (TextSegment::*space)() const) const;

  std::vector<Wanted> WantedStems(Effort effort) const;
  void AddNearest(std::vector<Wanted>& wanted) const;
  std::vector<Wanted> WantedGrams() const;
  void AddSynonyms(std::vector<Sums>& sums) const;

  const std::vector<TextPart> parts_;
  size_t texts_ = 0;
  std::vector<Word> words_;
  std::vector<bool> known_;
  std::vector<SynonymTable::Match> synonyms_;
};

}  // namespace zwk::catalog
