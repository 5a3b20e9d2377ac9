#include "platform/store/bulk.h"

#include <chrono>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/store/bulk.pb.h"
#include "platform/store/bulk_guard.h"

namespace zwk::store {
namespace {

constexpr char kEpoch[] = "bulk/epoch";
constexpr char kStagedParts[] = "bulk";  // index

// A part is carried over in one commit, which deletes it as well.
constexpr int kPartWrites = 60;
constexpr int kPartSmall = 300;
constexpr size_t kPartBytes = 1 << 20;
// No call stages for so long: what is older was left behind by a crash.
constexpr auto kLeftBehind = std::chrono::hours(24);

std::string StagedKey(Time time) { return absl::StrFormat("%019d", ToMicros(time)); }

std::string PartKey(const std::string& id, int number) {
  return absl::StrCat("bulk/", id, "/", number);
}

struct Pending {
  std::string id;
  int number = 0;
  int parts = 0;

  std::string ToGuard() const {
    return number == parts ? "" : absl::StrCat(id, "/", number, "/", parts);
  }
};

absl::StatusOr<Pending> PendingFrom(const std::string& guard) {
  Pending pending;
  const std::vector<std::string> words = absl::StrSplit(guard, '/');
  if (words.size() != 3 || !absl::SimpleAtoi(words[1], &pending.number) ||
      !absl::SimpleAtoi(words[2], &pending.parts)) {
    return absl::DataLossError(absl::StrCat("a bulk cannot be read: ", guard));
  }
  pending.id = words[0];
  return pending;
}

// The commit that carries one part over.
Commit ToCommit(const std::string& municipality, const BulkPart& part) {
  Commit commit(municipality);
  for (const BulkPart::Write& write : part.writes()) {
    if (write.origin().empty()) {
      commit.Write(write.key(), write.expected_version(), write.bytes());
    } else {
      commit.Create(write.key(), write.bytes(), write.origin());
    }
  }
  for (const BulkPart::Event& event : part.events()) {
    commit.Emit(event.key(), event.expected_event_version(), event.type(), event.data());
  }
  for (const BulkPart::IndexEntry& entry : part.index_adds()) {
    commit.IndexAdd(entry.index(), entry.sort_key(), entry.document_key());
  }
  for (const BulkPart::IndexEntry& entry : part.index_removes()) {
    commit.IndexRemove(entry.index(), entry.sort_key(), entry.document_key());
  }
  for (const auto& guard : part.guards()) commit.SetGuard(guard.key(), guard.value());
  commit.At(FromMicros(part.time_us()));
  commit.Trace(part.trace_parent());
  return commit;
}

void Add(const Commit::IndexWish& wish, BulkPart::IndexEntry& entry) {
  entry.set_index(wish.index);
  entry.set_sort_key(wish.sort_key);
  entry.set_document_key(wish.document_key);
}

}  // namespace

Task<absl::StatusOr<Outcome>> BulkStore::Apply(Commit commit, Time deadline) {
  commit.Guard(kBulkPending, "");
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(Outcome outcome, co_await store_.Apply(commit, deadline));
    if (outcome.kind != Outcome::kGuardFailed || outcome.key != kBulkPending) {
      co_return std::move(outcome);
    }
    ZWK_CO_RETURN_IF_ERROR(co_await Settle(commit.municipality(), deadline));
  }
}

Task<absl::StatusOr<ReadResult>> BulkStore::Get(std::string municipality, ReadSet reads,
                                                Time deadline) {
  reads.guards.emplace_back(kBulkPending);
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(ReadResult read, co_await store_.Get(municipality, reads, deadline));
    const std::string pending = std::move(read.guards.back());
    read.guards.pop_back();
    if (pending.empty()) co_return std::move(read);
    ZWK_CO_RETURN_IF_ERROR(co_await Settle(municipality, deadline));
  }
}

Task<absl::StatusOr<ScanPage>> BulkStore::Scan(std::string municipality, ScanQuery query,
                                               Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(std::string before, co_await Epoch(municipality, deadline));
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(ScanPage page, co_await store_.Scan(municipality, query, deadline));
    ZWK_CO_ASSIGN_OR_RETURN(std::string after, co_await Epoch(municipality, deadline));
    if (before == after) co_return std::move(page);
    before = std::move(after);
  }
}

Task<absl::StatusOr<std::vector<TailEntry>>> BulkStore::Tail(std::string municipality,
                                                             std::string after, int limit,
                                                             Time deadline) {
  return store_.Tail(std::move(municipality), std::move(after), limit, deadline);
}

