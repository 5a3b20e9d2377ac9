#pragma once

#include "catalog/app/gap_analyses.h"
#include "catalog/app/snapshots.h"
#include "catalog/store/repositories.h"
#include "platform/store/bulk.h"
#include "platform/store/store.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// Loads all that a snapshot is made of: own registers, and neighborhoods from the view.
class StoredCatalog : public CatalogSource {
 public:
  StoredCatalog(store::BulkStore& store, Repositories& repositories, stream::ViewReader& view)
      : store_(store), repositories_(repositories), view_(view) {}

  Task<absl::StatusOr<Revision>> CurrentRevision(Caller caller) override;
  Task<absl::StatusOr<CatalogContent>> Load(Caller caller) override;

 private:
  Task<absl::StatusOr<CatalogContent>> LoadOnce(Caller caller);
  Task<absl::StatusOr<std::vector<Zone>>> Zones(Caller caller);

  store::BulkStore& store_;
  Repositories& repositories_;
  stream::ViewReader& view_;
};

// Published forecasts from the view.
class StoredForecasts : public ForecastSource {
 public:
  explicit StoredForecasts(stream::ViewReader& view) : view_(view) {}

  Task<absl::StatusOr<ForecastInfo>> Find(Caller caller, std::string forecast_id) override;
  Task<absl::StatusOr<PeopleByNeighborhood>> People(Caller caller, ForecastInfo forecast,
                                                    int year) override;

 private:
  stream::ViewReader& view_;
};

}  // namespace zwk::catalog
