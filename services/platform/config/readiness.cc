#include "platform/config/readiness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/task.h"
#include "platform/log/log.h"
#include "platform/store/endpoint.h"

namespace zwk::config {
namespace {

// Once per change, not once per second.
void SayOnce(const char* what, const absl::Status& status, std::optional<absl::StatusCode>& last) {
  if (last == status.code()) return;
  last = status.code();
  if (status.ok()) {
    log::Info("healthy", {{"what", what}});
  } else {
    log::Warning("not healthy", {{"what", what},
                                 {"code", absl::StatusCodeToString(status.code())},
                                 {"message", status.message()},
                                 {"trouble", store::TroubleOf(status)}});
  }
}

Task<absl::Status> Answer(absl::Status status) { co_return status; }

}  // namespace

Readiness::Readiness(const Parts& parts, std::chrono::seconds view_lag_limit)
    : parts_(parts),
      view_lag_limit_(view_lag_limit),
      ready_gauge_(parts.registry.MakeGauge("zwk_ready", "1 while the service is ready.")),
      writable_gauge_(parts.registry.MakeGauge("zwk_writable", "1 while the store takes commits.")),
      views_gauge_(
          parts.registry.MakeGauge("zwk_views_up_to_date", "1 while no view is too far behind.")),
      health_(parts.timers, parts.clock) {}

void Readiness::Watch(std::vector<Check> checks) {
  checks_ = std::move(checks);
  const auto answers = [this](Time deadline) { return parts_.store.CheckAnswers(deadline); };
  health_.Watch(answers, [this](const absl::Status& status) {
    bool now = status.ok();
    for (const Check& check : checks_) now = now && check();
    SayOnce("store", status, last_answer_);
    ready_ = now;
    ready_gauge_.Set(now ? 1 : 0);
    parts_.server.SetReady(now);
  });
  const auto writable = [this](Time deadline) { return parts_.store.CheckWritable(deadline); };
  health_.Watch(writable, [this](const absl::Status& status) {
    SayOnce("writable", status, last_writable_);
    writable_gauge_.Set(status.ok() ? 1 : 0);
    parts_.server.SetHealth("writable", status.ok());
  });
  const auto up_to_date = [this](Time) { return Answer(CheckViews()); };
  health_.Watch(up_to_date, [this](const absl::Status& status) {
    SayOnce("views", status, last_views_);
    views_gauge_.Set(status.ok() ? 1 : 0);
    parts_.server.SetHealth("views", status.ok());
  });
}

absl::Status Readiness::CheckViews() const {
  const Time now = parts_.clock.Now();
  for (const stream::ViewRunner::Lag& lag : parts_.views.Lags()) {
    if (lag.BehindBy(now) <= view_lag_limit_) continue;
    return absl::UnavailableError(absl::StrCat(
        lag.view, " of ", lag.partition.area, " in ", lag.partition.municipality, " is ",
        std::chrono::duration_cast<std::chrono::seconds>(lag.BehindBy(now)).count(), " s behind",
        lag.cause.empty() ? "" : ": ", lag.cause));
  }
  return absl::OkStatus();
}

}  // namespace zwk::config
