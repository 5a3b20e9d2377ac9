#pragma once

#include <memory>
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
  Findings findings;
  ImportCounts organizations, places, offers;
};

// What a file changes. Changes made through these repositories are kept aside until TakeOver.
class ImportBatch {
 public:
  virtual ~ImportBatch() = default;
  virtual RecordRepository<Organization>& organizations() = 0;
  virtual RecordRepository<Place>& places() = 0;
  virtual OfferRepository& offers() = 0;
  // Makes all of it true in one commit, with its event. ABORTED, reason CONCURRENT_CHANGE, if the
  // catalog is not as of `revision` any more; ALREADY_EXISTS as ImportStore::Find.
  virtual Task<absl::StatusOr<ImportResult>> TakeOver(Caller caller, std::string revision,
                                                      ImportResult result) = 0;
};

// Remembers imports, so that the same one is answered and another one under its id is refused.
class ImportStore {
 public:
  virtual ~ImportStore() = default;
  // The answer, if this very content was taken over before; ALREADY_EXISTS if other content was.
  virtual Task<absl::StatusOr<std::optional<ImportResult>>> Find(Caller caller,
                                                                 std::string import_id) = 0;
  virtual std::unique_ptr<ImportBatch> Begin(const Caller& caller) = 0;
  // Goes on where a crash stopped after a file was taken over: the rest of its changes gets to
  // where single changes are kept, and is announced.
  virtual Task<absl::Status> Resume(Caller caller) = 0;
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
                           std::shared_ptr<const ImportDocument> document, bool publish);

  Registers& registers_;
  Snapshots& snapshots_;
  ImportStore& store_;
  Pool& pool_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
