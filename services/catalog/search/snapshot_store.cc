#include "catalog/search/snapshot_store.h"

#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

constexpr int kPage = 500;
// So many changed things are loaded one by one, so many at once.
constexpr size_t kMostChanges = 10'000;
constexpr size_t kAtOnce = 64;

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

// Those of a kind that have changed: key "<kind>/<id>".
template <class State, class Event, class Take>
Task<absl::Status> ForChanged(Repository<State, Event>& repository, Caller caller, std::string kind,
                              const std::set<std::string>* changed, Take take) {
  std::vector<Task<absl::StatusOr<Stored<State>>>> loads;
  const std::string prefix = kind + "/";
  for (auto key = changed->lower_bound(prefix);; ++key) {
    const bool more = key != changed->end() && key->starts_with(prefix);
    if (more) loads.push_back(repository.Load(caller, key->substr(prefix.size())));
    if (loads.empty() || (more && loads.size() < kAtOnce)) {
      if (!more) break;
      continue;
    }
    auto loaded = co_await WhenAll(std::move(loads));
    loads.clear();
    for (auto& item : loaded) {
      if (!item.ok()) co_return item.status();
      take(*std::move(item));
    }
    if (!more) break;
  }
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

// Revision and position are read first: what changes while loading makes the snapshot outdated,
// never wrongly current.
Task<absl::StatusOr<CatalogContent>> StoredCatalog::LoadOnce(Caller caller) {
  CatalogContent content;
  ZWK_CO_ASSIGN_OR_RETURN(content.revision, co_await CurrentRevision(caller));
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<store::TailEntry> newest,
      co_await store_.Tail(caller.municipality, store::kNewestEntry, 1, caller.deadline));
  if (!newest.empty()) content.position = newest.back().position;
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
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(synonyms_, caller, "synonyms", [&](auto item) {
    content.synonyms[item.value.value.key] = std::move(item.value.value);
  }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.offers, caller, "offers", [&](auto item) {
    content.offers.push_back(std::move(item));
  }));
  ZWK_CO_ASSIGN_OR_RETURN(content.zones, co_await neighborhoods_.Zones(caller));
  co_return std::move(content);
}

// A bulk that becomes valid meanwhile may have been read in part: then what has changed by now is
// read again.
Task<absl::StatusOr<std::optional<CatalogContent>>> StoredCatalog::LoadChanges(
    Caller caller, Revision seen, std::string position) {
  std::set<std::string> changed;
  ZWK_CO_ASSIGN_OR_RETURN(std::string before,
                          co_await store_.Epoch(caller.municipality, caller.deadline));
  while (true) {
    absl::StatusOr<CatalogContent> loaded =
        co_await LoadChangesOnce(caller, seen, position, &changed);
    // Not looked at for so long that the outbox no longer says what has changed.
    if (absl::IsOutOfRange(loaded.status())) co_return std::optional<CatalogContent>();
    ZWK_CO_ASSIGN_OR_RETURN(CatalogContent content, std::move(loaded));
    if (changed.size() > kMostChanges) co_return std::optional<CatalogContent>();
    ZWK_CO_ASSIGN_OR_RETURN(std::string after,
                            co_await store_.Epoch(caller.municipality, caller.deadline));
    if (before == after) co_return std::optional<CatalogContent>(std::move(content));
    before = std::move(after);
    position = content.position;
  }
}

// Adds to `changed` what the outbox says, and loads all of that.
Task<absl::StatusOr<CatalogContent>> StoredCatalog::LoadChangesOnce(
    Caller caller, Revision seen, std::string position, std::set<std::string>* changed) {
  CatalogContent content;
  ZWK_CO_ASSIGN_OR_RETURN(content.revision, co_await CurrentRevision(caller));
  content.position = std::move(position);
  for (bool more = true; more;) {
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::vector<store::TailEntry> entries,
        co_await store_.Tail(caller.municipality, content.position, kPage, caller.deadline));
    for (const store::TailEntry& entry : entries) {
      content.position = entry.position;
      const auto subject = entry.attributes.find("ce_subject");
      if (subject != entry.attributes.end()) changed->insert(subject->second);
    }
    more = entries.size() == kPage && changed->size() <= kMostChanges;
  }
  if (changed->size() > kMostChanges) co_return std::move(content);
  ZWK_CO_RETURN_IF_ERROR(co_await LoadEntries(caller, changed, &content));
  if (content.revision.neighborhoods != seen.neighborhoods) {
    ZWK_CO_ASSIGN_OR_RETURN(content.zones, co_await neighborhoods_.Zones(caller));
  }
  co_return std::move(content);
}

Task<absl::Status> StoredCatalog::LoadEntries(Caller caller, const std::set<std::string>* changed,
                                              CatalogContent* content) {
  ZWK_CO_RETURN_IF_ERROR(co_await ForChanged(
      repositories_.organizations, caller, "organization", changed, [content](auto item) {
        content->organizations[item.value.value.id] = std::move(item.value.value);
      }));
  ZWK_CO_RETURN_IF_ERROR(
      co_await ForChanged(repositories_.places, caller, "place", changed, [content](auto item) {
        content->places[item.value.value.id] = std::move(item.value.value);
      }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForChanged(
      repositories_.groups, caller, "target_group", changed, [content](auto item) {
        content->groups[item.value.value.key] = std::move(item.value.value);
      }));
  ZWK_CO_RETURN_IF_ERROR(
      co_await ForChanged(repositories_.needs, caller, "need_type", changed, [content](auto item) {
        content->needs[item.value.value.key] = std::move(item.value.value);
      }));
  ZWK_CO_RETURN_IF_ERROR(
      co_await ForChanged(synonyms_, caller, "synonyms", changed, [content](auto item) {
        content->synonyms[item.value.value.key] = std::move(item.value.value);
      }));
  co_return co_await ForChanged(
      repositories_.offers, caller, "offer", changed,
      [content](auto item) { content->offers.push_back(std::move(item)); });
}

}  // namespace zwk::catalog
