#include "catalog/search/finder_use.h"

#include "platform/base/status_macros.h"

namespace zwk::catalog {

Task<absl::StatusOr<Finder::Found>> Finder::Search(Caller caller, OfferQuery query, size_t begin,
                                                   size_t end) {
  ZWK_CO_ASSIGN_OR_RETURN(Snapshots::Pointer snapshot, co_await snapshots_.Recent(caller));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<FoundOffer> offers,
                          FindOffers(*snapshot, query, end, clock_.Now()));
  if (begin == 0) {
    usage_.Count(caller.municipality, PrimaryLanguage(query.language), !offers.empty());
  }
  co_return Found{std::move(snapshot), std::move(offers)};
}

Task<absl::StatusOr<Finder::Found>> Finder::List(Caller caller, OfferFilter filter) {
  ZWK_CO_ASSIGN_OR_RETURN(Snapshots::Pointer snapshot, co_await snapshots_.Current(caller));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<FoundOffer> offers,
                          ListOffers(*snapshot, filter, clock_.Now()));
  co_return Found{std::move(snapshot), std::move(offers)};
}

}  // namespace zwk::catalog
