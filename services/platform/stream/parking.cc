// Events that could not be applied, and those of their aggregates behind them.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/stream/applier.h"
#include "platform/stream/envelope.h"
#include "platform/stream/parked.pb.h"

namespace zwk::stream {
namespace {

constexpr int kScan = 500;

ParkedEvent ToProto(const Event& event, const std::string& cause) {
  ParkedEvent parked;
  *parked.mutable_event() = ToEnvelope(event);
  parked.set_position(event.position);
  parked.set_cause(cause);
  return parked;
}

Event FromProto(const ParkedEvent& parked) {
  Event event = FromEnvelope(parked.event());
  event.position = parked.position();
  if (event.version == 0) event.unreadable = parked.cause();
  return event;
}

// Sorts the parked events of an aggregate by version.
std::string ParkedSortKey(const Event& event) {
  return absl::StrCat(event.area, "/", event.aggregate, "/",
                      absl::StrFormat("%020u", event.version));
}

}  // namespace

absl::Status Applier::LoadParked() {
  parked_.clear();
  store::ScanQuery query;
  query.index = keys_.ParkedIndex();
  query.prefix = partition_.area + "/";
  query.limit = kScan;
  do {
    ZWK_ASSIGN_OR_RETURN(store::ScanPage page,
                         SyncWait(store_.Scan(partition_.municipality, query, kNoDeadline)));
    for (const store::ScanPage::Item& item : page.items) {
      ParkedEvent parked;
      if (!parked.ParseFromString(item.document.bytes)) continue;
      ParkedAggregate& aggregate = parked_[parked.event().aggregate()];
      if (aggregate.events++ == 0) {
        aggregate.cause = parked.cause();
        aggregate.version = parked.event().aggregate_version();
      }
    }
    query.after = std::move(page.next);
  } while (!query.after.empty());
  return absl::OkStatus();
}

void Applier::Park(const Event& event, const std::string& cause, Batch& batch) {
  const ParkedEvent parked = ToProto(event, cause);
  const std::string key = keys_.Parked(event.area, event.aggregate, event.version);
  batch.extra.Write(key, store::Commit::kAnyVersion, parked.SerializeAsString());
  batch.extra.IndexAdd(keys_.ParkedIndex(), ParkedSortKey(event), key);
  ++batch.extra_documents;
  if (cause.empty()) return;
  DeadLetter letter;
  letter.set_view(view_.name());
  *letter.mutable_parked() = parked;
  batch.extra.DeadLetter(letter.SerializeAsString());
}

absl::Status Applier::Redrive() {
  store::ScanQuery query;
  query.index = keys_.ParkedIndex();
  query.prefix = partition_.area + "/";
  query.limit = kScan;
  std::string failed;  // the aggregate whose later events have to wait on
  do {
    ZWK_ASSIGN_OR_RETURN(store::ScanPage page,
                         SyncWait(store_.Scan(partition_.municipality, query, kNoDeadline)));
    for (const store::ScanPage::Item& item : page.items) {
      ParkedEvent parked;
      if (!parked.ParseFromString(item.document.bytes)) {
        return absl::DataLossError(absl::StrCat("the parked event ", item.key, " is damaged"));
      }
      const Event event = FromProto(parked);
      if (event.aggregate == failed) continue;
      Batch batch = NewBatch();
      EventChange change([this, &batch](std::string key) { return Read(std::move(key), &batch); });
      const absl::Status answer = Ask(view_, one_at_a_time_, event, change);
      if (!answer.ok()) {
        failed = event.aggregate;
        if (event.unreadable.empty()) parked.set_cause(answer.ToString());
        batch.extra.Write(item.key, store::Commit::kAnyVersion, parked.SerializeAsString());
      } else {
        batch.extra.Delete(item.key, store::Commit::kAnyVersion);
        batch.extra.IndexRemove(keys_.ParkedIndex(), item.sort_key, item.key);
        batch.change = std::move(change.pending);
      }
      batch.extra_documents = 1;
      ZWK_RETURN_IF_ERROR(LoadVersions({event}));
      // The version was counted when the event was parked; naming it keeps the batch from being
      // taken for nothing.
      batch.versions[event.aggregate] = versions_[event.aggregate];
      const Progress done = Flush(batch);
      if (done.kind != Progress::kAdvanced) return absl::UnavailableError(done.cause);
    }
    query.after = std::move(page.next);
  } while (!query.after.empty());
  return LoadParked();
}

}  // namespace zwk::stream
