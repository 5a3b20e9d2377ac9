#include "platform/admin/view_admin.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/pool.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "zwk/common/v1/view_admin.pb.h"

namespace zwk::admin {
namespace {

namespace v1 = common::v1;
using Steady = std::chrono::steady_clock;
using stream::ViewRunner;

constexpr size_t kMostListed = 1000;
// What an operator asks blocks, so it has threads of its own: enough to look while a view is rebuilt.
// A handler enters them itself: a task that did it for many might be done before its caller waits,
// and that would go on where it was.
constexpr int kThreads = 3;
constexpr size_t kMostWaiting = 8;
// Comparing reads the view and its streams one after the other: what moves meanwhile is read again.
constexpr int kLooks = 3;
constexpr std::chrono::seconds kBetweenNews{1};

v1::ViewState ToProto(const ViewRunner::Lag& lag, Time now) {
  v1::ViewState state;
  state.set_view(lag.view);
  state.set_area(lag.partition.area);
  state.set_position(lag.position);
  state.set_applied(lag.applied);
  state.set_duplicates(lag.duplicates);
  state.set_parked(lag.parked);
  state.set_behind_events(lag.pending);
  state.set_behind_seconds(
      std::chrono::duration_cast<std::chrono::seconds>(lag.BehindBy(now)).count());
  if (lag.last_event != Time{}) *state.mutable_last_event_time() = ToTimestamp(lag.last_event);
  state.set_waits_for(lag.cause);
  return state;
}

class ViewAdminApi {
 public:
  explicit ViewAdminApi(ViewRunner& views) : views_(views) {}

  Task<absl::StatusOr<v1::ListViewsResponse>> List(Caller caller, const v1::ListViewsRequest&) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return Busy();
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<ViewRunner::Lag> lags,
                            views_.Measure(caller.municipality));
    v1::ListViewsResponse response;
    const Time now = clock_.Now();
    for (const ViewRunner::Lag& lag : lags) *response.add_views() = ToProto(lag, now);
    co_return response;
  }

  Task<absl::StatusOr<v1::ListParkedAggregatesResponse>> ListParked(
      Caller caller, const v1::ListParkedAggregatesRequest& request) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return Busy();
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<ViewRunner::Parked> parked,
                            views_.ListParked(request.view(), caller.municipality));
    v1::ListParkedAggregatesResponse response;
    response.set_total(static_cast<int64_t>(parked.size()));
    for (size_t i = 0; i < std::min(parked.size(), kMostListed); ++i) {
      v1::ParkedAggregate& aggregate = *response.add_parked_aggregates();
      aggregate.set_area(parked[i].area);
      aggregate.set_aggregate(parked[i].aggregate);
      aggregate.set_cause(parked[i].cause);
      aggregate.set_version(parked[i].version);
      aggregate.set_events(parked[i].events);
    }
    co_return response;
  }

  Task<absl::StatusOr<v1::RedriveViewResponse>> Redrive(Caller caller,
                                                        const v1::RedriveViewRequest& request) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return Busy();
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<ViewRunner::Parked> before,
                            views_.ListParked(request.view(), caller.municipality));
    ZWK_CO_RETURN_IF_ERROR(views_.Redrive(request.view(), caller.municipality));
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<ViewRunner::Parked> after,
                            views_.ListParked(request.view(), caller.municipality));
    v1::RedriveViewResponse response;
    response.set_parked_before(static_cast<int64_t>(before.size()));
    response.set_still_parked(static_cast<int64_t>(after.size()));
    co_return response;
  }

  Task<absl::Status> Rebuild(Caller caller, const v1::RebuildViewRequest& request,
                             rpc::Writer<v1::RebuildViewResponse>& writer) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return Busy();
    v1::RebuildViewResponse response;
    Steady::time_point told{};
    const auto tell = [&](const ViewRunner::Rebuilt& rebuilt) {
      response.set_events(rebuilt.events);
      if (rebuilt.reached != Time{}) *response.mutable_reached() = ToTimestamp(rebuilt.reached);
      if (caller.cancellation.cancelled()) return false;
      if (Steady::now() < told + kBetweenNews) return true;
      told = Steady::now();
      return SyncWait(writer.Write(response));
    };
    ZWK_CO_RETURN_IF_ERROR(
        views_.Rebuild(request.view(), caller.municipality, caller.deadline, tell));
    response.set_done(true);
    // Whoever does not hear it any more has got what was asked for all the same.
    (void)co_await writer.Write(response);
    co_return absl::OkStatus();
  }

  Task<absl::StatusOr<v1::CheckViewResponse>> Check(Caller caller,
                                                    const v1::CheckViewRequest& request) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return Busy();
    v1::CheckViewResponse response;
    for (int look = 0; look < kLooks && !response.equal(); ++look) {
      ZWK_CO_ASSIGN_OR_RETURN(*response.mutable_digest(),
                              views_.Digest(request.view(), caller.municipality));
      ZWK_CO_ASSIGN_OR_RETURN(*response.mutable_expected(),
                              views_.Fold(request.view(), caller.municipality));
      response.set_equal(response.digest() == response.expected());
    }
    co_return response;
  }

 private:
  static absl::Status Busy() {
    return WithReason(absl::ResourceExhaustedError("other operators' commands are under way"),
                      "SERVER_BUSY");
  }

  ViewRunner& views_;
  const SystemClock clock_;
  Pool pool_{kThreads, kMostWaiting};
};

}  // namespace

void ServeViews(rpc::ServiceMethods methods, stream::ViewRunner& views) {
  const auto api = std::make_shared<ViewAdminApi>(views);
  methods.Unary("ListViews", api, &ViewAdminApi::List);
  methods.Unary("ListParkedAggregates", api, &ViewAdminApi::ListParked);
  methods.Unary("RedriveView", api, &ViewAdminApi::Redrive);
  methods.ServerStream("RebuildView", api, &ViewAdminApi::Rebuild);
  methods.Unary("CheckView", api, &ViewAdminApi::Check);
}

}  // namespace zwk::admin
