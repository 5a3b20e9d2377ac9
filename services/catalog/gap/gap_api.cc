#include "catalog/gap/gap_api.h"

#include <memory>

#include "catalog/base/checks.h"
#include "catalog/gap/gap_message.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"

namespace zwk::catalog {
namespace {

// "" is the newest one, or the one published last.
absl::Status CheckIdIfAny(const std::string& id, const std::string& field) {
  FieldErrors errors;
  catalog::CheckIdIfAny(errors, field, id);
  return errors.ToStatus();
}

bool Meets(const v1::ListGapsRequest& request, const OfferGap& row) {
  const auto is = [](const std::string& asked, const std::string& key) {
    return asked.empty() || asked == key;
  };
  return is(request.neighborhood_key(), row.neighborhood_key) &&
         is(request.target_group_key(), row.group_key) && is(request.need_key(), row.need_key);
}

struct GapApi {
  GapAnalyses& gaps;
  GapStore& store;

  Task<absl::StatusOr<v1::ComputeGapsResponse>> Compute(Caller caller,
                                                        const v1::ComputeGapsRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckIdIfAny(request.forecast_id(), "forecast_id"));
    ZWK_CO_ASSIGN_OR_RETURN(const GapAnalysis analysis,
                            co_await gaps.Compute(caller, request.forecast_id(), request.year()));
    v1::ComputeGapsResponse response;
    *response.mutable_gap_analysis() = Shown(caller, ToProto(analysis));
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::GetGapAnalysisResponse>> Get(Caller caller,
                                                       const v1::GetGapAnalysisRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckIdIfAny(request.gap_id(), "gap_id"));
    ZWK_CO_ASSIGN_OR_RETURN(const GapAnalysis analysis,
                            co_await store.Find(caller, request.gap_id()));
    v1::GetGapAnalysisResponse response;
    *response.mutable_gap_analysis() = Shown(caller, ToProto(analysis));
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::ListGapAnalysesResponse>> List(
      Caller caller, const v1::ListGapAnalysesRequest& request) {
    FieldErrors errors;
    const int size = rpc::PageSize(errors, request.page_size());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Page<GapAnalysis> page,
                            co_await store.List(caller, size, request.page_token()));
    v1::ListGapAnalysesResponse response;
    for (const Stored<GapAnalysis>& item : page.items) {
      *response.add_gap_analyses() = Shown(caller, ToProto(item.value));
    }
    response.set_next_page_token(page.next_page_token);
    co_return std::move(response);
  }

  Task<absl::Status> ListGaps(Caller caller, const v1::ListGapsRequest& request,
                              rpc::Writer<v1::ListGapsResponse>& writer) {
    ZWK_CO_RETURN_IF_ERROR(CheckIdIfAny(request.gap_id(), "gap_id"));
    ZWK_CO_ASSIGN_OR_RETURN(const GapAnalysis analysis,
                            co_await store.Find(caller, request.gap_id()));
    for (int part = 0;; ++part) {
      ZWK_CO_ASSIGN_OR_RETURN(const std::vector<OfferGap> rows,
                              co_await store.Rows(caller, analysis.id, part));
      if (rows.empty()) co_return absl::OkStatus();
      for (const OfferGap& row : rows) {
        if (!Meets(request, row)) continue;
        v1::ListGapsResponse item;
        *item.mutable_gap() = Shown(caller, ToProto(row));
        const bool heard = co_await writer.Write(item);
        if (!heard) co_return absl::CancelledError("nobody listens");
      }
    }
  }
};

}  // namespace

void ServeGaps(rpc::ServiceMethods methods, GapAnalyses& gaps, GapStore& store) {
  auto api = std::make_shared<GapApi>(GapApi{gaps, store});
  methods.Unary("ComputeGaps", api, &GapApi::Compute);
  methods.Unary("GetGapAnalysis", api, &GapApi::Get);
  methods.Unary("ListGapAnalyses", api, &GapApi::List);
  methods.ServerStream("ListGaps", api, &GapApi::ListGaps);
}

}  // namespace zwk::catalog
