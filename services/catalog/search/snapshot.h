#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "catalog/search/offer_part.h"
#include "catalog/search/offer_words.h"
#include "catalog/search/synonym_table.h"
#include "catalog/search/text_search.h"

namespace zwk::catalog {

// The catalog of a municipality as of one revision, made ready to be searched and counted. Never
// changes: a newer one takes its place, which shares with it what is the same.
class Snapshot {
 public:
  using Facts = OfferFacts;

  explicit Snapshot(CatalogContent all);
  // The one after this, with what has changed since.
  Snapshot(const Snapshot& before, CatalogContent changes);

  const Revision& revision() const { return revision_; }
  const std::string& position() const { return position_; }
  const OfferContext& context() const { return context_; }
  const std::vector<OfferPart>& parts() const { return parts_; }

  // Offers by id. The order is worked out for who asks first; searching needs none.
  size_t size() const;
  const OfferEntry& entry(size_t i) const { return *ById()[i]; }
  const Stored<Offer>& offer(size_t i) const { return *entry(i).offer; }
  const Facts& facts(size_t i) const { return *entry(i).facts; }

  class Offers {
   public:
    class Iterator {
     public:
      Iterator(const Snapshot& snapshot, size_t at) : snapshot_(&snapshot), at_(at) {}
      const Stored<Offer>& operator*() const { return snapshot_->offer(at_); }
      Iterator& operator++() {
        ++at_;
        return *this;
      }
      friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

     private:
      const Snapshot* snapshot_;
      size_t at_;
    };
    explicit Offers(const Snapshot& snapshot) : snapshot_(&snapshot) {}
    Iterator begin() const { return {*snapshot_, 0}; }
    Iterator end() const { return {*snapshot_, snapshot_->size()}; }

   private:
    const Snapshot* snapshot_;
  };
  // All of it, to be walked through.
  struct Content {
    const Revision& revision;
    Offers offers;
    const Register<Organization>& organizations;
    const Register<Place>& places;
    const Register<TargetGroup>& groups;
    const Register<NeedType>& needs;
    const std::vector<Zone>& zones;
  };
  Content content() const;

  std::string NeighborhoodOf(const Place& place) const {
    return catalog::NeighborhoodOf(context_, place);
  }

  // What offers score for a query, by part: in full for texts in the asked language, by half for
  // what they say in another one, first of all their own. So no translation hides an original.
  TextScores Search(std::string_view query, const std::string& language) const;

 private:
  const std::vector<const OfferEntry*>& ById() const;
  void Take(CatalogContent changes);
  StoredOffers Remove(const CatalogContent& changes);
  void MergeSmall();

  Revision revision_;
  std::string position_;
  OfferContext context_;
  std::vector<OfferPart> parts_;
  std::shared_ptr<const std::map<std::string, SynonymTable>> synonyms_;  // by primary language

  mutable std::once_flag sorted_;
  mutable std::vector<const OfferEntry*> by_id_;
};

}  // namespace zwk::catalog
