#include "platform/stream/applier.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"

namespace zwk::stream {
namespace {

constexpr size_t kMaxDocuments = store::Commit::kMaxParts;
constexpr size_t kMaxSmall = store::Commit::kMaxSmallParts - 5;  // the place is required, and moves
constexpr size_t kMaxCounters = 200;  // of one event: they cannot be staged
constexpr size_t kMaxCached = 4096;

Applier::Progress Retry(const absl::Status& cause) {
  return {Applier::Progress::kRetry, cause.ToString(), "", 0};
}

// Listed in the indexes of all things as "d:board/1", "c:usage", "i:by-title".
std::string Listed(char kind, const std::string& key) {
  return absl::StrCat(std::string(1, kind), ":", key);
}

}  // namespace

absl::Status Ask(View& view, std::mutex& one_at_a_time, const Event& event, ViewChange& change) {
  if (!event.unreadable.empty()) return absl::InvalidArgumentError(event.unreadable);
  const std::lock_guard lock(one_at_a_time);
  event.garbled = false;
  absl::Status status = SyncWait(view.On(event, change));
  if (status.ok() && event.garbled) {
    status = absl::InvalidArgumentError(absl::StrCat("the bytes are no ", event.type));
  }
  return status;
}

bool IsPassing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return true;
    default:
      return false;
  }
}

Applier::Applier(store::Store& store, View& view, std::mutex& one_at_a_time, Partition partition,
                 std::string generation, bool live)
    : store_(store),
      view_(view),
      one_at_a_time_(one_at_a_time),
      partition_(std::move(partition)),
      generation_(std::move(generation)),
      live_(live),
      keys_(view.name(), generation_) {}

absl::Status Applier::Load() {
  versions_.clear();
  documents_.clear();
  listed_.clear();
  store::ReadSet reads;
  reads.guards = {keys_.Position(partition_.area), keys_.Redrives(partition_.area)};
  ZWK_ASSIGN_OR_RETURN(store::ReadResult read, SyncWait(store_.Get(partition_.municipality,
                                                                   std::move(reads), kNoDeadline)));
  position_ = std::move(read.guards[0]);
  redrives_ = std::move(read.guards[1]);
  return LoadParked();
}

absl::Status Applier::LoadVersions(const std::vector<Event>& events) {
  if (versions_.size() > 16 * kMaxCached) versions_.clear();
  store::ReadSet reads;
  for (const Event& event : events) {
    if (!versions_.try_emplace(event.aggregate, 0).second) continue;
    reads.fields.push_back({keys_.Versions(partition_.area), event.aggregate});
  }
  if (reads.fields.empty()) return absl::OkStatus();
  const std::vector<store::CounterField> asked = reads.fields;
  auto read = SyncWait(store_.Get(partition_.municipality, std::move(reads), kNoDeadline));
  for (size_t i = 0; i < asked.size(); ++i) {
    if (read.ok()) {
      versions_[asked[i].field] = static_cast<uint64_t>(read->fields[i]);
    } else {
      versions_.erase(asked[i].field);
    }
  }
  return read.status();
}

Applier::Batch Applier::NewBatch() const {
  Batch batch{.change = {}, .versions = {}, .extra = store::Commit(partition_.municipality)};
  batch.position = position_;
  return batch;
}

uint64_t Applier::VersionOf(const std::string& aggregate, const Batch& batch) const {
  const auto pending = batch.versions.find(aggregate);
  if (pending != batch.versions.end()) return pending->second;
  const auto known = versions_.find(aggregate);
  return known == versions_.end() ? 0 : known->second;
}

uint64_t Applier::Unreadable(const std::string& aggregate) const {
  const auto parked = parked_.find(aggregate);
  return parked != parked_.end() && parked->second.version == 0 ? 1 : 0;
}

bool Applier::Fits(const Batch& batch, const PendingChange& more) const {
  const auto documents =
      batch.change.documents.size() + more.documents.size() + batch.extra_documents;
  // Each document, counter and index may have to be listed as well.
  const auto small = batch.versions.size() + 1 + documents +
                     2 * (batch.change.counters.size() + more.counters.size()) +
                     2 * (batch.change.index.size() + more.index.size());
  return documents <= kMaxDocuments && small <= kMaxSmall;
}

