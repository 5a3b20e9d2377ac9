#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "catalog/import/import_plan.h"
#include "catalog/import/import_port.h"
#include "catalog/offer/offer_use.h"
#include "catalog/search/snapshots_use.h"

namespace zwk::catalog {

struct ImportOrder {
  std::string import_id;  // "": made from the request id
  bool dry_run = false;
  ImportOptions options;
  std::string preview_token;  // "": whatever the file does
  std::string file;
};

// Takes an HSDS document over, whole or not at all: it is checked, then all that it changes is
// staged, then one commit makes it true, provided that nobody changed the catalog meanwhile
// (otherwise it is checked and staged anew).
class ImportHsds {
 public:
  ImportHsds(Registers& registers, Snapshots& snapshots, ImportStore& store, Pool& pool,
             const Clock& clock)
      : registers_(registers), snapshots_(snapshots), store_(store), pool_(pool), clock_(clock) {}

  // `caller.request.fingerprint` must cover the file. A dry run answers with what was found;
  // otherwise errors are INVALID_ARGUMENT, see RefusalOf.
  Task<absl::StatusOr<ImportResult>> Run(Caller caller, ImportOrder order);

 private:
  Task<absl::StatusOr<ImportResult>> Attempt(Caller caller,
                                             std::shared_ptr<const ImportOrder> order);
  Task<absl::Status> Stage(Caller caller, ImportBatch& batch,
                           std::shared_ptr<const ImportPlan> plan);

  Registers& registers_;
  Snapshots& snapshots_;
  ImportStore& store_;
  Pool& pool_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
