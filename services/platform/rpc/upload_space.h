// Bytes within bounds for all, for each municipality and for each caller. Where uploads wait for their
// end: in files, and within such bounds.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"

namespace zwk::rpc {

struct ByteLimit {
  int64_t total = 0;
  int64_t of_a_municipality = 0;  // at most half of the total leaves the others room
  int64_t of_a_caller = 0;        // none: as many as the municipality
};

// Bytes that are taken before something is kept.
class ByteBudget {
 public:
  // Some bytes of a municipality; given back when it goes.
  class Share {
   public:
    // `caller`: of a municipality's callers one that has a share of its own; "" is none.
    Share(ByteBudget& budget, std::string municipality, std::string caller = "")
        : budget_(budget), municipality_(std::move(municipality)), caller_(std::move(caller)) {}
    ~Share() { Return(); }
    Share(const Share&) = delete;

    // The budget's refusal, and nothing was taken.
    absl::Status Take(int64_t bytes);
    void Return();

   private:
    ByteBudget& budget_;
    const std::string municipality_;
    const std::string caller_;
    int64_t taken_ = 0;
  };

  // What is said when there is no room: RESOURCE_EXHAUSTED with a reason and RetryInfo.
  using Refusal = absl::Status (*)();
  ByteBudget(ByteLimit limit, Refusal full) : limit_(limit), full_(full) {}

 private:
  using Holder = std::pair<std::string, std::string>;  // municipality, caller; "": all of it
  int64_t TakenOf(const Holder& holder) const;
  void Add(const Holder& holder, int64_t bytes);

  const ByteLimit limit_;
  const Refusal full_;
  std::mutex mutex_;
  int64_t taken_ = 0;                   // guarded by mutex_
  std::map<Holder, int64_t> taken_of_;  // guarded by mutex_; those with more than nothing
};

// UPLOADS_FULL, ANSWERS_FULL.
absl::Status UploadsFull();
absl::Status AnswersFull();

// What the uploads of a server share.
class UploadSpace {
 public:
  struct Options {
    std::string folder;  // "" = the system's for temporary files
    ByteLimit in_flight{int64_t{4} << 30, int64_t{1} << 30};
    // Of whole files, read again to be worked on.
    ByteLimit in_memory{int64_t{512} << 20, int64_t{128} << 20};
  };
  explicit UploadSpace(Options options);

  ByteBudget& in_flight() { return in_flight_; }
  ByteBudget& in_memory() { return in_memory_; }
  const std::string& folder() const { return folder_; }
  Pool& pool() { return pool_; }  // for what waits for the disk

 private:
  const std::string folder_;
  ByteBudget in_flight_;
  ByteBudget in_memory_;
  Pool pool_;
};

// A file that grows and is then read once. The beginning is in memory; what is longer is in a file
// without a name, so that nothing is left behind whatever ends the process.
class Spool {
 public:
  // Without a space all of it is in memory.
  explicit Spool(UploadSpace* space) : space_(space) {}
  ~Spool();
  Spool(const Spool&) = delete;

  Task<absl::Status> Append(std::string bytes);
  // All of it; the spool is empty afterwards.
  Task<absl::StatusOr<std::string>> TakeAll();

 private:
  absl::Status Write();
  absl::StatusOr<std::string> ReadBack();

  UploadSpace* space_;
  std::string tail_;  // what is not in the file yet
  int file_ = -1;
  int64_t in_file_ = 0;
};

}  // namespace zwk::rpc
