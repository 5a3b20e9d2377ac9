#include "catalog/offer/offer_api.h"

#include <memory>

#include "catalog/base/checks.h"
#include "catalog/base/record_api.h"
#include "catalog/offer/offer_message.h"

namespace zwk::catalog {
namespace {

struct OfferApi {
  Offers& offers;
  const Clock& clock;

  template <class Response>
  Task<absl::StatusOr<Response>> Answer(Task<Offers::Result> change) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Offer> stored, co_await std::move(change));
    Response response;
    *response.mutable_offer() = Shown(stored, clock.Now());
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::CreateOfferResponse>> Create(Caller caller,
                                                       const v1::CreateOfferRequest& request) {
    // Only what clients set; state and time are ours.
    ZWK_CO_ASSIGN_OR_RETURN(Offer offer, FromProto(request.offer()));
    FieldErrors errors;
    const std::string id = rpc::NewId(errors, "offer.offer_id", offer.id, caller);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await Answer<v1::CreateOfferResponse>(
        offers.Create(caller, id, std::move(offer.content)));
  }

  Task<absl::StatusOr<v1::GetOfferResponse>> Get(Caller caller,
                                                 const v1::GetOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.offer_id(), "offer_id"));
    co_return co_await Answer<v1::GetOfferResponse>(offers.Get(caller, request.offer_id()));
  }

  Task<absl::StatusOr<v1::UpdateOfferResponse>> Update(Caller caller,
                                                       const v1::UpdateOfferRequest& request) {
    const std::string id = request.offer().offer_id();
    ZWK_CO_RETURN_IF_ERROR(CheckId(id, "offer.offer_id"));
    Offers::Rewrite rewrite = [update = request.offer(), mask = request.update_mask()](
                                  const Offer& before) -> absl::StatusOr<OfferContent> {
      ZWK_ASSIGN_OR_RETURN(const v1::Offer after, Updated(ToProto(before), update, mask));
      ZWK_ASSIGN_OR_RETURN(Offer offer, FromProto(after));
      return std::move(offer.content);
    };
    co_return co_await Answer<v1::UpdateOfferResponse>(
        offers.Update(caller, id, request.expected_version(), std::move(rewrite)));
  }

  Task<absl::StatusOr<v1::PublishOfferResponse>> Publish(Caller caller,
                                                         const v1::PublishOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.offer_id(), "offer_id"));
    co_return co_await Answer<v1::PublishOfferResponse>(
        offers.Publish(caller, request.offer_id(), request.expected_version()));
  }

  Task<absl::StatusOr<v1::CloseOfferResponse>> Close(Caller caller,
                                                     const v1::CloseOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.offer_id(), "offer_id"));
    co_return co_await Answer<v1::CloseOfferResponse>(
        offers.Close(caller, request.offer_id(), request.expected_version()));
  }

  Task<absl::StatusOr<v1::ArchiveOfferResponse>> Archive(Caller caller,
                                                         const v1::ArchiveOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.offer_id(), "offer_id"));
    co_return co_await Answer<v1::ArchiveOfferResponse>(
        offers.Archive(caller, request.offer_id(), request.expected_version()));
  }

  Task<absl::StatusOr<v1::AssureOfferResponse>> Assure(Caller caller,
                                                       const v1::AssureOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(CheckId(request.offer_id(), "offer_id"));
    co_return co_await Answer<v1::AssureOfferResponse>(offers.Assure(
        caller, request.offer_id(), request.assured_date(), request.expected_version()));
  }
};

}  // namespace

v1::Offer Shown(const Stored<Offer>& stored, Time now) {
  v1::Offer message = ToProto(stored.value);
  message.set_version(stored.version);
  const std::string& assured = stored.value.content.assured_date;
  if (!assured.empty()) {
    message.set_freshness(static_cast<v1::Freshness>(FreshnessOf(assured, now)));
  }
  return message;
}

void ServeOffers(rpc::ServiceMethods methods, Offers& offers, const Clock& clock) {
  auto api = std::make_shared<OfferApi>(OfferApi{offers, clock});
  methods.Unary("CreateOffer", api, &OfferApi::Create);
  methods.Unary("GetOffer", api, &OfferApi::Get);
  methods.Unary("UpdateOffer", api, &OfferApi::Update);
  methods.Unary("PublishOffer", api, &OfferApi::Publish);
  methods.Unary("CloseOffer", api, &OfferApi::Close);
  methods.Unary("ArchiveOffer", api, &OfferApi::Archive);
  methods.Unary("AssureOffer", api, &OfferApi::Assure);
}

}  // namespace zwk::catalog
