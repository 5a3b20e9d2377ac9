#pragma once

#include <set>

#include "catalog/forecast/neighborhood_store.h"
#include "catalog/offer/repositories_store.h"
#include "catalog/search/snapshots_port.h"
#include "catalog/synonym/synonyms_port.h"
#include "platform/store/bulk.h"

namespace zwk::catalog {

// Loads all that a snapshot is made of: own registers, and neighborhoods from the view. What has
// changed is told by the outbox, where the changes of every process stand.
class StoredCatalog : public CatalogSource {
 public:
  StoredCatalog(store::BulkStore& store, Repositories& repositories, SynonymRepository& synonyms,
                StoredNeighborhoods& neighborhoods)
      : store_(store),
        repositories_(repositories),
        synonyms_(synonyms),
        neighborhoods_(neighborhoods) {}

  Task<absl::StatusOr<Revision>> CurrentRevision(Caller caller) override;
  Task<absl::StatusOr<CatalogContent>> Load(Caller caller) override;
  Task<absl::StatusOr<std::optional<CatalogContent>>> LoadChanges(Caller caller, Revision seen,
                                                                  std::string position) override;

 private:
  Task<absl::StatusOr<CatalogContent>> LoadOnce(Caller caller);
  Task<absl::StatusOr<CatalogContent>> LoadChangesOnce(Caller caller, Revision seen,
                                                       std::string position,
                                                       std::set<std::string>* changed);
  Task<absl::Status> LoadEntries(Caller caller, const std::set<std::string>* changed,
                                 CatalogContent* content);

  store::BulkStore& store_;
  Repositories& repositories_;
  SynonymRepository& synonyms_;
  StoredNeighborhoods& neighborhoods_;
};

}  // namespace zwk::catalog