Task<absl::StatusOr<std::optional<std::string>>> Applier::Read(std::string key,
                                                               const Batch* batch) {
  if (const auto found = batch->change.documents.find(key);
      found != batch->change.documents.end()) {
    co_return found->second;
  }
  if (const auto found = documents_.find(key); found != documents_.end()) co_return found->second;
  store::ReadSet reads;
  reads.documents.push_back(keys_.Own(key));
  auto read = co_await store_.Get(partition_.municipality, std::move(reads), kNoDeadline);
  if (!read.ok()) co_return read.status();
  std::optional<std::string> bytes;
  if (read->documents[0].exists()) bytes = std::move(read->documents[0].bytes);
  if (documents_.size() > kMaxCached) documents_.clear();
  documents_[std::move(key)] = bytes;
  co_return bytes;
}

Applier::Progress Applier::Apply(const std::vector<Event>& events, size_t batch_limit) {
  if (const absl::Status loaded = LoadVersions(events); !loaded.ok()) return Retry(loaded);
  Batch batch = NewBatch();
  Progress outcome;
  const auto make_room = [&](const PendingChange& more) {
    return Fits(batch, more) ? Progress{} : Flush(batch);
  };
  const auto park = [&](const Event& event, const std::string& cause) {
    PendingChange one;
    one.documents.emplace("", std::nullopt);
    Progress room = make_room(one);
    if (room.kind == Progress::kAdvanced) Park(event, cause, batch);
    return room;
  };
  for (const Event& event : events) {
    const uint64_t at = VersionOf(event.aggregate, batch);
    const bool readable = event.unreadable.empty();
    if (readable && event.version <= at) {
      batch.position = event.position;
      ++batch.duplicates;
      continue;
    }
    if (event.version > at + 1 + Unreadable(event.aggregate)) {
      outcome = {Progress::kGap,
                 absl::StrCat("version ", at + 1, " of ", event.aggregate, " is missing"),
                 event.aggregate, at + 1};
      break;
    }
    if (const auto parked = parked_.find(event.aggregate); parked != parked_.end()) {
      ++parked->second.events;
      parked->second.version = std::min(parked->second.version, event.version);
      if (Progress room = park(event, event.unreadable); room.kind != Progress::kAdvanced)
        return room;
    } else {
      EventChange change([this, &batch](std::string key) { return Read(std::move(key), &batch); });
      absl::Status answer = Ask(view_, one_at_a_time_, event, change);
      if (answer.ok() && change.pending.counters.size() > kMaxCounters) {
        answer = absl::InvalidArgumentError("one event changes too many counters");
      }
      if (!answer.ok() && IsPassing(answer)) {
        outcome = Retry(answer);
        break;
      }
      if (!answer.ok()) {
        parked_[event.aggregate] = {answer.ToString(), event.version, 1};
        Progress room = park(event, answer.ToString());
        if (room.kind != Progress::kAdvanced) return room;
      } else {
        Progress room = make_room(change.pending);
        if (room.kind != Progress::kAdvanced) return room;
        batch.change.Merge(change.pending);
      }
    }
    if (readable) batch.versions[event.aggregate] = event.version;
    batch.position = event.position;
    batch.last_event = event.time;
    if (++batch.events >= static_cast<int64_t>(batch_limit) || !Fits(batch, {})) {
      if (Progress flushed = Flush(batch); flushed.kind != Progress::kAdvanced) return flushed;
    }
  }
  const Progress flushed = Flush(batch);
  return flushed.kind == Progress::kAdvanced ? outcome : flushed;
}

Applier::Progress Applier::ApplyAhead(const Event& event) {
  Event here = event;
  here.position = position_;
  return Apply({here}, 1);
}

std::string Applier::AfterOneMore(const std::string& redrives) {
  uint64_t number = 0;
  (void)absl::SimpleAtoi(redrives, &number);
  return absl::StrCat(number + 1);
}

void Applier::RequirePlace(store::Commit& commit) const {
  commit.Guard(keys_.Position(partition_.area), position_);
  // What another replica has redriven is parked here no more.
  commit.Guard(keys_.Redrives(partition_.area), redrives_);
  if (live_) {
    commit.Guard(LiveKey(view_.name()), generation_ == kFirstGeneration ? "" : generation_);
  }
}

Applier::Progress Applier::Commit(store::Commit commit) {
  const auto outcome = SyncWait(store_.Apply(std::move(commit), kNoDeadline));
  if (!outcome.ok()) return Retry(outcome.status());  // done or not: Load tells
  if (outcome->kind == store::Outcome::kDone) return {};
  return {Progress::kFenced, absl::StrCat(outcome->key, " was moved"), "", 0};
}

