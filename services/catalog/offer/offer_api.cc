#include "catalog/offer/offer_api.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "catalog/base/page_token.h"
#include "catalog/base/record_api.h"
#include "catalog/offer/offer_message.h"
#include "catalog/offer/schedule_message.h"
#include "platform/base/roles.h"
#include "platform/base/values.h"

namespace zwk::catalog {
namespace {

// What is asked of a list of occurrences, page by page.
std::string ListName(v1::ListOccurrencesRequest request) {
  request.clear_page_size();
  request.clear_page_token();
  return "ListOccurrences" + request.SerializeAsString();
}

// Where an occurrence stands among those of a place, as a text that is ordered like them.
std::string PlaceOf(const Occurrence& o, const OfferAtPlace& at) {
  return absl::StrFormat("%020d/%020d/%06d", ToMicros(o.start), ToMicros(o.end),
                         o.schedule - at.schedules.data());
}

struct Days {
  std::chrono::sys_days from, to;
};

// From today and for 30 days, unless said.
Days DaysOf(FieldErrors& errors, const v1::ListOccurrencesRequest& request, Time now) {
  constexpr int kUsual = 30;
  Date::CheckOptional(errors, "from", request.from());
  Date::CheckOptional(errors, "to", request.to());
  if (!errors.empty()) return {};
  const auto day = [](const std::string& text, std::chrono::sys_days unsaid) {
    return text.empty() ? unsaid : std::chrono::sys_days(*ParseDate(text));
  };
  Days days;
  days.from = day(request.from(), LocalDay(now));
  days.to = day(request.to(), days.from + std::chrono::days(kUsual));
  if (days.to < days.from) errors.Add("to", "is before from");
  if (days.to > days.from + std::chrono::days(366 * kMostYears)) {
    errors.Add("to", "is more than five years after from");
  }
  return days;
}

struct OfferApi {
  Offers& offers;
  Pool& pool;
  const Clock& clock;

  template <class Response>
  Task<absl::StatusOr<Response>> Answer(Task<Offers::Result> change) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Offer> stored, co_await std::move(change));
    // What has changed is answered also where too much waits.
    (void)co_await EnterFor(StepsOf(stored.value.content, clock.Now()), pool);
    Response response;
    *response.mutable_offer() = Shown(stored, clock.Now());
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::CreateOfferResponse>> Create(Caller caller,
                                                       const v1::CreateOfferRequest& request) {
    // Only what clients set; state and time are ours.
    Offer offer = FromProto(request.offer());
    const std::string id = offer.id.empty() ? rpc::NewId("offer.offer_id", caller) : offer.id;
    co_return co_await Answer<v1::CreateOfferResponse>(
        offers.Create(caller, id, std::move(offer.content)));
  }

  // To others what is not public is as if it were not there.
  Task<Offers::Result> Visible(Caller caller, std::string id) {
    Offers::Result stored = co_await offers.Get(caller, id);
    if (!stored.ok() || KeepsOffers(caller) || IsPublic(stored->value.state)) co_return stored;
    co_return absl::NotFoundError(absl::StrCat("no offer ", Quoted(id)));
  }

