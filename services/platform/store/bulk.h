#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/store/store.h"

namespace zwk::store {

class BulkPart;  // bulk.proto

// Bulk is more than one commit holds and becomes true all at once. Its changes are staged in
// documents that nobody reads (Bulk). One commit makes them valid; from then on they are what
// everybody has to see. Then they are carried over, part by part, into the documents that they
// change.
//
// Whoever reads or commits through a BulkStore meanwhile carries the rest over first, as a database
// rolls forward after a crash. So a reader sees nothing of a bulk or all of it, whichever process
// died when, and nobody else's change comes in between.
class BulkStore final : public Store {
 public:
  explicit BulkStore(Store& store) : store_(store) {}

  Task<absl::StatusOr<Outcome>> Apply(Commit commit, Time deadline) override;
  Task<absl::StatusOr<ReadResult>> Get(std::string municipality, ReadSet reads,
                                       Time deadline) override;
  Task<absl::StatusOr<ScanPage>> Scan(std::string municipality, ScanQuery query,
                                      Time deadline) override;
  Task<absl::StatusOr<std::vector<TailEntry>>> Tail(std::string municipality, std::string after,
                                                    int limit, Time deadline) override;
  Task<absl::StatusOr<std::vector<std::string>>> Municipalities(Time deadline) override;
  Task<absl::Status> CheckWritable(Time deadline) override;

  // Carries over what is valid and not yet in its documents. Harmless when repeated.
  Task<absl::Status> Settle(std::string municipality, Time deadline);

  // Names the bulk that became valid last ("" = none). What several reads between two equal answers
  // found is all from before it or all from after it.
  Task<absl::StatusOr<std::string>> Epoch(std::string municipality, Time deadline);

 private:
  Task<absl::Status> CarryOver(std::string municipality, Time deadline);

  Store& store_;
  std::mutex mutex_;
  // Who waits for the one that carries over. Guarded by mutex_.
  std::map<std::string, std::vector<OneShot<bool>>> settling_;
};

// One bulk on its way: a store whose commits are staged instead of carried out, so that the use
// cases and repositories of single changes make bulk as well. It reads what is there, not what it
// has staged; a document is changed at most once.
//
//   Bulk bulk(store, caller.municipality, clock);
//   Documents<Offer, OfferEvent> offers(bulk, codec, "offer", clock);
//   ... co_await offers.Put(...) ...
//   co_await bulk.Finish(deadline);
//   bulk.MakeValid(commit);  // then BulkStore::Apply(commit), and BulkStore::Settle
//
// That commit must hold a guard which tells that nothing the bulk was decided on has changed since.
class Bulk final : public Store {
 public:
  Bulk(BulkStore& store, std::string municipality, const Clock& clock);
  ~Bulk() override;

  // Writes, events, index entries and set guards; request records are left out, and so is what was
  // only required.
  Task<absl::StatusOr<Outcome>> Apply(Commit commit, Time deadline) override;
  Task<absl::StatusOr<ReadResult>> Get(std::string municipality, ReadSet reads,
                                       Time deadline) override;
  Task<absl::StatusOr<ScanPage>> Scan(std::string municipality, ScanQuery query,
                                      Time deadline) override;
  Task<absl::StatusOr<std::vector<TailEntry>>> Tail(std::string municipality, std::string after,
                                                    int limit, Time deadline) override;
  Task<absl::StatusOr<std::vector<std::string>>> Municipalities(Time deadline) override;
  Task<absl::Status> CheckWritable(Time deadline) override;

  // Stages what is left.
  Task<absl::Status> Finish(Time deadline);
  // Adds to `commit` what makes all of it valid. Nothing, if nothing changes.
  void MakeValid(Commit& commit) const;

 private:
  Task<absl::Status> Stage(Time deadline);
  Task<absl::Status> Sweep(Time deadline);

  BulkStore& store_;
  const std::string municipality_;
  const std::string id_;
  const std::string staged_;  // sort key of its parts
  const std::string swept_;   // sort key before which parts belong to nobody
  std::unique_ptr<BulkPart> part_;
  size_t bytes_ = 0;  // of part_
  int parts_ = 0;     // staged so far
  std::set<std::string> keys_;
};

}  // namespace zwk::store
