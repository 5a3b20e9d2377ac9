#include "catalog/import/import_use.h"

#include <algorithm>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

// As often a file is checked and staged anew because somebody changed the catalog meanwhile.
constexpr int kMostAttempts = 5;

// What is archived cannot be named by anything new.
template <class T>
void CollectIds(const std::map<std::string, T>& from, std::set<std::string>& into,
                std::set<std::string>& archived) {
  for (const auto& [id, value] : from) (value.archived ? archived : into).insert(id);
}

KnownIds KnownBy(const Snapshot& snapshot) {
  KnownIds known;
  CollectIds(snapshot.content().organizations, known.organizations, known.archived);
  CollectIds(snapshot.content().places, known.places, known.archived);
  std::set<std::string> keys;
  CollectIds(snapshot.content().groups, known.groups, keys);
  CollectIds(snapshot.content().needs, known.needs, keys);
  for (const Stored<Offer>& offer : snapshot.content().offers) {
    known.offers.insert(offer.value.id);
    if (offer.value.state == OfferState::kArchived) known.archived.insert(offer.value.id);
  }
  return known;
}

void CountChange(bool existed, bool equal, ImportCounts& counts) {
  ++(existed ? equal ? counts.unchanged : counts.changed : counts.created);
}

template <class T>
void CountRecord(T wanted, const std::map<std::string, T>& there, ImportCounts& counts) {
  const auto old = there.find(wanted.id);
  const bool existed = old != there.end();
  if (existed) wanted.newer = old->second.newer;
  CountChange(existed, existed && old->second == wanted, counts);
}

// What the file would change in the snapshot.
void Compare(const ImportDocument& document, const Snapshot& snapshot, bool publish,
             ImportResult& result) {
  const Snapshot::Content content = snapshot.content();
  for (const Organization& o : document.organizations) {
    CountRecord(o, content.organizations, result.organizations);
  }
  for (const Place& p : document.places) CountRecord(p, content.places, result.places);
  std::map<std::string, const Offer*> offers;
  for (const Stored<Offer>& offer : content.offers) offers[offer.value.id] = &offer.value;
  for (const ImportedOffer& o : document.offers) {
    const auto old = offers.find(o.id);
    const bool existed = old != offers.end();
    const bool published =
        publish && o.active && existed && old->second->state == OfferState::kDraft;
    CountChange(existed, existed && !published && old->second->content == o.content, result.offers);
  }
}

}  // namespace

Task<absl::StatusOr<ImportResult>> ImportHsds::Run(Caller caller, ImportOrder order) {
  if (order.import_id.empty()) order.import_id = UuidFromName("import/" + caller.request.id);
  if (!IsUuid(order.import_id)) {
    co_return InvalidField("header.import_id", "must be a UUID");
  }
  if (!order.dry_run) {
    ZWK_CO_ASSIGN_OR_RETURN(std::optional<ImportResult> before,
                            co_await store_.Find(caller, order.import_id));
    if (before) co_return *std::move(before);
  }
  const auto shared = std::make_shared<const ImportOrder>(std::move(order));
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<ImportResult> result = co_await Attempt(caller, shared);
    snapshots_.Changed(caller.municipality);  // also when it broke off half way
    if (attempt == kMostAttempts || ReasonOf(result.status()) != "CONCURRENT_CHANGE") {
      co_return result;
    }
  }
}

Task<absl::StatusOr<ImportResult>> ImportHsds::Attempt(Caller caller,
                                                       std::shared_ptr<const ImportOrder> order) {
  ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot, co_await snapshots_.Current(caller));
  const bool entered = co_await pool_.Enter();
  if (!entered) {
    co_return absl::ResourceExhaustedError("too much work waits; try again later");
  }
  auto document =
      std::make_shared<ImportDocument>(ReadHsds(order->file, KnownBy(*snapshot), clock_.Now()));
  ImportResult result;
  result.import_id = order->import_id;
  result.findings = document->findings;
  Compare(*document, *snapshot, order->publish, result);
  if (order->dry_run) co_return std::move(result);
  if (document->findings.HasErrors()) co_return RefusalOf(document->findings);

  const std::unique_ptr<ImportBatch> batch = store_.Begin(caller);
  ZWK_CO_RETURN_IF_ERROR(co_await Stage(caller, *batch, document, order->publish));
  result.applied = true;
  co_return co_await batch->TakeOver(caller, snapshot->content().revision.catalog,
                                     std::move(result));
}

Task<absl::Status> ImportHsds::Stage(Caller caller, ImportBatch& batch,
                                     std::shared_ptr<const ImportDocument> document, bool publish) {
  Registers registers(
      {batch.organizations(), batch.places(), registers_.groups(), registers_.needs()}, snapshots_);
  Offers offers(batch.offers(), registers, snapshots_, pool_, clock_);
  for (const Organization& o : document->organizations) {
    auto put = co_await registers.Put(caller, o);
    ZWK_CO_RETURN_IF_ERROR(put.status());
  }
  for (const Place& p : document->places) {
    auto put = co_await registers.Put(caller, p);
    ZWK_CO_RETURN_IF_ERROR(put.status());
  }
  for (const ImportedOffer& o : document->offers) {
    auto put = co_await offers.Put(caller, o.id, o.content, publish && o.active);
    ZWK_CO_RETURN_IF_ERROR(put.status());
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::catalog
