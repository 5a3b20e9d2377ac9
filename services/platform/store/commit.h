#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"

namespace zwk::store {

// What shall become true at once, or not at all, in one municipality of one area (the service's
// own). Only a list of wishes; Store::Apply carries it out.
//
//   Commit commit(caller.municipality);
//   commit.Write("ballot/7f..", ballot.version, bytes);       // own small document
//   commit.Guard("session/12../phase", "VOTING");             // closing is one point in time
//   commit.Add("session/12../tally", topic_id, +2);
//   commit.Request(caller.request, answer);
//
// Keys are free text without control characters, by convention "<kind>/<id>". At most kMaxParts
// parts; more than that is staged in many commits and made valid by one that flips a pointer
// (usually a guard or one document).
class Commit {
 public:
  // In place of an expected version: whatever it is.
  static constexpr uint64_t kAnyVersion = ~uint64_t{0};
  static constexpr size_t kMaxParts = 64;        // documents (written, deleted, required)
  static constexpr size_t kMaxSmallParts = 512;  // events, guards, counters, index entries

  explicit Commit(std::string municipality) : municipality_(std::move(municipality)) {}

  // The document has `expected_version` now (0: it does not exist) and one more afterwards. Name a
  // key once per commit.
  void Write(std::string key, uint64_t expected_version, std::string bytes) {
    writes_.push_back({std::move(key), expected_version, std::move(bytes), ""});
  }
  // As Write with version 0; remembers the fingerprint of the request that created it, so that
  // creating again can be told from an id that is taken (Document::origin).
  void Create(std::string key, std::string bytes, std::string origin) {
    writes_.push_back({std::move(key), 0, std::move(bytes), std::move(origin)});
  }
  // The document goes; the version of its events stays, so that events remain gapless if the key
  // is used again.
  void Delete(std::string key, uint64_t expected_version) {
    deletes_.push_back({std::move(key), expected_version});
  }
  // The document was read for the decision and must not have changed; it is not written.
  void Require(std::string key, uint64_t expected_version) {
    requires_.push_back({std::move(key), expected_version});
  }

  // An event of the aggregate `key` (usually the key of a document that this commit writes, which
  // is not necessary). `expected_event_version` is the version of the last event before this commit
  // (Document::event_version), the same for each event of one aggregate in one commit; they get the
  // versions that follow. `type` is the full name of the message, `data` its bytes, never empty.
  void Emit(std::string key, uint64_t expected_event_version, std::string type, std::string data) {
    events_.push_back({std::move(key), expected_event_version, std::move(type), std::move(data)});
  }
  // Time and W3C traceparent of the events. Without At it is the store's clock.
  void At(Time time) { time_ = time; }
  void Trace(std::string trace_parent) { trace_parent_ = std::move(trace_parent); }

  // A guard is a small named value ("" = absent). Guard requires, SetGuard sets. Writers that only
  // require it do not conflict with each other. All Guards are looked at before any SetGuard.
  // `refusal` is what the command answers when the guard says otherwise (Transact); without one it
  // is decided again, which helps where the decision reads the guard.
  void Guard(std::string key, std::string expected, absl::Status refusal = absl::OkStatus()) {
    guards_.push_back({std::move(key), std::move(expected), std::move(refusal)});
  }
  void SetGuard(std::string key, std::string value) {
    set_guards_.push_back({std::move(key), std::move(value), absl::OkStatus()});
  }

  // Never conflicts. Fields that become 0 are removed. What each came to is told (Outcome::counts).
  void Add(std::string counter_key, std::string field, int64_t delta) {
    adds_.push_back({std::move(counter_key), std::move(field), delta, std::nullopt, {}});
  }
  // As Add, if the field is at most `most` afterwards; else it is a guard that failed, with `refusal`
  // as of Guard. With a delta of 0: a number that only rises has not risen since it was read.
  void AddAtMost(std::string counter_key, std::string field, int64_t delta, int64_t most,
                 absl::Status refusal = absl::OkStatus()) {
    adds_.push_back({std::move(counter_key), std::move(field), delta, most, std::move(refusal)});
  }

