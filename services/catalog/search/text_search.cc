#include "catalog/search/text_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace zwk::catalog {
namespace {

// Best on the train and dev splits of integreat-qa.
constexpr float kK1 = 4;
constexpr float kB = 0.75F;
constexpr double kFrequent = 0.5;        // terms in more than half of the documents say little
constexpr float kFrequentWeight = 0.1F;  // so words score little
constexpr float kSynonymWeight = 0.5F;
constexpr float kGramShareOfHit = 0.35F;
constexpr size_t kShortestNear = 3;  // characters
constexpr size_t kMostNear = 32;     // words of a query that are looked for among near ones

constexpr uint8_t kByWord = 1, kByNear = 2, kBySynonym = 4;

// The documents of a part that have all of these terms.
std::vector<uint16_t> DocumentsWithAll(const Postings& postings, const Phrase& phrase) {
  std::vector<uint16_t> documents;
  for (size_t i = 0; i < phrase.size(); ++i) {
    std::vector<uint16_t> with;
    for (const Posting& posting : postings.Find(StemTerm(phrase[i]))) {
      if (i == 0 || std::binary_search(documents.begin(), documents.end(), posting.document)) {
        with.push_back(posting.document);
      }
    }
    documents = std::move(with);
  }
  return documents;
}

}  // namespace

// Of the documents of one part.
struct TextSearch::Sums {
  std::vector<float> score;
  std::vector<uint16_t> grams;
  std::vector<uint8_t> hit;

  explicit Sums(size_t documents) : score(documents), grams(documents), hit(documents) {}
};

TextSearch::TextSearch(const std::string& language, std::vector<TextPart> parts,
                       const SynonymTable* synonyms, std::string_view query)
    : parts_(std::move(parts)), words_(TextAnalyzer(language).Words(query)) {
  for (const TextPart& part : parts_) texts_ += part.texts == nullptr ? 0 : part.texts->texts();
  for (const Word& word : words_) known_.push_back(IsThere(StemTerm(word.stem)));
  if (synonyms == nullptr) return;
  synonyms_ = synonyms->Find(words_);
  for (const SynonymTable::Match& match : synonyms_) {
    for (size_t i = match.begin; i < match.end; ++i) known_[i] = true;
  }
}

void TextSearch::AddKnown(const std::vector<bool>& elsewhere) {
  if (elsewhere.size() != known_.size()) return;  // cut into other words there
  for (size_t i = 0; i < known_.size(); ++i) known_[i] = known_[i] || elsewhere[i];
}

bool TextSearch::IsThere(Term term) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const TextPart& part) {
    if (part.texts == nullptr) return false;
    const auto postings = part.texts->stems().Find(term);
    if (part.gone == nullptr) return !postings.empty();
    return std::any_of(postings.begin(), postings.end(),
                       [&](const Posting& p) { return !(*part.gone)[p.document]; });
  });
}

size_t TextSearch::Frequency(const Postings& (TextSegment::*space)() const, Term term) const {
  size_t frequency = 0;
  for (const TextPart& part : parts_) {
    if (part.texts != nullptr) frequency += (part.texts->*space)().Find(term).size();
  }
  return frequency;
}

bool TextSearch::IsFrequent(size_t frequency) const {
  return texts_ > 4 && static_cast<double>(frequency) > kFrequent * static_cast<double>(texts_);
}

float TextSearch::Idf(size_t frequency) const {
  const double n = static_cast<double>(texts_), df = static_cast<double>(frequency);
  return static_cast<float>(std::log(1 + (n - df + 0.5) / (df + 0.5)));
}

float TextSearch::LengthFactor(const Postings& (TextSegment::*space)() const) const {
  double total = 0;
  for (const TextPart& part : parts_) {
    if (part.texts != nullptr) total += (part.texts->*space)().total_length();
  }
  const double mean = std::max(1.0, total / static_cast<double>(std::max<size_t>(1, texts_)));
  return static_cast<float>(kK1 * kB / mean);
}

std::vector<TextSearch::Wanted> TextSearch::WantedStems(Effort effort) const {
  std::set<Term> terms;
  for (const Word& word : words_) terms.insert(StemTerm(word.stem));
  std::vector<Wanted> wanted;
  for (const Term term : terms) {
    const size_t frequency = Frequency(&TextSegment::stems, term);
    if (frequency == 0) continue;
    wanted.push_back(
        {term, Idf(frequency) * (IsFrequent(frequency) ? kFrequentWeight : 1), kByWord});
  }
  if (effort == Effort::kAll) AddNearest(wanted);
  return wanted;
}

