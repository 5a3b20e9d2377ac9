#include "catalog/import/hsds_api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "catalog/import/hsds_writer.h"
#include "platform/base/errors.h"
#include "platform/base/json.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"
#include "zwk/catalog/v1/hsds.pb.h"

namespace zwk::catalog {
namespace {

using google::api::HttpBody;
using nlohmann::json;

constexpr size_t kPieceBytes = 256 << 10, kMostPageBytes = 3 << 20;

HttpBody Body(std::string text) {
  HttpBody body;
  body.set_content_type("application/json");
  body.set_data(std::move(text));
  return body;
}

json ServiceIn(const Snapshot& snapshot, const Offer& offer) {
  return hsds::ServiceOf(offer, *snapshot.context().organizations, *snapshot.context().places);
}

// Writes a document piece by piece.
class Pieces {
 public:
  explicit Pieces(rpc::Writer<HttpBody>& writer) : writer_(writer) {}

  // CANCELLED where nobody listens any more.
  Task<absl::Status> Add(std::string text) {
    piece_ += text;
    if (piece_.size() < kPieceBytes) co_return absl::OkStatus();
    co_return co_await Flush();
  }
  Task<absl::Status> Flush() {
    const HttpBody body = Body(std::exchange(piece_, ""));
    const bool heard = co_await writer_.Write(body);
    co_return heard ? absl::OkStatus() : absl::CancelledError("nobody listens");
  }

 private:
  rpc::Writer<HttpBody>& writer_;
  std::string piece_;
};

struct HsdsApi {
  Snapshots& snapshots;
  Pool& pool;

  Task<absl::StatusOr<HttpBody>> Get(Caller, const v1::GetHsdsApiRequest&) {
    co_return Body(Dumped(
        json{{"version", "3.1"},
             {"profile", "urn:zwk:hsds-profile:1"},
             {"openapi_url", "https://docs.openreferral.org/en/3.1/hsds/api_reference.html"}}));
  }

  Task<absl::StatusOr<HttpBody>> List(Caller caller, const v1::ListHsdsServicesRequest& request) {
    FieldErrors errors;
    if (request.page() < 0) errors.Add("page", "must be from 1 on");
    if (request.per_page() < 0 || request.per_page() > 100) {
      errors.Add("per_page", "must be within 1 and 100");
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const auto size = static_cast<size_t>(request.per_page() == 0 ? 50 : request.per_page());
    const auto page = static_cast<size_t>(std::max(request.page(), 1));
    ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot, co_await snapshots.Recent(caller));
    const bool entered = co_await pool.Enter();
    if (!entered) co_return absl::ResourceExhaustedError("too much work waits; try again later");
    json contents = json::array();
    size_t total = 0;
    for (size_t i = 0; i < snapshot->size(); ++i) {
      const Offer& offer = snapshot->offer(i).value;
      if (!IsPublic(offer.state)) continue;
      if (total / size + 1 == page) contents.push_back(ServiceIn(*snapshot, offer));
      ++total;
    }
    std::string text = Dumped(hsds::PageOf(std::move(contents), total, page, size));
    if (text.size() > kMostPageBytes) {
      co_return InvalidField("per_page", "the page has more than 3 MiB; ask for fewer");
    }
    co_return Body(std::move(text));
  }

  Task<absl::StatusOr<HttpBody>> GetService(Caller caller,
                                            const v1::GetHsdsServiceRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("service_id", request.service_id()));
    ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot, co_await snapshots.Current(caller));
    for (size_t i = 0; i < snapshot->size(); ++i) {
      const Offer& offer = snapshot->offer(i).value;
      if (offer.id == request.service_id() && IsPublic(offer.state)) {
        co_return Body(Dumped(ServiceIn(*snapshot, offer)));
      }
    }
    co_return absl::NotFoundError(absl::StrCat("no service ", Quoted(request.service_id())));
  }

  Task<absl::Status> Export(Caller caller, const v1::ExportHsdsRequest&,
                            rpc::Writer<HttpBody>& writer) {
    ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot, co_await snapshots.Current(caller));
    Pieces pieces(writer);
    std::string before = R"({"organizations":[)";
    for (const auto& [id, organization] : *snapshot->context().organizations) {
      if (organization.archived) continue;
      std::string text = before + Dumped(hsds::OrganizationOf(organization));
      ZWK_CO_RETURN_IF_ERROR(co_await pieces.Add(std::move(text)));
      before = ",";
    }
    before = before == "," ? R"(],"locations":[)" : before + R"(],"locations":[)";
    for (const auto& [id, place] : *snapshot->context().places) {
      if (place.archived || place.confidential) continue;
      std::string text = before + Dumped(hsds::LocationOf(place));
      ZWK_CO_RETURN_IF_ERROR(co_await pieces.Add(std::move(text)));
      before = ",";
    }
    before = before == "," ? R"(],"services":[)" : before + R"(],"services":[)";
    for (size_t i = 0; i < snapshot->size(); ++i) {
      const Offer& offer = snapshot->offer(i).value;
      if (!IsPublic(offer.state)) continue;
      std::string text = before + Dumped(ServiceIn(*snapshot, offer));
      ZWK_CO_RETURN_IF_ERROR(co_await pieces.Add(std::move(text)));
      before = ",";
    }
    before = before == "," ? "]}" : before + "]}";
    ZWK_CO_RETURN_IF_ERROR(co_await pieces.Add(std::move(before)));
    co_return co_await pieces.Flush();
  }
};

}  // namespace

void ServeHsds(rpc::ServiceMethods methods, Snapshots& snapshots, Pool& pool) {
  auto api = std::make_shared<HsdsApi>(HsdsApi{snapshots, pool});
  methods.Unary("GetHsdsApi", api, &HsdsApi::Get);
  methods.Unary("ListHsdsServices", api, &HsdsApi::List);
  methods.Unary("GetHsdsService", api, &HsdsApi::GetService);
  methods.ServerStream("ExportHsds", api, &HsdsApi::Export);
}

}  // namespace zwk::catalog