  // An index lists document keys in the order of the bytes of their sort keys (Store::Scan).
  void IndexAdd(std::string index, std::string sort_key, std::string document_key) {
    index_adds_.push_back({std::move(index), std::move(sort_key), std::move(document_key)});
  }
  void IndexRemove(std::string index, std::string sort_key, std::string document_key) {
    index_removes_.push_back({std::move(index), std::move(sort_key), std::move(document_key)});
  }

  // One record of the audit log: who did what to which key, never personal data.
  void Audit(std::string record) { audits_.push_back(std::move(record)); }

  // One record of the dead stream: an event that could not be applied, with its cause.
  void DeadLetter(std::string record) { dead_letters_.push_back(std::move(record)); }

  // Remembers for 24 hours that this request was carried out and what was answered. A repetition
  // changes nothing and gets `answer` (Outcome::kRepeated). An empty request id does nothing.
  // Records of one group lie together: they go 24 hours after the last of them, or when they are
  // forgotten.
  void Request(const RequestKey& request, std::string answer, std::string group = "") {
    request_ = request;
    answer_ = std::move(answer);
    request_group_ = std::move(group);
  }
  // All records of a group go.
  void ForgetRequests(std::string group) { forgets_.push_back(std::move(group)); }

  struct WriteWish {
    std::string key;
    uint64_t expected_version;
    std::string bytes;
    std::string origin;
  };
  struct VersionWish {
    std::string key;
    uint64_t expected_version;
  };
  struct EventWish {
    std::string key;
    uint64_t expected_event_version;
    std::string type;
    std::string data;
  };
  struct GuardWish {
    std::string key;
    std::string value;
    absl::Status refusal;
  };
  struct AddWish {
    std::string key;
    std::string field;
    int64_t delta;
    std::optional<int64_t> most;
    absl::Status refusal;
  };
  struct IndexWish {
    std::string index;
    std::string sort_key;
    std::string document_key;
  };

  const std::string& municipality() const { return municipality_; }
  const std::vector<WriteWish>& writes() const { return writes_; }
  const std::vector<VersionWish>& deletes() const { return deletes_; }
  const std::vector<VersionWish>& required() const { return requires_; }
  const std::vector<EventWish>& events() const { return events_; }
  const std::vector<GuardWish>& guards() const { return guards_; }
  const std::vector<GuardWish>& set_guards() const { return set_guards_; }
  const std::vector<AddWish>& adds() const { return adds_; }
  const std::vector<IndexWish>& index_adds() const { return index_adds_; }
  const std::vector<IndexWish>& index_removes() const { return index_removes_; }
  const std::vector<std::string>& audits() const { return audits_; }
  const std::vector<std::string>& dead_letters() const { return dead_letters_; }
  const RequestKey& request() const { return request_; }
  const std::string& answer() const { return answer_; }
  const std::string& request_group() const { return request_group_; }
  const std::vector<std::string>& forgets() const { return forgets_; }
  Time time() const { return time_; }
  const std::string& trace_parent() const { return trace_parent_; }

 private:
  std::string municipality_;
  std::vector<WriteWish> writes_;
  std::vector<VersionWish> deletes_;
  std::vector<VersionWish> requires_;
  std::vector<EventWish> events_;
  std::vector<GuardWish> guards_;
  std::vector<GuardWish> set_guards_;
  std::vector<AddWish> adds_;
  std::vector<IndexWish> index_adds_;
  std::vector<IndexWish> index_removes_;
  std::vector<std::string> audits_;
  std::vector<std::string> dead_letters_;
  RequestKey request_;
  std::string answer_;
  std::string request_group_;
  std::vector<std::string> forgets_;
  Time time_{};
  std::string trace_parent_;
};

}  // namespace zwk::store
