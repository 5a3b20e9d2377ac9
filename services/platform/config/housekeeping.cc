#include "platform/config/housekeeping.h"

#include <chrono>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/audit/sealer.h"
#include "platform/base/task.h"
#include "platform/log/log.h"
#include "platform/store/endpoint.h"
#include "platform/stream/retention.h"

namespace zwk::config {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBetweenFigures{10'000};
constexpr milliseconds kPatienceForFigures{2'000};
constexpr milliseconds kBetweenRetentions{600'000};
constexpr milliseconds kBetweenSeals{60'000};

void Warn(const char* what, const absl::Status& status) {
  log::Warning(what, {{"message", status.message()}, {"trouble", store::TroubleOf(status)}});
}

}  // namespace

Housekeeping::Housekeeping(const CommonOptions& common, std::string area, store::RedisStore& store,
                           audit::AuditLog& audit, const audit::Signer* signer, Figures& figures,
                           const Clock& clock)
    : common_(common),
      area_(std::move(area)),
      store_(store),
      audit_(audit),
      signer_(signer),
      figures_(figures),
      clock_(clock) {}

void Housekeeping::Start() {
  measuring_.emplace(kBetweenFigures, [this] {
    const Time now = clock_.Now();
    const auto measured = SyncWait(store_.Measure(now + kPatienceForFigures));
    if (measured.ok()) figures_.OfStore(*measured, now);
  });
  Sealed();  // none waits yet
  sealing_.emplace(kBetweenSeals, [this] { SealAudit(false); });
  if (!common_.archive_dir.empty()) KeepEvents();
}

void Housekeeping::Stop(bool seal) {
  retention_.reset();
  measuring_.reset();
  sealing_.reset();
  if (seal) SealAudit(true);
}

void Housekeeping::KeepEvents() {
  stream::Retention::Options options;
  options.address = common_.Redis();
  options.area = area_;
  options.archive = common_.archive_dir;
  options.age = std::chrono::hours(24 * common_.retention_days);
  options.most_events = common_.outbox_limit / 2;
  retention_.emplace(kBetweenRetentions, [this, kept = stream::Retention(options)] {
    const absl::StatusOr<int64_t> left = kept.Run(clock_.Now());
    if (!left.ok()) {
      Warn("events cannot leave the store", left.status());
    } else if (*left > 0) {
      log::Info("events have left the store for the archive", {{"events", *left}});
    }
  });
}

void Housekeeping::SealAudit(bool all) {
  absl::Status status = SyncWait(audit_.TidyUp(all));
  if (status.ok()) {
    audit::Sealer::Options options;
    options.address = common_.Redis();
    options.area = area_;
    options.folder = common_.audit_dir;
    options.keep = std::chrono::hours(24 * common_.audit_days);
    options.signer = signer_;
    status = audit::Sealer(options).Run(clock_.Now(), all).status();
  }
  if (!status.ok()) return Warn("audit log cannot be sealed", status);
  Sealed();
}

void Housekeeping::Sealed() { figures_.OfAuditLog(clock_.Now()); }

}  // namespace zwk::config
