#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "catalog/base/text_analysis.h"

namespace zwk::catalog {

// How often a document of a segment has a term. Four bytes: there are many millions of them.
struct Posting {
  uint16_t document = 0;
  uint16_t count = 0;
};

// By part and document: its number in the merged segment, in ascending order, or that it is dropped.
using Renumbering = std::vector<std::vector<uint32_t>>;
inline constexpr uint32_t kDropped = UINT32_MAX;

// Which documents of a segment have which terms, for one way to look at words (stems, four-grams).
// Immutable.
class Postings {
 public:
  // Collects terms, document by document in ascending order.
  class Builder {
   public:
    void Add(uint16_t document, std::vector<std::pair<Term, uint16_t>> counted);
    Postings Finish(size_t documents);

   private:
    struct Entry {
      Term term;
      Posting posting;
    };
    std::vector<Entry> entries_;
  };

  // One of several; a part may be null. `documents`: how many there are afterwards.
  static Postings Merged(const std::vector<const Postings*>& parts, const Renumbering& numbers,
                         size_t documents);

  // In the order of documents; empty where no document has the term.
  std::span<const Posting> Find(Term term) const;
  const std::vector<Term>& terms() const { return terms_; }
  // Terms of each document, each as often as it counts.
  const std::vector<float>& lengths() const { return lengths_; }
  double total_length() const { return total_length_; }

 private:
  void MeasureLengths(size_t documents);

  std::vector<Term> terms_;       // ascending
  std::vector<uint32_t> begins_;  // of their postings; one more than terms
  std::vector<Posting> postings_;
  std::vector<float> lengths_;
  double total_length_ = 0;
};

}  // namespace zwk::catalog
