#include "catalog/search/snapshot.h"

#include <algorithm>
#include <set>

#include "catalog/base/checks.h"
#include "catalog/synonym/shipped_synonyms.h"

namespace zwk::catalog {
namespace {

constexpr size_t kChunk = 4'096;  // built at once; more would need much memory beside the index
constexpr float kOtherLanguage = 0.5F;

// A register with what has changed in it.
template <class T>
void Update(std::shared_ptr<const Register<T>>& shared, Register<T> changed) {
  if (changed.empty()) return;
  changed.merge(Register<T>(*shared));
  shared = std::make_shared<const Register<T>>(std::move(changed));
}

// Whether an offer refers to something that has changed.
bool Refers(const OfferContent& offer, const CatalogContent& changes) {
  const auto any = [](const auto& list, const auto& entries, auto key_of) {
    return !entries.empty() && std::any_of(list.begin(), list.end(), [&](const auto& item) {
      return entries.contains(key_of(item));
    });
  };
  return changes.organizations.contains(offer.organization_id) ||
         any(offer.places, changes.places, [](const OfferAtPlace& at) { return at.place_id; }) ||
         any(offer.need_keys, changes.needs, [](const std::string& key) { return key; }) ||
         any(offer.targeting, changes.groups, [](const OfferTarget& target) {
           const auto* key = std::get_if<std::string>(&target.group);
           return key == nullptr ? std::string() : *key;
         });
}

bool ChangesReferences(const CatalogContent& changes) {
  return !changes.organizations.empty() || !changes.places.empty() || !changes.groups.empty() ||
         !changes.needs.empty();
}

// The synonyms of a city, and those that come with the product where it has not said otherwise.
std::map<std::string, SynonymTable> TablesOf(const Register<Synonyms>& own) {
  std::map<std::string, std::vector<std::vector<std::string>>> groups;
  const auto add = [&](const Synonyms& synonyms) {
    if (!synonyms.archived) groups[PrimaryLanguage(synonyms.language)].push_back(synonyms.words);
  };
  for (const auto& [key, synonyms] : own) add(synonyms);
  for (const Synonyms& shipped : ShippedSynonyms()) {
    if (!own.contains(shipped.key)) add(shipped);
  }
  std::map<std::string, SynonymTable> tables;
  for (const auto& [language, words] : groups) {
    tables.emplace(std::piecewise_construct, std::forward_as_tuple(language),
                   std::forward_as_tuple(language, words));
  }
  return tables;
}

}  // namespace

Snapshot::Snapshot(CatalogContent all) { Take(std::move(all)); }

Snapshot::Snapshot(const Snapshot& before, CatalogContent changes)
    : context_(before.context_), parts_(before.parts_), synonyms_(before.synonyms_) {
  Take(std::move(changes));
}

void Snapshot::Take(CatalogContent changes) {
  revision_ = std::move(changes.revision);
  position_ = std::move(changes.position);
  StoredOffers offers = Remove(changes);
  Update(context_.organizations, std::move(changes.organizations));
  Update(context_.places, std::move(changes.places));
  Update(context_.groups, std::move(changes.groups));
  Update(context_.needs, std::move(changes.needs));
  if (changes.zones) {
    context_.zones = std::make_shared<const std::vector<Zone>>(*std::move(changes.zones));
    for (OfferPart& part : parts_) part = part.In(context_);
  }
  for (Stored<Offer>& offer : changes.offers) {
    offers.push_back(std::make_shared<const Stored<Offer>>(std::move(offer)));
  }
  for (size_t begin = 0; begin < offers.size(); begin += kChunk) {
    const size_t end = std::min(begin + kChunk, offers.size());
    const auto at = [&](size_t i) { return offers.begin() + static_cast<std::ptrdiff_t>(i); };
    parts_.push_back(OfferPart::Of({at(begin), at(end)}, context_));
  }
  MergeSmall();
  if (synonyms_ == nullptr || !changes.synonyms.empty()) {
    Update(context_.synonyms, std::move(changes.synonyms));
    synonyms_ =
        std::make_shared<const std::map<std::string, SynonymTable>>(TablesOf(*context_.synonyms));
  }
}

// Takes out the offers that have changed, and those that refer to something that has: the latter
// come again.
StoredOffers Snapshot::Remove(const CatalogContent& changes) {
  std::vector<std::vector<size_t>> gone(parts_.size());
  for (const Stored<Offer>& offer : changes.offers) {
    for (size_t p = 0; p < parts_.size(); ++p) {
      const size_t i = parts_[p].Find(offer.value.id);
      if (i < parts_[p].size()) gone[p].push_back(i);
    }
  }
  StoredOffers again;
  for (size_t p = 0; p < parts_.size(); ++p) {
    if (!gone[p].empty()) parts_[p] = parts_[p].Without(gone[p]);
    if (!ChangesReferences(changes)) continue;
    std::vector<size_t> referring;
    for (size_t i = 0; i < parts_[p].size(); ++i) {
      const auto& offer = parts_[p].offer(i).offer;
      if (parts_[p].is_gone(i) || !Refers(offer->value.content, changes)) continue;
      referring.push_back(i);
      again.push_back(offer);
    }
    if (!referring.empty()) parts_[p] = parts_[p].Without(referring);
  }
  return again;
}

// Each part stays at least twice as large as the one behind it, and more than half of it is there.
void Snapshot::MergeSmall() {
  for (OfferPart& part : parts_) {
    if (part.live() * 2 < part.size()) part = OfferPart::Merged({&part});
  }
  std::erase_if(parts_, [](const OfferPart& part) { return part.live() == 0; });
  if (parts_.empty()) return;
  size_t first = parts_.size() - 1;
  size_t merged = parts_[first].live();
  while (first > 0 && parts_[first - 1].live() <= 2 * merged &&
         parts_[first - 1].live() + merged <= TextSegment::kMostDocuments) {
    merged += parts_[--first].live();
  }
  if (first + 1 == parts_.size()) return;
  std::vector<const OfferPart*> small;
  for (size_t p = first; p < parts_.size(); ++p) small.push_back(&parts_[p]);
  OfferPart part = OfferPart::Merged(small);
  parts_.resize(first, part);
  parts_.push_back(std::move(part));
}

Snapshot::Content Snapshot::content() const {
  return {revision_,        Offers(*this),   *context_.organizations, *context_.places,
          *context_.groups, *context_.needs, *context_.zones};
}

const std::vector<const OfferEntry*>& Snapshot::ById() const {
  std::call_once(sorted_, [this] {
    for (const OfferPart& part : parts_) {
      for (size_t i = 0; i < part.size(); ++i) {
        if (!part.is_gone(i)) by_id_.push_back(&part.offer(i));
      }
    }
    std::sort(by_id_.begin(), by_id_.end(), [](const OfferEntry* a, const OfferEntry* b) {
      return a->offer->value.id < b->offer->value.id;
    });
  });
  return by_id_;
}

size_t Snapshot::size() const { return ById().size(); }

TextScores Snapshot::Search(std::string_view query, const std::string& language) const {
  const std::string asked = PrimaryLanguage(language);
  std::set<std::string> languages, originals;
  for (const OfferPart& part : parts_) {
    for (const auto& [code, texts] : part.texts()) languages.insert(code);
    originals.insert(part.original_languages().begin(), part.original_languages().end());
  }
  std::map<std::string, TextSearch> searches;
  for (const std::string& code : languages) {
    std::vector<TextPart> texts;
    for (const OfferPart& part : parts_) {
      const auto found = part.texts().find(code);
      texts.push_back({found == part.texts().end() ? nullptr : &found->second, part.gone()});
    }
    const auto table = synonyms_->find(code);
    searches.emplace(
        std::piecewise_construct, std::forward_as_tuple(code),
        std::forward_as_tuple(code, std::move(texts),
                              table == synonyms_->end() ? nullptr : &table->second, query));
  }
  for (auto& [code, search] : searches) {
    for (const auto& [other, elsewhere] : searches) search.AddKnown(elsewhere.known());
  }
  TextScores scores;
  for (const OfferPart& part : parts_) scores.emplace_back(part.size(), 0.0F);
  for (const auto& [code, search] : searches) {
    const bool in_full = code == asked || originals.contains(code);
    search.AddScores(code == asked ? 1 : kOtherLanguage,
                     in_full ? TextSearch::Effort::kAll : TextSearch::Effort::kWords, scores);
  }
  return scores;
}

}  // namespace zwk::catalog
