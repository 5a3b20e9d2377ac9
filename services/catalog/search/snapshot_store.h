#pragma once

#include "catalog/forecast/neighborhood_store.h"
#include "catalog/offer/repositories_store.h"
#include "catalog/search/snapshots_port.h"
#include "platform/store/bulk.h"

namespace zwk::catalog {

// Loads all that a snapshot is made of: own registers, and neighborhoods from the view.
class StoredCatalog : public CatalogSource {
 public:
  StoredCatalog(store::BulkStore& store, Repositories& repositories,
                StoredNeighborhoods& neighborhoods)
      : store_(store), repositories_(repositories), neighborhoods_(neighborhoods) {}

  Task<absl::StatusOr<Revision>> CurrentRevision(Caller caller) override;
  Task<absl::StatusOr<CatalogContent>> Load(Caller caller) override;

 private:
  Task<absl::StatusOr<CatalogContent>> LoadOnce(Caller caller);

  store::BulkStore& store_;
  Repositories& repositories_;
  StoredNeighborhoods& neighborhoods_;
};

}  // namespace zwk::catalog
