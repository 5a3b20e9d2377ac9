#include "catalog/api/catalog_api.h"
#include "catalog/api/page_token.h"
#include "catalog/api/requests.h"
#include "catalog/wire/convert.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

constexpr size_t kLongestQuery = 500;

// Only what clients set; state and time are ours.
absl::StatusOr<OfferContent> ContentOf(const v1::Offer& message) {
  ZWK_ASSIGN_OR_RETURN(Offer offer, FromProto(message));
  return std::move(offer.content);
}

absl::StatusOr<OfferFilter> FilterOf(const v1::OfferFilter& m) {
  OfferFilter filter;
  filter.neighborhood_keys.assign(m.neighborhood_keys().begin(), m.neighborhood_keys().end());
  filter.group_key = m.target_group_key();
  filter.language = m.language();
  filter.need_key = m.need_key();
  ZWK_RETURN_IF_ERROR(CheckIdIfAny("filter.organization_id", m.organization_id()));
  filter.organization_id = m.organization_id();
  if (!filter.language.empty() && !IsLanguageTag(filter.language)) {
    return InvalidField("filter.language", "is no language tag");
  }
  if (m.has_consumption_free()) filter.consumption_free = m.consumption_free();
  if (m.has_free_of_charge()) filter.free_of_charge = m.free_of_charge();
  if (m.has_low_threshold()) filter.low_threshold = m.low_threshold();
  if (m.has_wheelchair()) filter.wheelchair = m.wheelchair();
  for (const int state : m.states()) {
    if (state <= 0 || state > v1::OFFER_STATE_ARCHIVED) {
      return InvalidField("filter.states", "must be named states");
    }
    filter.states.push_back(static_cast<OfferState>(state));
  }
  filter.include_stale = m.include_stale();
  return filter;
}

absl::StatusOr<OfferQuery> QueryOf(const Caller& caller, const v1::SearchOffersRequest& m) {
  OfferQuery query;
  if (m.query().size() > kLongestQuery) return InvalidField("query", "has more than 500 bytes");
  query.text = m.query();
  query.language = m.language().empty() ? caller.locale : m.language();
  if (!IsLanguageTag(query.language)) {
    if (!m.language().empty()) return InvalidField("language", "is no language tag");
    query.language = "de";
  }
  ZWK_ASSIGN_OR_RETURN(query.filter, FilterOf(m.filter()));
  if (m.has_needed()) {
    ZWK_ASSIGN_OR_RETURN(TargetPredicate needed, FromProto(m.needed(), "needed"));
    ZWK_RETURN_IF_ERROR(Validate(needed, "needed"));
    query.needed = std::move(needed);
  }
  if (m.has_near()) {
    const Point point{m.near().latitude(), m.near().longitude()};
    if (!IsPlausible(point)) return InvalidField("near.latitude", "is out of range or 0,0");
    if (!(m.near().metres() > 0)) return InvalidField("near.metres", "must be above 0");
    query.near = Near{point, m.near().metres()};
  }
  return query;
}

v1::OfferHit HitOf(const Snapshot& snapshot, const FoundOffer& found, const OfferQuery& query) {
  const Offer& offer = snapshot.offer(found.offer).value;
  const Snapshot::Facts& facts = snapshot.facts(found.offer);
  const OfferContent& c = offer.content;
  const OfferTexts& texts = TextsIn(c, query.language);
  v1::OfferHit hit;
  hit.set_offer_id(offer.id);
  hit.set_organization_id(c.organization_id);
  const auto organization = snapshot.content().organizations.find(c.organization_id);
  if (organization != snapshot.content().organizations.end()) {
    hit.set_organization_name(organization->second.name);
  }
  hit.set_name(texts.name);
  hit.set_description(texts.description);
  if (PrimaryLanguage(texts.language) != PrimaryLanguage(query.language)) {
    hit.set_fallback_language(texts.language);
  }
  for (const std::string& key : facts.neighborhood_keys) hit.add_neighborhood_keys(key);
  for (const OfferAtPlace& at : c.places) {
    const auto place = snapshot.content().places.find(at.place_id);
    if (place != snapshot.content().places.end()) hit.add_place_names(place->second.name);
  }
  if (query.needed) hit.set_target_match(static_cast<v1::TargetMatch>(found.match));
  hit.set_score(found.score);
  hit.set_weekly_hours(facts.weekly_hours);
  if (c.consumption_free) hit.set_consumption_free(*c.consumption_free);
  if (facts.free_of_charge) hit.set_free_of_charge(*facts.free_of_charge);
  for (const SpokenLanguage& language : c.languages) hit.add_languages(language.code);
  return hit;
}

template <class Response>
absl::StatusOr<Response> WithOffer(v1::Offer offer) {
  Response response;
  *response.mutable_offer() = std::move(offer);
  return response;
}

// The filter as part of what a page token is bound to.
template <class Request>
std::string ListName(const char* method, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return method + request.SerializeAsString();
}

}  // namespace

