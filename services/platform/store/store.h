#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/store/commit.h"

namespace zwk::store {

struct Document {
  std::string bytes;
  uint64_t version = 0;        // 0: does not exist
  uint64_t event_version = 0;  // version of the aggregate's last event
  std::string origin;          // fingerprint of the request that created it, if it was said

  bool exists() const { return version != 0; }
};

// What a commit came to. Everything but kDone changed nothing.
struct Outcome {
  enum Kind {
    kDone,
    kRepeated,      // the request was carried out before; `answer` is what was said then
    kConflict,      // the document or the events of `key` have another version
    kGuardFailed,   // the guard `key` is `actual`, or the counter `key` would be more than it may
    kRequestReused  // the request id was used for other content
  };
  Kind kind = kDone;
  std::string answer;
  std::string key;
  std::string actual;
  std::vector<int64_t> counts;  // kDone: what each Add came to, in their order
};

struct CounterField {
  std::string counter;
  std::string field;
};

struct ReadSet {
  std::vector<std::string> documents;
  std::vector<std::string> counters;
  std::vector<std::string> guards;
  std::vector<CounterField> fields;  // of counters too large to be read whole
  std::string request_id;            // "was this carried out before?"; may be empty
  std::string request_group;         // the group of its record, as in Commit::Request
};

struct Repeated {
  std::string fingerprint;
  std::string answer;
};

// In the order of the ReadSet; what does not exist is an empty entry.
struct ReadResult {
  std::vector<Document> documents;
  std::vector<std::map<std::string, int64_t>> counters;
  std::vector<std::string> guards;
  std::vector<int64_t> fields;
  std::optional<Repeated> repeated;
};

struct ScanQuery {
  std::string index;
  std::string prefix;  // of the sort key
  std::string after;   // ScanPage::next of the page before; "" = from the start
  int limit = 50;      // at most 500
  bool with_bytes = true;
};

struct ScanPage {
  struct Item {
    std::string sort_key;
    std::string key;
    Document document;  // version 0 if the index names a document that is gone
  };
  std::vector<Item> items;
  std::string next;  // opaque, bound to municipality, index and prefix; "" on the last page
};

inline constexpr char kNewestEntry[] = "$";

struct TailEntry {
  std::string position;
  std::map<std::string, std::string> attributes;  // ce_id, ce_type, ce_time, ...
  std::string data;
};

// Keeps the state of one service. Says nothing of Redis, so that another store can stand behind it.
// The status is for what is nobody's decision: UNAVAILABLE (may or may not have happened only when
// the commit has no request id; with one it is repeated until it is known), DEADLINE_EXCEEDED
// (expired before it started), RESOURCE_EXHAUSTED (too much waits), INVALID_ARGUMENT (a commit or
// cursor against the rules), INTERNAL.
// Municipality and keys are checked: a municipality is a slug, so it cannot name a foreign key.
class Store {
 public:
  virtual ~Store() = default;

  virtual Task<absl::StatusOr<Outcome>> Apply(Commit commit, Time deadline) = 0;

  // One snapshot: everything as of the same instant.
  virtual Task<absl::StatusOr<ReadResult>> Get(std::string municipality, ReadSet reads,
                                               Time deadline) = 0;

  // Documents in the order of an index. A page also ends before it has more than 1 MiB of documents
  // (one is always in it): go by `next`, never by how many there are. A cursor that does not belong here: INVALID_ARGUMENT, field
  // page_token.
  virtual Task<absl::StatusOr<ScanPage>> Scan(std::string municipality, ScanQuery query,
                                              Time deadline) = 0;

  // The outbox after a position ("" = from the start), oldest first, at most `limit`. After
  // kNewestEntry: the newest entry alone, to go on from there. OUT_OF_RANGE: what came next has left, up to the detail archived_up_to.
  virtual Task<absl::StatusOr<std::vector<TailEntry>>> Tail(std::string municipality,
                                                            std::string after, int limit,
                                                            Time deadline) = 0;

  // The municipalities that have had a commit, in the order of their names. No key belongs to all of
  // them: who reads across them goes from one to the next.
  virtual Task<absl::StatusOr<std::vector<std::string>>> Municipalities(Time deadline) = 0;

  // OK if a durable write succeeds now: what "ready" means.
  virtual Task<absl::Status> CheckWritable(Time deadline) = 0;
};

}  // namespace zwk::store
