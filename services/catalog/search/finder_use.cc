#include "catalog/search/finder_use.h"

#include <algorithm>

#include "platform/base/status_macros.h"

namespace zwk::catalog {

Task<absl::StatusOr<Finder::Found>> Finder::Search(Caller caller, OfferQuery query, size_t wanted) {
  ZWK_CO_ASSIGN_OR_RETURN(Snapshots::Pointer snapshot, co_await snapshots_.Recent(caller));
  ZWK_CO_ASSIGN_OR_RETURN(FoundOffers found, FindOffers(*snapshot, query, wanted, clock_.Now()));
  if (query.after.empty()) {
    usage_.Count(caller.municipality, PrimaryLanguage(query.language), found.total > 0);
  }
  co_return Found{std::move(snapshot), std::move(found.offers), found.total};
}

Task<absl::StatusOr<Finder::Found>> Finder::List(Caller caller, OfferFilter filter,
                                                 std::string after) {
  ZWK_CO_ASSIGN_OR_RETURN(Snapshots::Pointer snapshot, co_await snapshots_.Current(caller));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<FoundOffer> offers,
                          ListOffers(*snapshot, filter, after, clock_.Now()));
  const size_t total = offers.size();
  co_return Found{std::move(snapshot), std::move(offers), total};
}

PageFit FitPage(const std::vector<FoundOffer>& found, size_t size, Time now) {
  PageFit fit;
  for (; fit.offers < std::min(found.size(), size); ++fit.offers) {
    fit.steps += StepsOf(found[fit.offers].offer->offer->value.content, now);
    if (fit.steps > kMostSteps && fit.offers > 0) break;
  }
  return fit;
}

}  // namespace zwk::catalog
