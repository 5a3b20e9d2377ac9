#include "catalog/search/snapshot_store.h"

#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

constexpr int kPage = 500;

// All of a list, page by page.
template <class State, class Event, class Take>
Task<absl::Status> ForAll(Repository<State, Event>& repository, Caller caller, std::string index,
                          Take take) {
  std::string token;
  do {
    auto page = co_await repository.List(caller, index, "", kPage, token);
    if (!page.ok()) co_return page.status();
    for (auto& item : page->items) take(std::move(item));
    token = page->next_page_token;
  } while (!token.empty());
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<Revision>> StoredCatalog::CurrentRevision(Caller caller) {
  store::ReadSet reads;
  reads.guards.emplace_back(kRevisionGuard);
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult own,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(std::string boundaries, co_await neighborhoods_.Revision(caller));
  co_return Revision{std::move(own.guards[0]), std::move(boundaries)};
}

// Pages are read one after another: an import that becomes valid between two of them would be there
// in part.
Task<absl::StatusOr<CatalogContent>> StoredCatalog::Load(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(std::string before,
                          co_await store_.Epoch(caller.municipality, caller.deadline));
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(CatalogContent content, co_await LoadOnce(caller));
    ZWK_CO_ASSIGN_OR_RETURN(std::string after,
                            co_await store_.Epoch(caller.municipality, caller.deadline));
    if (before == after) co_return std::move(content);
    before = std::move(after);
  }
}

Task<absl::StatusOr<CatalogContent>> StoredCatalog::LoadOnce(Caller caller) {
  CatalogContent content;
  // Read first: what changes while loading makes the snapshot outdated, never wrongly current.
  ZWK_CO_ASSIGN_OR_RETURN(content.revision, co_await CurrentRevision(caller));
  ZWK_CO_RETURN_IF_ERROR(
      co_await ForAll(repositories_.organizations, caller, "organizations", [&](auto item) {
        content.organizations[item.value.value.id] = std::move(item.value.value);
      }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.places, caller, "places", [&](auto item) {
    content.places[item.value.value.id] = std::move(item.value.value);
  }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(
      repositories_.groups, caller, "target_groups",
      [&](auto item) { content.groups[item.value.value.key] = std::move(item.value.value); }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.needs, caller, "need_types", [&](auto item) {
    content.needs[item.value.value.key] = std::move(item.value.value);
  }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.offers, caller, "offers", [&](auto item) {
    content.offers.push_back(std::move(item));
  }));
  ZWK_CO_ASSIGN_OR_RETURN(content.zones, co_await neighborhoods_.Zones(caller));
  co_return std::move(content);
}

}  // namespace zwk::catalog
