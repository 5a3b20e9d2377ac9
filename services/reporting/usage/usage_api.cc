#include "reporting/usage/usage_api.h"

#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "reporting/document/document_use.h"
#include "reporting/usage/usage_use.h"

namespace zwk::reporting {
namespace {

struct UsageApi {
  UsageSource& usage;
  Documents& documents;

  Task<absl::StatusOr<v1::GetUsageFiguresResponse>> Get(Caller caller,
                                                        const v1::GetUsageFiguresRequest&) {
    ZWK_CO_ASSIGN_OR_RETURN(const auto approvals, co_await Approvals(documents, caller));
    ZWK_CO_ASSIGN_OR_RETURN(const UsageFacts facts,
                            co_await TellUsage(usage, std::move(caller), approvals.size()));
    v1::GetUsageFiguresResponse response;
    *response.mutable_figures() = facts.figures;
    for (const auto& [area, position] : facts.positions) {
      v1::StreamPosition& stream_position = *response.add_stream_positions();
      stream_position.set_area(area);
      stream_position.set_position(position);
    }
    co_return response;
  }
};

}  // namespace

void ServeUsage(rpc::ServiceMethods methods, UsageSource& usage, Documents& documents) {
  const auto api = std::make_shared<UsageApi>(UsageApi{usage, documents});
  methods.Unary("GetUsageFigures", api, &UsageApi::Get);
}

}  // namespace zwk::reporting
