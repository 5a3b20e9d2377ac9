#include "catalog/app/import_hsds.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

constexpr int kNamedErrors = 20;  // more would not fit into the trailers of a call
// As often a file is checked and staged anew because somebody changed the catalog meanwhile.
constexpr int kMostAttempts = 5;

template <class T>
void CollectIds(const std::map<std::string, T>& from, std::set<std::string>& into) {
  for (const auto& [id, value] : from) into.insert(id);
}

KnownIds KnownBy(const Snapshot& snapshot) {
  KnownIds known;
  CollectIds(snapshot.content().organizations, known.organizations);
  CollectIds(snapshot.content().places, known.places);
  CollectIds(snapshot.content().groups, known.groups);
  CollectIds(snapshot.content().needs, known.needs);
  for (const Stored<Offer>& offer : snapshot.content().offers) known.offers.insert(offer.value.id);
  return known;
}

absl::Status Refuse(const Findings& findings) {
  FieldErrors errors;
  int named = 0;
  for (const Finding& finding : findings.list()) {
    if (finding.severity != Severity::kError || named++ >= kNamedErrors) continue;
    errors.Add(
        finding.path.empty() ? "file" : finding.path,
        absl::StrCat(finding.code, " in row ", finding.row, ": ",
                     finding.value.empty() ? "" : Quoted(finding.value) + " ", finding.message));
  }
  const absl::Status status = errors.ToStatus();
  return WithDetail(status, "errors", absl::StrCat(findings.errors()));
}

void CountChange(bool existed, bool equal, ImportCounts& counts) {
  ++(existed ? equal ? counts.unchanged : counts.changed : counts.created);
}

// What the file would change in the snapshot.
void Compare(const ImportDocument& document, const Snapshot& snapshot, bool publish,
             ImportResult& result) {
  const CatalogContent& content = snapshot.content();
  for (const Organization& o : document.organizations) {
    const auto old = content.organizations.find(o.id);
    const bool existed = old != content.organizations.end();
    CountChange(existed, existed && old->second == o, result.organizations);
  }
  for (const Place& p : document.places) {
    const auto old = content.places.find(p.id);
    const bool existed = old != content.places.end();
    CountChange(existed, existed && old->second == p, result.places);
  }
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

// Offers that nobody may change any more.
void CheckArchived(const Snapshot& snapshot, ImportDocument& document) {
  std::map<std::string, const OfferContent*> archived;
  for (const Stored<Offer>& offer : snapshot.content().offers) {
    if (offer.value.state == OfferState::kArchived) {
      archived[offer.value.id] = &offer.value.content;
    }
  }
  for (const ImportedOffer& offer : document.offers) {
    if (!archived.contains(offer.id)) continue;
    document.findings.Add(FindingLevel::kMeaning, Severity::kError, "OFFER_ARCHIVED", "services",
                          offer.id, "the offer is archived and cannot change");
  }
}

}  // namespace

Task<absl::StatusOr<ImportResult>> ImportHsds::Run(Caller caller, ImportOrder order) {
  if (order.import_id.empty()) order.import_id = UuidFromName("import/" + caller.request.id);
  if (!IsUuid(order.import_id)) {
    co_return InvalidField("header.import_id", "is not a lower-case UUID");
  }
  if (!order.dry_run) {
    ZWK_CO_ASSIGN_OR_RETURN(std::optional<ImportResult> before,
                            co_await store_.Find(caller, order.import_id));
    if (before) co_return *std::move(before);
  }
  const auto shared = std::make_shared<const ImportOrder>(std::move(order));
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<ImportResult> result = co_await Attempt(caller, shared);
    if (attempt == kMostAttempts || ReasonOf(result.status()) != "CONCURRENT_CHANGE") {
      co_return result;
    }
  }
}

Task<absl::StatusOr<ImportResult>> ImportHsds::Attempt(Caller caller,
                                                       std::shared_ptr<const ImportOrder> order) {
  ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot,
                          co_await snapshots_.Get(caller, Snapshots::kNow));
  const bool entered = co_await pool_.Enter();
  if (!entered) {
    co_return absl::ResourceExhaustedError("too much work waits; try again later");
  }
  auto document = std::make_shared<ImportDocument>(ReadHsds(order->file, KnownBy(*snapshot)));
  CheckArchived(*snapshot, *document);
  ImportResult result;
  result.import_id = order->import_id;
  result.findings = document->findings.list();
  Compare(*document, *snapshot, order->publish, result);
  if (order->dry_run) co_return std::move(result);
  if (document->findings.HasErrors()) co_return Refuse(document->findings);

  const std::unique_ptr<ImportBatch> batch = store_.Begin(caller);
  ZWK_CO_RETURN_IF_ERROR(co_await Stage(caller, *batch, document, order->publish));
  result.applied = true;
  co_return co_await batch->TakeOver(caller, snapshot->content().revision.catalog,
                                     std::move(result));
}

Task<absl::Status> ImportHsds::Stage(Caller caller, ImportBatch& batch,
                                     std::shared_ptr<const ImportDocument> document, bool publish) {
  Registers registers(batch.organizations(), batch.places(), registers_.groups(),
                      registers_.needs());
  Offers offers(batch.offers(), registers, clock_);
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
