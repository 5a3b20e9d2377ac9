#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "catalog/search/offer_facts.h"
#include "catalog/search/text_segment.h"

namespace zwk::catalog {

struct OfferEntry {
  std::shared_ptr<const Stored<Offer>> offer;
  std::shared_ptr<const OfferFacts> facts;
};

using StoredOffers = std::vector<std::shared_ptr<const Stored<Offer>>>;

// Some offers of a snapshot with their texts. What is in here never changes; an offer that has
// changed is marked as gone and comes again in another part. Small parts are merged, so that there
// are few.
class OfferPart {
 public:
  // At most TextSegment::kMostDocuments.
  static OfferPart Of(const StoredOffers& offers, const OfferContext& context);
  // What is there of several, in one part.
  static OfferPart Merged(const std::vector<const OfferPart*>& parts);

  size_t size() const { return offers_->size(); }  // with those that are gone
  size_t live() const { return size() - gone_count_; }
  const OfferEntry& offer(size_t i) const { return (*offers_)[i]; }
  bool is_gone(size_t i) const { return gone_ != nullptr && (*gone_)[i]; }
  const std::vector<bool>* gone() const { return gone_.get(); }
  // By primary language.
  const std::map<std::string, TextSegment>& texts() const { return *texts_; }
  const std::set<std::string>& original_languages() const { return *original_languages_; }

  // The same without offers, by position.
  OfferPart Without(const std::vector<size_t>& offers) const;
  // Where the offer is, or size().
  size_t Find(const std::string& offer_id) const;
  // The same with facts as they are in another context.
  OfferPart In(const OfferContext& context) const;

 private:
  void SortById();

  std::shared_ptr<const std::vector<OfferEntry>> offers_;
  std::shared_ptr<const std::map<std::string, TextSegment>> texts_;
  std::shared_ptr<const std::set<std::string>> original_languages_;
  std::shared_ptr<const std::vector<uint16_t>> by_id_;
  std::shared_ptr<const std::vector<bool>> gone_;  // null: none
  size_t gone_count_ = 0;
};

}  // namespace zwk::catalog
