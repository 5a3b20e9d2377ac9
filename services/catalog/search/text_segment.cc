#include "catalog/search/text_segment.h"

#include <algorithm>
#include <utility>

namespace zwk::catalog {

void TextSegment::Builder::Add(uint16_t document, const std::vector<TextField>& fields) {
  std::vector<std::pair<Term, uint16_t>> stems, grams;
  for (const TextField& field : fields) {
    const auto times = static_cast<uint16_t>(field.weight);
    for (Word& word : analyzer_.Words(field.text)) {
      stems.emplace_back(StemTerm(word.stem), times);
      for (const Term gram : FourGrams(word.folded)) grams.emplace_back(gram, times);
      words_.insert(std::move(word.stem));
    }
  }
  if (stems.empty()) return;
  ++texts_;
  stems_.Add(document, std::move(stems));
  grams_.Add(document, std::move(grams));
}

TextSegment TextSegment::Builder::Finish(size_t documents) {
  TextSegment built;
  built.stems_ = stems_.Finish(documents);
  built.grams_ = grams_.Finish(documents);
  built.vocabulary_ = Vocabulary({words_.begin(), words_.end()});
  built.texts_ = texts_;
  return built;
}

TextSegment TextSegment::Merged(const std::vector<const TextSegment*>& parts,
                                const Renumbering& numbers, size_t documents) {
  std::vector<const Postings*> stems, grams;
  for (const TextSegment* part : parts) {
    stems.push_back(part == nullptr ? nullptr : &part->stems_);
    grams.push_back(part == nullptr ? nullptr : &part->grams_);
  }
  TextSegment merged;
  merged.stems_ = Postings::Merged(stems, numbers, documents);
  merged.grams_ = Postings::Merged(grams, numbers, documents);
  std::vector<std::u16string> words;
  for (const TextSegment* part : parts) {
    if (part == nullptr) continue;
    for (size_t i = 0; i < part->vocabulary_.size(); ++i) {
      const std::u16string_view word = part->vocabulary_.word(i);
      if (!merged.stems_.Find(StemTerm(word)).empty()) words.emplace_back(word);
    }
  }
  merged.vocabulary_ = Vocabulary(std::move(words));
  const std::vector<float>& lengths = merged.stems_.lengths();
  merged.texts_ = static_cast<size_t>(
      std::count_if(lengths.begin(), lengths.end(), [](float length) { return length > 0; }));
  return merged;
}

}  // namespace zwk::catalog
