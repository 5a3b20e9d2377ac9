#include "catalog/search/finder_use.h"

#include "platform/base/status_macros.h"

namespace zwk::catalog {

Task<absl::StatusOr<Finder::Found>> Finder::Search(Caller caller, OfferQuery query,
                                                   bool first_page) {
  ZWK_CO_ASSIGN_OR_RETURN(Snapshots::Pointer snapshot,
                          co_await snapshots_.Get(caller, Snapshots::kRecently));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<FoundOffer> offers, FindOffers(*snapshot, query));
  if (first_page) {
    usage_.Count(caller.municipality, PrimaryLanguage(query.language), !offers.empty());
  }
  co_return Found{std::move(snapshot), std::move(offers)};
}

Task<absl::StatusOr<Finder::Found>> Finder::List(Caller caller, OfferFilter filter) {
  ZWK_CO_ASSIGN_OR_RETURN(Snapshots::Pointer snapshot,
                          co_await snapshots_.Get(caller, Snapshots::kNow));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<bool> allowed, Allowed(*snapshot, filter));
  Found found;
  for (size_t i = 0; i < allowed.size(); ++i) {
    if (allowed[i]) found.offers.push_back({i, TargetMatch::kNotStated, 0});
  }
  found.snapshot = std::move(snapshot);
  co_return std::move(found);
}

}  // namespace zwk::catalog
