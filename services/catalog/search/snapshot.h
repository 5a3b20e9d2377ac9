#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/base/geometry.h"
#include "catalog/base/record.h"
#include "catalog/offer/offer.h"
#include "catalog/register/need_type.h"
#include "catalog/register/organization.h"
#include "catalog/register/place.h"
#include "catalog/register/target_group.h"
#include "catalog/search/text_index.h"
#include "platform/base/repository.h"

namespace zwk::catalog {

// Names the last change of the catalog, and of the neighborhoods.
struct Revision {
  std::string catalog;
  std::string neighborhoods;
  friend bool operator==(const Revision&, const Revision&) = default;
};

// Everything a municipality has in the catalog, and its neighborhoods, as of one revision.
struct CatalogContent {
  Revision revision;
  std::vector<Stored<Offer>> offers;  // by id
  std::map<std::string, Organization> organizations;
  std::map<std::string, Place> places;
  std::map<std::string, TargetGroup> groups;
  std::map<std::string, NeedType> needs;
  std::vector<Zone> zones;
};

// The content, made ready to be searched and counted. Never changes: a newer one takes its place.
class Snapshot {
 public:
  // What an offer is known to be, worked out once.
  struct Facts {
    std::vector<Target> targets;  // named groups resolved
    std::vector<std::string> neighborhood_keys;
    bool whole_municipality = false;  // a service area without neighborhoods
    std::optional<bool> wheelchair;   // of all its places
    std::optional<bool> free_of_charge, low_threshold;
    Freshness freshness = Freshness::kVeryStale;
    double weekly_hours = 0;
  };

  Snapshot(CatalogContent content, Time now);

  const CatalogContent& content() const { return content_; }
  const Stored<Offer>& offer(size_t i) const { return content_.offers[i]; }
  const Facts& facts(size_t i) const { return facts_[i]; }
  size_t size() const { return facts_.size(); }
  // "" where the place has no coordinates or no neighborhood contains them.
  std::string NeighborhoodOf(const Place& place) const;

  // Documents are the offers, in order; texts in other languages stand in where one is missing.
  const TextIndex* index(const std::string& language) const;
  // The language to search in: the asked one if any offer has it, else the municipality's main one.
  std::string SearchLanguage(const std::string& asked) const;

 private:
  Facts FactsOf(const Offer& offer, Time now) const;
  void BuildIndexes();

  CatalogContent content_;
  std::vector<Facts> facts_;
  std::map<std::string, std::unique_ptr<TextIndex>> indexes_;  // by primary language
  std::string main_language_ = "de";
};

// The texts of an offer in a language, or those of its own language.
const OfferTexts& TextsIn(const OfferContent& content, const std::string& language);

}  // namespace zwk::catalog
