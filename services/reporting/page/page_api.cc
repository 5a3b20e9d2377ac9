#include "reporting/page/page_api.h"

#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "zwk/reporting/v1/page.pb.h"

namespace zwk::reporting {
namespace {

struct PageApi {
  PageUseCases& pages;

  Task<absl::StatusOr<google::api::HttpBody>> GetIndex(Caller caller,
                                                       const v1::GetIndexPageRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await pages.ShowIndex(std::move(caller), request.locale()));
    co_return ToProto(std::move(page));
  }
};

}  // namespace

void ServePages(rpc::ServiceMethods methods, PageUseCases& pages) {
  const auto api = std::make_shared<PageApi>(PageApi{pages});
  methods.Unary("GetIndexPage", api, &PageApi::GetIndex);
}

}  // namespace zwk::reporting
