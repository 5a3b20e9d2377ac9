#include "platform/stream/generation.h"

#include "platform/base/status_macros.h"
#include "platform/base/task.h"

namespace zwk::stream {
namespace {

constexpr size_t kClearAtOnce = 60;

// Every item of an index, page by page, while `each` may remove them.
absl::Status ForEach(store::Store& store, const std::string& municipality, const std::string& index,
                     bool with_bytes,
                     const std::function<absl::Status(store::ScanPage::Item&)>& each) {
  store::ScanQuery query;
  query.index = index;
  query.limit = 500;
  query.with_bytes = with_bytes;
  do {
    ZWK_ASSIGN_OR_RETURN(store::ScanPage page,
                         SyncWait(store.Scan(municipality, query, kNoDeadline)));
    for (store::ScanPage::Item& item : page.items) ZWK_RETURN_IF_ERROR(each(item));
    query.after = std::move(page.next);
  } while (!query.after.empty());
  return absl::OkStatus();
}

// Removes all that a generation has left behind, in small commits.
class Clearing {
 public:
  Clearing(store::Store& store, std::string municipality, std::string live_key, std::string live)
      : store_(store),
        municipality_(std::move(municipality)),
        live_key_(std::move(live_key)),
        live_(std::move(live)),
        commit_(municipality_) {}

  absl::Status Clear(const ViewKeys& keys, const std::vector<std::string>& areas) {
    // The lists of what there is go last: a clearing that is interrupted can be repeated.
    ZWK_RETURN_IF_ERROR(Each(keys.AllDocuments(), [&](auto& item) {
      commit_.Delete(item.key, store::Commit::kAnyVersion);
      return absl::OkStatus();
    }));
    ZWK_RETURN_IF_ERROR(Each(keys.AllCounters(), [&](auto& item) { return Zero(item.key); }));
    ZWK_RETURN_IF_ERROR(Each(keys.AllIndexes(), [&](auto& item) {
      return Each(item.key, [&, index = item.key](auto& entry) {
        commit_.IndexRemove(index, entry.sort_key, entry.key);
        return absl::OkStatus();
      });
    }));
    ZWK_RETURN_IF_ERROR(Each(keys.ParkedIndex(), [&](auto& item) {
      commit_.Delete(item.key, store::Commit::kAnyVersion);
      commit_.IndexRemove(keys.ParkedIndex(), item.sort_key, item.key);
      return absl::OkStatus();
    }));
    for (const std::string& area : areas) {
      ZWK_RETURN_IF_ERROR(Zero(keys.Versions(area)));
      commit_.SetGuard(keys.Position(area), "");
      commit_.SetGuard(keys.Redrives(area), "");
    }
    for (const std::string& all : {keys.AllDocuments(), keys.AllCounters(), keys.AllIndexes()}) {
      ZWK_RETURN_IF_ERROR(Each(all, [&](auto& item) {
        commit_.IndexRemove(all, item.sort_key, item.key);
        return absl::OkStatus();
      }));
    }
    return Flush();
  }

 private:
  template <typename Remove>
  absl::Status Each(const std::string& index, Remove remove) {
    return ForEach(store_, municipality_, index, false, [&](auto& item) -> absl::Status {
      ZWK_RETURN_IF_ERROR(remove(item));
      return ++size_ < kClearAtOnce ? absl::OkStatus() : Flush();
    });
  }

  absl::Status Zero(const std::string& counter) {
    store::ReadSet reads;
    reads.counters.push_back(counter);
    ZWK_ASSIGN_OR_RETURN(const store::ReadResult read,
                         SyncWait(store_.Get(municipality_, std::move(reads), kNoDeadline)));
    for (const auto& [field, value] : read.counters[0]) {
      commit_.Add(counter, field, -value);
      if (++size_ >= kClearAtOnce) ZWK_RETURN_IF_ERROR(Flush());
    }
    return absl::OkStatus();
  }

  absl::Status Flush() {
    size_ = 0;
    store::Commit commit = std::exchange(commit_, store::Commit(municipality_));
    commit.Guard(live_key_, live_ == kFirstGeneration ? "" : live_);
    ZWK_ASSIGN_OR_RETURN(const store::Outcome outcome,
                         SyncWait(store_.Apply(std::move(commit), kNoDeadline)));
    if (outcome.kind == store::Outcome::kDone) return absl::OkStatus();
    return absl::AbortedError("somebody else rebuilt the view");
  }

  store::Store& store_;
  const std::string municipality_;
  const std::string live_key_, live_;
  store::Commit commit_;
  size_t size_ = 0;
};

}  // namespace

absl::StatusOr<std::string> LiveGeneration(store::Store& store, const std::string& view,
                                           const std::string& municipality) {
  store::ReadSet reads;
  reads.guards.push_back(LiveKey(view));
  ZWK_ASSIGN_OR_RETURN(store::ReadResult read,
                       SyncWait(store.Get(municipality, std::move(reads), kNoDeadline)));
  return read.guards[0].empty() ? kFirstGeneration : read.guards[0];
}

absl::StatusOr<Content> ReadContent(store::Store& store, const std::string& view,
                                    const std::string& generation,
                                    const std::string& municipality) {
  const ViewKeys keys(view, generation);
  Content content;
  ZWK_RETURN_IF_ERROR(ForEach(store, municipality, keys.AllDocuments(), true, [&](auto& item) {
    if (item.document.exists()) content.documents[item.sort_key] = std::move(item.document.bytes);
    return absl::OkStatus();
  }));
  ZWK_RETURN_IF_ERROR(
      ForEach(store, municipality, keys.AllCounters(), false, [&](auto& item) -> absl::Status {
        store::ReadSet reads;
        reads.counters.push_back(item.key);
        ZWK_ASSIGN_OR_RETURN(store::ReadResult read,
                             SyncWait(store.Get(municipality, std::move(reads), kNoDeadline)));
        content.counters[item.sort_key] = std::move(read.counters[0]);
        return absl::OkStatus();
      }));
  ZWK_RETURN_IF_ERROR(ForEach(store, municipality, keys.AllIndexes(), false, [&](auto& item) {
    auto& entries = content.indexes[item.sort_key];
    return ForEach(store, municipality, item.key, false, [&](auto& entry) {
      entries[{entry.sort_key, keys.Unprefixed(entry.key)}] = true;
      return absl::OkStatus();
    });
  }));
  return content;
}

absl::Status ClearGeneration(store::Store& store, std::string municipality, const std::string& view,
                             const std::string& generation, const std::string& live,
                             const std::vector<std::string>& areas) {
  return Clearing(store, std::move(municipality), LiveKey(view), live)
      .Clear(ViewKeys(view, generation), areas);
}

}  // namespace zwk::stream
