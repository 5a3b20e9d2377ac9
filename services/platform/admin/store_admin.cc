#include "platform/admin/store_admin.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "platform/base/errors.h"
#include "platform/base/pool.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/store/verify.h"
#include "zwk/common/v1/store_admin.pb.h"

namespace zwk::admin {
namespace {

namespace v1 = common::v1;

// Reading all blocks, so it has a thread of its own; one at a time is enough for a store to bear.
constexpr int kThreads = 1;
constexpr size_t kMostWaiting = 4;

class StoreAdminApi {
 public:
  StoreAdminApi(store::Endpoint endpoint, std::string area)
      : endpoint_(std::move(endpoint)), area_(std::move(area)) {}

  Task<absl::Status> Verify(Caller caller, const v1::VerifyStoreRequest&,
                            rpc::Writer<v1::VerifyStoreResponse>& writer) {
    const bool entered = co_await pool_.Enter();
    if (!entered) {
      co_return WithReason(absl::ResourceExhaustedError("others verify the store"), "SERVER_BUSY");
    }
    v1::VerifyStoreResponse response;
    const std::function<bool(const store::Finding&)> tell = [&](const store::Finding& finding) {
      if (caller.cancellation.cancelled()) return false;
      response.mutable_finding()->set_key(finding.key);
      response.mutable_finding()->set_what(finding.what);
      return SyncWait(writer.Write(response));
    };
    ZWK_CO_ASSIGN_OR_RETURN(const store::Verified verified,
                            store::VerifyStore(endpoint_, area_, caller.municipality, tell));
    v1::StoreSummary& summary = *response.mutable_summary();
    summary.set_documents(verified.documents);
    summary.set_events(verified.events);
    summary.set_index_entries(verified.index_entries);
    summary.set_counters(verified.counters);
    summary.set_guards(verified.guards);
    summary.set_findings(verified.findings);
    summary.set_without_checksum(verified.without_checksum);
    (void)co_await writer.Write(response);
    co_return absl::OkStatus();
  }

 private:
  const store::Endpoint endpoint_;
  const std::string area_;
  Pool pool_{kThreads, kMostWaiting};
};

}  // namespace

void ServeStore(rpc::ServiceMethods methods, store::Endpoint endpoint, std::string area) {
  const auto api = std::make_shared<StoreAdminApi>(std::move(endpoint), std::move(area));
  methods.ServerStream("VerifyStore", api, &StoreAdminApi::Verify);
}

}  // namespace zwk::admin
