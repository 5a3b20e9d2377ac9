#include "catalog/import/import_use.h"

#include "catalog/base/checks.h"
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
  CollectIds(snapshot.content().organizations, known.organizations, known.archived_organizations);
  CollectIds(snapshot.content().places, known.places, known.archived_places);
  std::set<std::string> keys;
  CollectIds(snapshot.content().groups, known.groups, keys);
  CollectIds(snapshot.content().needs, known.needs, keys);
  for (const Stored<Offer>& offer : snapshot.content().offers) {
    known.offers.insert(offer.value.id);
    if (offer.value.state == OfferState::kArchived) known.archived_offers.insert(offer.value.id);
  }
  return known;
}

}  // namespace

Task<absl::StatusOr<ImportResult>> ImportHsds::Run(Caller caller, ImportOrder order) {
  if (order.import_id.empty()) order.import_id = UuidFromName("import/" + caller.request.id);
  FieldErrors errors;
  CheckId(errors, "header.import_id", order.import_id);
  CheckSlugIfAny(errors, "header.source", order.options.source);
  if (order.options.end_missing && order.options.source.empty()) {
    errors.Add("header.end_missing", "needs a source: nobody knows what it brought before");
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
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
  ZWK_CO_ASSIGN_OR_RETURN(const SourceMemory before,
                          co_await store_.Memory(caller, order->options.source));
  const bool entered = co_await pool_.Enter();
  if (!entered) {
    co_return absl::ResourceExhaustedError("too much work waits; try again later");
  }
  ImportDocument document =
      ReadHsds(order->file, KnownBy(*snapshot), clock_.Now(), order->options.source);
  ImportResult result;
  result.import_id = order->import_id;
  result.findings = std::move(document.findings);
  auto plan = std::make_shared<const ImportPlan>(
      PlanOf(document, *snapshot, before, order->options, clock_.Now(), result));
  if (order->dry_run) co_return std::move(result);
  const bool sound = !result.findings.HasErrors() ||
                     (order->options.partial && !document.unreadable && !document.broken.empty());
  if (!sound) co_return RefusalOf(result.findings);
  if (!order->preview_token.empty() && order->preview_token != result.preview_token) {
    co_return WithReason(
        absl::AbortedError("the file would now do something else; preview it again"),
        "PREVIEW_STALE");
  }

  const std::unique_ptr<ImportBatch> batch = store_.Begin(caller);
  ZWK_CO_RETURN_IF_ERROR(co_await Stage(caller, *batch, plan));
  ZWK_CO_RETURN_IF_ERROR(co_await batch->Remember(caller, order->options.source, plan->memory));
  result.applied = true;
  co_return co_await batch->TakeOver(caller, snapshot->content().revision.catalog,
                                     std::move(result));
}

Task<absl::Status> ImportHsds::Stage(Caller caller, ImportBatch& batch,
                                     std::shared_ptr<const ImportPlan> plan) {
  Registers registers(
      {batch.organizations(), batch.places(), registers_.groups(), registers_.needs()}, snapshots_);
  Offers offers(batch.offers(), registers, snapshots_, pool_, clock_);
  for (const Organization& o : plan->organizations) {
    auto put = co_await registers.Put(caller, o);
    ZWK_CO_RETURN_IF_ERROR(put.status());
  }
  for (const Place& p : plan->places) {
    auto put = co_await registers.Put(caller, p);
    ZWK_CO_RETURN_IF_ERROR(put.status());
  }
  for (const WantedOffer& o : plan->offers) {
    auto put = co_await offers.Put(caller, o);
    ZWK_CO_RETURN_IF_ERROR(put.status());
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::catalog
