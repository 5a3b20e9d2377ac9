#include "catalog/search/text_index.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace zwk::catalog {
namespace {

// Best on the train and dev splits of integreat-qa.
constexpr double kK1 = 2.5;
constexpr double kB = 0.75;
constexpr double kGramWeight = 1.0;
constexpr double kFrequencyCut = 0.5;  // terms in more than half of the documents say nothing
constexpr double kNearWeight = 0.7;    // of a word that is only near to a query word
constexpr double kGramShareOfHit = 0.5;

}  // namespace

void TextIndex::Space::Count(uint32_t document, const std::string& term, uint32_t times) {
  std::vector<Posting>& list = postings[term];
  if (list.empty() || list.back().document != document) list.push_back({document, 0});
  list.back().count += times;
  lengths.back() += times;
}

void TextIndex::Space::Finish() {
  double total = 0;
  for (const uint32_t length : lengths) total += length;
  mean_length = lengths.empty() ? 1 : std::max(1.0, total / static_cast<double>(lengths.size()));
}

const std::vector<TextIndex::Posting>* TextIndex::Space::Find(const std::string& term) const {
  const auto found = postings.find(term);
  return found == postings.end() ? nullptr : &found->second;
}

bool TextIndex::Space::Score(const std::vector<Posting>& list, double weight,
                             std::vector<double>& scores) const {
  const double n = static_cast<double>(lengths.size()), df = static_cast<double>(list.size());
  if (df > kFrequencyCut * n && n > 4) return false;
  const double idf = std::log(1 + (n - df + 0.5) / (df + 0.5));
  for (const Posting& posting : list) {
    const double tf = posting.count;
    const double norm = 1 - kB + kB * lengths[posting.document] / mean_length;
    scores[posting.document] += weight * idf * tf * (kK1 + 1) / (tf + kK1 * norm);
  }
  return true;
}

void TextIndex::Add(const TextAnalyzer& analyzer, const std::vector<Field>& fields) {
  const auto document = static_cast<uint32_t>(documents_++);
  stems_.lengths.push_back(0);
  grams_.lengths.push_back(0);
  for (const Field& field : fields) {
    const auto times = static_cast<uint32_t>(field.weight);
    for (const Word& word : analyzer.Words(field.text)) {
      stems_.Count(document, word.stem, times);
      for (const std::string& gram : FourGrams(word.folded)) grams_.Count(document, gram, times);
    }
  }
}

void TextIndex::Finish() {
  stems_.Finish();
  grams_.Finish();
}

std::vector<std::string> TextIndex::Nearest(const std::string& stem) const {
  const int limit = stem.size() <= 4 ? 1 : 2;
  int best = limit + 1;
  std::vector<std::string> nearest;
  for (const auto& [term, list] : stems_.postings) {
    const auto difference = static_cast<int64_t>(term.size()) - static_cast<int64_t>(stem.size());
    if (std::abs(difference) > 2 * limit) continue;  // bytes; two per character at most here
    const int distance = EditDistance(stem, term, std::min(limit, best));
    if (distance > std::min(limit, best)) continue;
    if (distance < best) nearest.clear();
    best = distance;
    nearest.push_back(term);
  }
  std::sort(nearest.begin(), nearest.end());
  return nearest;
}

std::vector<TextIndex::Hit> TextIndex::Search(std::string_view query,
                                              const std::vector<bool>& allowed) const {
  const TextAnalyzer analyzer(language_);  // stemmers are not shared between threads
  std::set<std::string> stems, grams;
  for (const Word& word : analyzer.Words(query)) {
    stems.insert(word.stem);
    for (std::string& gram : FourGrams(word.folded)) grams.insert(std::move(gram));
  }
  std::vector<double> scores(documents_, 0);
  std::vector<bool> hit(documents_, false);
  const auto mark = [&](const std::vector<Posting>& list) {
    for (const Posting& posting : list) hit[posting.document] = true;
  };
  for (const std::string& stem : stems) {
    if (const auto* list = stems_.Find(stem)) {
      if (stems_.Score(*list, 1, scores)) mark(*list);
      continue;
    }
    if (stem.size() < 3) continue;
    const std::vector<std::string> nearest = Nearest(stem);
    for (const std::string& term : nearest) {
      const auto& list = *stems_.Find(term);
      if (stems_.Score(list, kNearWeight / static_cast<double>(nearest.size()), scores)) mark(list);
    }
  }
  std::vector<uint32_t> gram_count(documents_, 0);
  for (const std::string& gram : grams) {
    const auto* list = grams_.Find(gram);
    if (list == nullptr) continue;
    grams_.Score(*list, kGramWeight, scores);
    for (const Posting& posting : *list) ++gram_count[posting.document];
  }
  std::vector<Hit> hits;
  for (uint32_t d = 0; d < documents_; ++d) {
    if (!allowed.empty() && !allowed[d]) continue;
    const bool by_grams = gram_count[d] >= kGramShareOfHit * static_cast<double>(grams.size());
    if (scores[d] <= 0 || !(hit[d] || by_grams)) continue;
    hits.push_back({d, scores[d]});
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.document < b.document;
  });
  return hits;
}

}  // namespace zwk::catalog
