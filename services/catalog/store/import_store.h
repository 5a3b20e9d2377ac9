#pragma once

#include "catalog/app/import_hsds.h"
#include "catalog/app/search_usage.h"
#include "platform/store/bulk.h"
#include "platform/store/store.h"

namespace zwk::catalog {

// Documents import/<id>; what a file changes is a bulk.
class StoredImports : public ImportStore {
 public:
  StoredImports(store::BulkStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  Task<absl::StatusOr<std::optional<ImportResult>>> Find(Caller caller,
                                                         std::string import_id) override;
  std::unique_ptr<ImportBatch> Begin(const Caller& caller) override;
  Task<absl::Status> Resume(Caller caller) override;

 private:
  store::BulkStore& store_;
  const Clock& clock_;
};

// Documents usage/<language>.
class StoredUsage : public UsageStore {
 public:
  StoredUsage(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  Task<absl::Status> Publish(std::string municipality, std::string language,
                             SearchCount count) override;

 private:
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
