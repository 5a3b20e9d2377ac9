#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "catalog/import/import_result.h"
#include "catalog/offer/offer_port.h"
#include "catalog/register/registers_port.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// What a file changes. Changes made through these repositories are kept aside until TakeOver.
class ImportBatch {
 public:
  virtual ~ImportBatch() = default;
  virtual RecordRepository<Organization>& organizations() = 0;
  virtual RecordRepository<Place>& places() = 0;
  virtual OfferRepository& offers() = 0;
  // What the source has brought with this file.
  virtual Task<absl::Status> Remember(Caller caller, std::string source, SourceMemory memory) = 0;
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
  // What a source brought last.
  virtual Task<absl::StatusOr<SourceMemory>> Memory(Caller caller, std::string source) = 0;
  virtual std::unique_ptr<ImportBatch> Begin(const Caller& caller) = 0;
  // Goes on where a crash stopped after a file was taken over: the rest of its changes gets to
  // where single changes are kept, and is announced.
  virtual Task<absl::Status> Resume(Caller caller) = 0;
};

}  // namespace zwk::catalog
