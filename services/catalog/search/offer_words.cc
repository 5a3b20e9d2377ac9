#include "catalog/search/offer_words.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <nlohmann/json.hpp>

#include "catalog/base/checks.h"

namespace zwk::catalog {
namespace {

using Texts = std::vector<WeightedText>;

void Add(std::string text, int weight, Texts& texts) {
  if (!text.empty()) texts.push_back({std::move(text), weight});
}

void AddTexts(const OfferTexts& t, Texts& texts) {
  Add(t.name, 3, texts);
  for (const std::string* text : {&t.description, &t.eligibility_description,
                                  &t.application_process, &t.fees_description, &t.alert}) {
    Add(*text, 1, texts);
  }
}

void AddPlaces(const OfferContent& offer, const OfferContext& context, Texts& texts) {
  for (const OfferAtPlace& at : offer.places) {
    const auto found = context.places->find(at.place_id);
    if (found == context.places->end() || found->second.confidential) continue;
    const Place& place = found->second;
    Add(at.description, 1, texts);
    Add(place.name, 1, texts);
    Add(place.alternate_name, 1, texts);
    Add(place.description, 1, texts);
    Add(place.transportation, 1, texts);
    Add(place.accessibility.description, 1, texts);
    Add(place.accessibility.details, 1, texts);
    for (const Schedule& schedule : at.schedules) Add(schedule.description, 1, texts);
    for (const Capacity& capacity : at.capacities) Add(capacity.description, 1, texts);
    for (const Address& address : place.addresses) {
      for (const std::string* text : {&address.attention, &address.address_1, &address.address_2,
                                      &address.city, &address.region, &address.postal_code}) {
        Add(*text, 1, texts);
      }
    }
  }
}

// What an import could not place: {"attributes": [{"taxonomy_term": {"name": ...}, "label": ...}]}.
void AddTaxonomyTerms(const std::string& raw_json, Texts& texts) {
  if (raw_json.find("attributes") == std::string::npos) return;
  const auto raw = nlohmann::json::parse(raw_json, nullptr, /*allow_exceptions=*/false);
  if (!raw.is_object() || !raw.contains("attributes") || !raw["attributes"].is_array()) return;
  const auto add = [&](const nlohmann::json& from, const char* name) {
    if (from.is_object() && from.contains(name) && from[name].is_string()) {
      Add(from[name].get<std::string>(), 1, texts);
    }
  };
  for (const nlohmann::json& attribute : raw["attributes"]) {
    add(attribute, "label");
    add(attribute, "value");
    if (attribute.is_object() && attribute.contains("taxonomy_term")) {
      add(attribute["taxonomy_term"], "name");
    }
  }
}

// "Ukrainisch", in the language of who reads.
std::string NameOf(const std::string& spoken, const std::string& language) {
  icu::UnicodeString name;
  icu::Locale(spoken.c_str()).getDisplayLanguage(icu::Locale(language.c_str()), name);
  std::string utf8;
  name.toUTF8String(utf8);
  return utf8;
}

void AddSpoken(const std::string& spoken, const std::string& language, Texts& texts) {
  Add(NameOf(spoken, language), 1, texts);
  Add(NameOf(spoken, spoken), 1, texts);
}

template <class T>
void AddLabels(const Register<T>& entries, const std::string& key,
               std::map<std::string, Texts>& words) {
  const auto found = entries.find(key);
  if (found == entries.end()) return;
  for (const auto& [language, label] : found->second.labels) {
    Add(label, 1, words[PrimaryLanguage(language)]);
  }
}

}  // namespace

const OfferTexts& TextsIn(const OfferContent& content, const std::string& language) {
  const std::string primary = PrimaryLanguage(language);
  if (PrimaryLanguage(content.texts.language) == primary) return content.texts;
  for (const OfferTexts& texts : content.translations) {
    if (PrimaryLanguage(texts.language) == primary) return texts;
  }
  return content.texts;
}

std::map<std::string, Texts> WordsOf(const Offer& offer, const OfferContext& context) {
  const OfferContent& c = offer.content;
  std::map<std::string, Texts> words;
  Texts& own = words[PrimaryLanguage(c.texts.language)];
  AddTexts(c.texts, own);
  Add(c.alternate_name, 2, own);
  for (const CostOption& cost : c.costs) {
    Add(cost.option, 1, own);
    Add(cost.amount_description, 1, own);
  }
  const auto organization = context.organizations->find(c.organization_id);
  if (organization != context.organizations->end()) {
    Add(organization->second.name, 1, own);
    Add(organization->second.alternate_name, 1, own);
  }
  AddPlaces(c, context, own);
  for (const ServiceArea& area : c.service_areas) {
    Add(area.name, 1, own);
    Add(area.description, 1, own);
  }
  for (const Phone& phone : c.phones) Add(phone.description, 1, own);
  AddTaxonomyTerms(c.raw_json, own);
  for (const OfferTexts& translation : c.translations) {
    AddTexts(translation, words[PrimaryLanguage(translation.language)]);
  }
  for (auto& [language, texts] : words) {
    for (const SpokenLanguage& spoken : c.languages) AddSpoken(spoken.code, language, texts);
    for (const LanguageMediation& m : c.language_mediation) AddSpoken(m.language, language, texts);
  }
  for (const std::string& key : c.need_keys) AddLabels(*context.needs, key, words);
  for (const OfferTarget& target : c.targeting) {
    const auto* key = std::get_if<std::string>(&target.group);
    if (key != nullptr && target.modality != Modality::kExcludes) {
      AddLabels(*context.groups, *key, words);
    }
  }
  return words;
}

}  // namespace zwk::catalog