v1::Offer CatalogApi::Shown(const Stored<Offer>& stored) const {
  v1::Offer message = ToProto(stored.value);
  message.set_version(stored.version);
  if (!stored.value.content.assured_date.empty()) {
    message.set_freshness(static_cast<v1::Freshness>(
        FreshnessOf(stored.value.content.assured_date, use_.clock.Now())));
  }
  return message;
}

Task<absl::StatusOr<v1::CreateOfferResponse>> CatalogApi::CreateOffer(
    Caller caller, const v1::CreateOfferRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(OfferContent content, ContentOf(request.offer()));
  std::string id = request.offer().offer_id();
  if (id.empty()) id = UuidFromName(caller.request.id + "/offer");
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer.offer_id", id));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored,
                          co_await use_.offers.Create(caller, std::move(id), std::move(content)));
  use_.snapshots.Distrust(caller.municipality);
  co_return WithOffer<v1::CreateOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::UpdateOfferResponse>> CatalogApi::UpdateOffer(
    Caller caller, const v1::UpdateOfferRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer.offer_id", request.offer().offer_id()));
  ZWK_CO_ASSIGN_OR_RETURN(OfferContent content, ContentOf(request.offer()));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto stored, co_await use_.offers.Update(caller, request.offer().offer_id(),
                                               std::move(content), request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  co_return WithOffer<v1::UpdateOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::PublishOfferResponse>> CatalogApi::PublishOffer(
    Caller caller, const v1::PublishOfferRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer_id", request.offer_id()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.offers.Publish(caller, request.offer_id(),
                                                                    request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  co_return WithOffer<v1::PublishOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::CloseOfferResponse>> CatalogApi::CloseOffer(
    Caller caller, const v1::CloseOfferRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer_id", request.offer_id()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.offers.Close(caller, request.offer_id(),
                                                                  request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  co_return WithOffer<v1::CloseOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::ArchiveOfferResponse>> CatalogApi::ArchiveOffer(
    Caller caller, const v1::ArchiveOfferRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer_id", request.offer_id()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.offers.Archive(caller, request.offer_id(),
                                                                    request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  co_return WithOffer<v1::ArchiveOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::AssureOfferResponse>> CatalogApi::AssureOffer(
    Caller caller, const v1::AssureOfferRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer_id", request.offer_id()));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto stored, co_await use_.offers.Assure(caller, request.offer_id(), request.assured_date(),
                                               request.expected_version()));
  use_.snapshots.Distrust(caller.municipality);
  co_return WithOffer<v1::AssureOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::GetOfferResponse>> CatalogApi::GetOffer(
    Caller caller, const v1::GetOfferRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckId("offer_id", request.offer_id()));
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await use_.offers.Get(caller, request.offer_id()));
  co_return WithOffer<v1::GetOfferResponse>(Shown(stored));
}

Task<absl::StatusOr<v1::ListOffersResponse>> CatalogApi::ListOffers(
    Caller caller, const v1::ListOffersRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  const std::string list = ListName("ListOffers", request);
  ZWK_CO_ASSIGN_OR_RETURN(const size_t start, PageStart(caller, list, request.page_token()));
  ZWK_CO_ASSIGN_OR_RETURN(OfferFilter filter, FilterOf(request.filter()));
  ZWK_CO_ASSIGN_OR_RETURN(Finder::Found found,
                          co_await use_.finder.List(caller, std::move(filter)));
  const size_t end = std::min(found.offers.size(), start + static_cast<size_t>(size));
  v1::ListOffersResponse response;
  for (size_t i = start; i < end; ++i) {
    *response.add_offers() = Shown(found.snapshot->offer(found.offers[i].offer));
  }
  if (end < found.offers.size()) response.set_next_page_token(PageToken(caller, list, end));
  co_return std::move(response);
}

Task<absl::StatusOr<v1::SearchOffersResponse>> CatalogApi::SearchOffers(
    Caller caller, const v1::SearchOffersRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  const std::string list = ListName("SearchOffers", request);
  ZWK_CO_ASSIGN_OR_RETURN(const size_t start, PageStart(caller, list, request.page_token()));
  ZWK_CO_ASSIGN_OR_RETURN(const OfferQuery query, QueryOf(caller, request));
  ZWK_CO_ASSIGN_OR_RETURN(Finder::Found found,
                          co_await use_.finder.Search(caller, query, start == 0));
  const size_t end = std::min(found.offers.size(), start + static_cast<size_t>(size));
  v1::SearchOffersResponse response;
  for (size_t i = start; i < end; ++i) {
    *response.add_hits() = HitOf(*found.snapshot, found.offers[i], query);
  }
  if (end < found.offers.size()) response.set_next_page_token(PageToken(caller, list, end));
  response.set_total_hits(static_cast<int>(found.offers.size()));
  co_return std::move(response);
}

}  // namespace zwk::catalog