Task<absl::StatusOr<std::vector<std::string>>> BulkStore::Municipalities(Time deadline) {
  return store_.Municipalities(deadline);
}

Task<absl::Status> BulkStore::CheckWritable(Time deadline) {
  return store_.CheckWritable(deadline);
}

Task<absl::StatusOr<std::string>> BulkStore::Epoch(std::string municipality, Time deadline) {
  ReadSet reads;
  reads.guards.emplace_back(kEpoch);
  ZWK_CO_ASSIGN_OR_RETURN(ReadResult read, co_await Get(municipality, std::move(reads), deadline));
  co_return std::move(read.guards[0]);
}

Task<absl::Status> BulkStore::Settle(std::string municipality, Time deadline) {
  OneShot<bool> settled;
  bool wait = false;
  {
    const std::lock_guard lock(mutex_);
    const auto [waiting, first] = settling_.try_emplace(municipality);
    wait = !first;
    if (wait) waiting->second.push_back(settled);
  }
  if (wait) {  // once per process; the waiting ones look for themselves afterwards
    co_await settled;
    co_return co_await CarryOver(municipality, deadline);
  }
  const absl::Status status = co_await CarryOver(municipality, deadline);
  std::vector<OneShot<bool>> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(settling_[municipality]);
    settling_.erase(municipality);
  }
  for (const OneShot<bool>& waiter : waiting) waiter.Set(true);
  co_return status;
}

Task<absl::Status> BulkStore::CarryOver(std::string municipality, Time deadline) {
  std::string refused;  // the part that a commit did not carry over
  while (true) {
    ReadSet next;
    next.guards.emplace_back(kBulkPending);
    ZWK_CO_ASSIGN_OR_RETURN(const ReadResult found,
                            co_await store_.Get(municipality, std::move(next), deadline));
    const std::string& guard = found.guards[0];
    if (guard.empty()) co_return absl::OkStatus();
    if (guard == refused) {
      co_return absl::InternalError(absl::StrCat("bulk ", guard, " does not fit what is there"));
    }
    ZWK_CO_ASSIGN_OR_RETURN(Pending pending, PendingFrom(guard));
    const std::string key = PartKey(pending.id, pending.number);
    ReadSet both;
    both.documents.push_back(key);
    both.guards.emplace_back(kBulkPending);
    ZWK_CO_ASSIGN_OR_RETURN(const ReadResult read,
                            co_await store_.Get(municipality, std::move(both), deadline));
    if (read.guards[0] != guard) continue;  // another process carried it over meanwhile
    BulkPart part;
    if (!read.documents[0].exists() || !part.ParseFromString(read.documents[0].bytes)) {
      co_return absl::DataLossError(absl::StrCat("'", key, "' cannot be read"));
    }
    Commit commit = ToCommit(municipality, part);
    commit.Delete(key, read.documents[0].version);
    commit.IndexRemove(kStagedParts, part.staged(), key);
    commit.Guard(kBulkPending, guard);
    ++pending.number;
    commit.SetGuard(kBulkPending, pending.ToGuard());
    ZWK_CO_ASSIGN_OR_RETURN(const Outcome outcome,
                            co_await store_.Apply(std::move(commit), deadline));
    if (outcome.kind != Outcome::kDone) refused = guard;
  }
}

Bulk::Bulk(BulkStore& store, std::string municipality, const Clock& clock)
    : store_(store),
      municipality_(std::move(municipality)),
      id_(NewUuidV7(clock)),
      staged_(StagedKey(clock.Now())),
      swept_(StagedKey(clock.Now() - kLeftBehind)),
      part_(std::make_unique<BulkPart>()) {}

Bulk::~Bulk() = default;

