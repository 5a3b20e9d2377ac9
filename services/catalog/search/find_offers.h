#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/search/snapshot.h"

namespace zwk::catalog {

// What an offer must be; joined by AND, an empty one says nothing.
struct OfferFilter {
  std::vector<std::string> neighborhood_keys;
  std::string group_key, language, need_key, organization_id;
  std::optional<bool> consumption_free, free_of_charge, low_threshold, wheelchair;
  std::vector<OfferState> states;  // empty: published
  bool include_stale = false;
};

struct Near {
  Point point;
  double meters = 0;
};

struct OfferQuery {
  std::string text, language;
  OfferFilter filter;
  std::optional<TargetPredicate> needed;
  std::optional<Near> near;
};

struct FoundOffer {
  size_t offer = 0;  // in the snapshot
  TargetMatch match = TargetMatch::kNotStated;
  double score = 0;
};

// Which offers of the snapshot meet the filter. NOT_FOUND when it names a group or need that does
// not exist. Offers whose last check is long past are left out unless asked for.
absl::StatusOr<std::vector<bool>> Allowed(const Snapshot& snapshot, const OfferFilter& filter);

// Best first: by who it is for, then by text, then by name.
absl::StatusOr<std::vector<FoundOffer>> FindOffers(const Snapshot& snapshot,
                                                   const OfferQuery& query);

}  // namespace zwk::catalog
