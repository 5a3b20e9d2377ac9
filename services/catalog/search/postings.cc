#include "catalog/search/postings.h"

#include <algorithm>
#include <limits>

namespace zwk::catalog {

void Postings::Builder::Add(uint16_t document, std::vector<std::pair<Term, uint16_t>> counted) {
  std::sort(counted.begin(), counted.end());
  for (size_t i = 0; i < counted.size();) {
    uint32_t count = 0;
    const Term term = counted[i].first;
    for (; i < counted.size() && counted[i].first == term; ++i) count += counted[i].second;
    count = std::min<uint32_t>(count, std::numeric_limits<uint16_t>::max());
    entries_.push_back({term, {document, static_cast<uint16_t>(count)}});
  }
}

Postings Postings::Builder::Finish(size_t documents) {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.term != b.term ? a.term < b.term : a.posting.document < b.posting.document;
  });
  Postings built;
  built.postings_.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    if (built.terms_.empty() || built.terms_.back() != entry.term) {
      built.terms_.push_back(entry.term);
      built.begins_.push_back(static_cast<uint32_t>(built.postings_.size()));
    }
    built.postings_.push_back(entry.posting);
  }
  built.begins_.push_back(static_cast<uint32_t>(built.postings_.size()));
  built.MeasureLengths(documents);
  return built;
}

Postings Postings::Merged(const std::vector<const Postings*>& parts, const Renumbering& numbers,
                          size_t documents) {
  struct Source {
    Term term;
    uint32_t part, at;
  };
  std::vector<Source> sources;
  size_t postings = 0;
  for (uint32_t part = 0; part < parts.size(); ++part) {
    if (parts[part] == nullptr) continue;
    const std::vector<Term>& terms = parts[part]->terms_;
    postings += parts[part]->postings_.size();
    for (uint32_t at = 0; at < terms.size(); ++at) sources.push_back({terms[at], part, at});
  }
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
    return a.term != b.term ? a.term < b.term : a.part < b.part;
  });
  Postings merged;
  merged.postings_.reserve(postings);
  for (size_t i = 0; i < sources.size();) {
    const Term term = sources[i].term;
    const size_t begin = merged.postings_.size();
    for (; i < sources.size() && sources[i].term == term; ++i) {
      const Postings& from = *parts[sources[i].part];
      const std::vector<uint32_t>& number = numbers[sources[i].part];
      const uint32_t at = sources[i].at;
      for (uint32_t p = from.begins_[at]; p < from.begins_[at + 1]; ++p) {
        const Posting& posting = from.postings_[p];
        const uint32_t document = number[posting.document];
        if (document == kDropped) continue;
        merged.postings_.push_back({static_cast<uint16_t>(document), posting.count});
      }
    }
    if (merged.postings_.size() == begin) continue;
    merged.terms_.push_back(term);
    merged.begins_.push_back(static_cast<uint32_t>(begin));
  }
  merged.begins_.push_back(static_cast<uint32_t>(merged.postings_.size()));
  merged.MeasureLengths(documents);
  return merged;
}

std::span<const Posting> Postings::Find(Term term) const {
  const auto found = std::lower_bound(terms_.begin(), terms_.end(), term);
  if (found == terms_.end() || *found != term) return {};
  const auto at = static_cast<size_t>(found - terms_.begin());
  return {postings_.data() + begins_[at], begins_[at + 1] - begins_[at]};
}

void Postings::MeasureLengths(size_t documents) {
  lengths_.assign(documents, 0);
  for (const Posting& posting : postings_) lengths_[posting.document] += posting.count;
  total_length_ = 0;
  for (const float length : lengths_) total_length_ += length;
}

}  // namespace zwk::catalog