Task<absl::StatusOr<Outcome>> Bulk::Apply(Commit commit, Time deadline) {
  if (commit.municipality() != municipality_ || !commit.deletes().empty() ||
      !commit.guards().empty() || !commit.adds().empty() || !commit.audits().empty() ||
      !commit.dead_letters().empty() || !commit.forgets().empty()) {
    co_return absl::InvalidArgumentError("a bulk holds writes, events and index entries alone");
  }
  for (const Commit::WriteWish& wish : commit.writes()) {
    if (!keys_.insert(wish.key).second) {
      co_return absl::InvalidArgumentError(absl::StrCat("a bulk changes '", wish.key, "' twice"));
    }
    BulkPart::Write& write = *part_->add_writes();
    write.set_key(wish.key);
    write.set_expected_version(wish.expected_version);
    write.set_bytes(wish.bytes);
    write.set_origin(wish.origin);
    bytes_ += wish.bytes.size();
  }
  for (const Commit::EventWish& wish : commit.events()) {
    BulkPart::Event& event = *part_->add_events();
    event.set_key(wish.key);
    event.set_expected_event_version(wish.expected_event_version);
    event.set_type(wish.type);
    event.set_data(wish.data);
    bytes_ += wish.data.size();
  }
  for (const Commit::IndexWish& wish : commit.index_adds()) Add(wish, *part_->add_index_adds());
  for (const Commit::IndexWish& wish : commit.index_removes()) {
    Add(wish, *part_->add_index_removes());
  }
  for (const Commit::GuardWish& wish : commit.set_guards()) {
    auto* guard = part_->add_guards();
    guard->set_key(wish.key);
    guard->set_value(wish.value);
  }
  part_->set_time_us(ToMicros(commit.time()));
  part_->set_trace_parent(commit.trace_parent());
  const int small = part_->events_size() + part_->index_adds_size() + part_->index_removes_size();
  if (part_->writes_size() >= kPartWrites || small >= kPartSmall || bytes_ >= kPartBytes) {
    ZWK_CO_RETURN_IF_ERROR(co_await Stage(deadline));
  }
  co_return Outcome{};
}

Task<absl::StatusOr<ReadResult>> Bulk::Get(std::string municipality, ReadSet reads, Time deadline) {
  reads.request_id.clear();  // the request is that of the whole
  return store_.Get(std::move(municipality), std::move(reads), deadline);
}

Task<absl::StatusOr<ScanPage>> Bulk::Scan(std::string municipality, ScanQuery query,
                                          Time deadline) {
  return store_.Scan(std::move(municipality), std::move(query), deadline);
}

Task<absl::StatusOr<std::vector<TailEntry>>> Bulk::Tail(std::string municipality, std::string after,
                                                        int limit, Time deadline) {
  return store_.Tail(std::move(municipality), std::move(after), limit, deadline);
}

Task<absl::StatusOr<std::vector<std::string>>> Bulk::Municipalities(Time deadline) {
  return store_.Municipalities(deadline);
}

Task<absl::Status> Bulk::CheckWritable(Time deadline) { return store_.CheckWritable(deadline); }

Task<absl::Status> Bulk::Finish(Time deadline) {
  if (part_->writes_size() + part_->events_size() == 0) co_return absl::OkStatus();
  co_return co_await Stage(deadline);
}

void Bulk::MakeValid(Commit& commit) const {
  if (parts_ == 0) return;
  commit.SetGuard(kBulkPending, Pending{id_, 0, parts_}.ToGuard());
  commit.SetGuard(kEpoch, id_);
}

Task<absl::Status> Bulk::Stage(Time deadline) {
  if (parts_ == 0) ZWK_CO_RETURN_IF_ERROR(co_await Sweep(deadline));
  const std::string key = PartKey(id_, parts_);
  part_->set_staged(staged_);
  Commit commit(municipality_);
  commit.Write(key, Commit::kAnyVersion, part_->SerializeAsString());
  commit.IndexAdd(kStagedParts, staged_, key);
  ZWK_CO_ASSIGN_OR_RETURN(const Outcome outcome,
                          co_await store_.Apply(std::move(commit), deadline));
  if (outcome.kind != Outcome::kDone) {
    co_return absl::InternalError(absl::StrCat("staging failed at ", outcome.key));
  }
  ++parts_;
  part_->Clear();
  bytes_ = 0;
  co_return absl::OkStatus();
}

// Deletes parts that a crash left behind before they became valid.
Task<absl::Status> Bulk::Sweep(Time deadline) {
  while (true) {
    ScanQuery query;
    query.index = kStagedParts;
    query.limit = kPartWrites;
    query.with_bytes = false;
    ZWK_CO_ASSIGN_OR_RETURN(const ScanPage page,
                            co_await store_.Scan(municipality_, std::move(query), deadline));
    Commit commit(municipality_);
    for (const ScanPage::Item& item : page.items) {
      if (item.sort_key >= swept_) break;
      commit.Delete(item.key, Commit::kAnyVersion);
      commit.IndexRemove(kStagedParts, item.sort_key, item.key);
    }
    if (commit.deletes().empty()) co_return absl::OkStatus();
    ZWK_CO_RETURN_IF_ERROR((co_await store_.Apply(std::move(commit), deadline)).status());
  }
}

}  // namespace zwk::store
