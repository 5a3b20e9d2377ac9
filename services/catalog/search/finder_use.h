#pragma once

#include <vector>

#include "catalog/search/find_offers.h"
#include "catalog/search/snapshots_use.h"
#include "catalog/search/usage_use.h"

namespace zwk::catalog {

// Finds offers for people, and counts how often nothing was found.
class Finder {
 public:
  static constexpr size_t kLongestQuery = 500;  // bytes; whoever asks checks them

  Finder(Snapshots& snapshots, SearchUsage& usage, const Clock& clock)
      : snapshots_(snapshots), usage_(usage), clock_(clock) {}

  struct Found {
    Snapshots::Pointer snapshot;
    std::vector<FoundOffer> offers;  // best first, those after what was shown
    size_t total = 0;                // with those before
  };
  // The first `wanted` are in order. Further pages of the same search are not counted again.
  Task<absl::StatusOr<Found>> Search(Caller caller, OfferQuery query, size_t wanted);
  // By id, those after the id `after`.
  Task<absl::StatusOr<Found>> List(Caller caller, OfferFilter filter, std::string after);

 private:
  Snapshots& snapshots_;
  SearchUsage& usage_;
  const Clock& clock_;
};

// How many of what was found fit on a page of `size`, by the work that their schedules are; one at least.
struct PageFit {
  size_t offers = 0;
  int64_t steps = 0;  // see EnterFor
};
PageFit FitPage(const std::vector<FoundOffer>& found, size_t size, Time now);

}  // namespace zwk::catalog
