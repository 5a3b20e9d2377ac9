#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/search/snapshot.h"

namespace zwk::catalog {

// When a door must be open, at a place that is not confidential.
enum class OpenWhen : uint8_t { kAnyTime = 0, kNow, kToday };

// What an offer must be; joined by AND, an empty one says nothing.
struct OfferFilter {
  std::vector<std::string> neighborhood_keys;
  std::string group_key, language, need_key, organization_id;
  std::optional<bool> consumption_free, free_of_charge, low_threshold, wheelchair;
  OpenWhen open = OpenWhen::kAnyTime;
  std::vector<OfferState> states;  // empty: published
  bool include_stale = false;
  bool include_hidden = false;  // what is not public, if `states` has it
};

struct Near {
  Point point;
  double meters = 0;
};

struct OfferQuery {
  std::string text, language;
  OfferFilter filter;
  std::vector<TargetPredicate> people;  // of whom one at least is to find something
  std::optional<Near> near;
  std::string after;  // NextPage of the page before; "" for the first page
};

struct FoundOffer {
  const OfferEntry* offer = nullptr;  // of the snapshot
  TargetFit fit;                      // the best of the people
  int served = 0;                     // how many of the people it is for
  double score = 0;
};

struct FoundOffers {
  std::vector<FoundOffer> offers;  // those after `query.after`
  size_t total = 0;                // with those before
};

// `query.after` of the next page, when of `found` the first `shown` (one at least) are on this one. Without a text
// it is the place of the last one, which it names also when that is gone. The score of a text changes with all
// others that have its words, so there it is what was shown so far: six bytes for each.
std::string NextPage(const OfferQuery& query, const std::vector<FoundOffer>& found, size_t shown);

// Offers that meet the filter, by id, those after the id `after`. NOT_FOUND when it names a group or need that does not exist.
// Offers whose last check is long past by now are left out unless asked for.
absl::StatusOr<std::vector<FoundOffer>> ListOffers(const Snapshot& snapshot,
                                                   const OfferFilter& filter,
                                                   const std::string& after, Time now);

// Best first: by who it is for (designed for exactly these, for more, open to them, ...; then for
// more of the people, then for more of their criteria), then by text, then by name. Only the first `wanted` are in order.
absl::StatusOr<FoundOffers> FindOffers(const Snapshot& snapshot, const OfferQuery& query,
                                       size_t wanted, Time now);

}  // namespace zwk::catalog
