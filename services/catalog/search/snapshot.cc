#include "catalog/search/snapshot.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

namespace zwk::catalog {

const OfferTexts& TextsIn(const OfferContent& content, const std::string& language) {
  const std::string primary = PrimaryLanguage(language);
  if (PrimaryLanguage(content.texts.language) == primary) return content.texts;
  for (const OfferTexts& texts : content.translations) {
    if (PrimaryLanguage(texts.language) == primary) return texts;
  }
  return content.texts;
}

Snapshot::Snapshot(CatalogContent content, Time now) : content_(std::move(content)) {
  facts_.reserve(content_.offers.size());
  for (const Stored<Offer>& offer : content_.offers) facts_.push_back(FactsOf(offer.value, now));
  BuildIndexes();
}

std::string Snapshot::NeighborhoodOf(const Place& place) const {
  return place.point ? ZoneOf(content_.zones, *place.point) : "";
}

Snapshot::Facts Snapshot::FactsOf(const Offer& offer, Time now) const {
  const OfferContent& c = offer.content;
  Facts facts;
  for (const OfferTarget& target : c.targeting) {
    if (const auto* key = std::get_if<std::string>(&target.group)) {
      const auto group = content_.groups.find(*key);
      if (group != content_.groups.end()) {
        facts.targets.push_back({group->second.predicate, target.modality});
      }
    } else {
      facts.targets.push_back({std::get<TargetPredicate>(target.group), target.modality});
    }
  }
  std::set<std::string> keys;
  bool known = !c.places.empty(), accessible = true;
  for (const OfferAtPlace& at : c.places) {
    facts.weekly_hours += WeeklyHours(at.schedules, std::chrono::floor<std::chrono::days>(now));
    const auto place = content_.places.find(at.place_id);
    if (place == content_.places.end()) continue;
    if (std::string key = NeighborhoodOf(place->second); !key.empty()) keys.insert(std::move(key));
    const std::optional<bool> wheelchair = place->second.accessibility.wheelchair;
    known = known && wheelchair.has_value();
    accessible = accessible && wheelchair.value_or(false);
  }
  for (const ServiceArea& area : c.service_areas) {
    facts.whole_municipality = facts.whole_municipality || area.neighborhood_keys.empty();
    keys.insert(area.neighborhood_keys.begin(), area.neighborhood_keys.end());
  }
  facts.neighborhood_keys.assign(keys.begin(), keys.end());
  if (known) facts.wheelchair = accessible;
  facts.free_of_charge = c.free_of_charge();
  facts.low_threshold = c.low_threshold();
  facts.freshness = FreshnessOf(c.assured_date, now);
  return facts;
}

void Snapshot::BuildIndexes() {
  std::map<std::string, int> languages;
  for (const Stored<Offer>& offer : content_.offers) {
    ++languages[PrimaryLanguage(offer.value.content.texts.language)];
    for (const OfferTexts& texts : offer.value.content.translations) {
      languages.try_emplace(PrimaryLanguage(texts.language), 0);
    }
  }
  int most = 0;
  for (const auto& [language, count] : languages) {
    if (count > most) main_language_ = language;
    most = std::max(most, count);
  }
  for (const auto& [language, count] : languages) {
    const TextAnalyzer analyzer(language);
    auto index = std::make_unique<TextIndex>(language);
    for (const Stored<Offer>& offer : content_.offers) {
      const OfferContent& c = offer.value.content;
      const OfferTexts& texts = TextsIn(c, language);
      const auto organization = content_.organizations.find(c.organization_id);
      index->Add(
          analyzer,
          {{texts.name, 3},
           {c.alternate_name, 2},
           {texts.description, 1},
           {texts.eligibility_description, 1},
           {organization == content_.organizations.end() ? "" : organization->second.name, 1}});
    }
    index->Finish();
    indexes_[language] = std::move(index);
  }
}

const TextIndex* Snapshot::index(const std::string& language) const {
  const auto found = indexes_.find(PrimaryLanguage(language));
  return found == indexes_.end() ? nullptr : found->second.get();
}

std::string Snapshot::SearchLanguage(const std::string& asked) const {
  return indexes_.contains(PrimaryLanguage(asked)) ? PrimaryLanguage(asked) : main_language_;
}

}  // namespace zwk::catalog
