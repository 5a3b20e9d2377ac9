#pragma once

#include "catalog/import/import_port.h"
#include "platform/store/bulk.h"
#include "platform/store/store.h"

namespace zwk::catalog {

// Documents import/<id>; what a file changes is a bulk.
class StoredImports : public ImportStore {
 public:
  StoredImports(store::BulkStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  Task<absl::StatusOr<std::optional<ImportResult>>> Find(Caller caller,
                                                         std::string import_id) override;
  Task<absl::StatusOr<SourceMemory>> Memory(Caller caller, std::string source) override;
  std::unique_ptr<ImportBatch> Begin(const Caller& caller) override;
  Task<absl::Status> Resume(Caller caller) override;

 private:
  store::BulkStore& store_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
