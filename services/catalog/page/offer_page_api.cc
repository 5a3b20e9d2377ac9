#include "catalog/page/offer_page_api.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "zwk/catalog/v1/offer_page.pb.h"

namespace zwk::catalog {
namespace {

using google::api::HttpBody;

// As SearchOffers takes them.
FinderQuestion QuestionOf(const v1::GetFinderPageRequest& m, FieldErrors& errors) {
  if (m.words().size() > Finder::kLongestQuery) errors.Add("words", "has more than 500 bytes");
  if (!m.spoken().empty()) Locale::Check(errors, "spoken", m.spoken());
  if (!m.when().empty() && m.when() != "now" && m.when() != "today") {
    errors.Add("when", absl::StrCat(Quoted(m.when()), " is not now or today"));
  }
  return {m.words(), m.neighborhood_key(), m.spoken(),
          m.when(),  m.wheelchair(),       m.free_of_charge()};
}

struct OfferPageApi {
  OfferPages& pages;

  Task<absl::StatusOr<HttpBody>> GetFinder(Caller caller, const v1::GetFinderPageRequest& request) {
    FieldErrors errors;
    CheckPageLanguage(errors, request.locale());
    FinderQuestion asked = QuestionOf(request, errors);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(page::Page page,
                            co_await pages.ShowFinder(std::move(caller), request.locale(),
                                                      std::move(asked), request.page_token()));
    co_return page::ToProto(std::move(page));
  }

  Task<absl::StatusOr<HttpBody>> GetOffer(Caller caller, const v1::GetOfferPageRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "offer_id", request.offer_id());
    CheckPageLanguage(errors, request.locale());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(
        page::Page page,
        co_await pages.ShowOffer(std::move(caller), request.locale(), request.offer_id()));
    co_return page::ToProto(std::move(page));
  }

  Task<absl::StatusOr<HttpBody>> GetLeaflet(Caller caller,
                                            const v1::GetLeafletPageRequest& request) {
    const std::string& format = request.format();
    FieldErrors errors;
    CheckPageLanguage(errors, request.locale());
    if (!format.empty() && format != "a4" && format != "a6") {
      errors.Add("format", absl::StrCat(Quoted(format), " is not a4 or a6"));
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(page::Page page,
                            co_await pages.ShowLeaflet(std::move(caller), request.locale(),
                                                       request.neighborhood_key(), format == "a6"));
    co_return page::ToProto(std::move(page));
  }
};

}  // namespace

void ServeOfferPages(rpc::ServiceMethods methods, OfferPages& pages) {
  auto api = std::make_shared<OfferPageApi>(OfferPageApi{pages});
  methods.Unary("GetFinderPage", api, &OfferPageApi::GetFinder);
  methods.Unary("GetOfferPage", api, &OfferPageApi::GetOffer);
  methods.Unary("GetLeafletPage", api, &OfferPageApi::GetLeaflet);
}

}  // namespace zwk::catalog