  Task<absl::StatusOr<v1::GetOfferResponse>> Get(Caller caller,
                                                 const v1::GetOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("offer_id", request.offer_id()));
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Offer> stored,
                            co_await Visible(caller, request.offer_id()));
    v1::GetOfferResponse response;
    *response.mutable_offer() = Shown(stored, clock.Now());
    if (KeepsOffers(caller)) co_return std::move(response);
    ZWK_CO_ASSIGN_OR_RETURN(const std::set<std::string> confidential,
                            co_await offers.ConfidentialPlaces(caller, stored.value.content));
    *response.mutable_offer() = WithoutSecrets(
        std::move(*response.mutable_offer()),
        [&](const std::string& place_id) { return confidential.contains(place_id); });
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::UpdateOfferResponse>> Update(Caller caller,
                                                       const v1::UpdateOfferRequest& request) {
    const std::string id = request.offer().offer_id();
    const int64_t steps = StepsOf(FromProto(request.offer()).content, clock.Now());
    ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(steps, pool));
    ZWK_CO_RETURN_IF_ERROR(CheckUpdate("offer.offer_id", id, request.update_mask(), request.offer(),
                                       [this](FieldErrors& errors, const v1::Offer& m) {
                                         OfferContent content = FromProto(m).content;
                                         Take(errors, content, clock.Now());
                                       }));
    Offers::Rewrite rewrite = [update = request.offer(),
                               mask = request.update_mask()](const Offer& before) {
      return FromProto(rpc::Updated(ToProto(before), update, mask)).content;
    };
    co_return co_await Answer<v1::UpdateOfferResponse>(
        offers.Update(caller, id, request.expected_version(), std::move(rewrite)));
  }

  Task<absl::StatusOr<v1::ListOccurrencesResponse>> ListOccurrences(
      Caller caller, const v1::ListOccurrencesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "offer_id", request.offer_id());
    rpc::CheckId(errors, "offer_at_place_id", request.offer_at_place_id());
    const Days days = DaysOf(errors, request, clock.Now());
    const auto size = static_cast<size_t>(rpc::PageSize(errors, request.page_size()));
    const std::string list = ListName(request);
    const absl::StatusOr<std::string> last = LastShown(caller, list, request.page_token());
    errors.Add("page_token", last.status());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Offer> stored,
                            co_await Visible(caller, request.offer_id()));
    const OfferAtPlace* const at = stored.value.FindPlace(request.offer_at_place_id());
    if (at == nullptr) {
      co_return absl::NotFoundError(
          absl::StrCat("the offer is not at place ", Quoted(request.offer_at_place_id())));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const std::set<std::string> confidential,
                            co_await offers.ConfidentialPlaces(caller, stored.value.content));
    const bool with_words = KeepsOffers(caller) || !confidential.contains(at->place_id);
    ZWK_CO_RETURN_IF_ERROR(
        co_await EnterFor(kMostYears * StepsOf(stored.value.content, clock.Now()), pool));
    const std::vector<Occurrence> all = Occurrences(at->schedules, days.from, days.to);
    v1::ListOccurrencesResponse response;
    auto one = std::upper_bound(
        all.begin(), all.end(), *last,
        [at](const std::string& shown, const Occurrence& o) { return shown < PlaceOf(o, *at); });
    for (size_t i = 0; i < size && one != all.end(); ++i) {
      v1::Occurrence& occurrence = *response.add_occurrences();
      occurrence = ToProto(*one++);
      if (!with_words) occurrence.clear_description();
    }
    if (one != all.end())
      response.set_next_page_token(PageToken(caller, list, PlaceOf(*(one - 1), *at)));
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::PublishOfferResponse>> Publish(Caller caller,
                                                         const v1::PublishOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("offer_id", request.offer_id()));
    co_return co_await Answer<v1::PublishOfferResponse>(
        offers.Publish(caller, request.offer_id(), request.expected_version()));
  }

  Task<absl::StatusOr<v1::CloseOfferResponse>> Close(Caller caller,
                                                     const v1::CloseOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("offer_id", request.offer_id()));
    co_return co_await Answer<v1::CloseOfferResponse>(
        offers.Close(caller, request.offer_id(), request.expected_version()));
  }

  Task<absl::StatusOr<v1::ArchiveOfferResponse>> Archive(Caller caller,
                                                         const v1::ArchiveOfferRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("offer_id", request.offer_id()));
    co_return co_await Answer<v1::ArchiveOfferResponse>(
        offers.Archive(caller, request.offer_id(), request.expected_version()));
  }

  Task<absl::StatusOr<v1::AssureOfferResponse>> Assure(Caller caller,
                                                       const v1::AssureOfferRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "offer_id", request.offer_id());
    CheckAssured(errors, "assured_date", request.assured_date(), clock.Now());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
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
  for (int i = 0; i < message.places_size(); ++i) {
    const OpenState state =
        OpenAt(stored.value.content.places[static_cast<size_t>(i)].schedules, now);
    v1::OfferAtPlace& at = *message.mutable_places(i);
    if (state.open_now) at.set_open_now(*state.open_now);
    if (state.next) *at.mutable_next_occurrence() = ToProto(*state.next);
  }
  return message;
}

bool KeepsOffers(const Caller& caller) { return HasRole(caller, {"OFFER_EDITOR"}); }

v1::Offer WithoutSecrets(v1::Offer offer,
                         const std::function<bool(const std::string&)>& is_confidential) {
  for (v1::OfferAtPlace& at : *offer.mutable_places()) {
    if (is_confidential(at.place_id())) ClearWords(at);
  }
  return offer;
}

void ServeOffers(rpc::ServiceMethods methods, Offers& offers, Pool& pool, const Clock& clock) {
  auto api = std::make_shared<OfferApi>(OfferApi{offers, pool, clock});
  methods.Unary("CreateOffer", api, &OfferApi::Create);
  methods.Unary("GetOffer", api, &OfferApi::Get);
  methods.Unary("UpdateOffer", api, &OfferApi::Update);
  methods.Unary("PublishOffer", api, &OfferApi::Publish);
  methods.Unary("CloseOffer", api, &OfferApi::Close);
  methods.Unary("ArchiveOffer", api, &OfferApi::Archive);
  methods.Unary("ListOccurrences", api, &OfferApi::ListOccurrences);
  methods.Unary("AssureOffer", api, &OfferApi::Assure);
}

}  // namespace zwk::catalog
