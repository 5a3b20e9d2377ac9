#include "catalog/search/offer_part.h"

#include <algorithm>
#include <numeric>

#include "catalog/base/checks.h"
#include "catalog/search/offer_words.h"

namespace zwk::catalog {
namespace {

std::shared_ptr<const OfferFacts> FactsOf(const Offer& offer, const OfferContext& context) {
  auto facts = std::make_shared<OfferFacts>();
  FindFacts(offer, context, *facts);
  return facts;
}

}  // namespace

OfferPart OfferPart::Of(const StoredOffers& offers, const OfferContext& context) {
  std::vector<OfferEntry> entries;
  std::set<std::string> originals;
  std::map<std::string, TextSegment::Builder> builders;
  for (const auto& offer : offers) {
    const auto document = static_cast<uint16_t>(entries.size());
    entries.push_back({offer, FactsOf(offer->value, context)});
    originals.insert(PrimaryLanguage(offer->value.content.texts.language));
    for (const auto& [language, texts] : WordsOf(offer->value, context)) {
      std::vector<TextField> fields;
      for (const WeightedText& text : texts) fields.push_back({text.text, text.weight});
      builders.try_emplace(language, language).first->second.Add(document, fields);
    }
  }
  std::map<std::string, TextSegment> texts;
  for (auto& [language, builder] : builders) {
    texts.emplace(language, builder.Finish(entries.size()));
  }
  OfferPart part;
  part.offers_ = std::make_shared<const std::vector<OfferEntry>>(std::move(entries));
  part.texts_ = std::make_shared<const std::map<std::string, TextSegment>>(std::move(texts));
  part.original_languages_ = std::make_shared<const std::set<std::string>>(std::move(originals));
  part.SortById();
  return part;
}

OfferPart OfferPart::Merged(const std::vector<const OfferPart*>& parts) {
  std::vector<OfferEntry> entries;
  Renumbering numbers;
  std::set<std::string> languages, originals;
  for (const OfferPart* part : parts) {
    std::vector<uint32_t>& number = numbers.emplace_back(part->size(), kDropped);
    for (size_t i = 0; i < part->size(); ++i) {
      if (part->is_gone(i)) continue;
      number[i] = static_cast<uint32_t>(entries.size());
      entries.push_back(part->offer(i));
      originals.insert(PrimaryLanguage(part->offer(i).offer->value.content.texts.language));
    }
    for (const auto& [language, texts] : part->texts()) languages.insert(language);
  }
  std::map<std::string, TextSegment> texts;
  for (const std::string& language : languages) {
    std::vector<const TextSegment*> segments;
    for (const OfferPart* part : parts) {
      const auto found = part->texts().find(language);
      segments.push_back(found == part->texts().end() ? nullptr : &found->second);
    }
    texts.emplace(language, TextSegment::Merged(segments, numbers, entries.size()));
  }
  OfferPart merged;
  merged.offers_ = std::make_shared<const std::vector<OfferEntry>>(std::move(entries));
  merged.texts_ = std::make_shared<const std::map<std::string, TextSegment>>(std::move(texts));
  merged.original_languages_ = std::make_shared<const std::set<std::string>>(std::move(originals));
  merged.SortById();
  return merged;
}

OfferPart OfferPart::Without(const std::vector<size_t>& offers) const {
  auto gone = std::make_shared<std::vector<bool>>();
  if (gone_ == nullptr) {
    gone->resize(size());
  } else {
    *gone = *gone_;
  }
  OfferPart part = *this;
  for (const size_t i : offers) {
    if (!(*gone)[i]) ++part.gone_count_;
    (*gone)[i] = true;
  }
  part.gone_ = std::move(gone);
  return part;
}

size_t OfferPart::Find(const std::string& offer_id) const {
  const auto found = std::lower_bound(
      by_id_->begin(), by_id_->end(), offer_id,
      [this](uint16_t i, const std::string& id) { return offer(i).offer->value.id < id; });
  if (found == by_id_->end() || offer(*found).offer->value.id != offer_id) return size();
  return *found;
}

OfferPart OfferPart::In(const OfferContext& context) const {
  auto entries = std::make_shared<std::vector<OfferEntry>>(*offers_);
  for (OfferEntry& entry : *entries) entry.facts = FactsOf(entry.offer->value, context);
  OfferPart part = *this;
  part.offers_ = std::move(entries);
  return part;
}

void OfferPart::SortById() {
  auto order = std::make_shared<std::vector<uint16_t>>(size());
  std::iota(order->begin(), order->end(), 0);
  std::sort(order->begin(), order->end(), [this](uint16_t a, uint16_t b) {
    return offer(a).offer->value.id < offer(b).offer->value.id;
  });
  by_id_ = std::move(order);
}

}  // namespace zwk::catalog