Applier::Progress Applier::Stage(store::Commit& staged, bool all) {
  const size_t documents = staged.writes().size() + staged.deletes().size();
  const size_t small = staged.index_adds().size() + staged.index_removes().size();
  const bool full = documents + 1 > kMaxDocuments || small + 2 > kMaxSmall;
  if (!full && (!all || documents + small == 0)) return {};
  store::Commit commit = std::exchange(staged, store::Commit(partition_.municipality));
  RequirePlace(commit);
  return Commit(std::move(commit));
}

Applier::Progress Applier::Flush(Batch& batch) {
  if (batch.position == position_ && batch.versions.empty() && batch.extra_documents == 0) {
    return {};
  }

  // What one event puts beyond the bounds of a commit is staged before: documents and index
  // entries are absolute, so a repetition does no harm; counters, the position and what is parked or
  // no longer so come last.
  const PendingChange& change = batch.change;
  size_t room = kMaxSmall - std::min(kMaxSmall, batch.versions.size() + batch.extra_documents +
                                                    2 * change.counters.size());
  const size_t last_documents =
      std::min({change.documents.size(), kMaxDocuments - batch.extra_documents, room});
  room -= last_documents;
  const size_t last_entries = std::min(change.index.size(), room / 2);
  store::Commit commit = std::move(batch.extra);
  std::vector<std::string> listed;
  store::Commit staging(partition_.municipality);
  const auto list = [&](store::Commit& into, const std::string& index, char kind,
                        const std::string& key) {
    std::string name = Listed(kind, key);
    if (listed_.contains(name)) return;
    into.IndexAdd(index, key, keys_.Own(key));
    listed.push_back(std::move(name));
  };
  size_t left = change.documents.size();
  for (const auto& [key, bytes] : change.documents) {
    store::Commit& into = left-- > last_documents ? staging : commit;
    if (bytes) {
      into.Write(keys_.Own(key), store::Commit::kAnyVersion, *bytes);
      list(into, keys_.AllDocuments(), 'd', key);
    } else {
      into.Delete(keys_.Own(key), store::Commit::kAnyVersion);
      into.IndexRemove(keys_.AllDocuments(), key, keys_.Own(key));
      listed_.erase(Listed('d', key));
    }
    if (Progress staged = Stage(staging, false); staged.kind != Progress::kAdvanced) return staged;
  }
  left = change.index.size();
  for (const auto& [entry, added] : change.index) {
    store::Commit& into = left-- > last_entries ? staging : commit;
    const auto& [index, sort_key, document_key] = entry;
    list(into, keys_.AllIndexes(), 'i', index);
    if (added) {
      into.IndexAdd(keys_.Own(index), sort_key, keys_.Own(document_key));
    } else {
      into.IndexRemove(keys_.Own(index), sort_key, keys_.Own(document_key));
    }
    if (Progress staged = Stage(staging, false); staged.kind != Progress::kAdvanced) return staged;
  }
  if (Progress staged = Stage(staging, true); staged.kind != Progress::kAdvanced) return staged;
  for (const auto& [field, delta] : change.counters) {
    if (delta == 0) continue;
    list(commit, keys_.AllCounters(), 'c', field.first);
    commit.Add(keys_.Own(field.first), field.second, delta);
  }
  for (const auto& [aggregate, version] : batch.versions) {
    commit.Add(keys_.Versions(partition_.area), aggregate,
               static_cast<int64_t>(version - versions_[aggregate]));
  }
  RequirePlace(commit);
  std::string redrives = redrives_;
  if (batch.position != position_) {
    commit.SetGuard(keys_.Position(partition_.area), batch.position);
  } else {  // whoever is at the same place must not do it a second time
    redrives = AfterOneMore(redrives_);
    commit.SetGuard(keys_.Redrives(partition_.area), redrives);
  }
  if (Progress done = Commit(std::move(commit)); done.kind != Progress::kAdvanced) return done;
  redrives_ = std::move(redrives);

  Remember(batch, std::move(listed));
  batch = NewBatch();
  return {};
}

void Applier::Remember(Batch& batch, std::vector<std::string> listed) {
  position_ = batch.position;
  for (const auto& [aggregate, version] : batch.versions) versions_[aggregate] = version;
  if (documents_.size() + batch.change.documents.size() > kMaxCached) documents_.clear();
  for (auto& [key, bytes] : batch.change.documents) documents_[key] = std::move(bytes);
  if (listed_.size() > 16 * kMaxCached) listed_.clear();
  listed_.insert(std::make_move_iterator(listed.begin()), std::make_move_iterator(listed.end()));
  applied_ += batch.events;
  duplicates_ += batch.duplicates;
  if (batch.last_event != Time{}) last_event_ = batch.last_event;
}

}  // namespace zwk::stream
