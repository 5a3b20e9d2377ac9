#pragma once

#include <optional>
#include <string>

#include "catalog/app/hsds_reader.h"
#include "catalog/app/offers.h"
#include "catalog/app/snapshots.h"

namespace zwk::catalog {

struct ImportOrder {
  std::string import_id;  // "": made from the request id
  bool dry_run = false;
  bool publish = false;
  std::string file;
};

struct ImportCounts {
  int created = 0, changed = 0, unchanged = 0;
};

struct ImportResult {
  std::string import_id;
  bool applied = false;
  std::vector<Finding> findings;
  ImportCounts organizations, places, offers;
};

// Remembers batches, so that the same one is answered and another one under its id is refused.
class ImportStore {
 public:
  virtual ~ImportStore() = default;
  // Notes that the batch begins. The result, if it was completed before by this very request.
  // ALREADY_EXISTS if the request or the import id was used for other content.
  virtual Task<absl::StatusOr<std::optional<ImportResult>>> Begin(Caller caller,
                                                                  std::string import_id) = 0;
  // Notes that all of it is in, with its event.
  virtual Task<absl::StatusOr<ImportResult>> Complete(Caller caller, ImportResult result) = 0;
};

// Takes an HSDS document over. The whole file is checked before the first change. Each object then
// changes in a commit of its own, under a request id derived from the import's: a batch that broke
// off is completed by sending it again, and what is there already does not change.
class ImportHsds {
 public:
  ImportHsds(Registers& registers, Offers& offers, Snapshots& snapshots, ImportStore& store,
             Pool& pool)
      : registers_(registers), offers_(offers), snapshots_(snapshots), store_(store), pool_(pool) {}

  // `caller.request.fingerprint` must cover the file. A dry run answers with all findings;
  // otherwise errors are INVALID_ARGUMENT with the first twenty as field violations.
  Task<absl::StatusOr<ImportResult>> Run(Caller caller, ImportOrder order);

 private:
  Task<absl::Status> Apply(Caller caller, std::shared_ptr<const ImportDocument> document,
                           bool publish);

  Registers& registers_;
  Offers& offers_;
  Snapshots& snapshots_;
  ImportStore& store_;
  Pool& pool_;
};

}  // namespace zwk::catalog