void TextSearch::AddNearest(std::vector<Wanted>& wanted) const {
  std::set<std::u16string_view> done;
  for (size_t i = 0; i < words_.size() && done.size() < kMostNear; ++i) {
    const std::u16string& stem = words_[i].stem;
    if (known_[i] || stem.size() < kShortestNear || !done.insert(stem).second) continue;
    int limit = stem.size() <= 4 ? 1 : 2;
    std::vector<std::u16string> nearest;
    for (const TextPart& part : parts_) {
      if (part.texts != nullptr) part.texts->vocabulary().AddNearest(stem, limit, nearest);
    }
    std::set<Term> terms;
    for (const std::u16string& near : nearest) {
      if (IsThere(StemTerm(near))) terms.insert(StemTerm(near));
    }
    for (const Term term : terms) {
      const float share = 1 / static_cast<float>(terms.size());
      wanted.push_back({term, share * Idf(Frequency(&TextSegment::stems, term)), kByNear});
    }
  }
}

std::vector<TextSearch::Wanted> TextSearch::WantedGrams() const {
  std::set<Term> terms;
  for (const Word& word : words_) {
    for (const Term gram : FourGrams(word.folded)) terms.insert(gram);
  }
  std::vector<Wanted> telling, frequent;
  bool tells = false;  // a gram that some documents have and others do not
  for (const Term term : terms) {
    const size_t frequency = Frequency(&TextSegment::grams, term);
    tells = tells || (frequency > 0 && !IsFrequent(frequency));
    (IsFrequent(frequency) ? frequent : telling).push_back({term, Idf(frequency), 0});
  }
  if (!tells) telling.insert(telling.end(), frequent.begin(), frequent.end());
  return telling;
}

void TextSearch::AddScores(float weight, Effort effort, TextScores& scores) const {
  if (texts_ == 0 || words_.empty()) return;
  const std::vector<Wanted> stems = WantedStems(effort);
  const std::vector<Wanted> grams = effort == Effort::kAll ? WantedGrams() : std::vector<Wanted>{};
  const float stem_factor = LengthFactor(&TextSegment::stems);
  const float gram_factor = LengthFactor(&TextSegment::grams);
  std::vector<Sums> sums;
  for (const TextPart& part : parts_) {
    Sums& sum = sums.emplace_back(part.texts == nullptr ? 0 : part.texts->stems().lengths().size());
    if (part.texts == nullptr) continue;
    const auto add = [&](const Postings& postings, const Wanted& term, float factor, auto mark) {
      const float* lengths = postings.lengths().data();
      const float gain = term.weight * (kK1 + 1);
      for (const Posting& posting : postings.Find(term.term)) {
        const float count = posting.count;
        const float norm = kK1 * (1 - kB) + factor * lengths[posting.document];
        sum.score[posting.document] += gain * count / (count + norm);
        mark(posting.document);
      }
    };
    for (const Wanted& term : stems) {
      add(part.texts->stems(), term, stem_factor, [&](uint16_t d) { sum.hit[d] |= term.hit; });
    }
    for (const Wanted& term : grams) {
      add(part.texts->grams(), term, gram_factor, [&](uint16_t d) { ++sum.grams[d]; });
    }
  }
  AddSynonyms(sums);
  const float enough = kGramShareOfHit * static_cast<float>(grams.size());
  float least = std::numeric_limits<float>::max();  // of what a word hits
  for (const Sums& sum : sums) {
    for (size_t d = 0; d < sum.score.size(); ++d) {
      if ((sum.hit[d] & kByWord) != 0) least = std::min(least, sum.score[d]);
    }
  }
  for (size_t p = 0; p < parts_.size(); ++p) {
    const std::vector<bool>* gone = parts_[p].gone;
    for (size_t d = 0; d < sums[p].score.size(); ++d) {
      const uint8_t hit = sums[p].hit[d];
      const bool by_grams = !grams.empty() && static_cast<float>(sums[p].grams[d]) >= enough;
      if ((hit == 0 && !by_grams) || (gone != nullptr && (*gone)[d])) continue;
      float score = sums[p].score[d];
      if (hit == kBySynonym && score >= least) score = least * score / (score + least);
      scores[p][d] += weight * score;
    }
  }
}

void TextSearch::AddSynonyms(std::vector<Sums>& sums) const {
  const float factor = LengthFactor(&TextSegment::stems);
  for (const SynonymTable::Match& match : synonyms_) {
    for (const Phrase* phrase : match.others) {
      std::vector<float> weights;
      for (const std::u16string& stem : *phrase) {
        weights.push_back(kSynonymWeight * Idf(Frequency(&TextSegment::stems, StemTerm(stem))) /
                          static_cast<float>(phrase->size()));
      }
      for (size_t p = 0; p < parts_.size(); ++p) {
        if (parts_[p].texts == nullptr) continue;
        const Postings& postings = parts_[p].texts->stems();
        for (const uint16_t d : DocumentsWithAll(postings, *phrase)) {
          const float norm = kK1 * (1 - kB) + factor * postings.lengths()[d];
          for (const float gain : weights) sums[p].score[d] += gain * (kK1 + 1) / (1 + norm);
          sums[p].hit[d] |= kBySynonym;
        }
      }
    }
  }
}

}  // namespace zwk::catalog
