#include "catalog/search/offer_search_api.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "catalog/base/message_fields.h"
#include "catalog/base/page_token.h"
#include "catalog/base/target_message.h"
#include "catalog/offer/offer_api.h"
#include "catalog/offer/schedule_message.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"
#include "zwk/catalog/v1/offer_search.pb.h"

namespace zwk::catalog {
namespace {

constexpr int kMostAlsoNeeded = 7;

OfferFilter FromProto(const Caller& caller, const v1::OfferFilter& m, FieldErrors& errors) {
  OfferFilter filter;
  filter.neighborhood_keys.assign(m.neighborhood_keys().begin(), m.neighborhood_keys().end());
  filter.group_key = m.target_group_key();
  filter.language = m.language();
  filter.need_key = m.need_key();
  CheckSlugIfAny(errors, "filter.target_group_key", filter.group_key);
  CheckSlugIfAny(errors, "filter.need_key", filter.need_key);
  CheckIdIfAny(errors, "filter.organization_id", m.organization_id());
  filter.organization_id = m.organization_id();
  if (!filter.language.empty()) Locale::Check(errors, "filter.language", filter.language);
  filter.consumption_free = OptionalOf(m.has_consumption_free(), m.consumption_free());
  filter.free_of_charge = OptionalOf(m.has_free_of_charge(), m.free_of_charge());
  filter.low_threshold = OptionalOf(m.has_low_threshold(), m.low_threshold());
  filter.wheelchair = OptionalOf(m.has_wheelchair(), m.wheelchair());
  for (const int state : m.states()) {
    CheckGiven(errors, "filter.states", state, v1::OfferState_IsValid);
    filter.states.push_back(static_cast<OfferState>(state));
  }
  filter.include_stale = m.include_stale();
  filter.include_hidden = KeepsOffers(caller);
  return filter;
}

// One person for each that the offers have to be for.
void AddPeople(const v1::SearchOffersRequest& m, OfferQuery& query, FieldErrors& errors) {
  const auto add = [&](const v1::TargetPredicate& message, const std::string& field) {
    query.people.push_back(catalog::FromProto(message));
    Take(errors, field, query.people.back());
  };
  if (m.has_needed()) add(m.needed(), "needed");
  if (m.also_needed_size() > kMostAlsoNeeded) {
    return errors.Add("also_needed", "names more than 7 people");
  }
  for (int i = 0; i < m.also_needed_size(); ++i) {
    add(m.also_needed(i), absl::StrCat("also_needed[", i, "]"));
  }
}

OfferQuery QueryOf(const Caller& caller, const v1::SearchOffersRequest& m, FieldErrors& errors) {
  OfferQuery query;
  if (m.query().size() > Finder::kLongestQuery) errors.Add("query", "has more than 500 bytes");
  query.text = m.query();
  query.language = m.language().empty() ? caller.locale : m.language();
  if (!m.language().empty()) Locale::Check(errors, "language", m.language());
  if (!Locale::IsValid(query.language)) query.language = "de";
  query.filter = FromProto(caller, m.filter(), errors);
  AddPeople(m, query, errors);
  if (m.has_near()) {
    const Point point{m.near().latitude(), m.near().longitude()};
    if (!IsPlausible(point)) errors.Add("near.latitude", "is out of range or 0,0");
    if (!(m.near().meters() > 0)) errors.Add("near.meters", "must be above 0");
    query.near = Near{point, m.near().meters()};
  }
  return query;
}

// When it is open, as far as one may know where: the hours of a confidential place stay with its offer.
void AddOpening(const OfferContent& c, const Register<Place>& places, Time now, v1::OfferHit& hit) {
  std::optional<Time> first;
  for (const OfferAtPlace& at : c.places) {
    const auto place = places.find(at.place_id);
    if (place == places.end() || place->second.confidential) continue;
    const OpenState state = OpenAt(at.schedules, now);
    if (state.open_now) hit.set_open_now(hit.open_now() || *state.open_now);
    if (!state.next || (first && *first <= state.next->start)) continue;
    first = state.next->start;
    *hit.mutable_next_occurrence() = ToProto(*state.next);
  }
}

v1::OfferHit HitOf(const OfferContext& context, const FoundOffer& found, const OfferQuery& query,
                   Time now) {
  const Offer& offer = found.offer->offer->value;
  const OfferFacts& facts = *found.offer->facts;
  const OfferContent& c = offer.content;
  const OfferTexts& texts = TextsIn(c, query.language);
  v1::OfferHit hit;
  hit.set_offer_id(offer.id);
  hit.set_organization_id(c.organization_id);
  const auto organization = context.organizations->find(c.organization_id);
  if (organization != context.organizations->end()) {
    hit.set_organization_name(organization->second.name);
  }
  hit.set_name(texts.name);
  hit.set_description(texts.description);
  if (PrimaryLanguage(texts.language) != PrimaryLanguage(query.language)) {
    hit.set_fallback_language(texts.language);
  }
  for (const std::string& key : facts.neighborhood_keys) hit.add_neighborhood_keys(key);
  for (const OfferAtPlace& at : c.places) {
    const auto place = context.places->find(at.place_id);
    if (place == context.places->end() || place->second.confidential) continue;
    hit.add_place_names(place->second.name);
  }
  if (!query.people.empty()) {
    hit.set_target_match(static_cast<v1::TargetMatch>(found.fit.match));
  }
  hit.set_score(found.score);
  hit.set_weekly_hours(facts.weekly_hours.On(std::chrono::floor<std::chrono::days>(now), c));
  AddOpening(c, *context.places, now, hit);
  if (c.consumption_free) hit.set_consumption_free(*c.consumption_free);
  if (facts.free_of_charge) hit.set_free_of_charge(*facts.free_of_charge);
  for (const SpokenLanguage& language : c.languages) hit.add_languages(language.code);
  return hit;
}

// The filter as part of what a page token is bound to.
template <class Request>
std::string ListName(const char* method, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return method + request.SerializeAsString();
}

// What is asked of a page.
struct Paging {
  std::string list, after;
  size_t size = 0;

  template <class Request>
  static Paging Of(const Caller& caller, const char* method, const Request& request,
                   FieldErrors& errors) {
    Paging paging;
    paging.size = static_cast<size_t>(rpc::PageSize(errors, request.page_size()));
    paging.list = ListName(method, request);
    absl::StatusOr<std::string> after = LastShown(caller, paging.list, request.page_token());
    errors.Add("page_token", after.status());
    paging.after = std::move(after).value_or("");
    return paging;
  }
};

// A page ends before it has more than that, but holds one item at least.
constexpr size_t kMostBytes = 1 << 20;

// Adds what `make` makes of the first of `found`; how many they are.
template <class Item, class Make>
size_t FillPage(const std::vector<FoundOffer>& found, size_t fitting,
                google::protobuf::RepeatedPtrField<Item>& items, Make make) {
  size_t bytes = 0, i = 0;
  for (; i < fitting; ++i) {
    Item item = make(found[i]);
    bytes += item.ByteSizeLong() + 5;  // with its tag and its size
    if (bytes > kMostBytes && i > 0) break;
    *items.Add() = std::move(item);
  }
  return i;
}

struct OfferSearchApi {
  Finder& finder;
  Pool& pool;
  const Clock& clock;

  Task<absl::StatusOr<v1::SearchOffersResponse>> Search(Caller caller,
                                                        const v1::SearchOffersRequest& request) {
    FieldErrors errors;
    const auto paging = Paging::Of(caller, "SearchOffers", request, errors);
    OfferQuery query = QueryOf(caller, request, errors);
    query.after = paging.after;
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Finder::Found found,
                            co_await finder.Search(caller, query, paging.size));
    const Time now = clock.Now();
    const PageFit fit = FitPage(found.offers, paging.size, now);
    ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(fit.steps, pool));
    v1::SearchOffersResponse response;
    const size_t shown = FillPage(
        found.offers, fit.offers, *response.mutable_hits(),
        [&](const FoundOffer& one) { return HitOf(found.snapshot->context(), one, query, now); });
    if (shown < found.offers.size()) {
      response.set_next_page_token(
          PageToken(caller, paging.list, NextPage(query, found.offers, shown)));
    }
    response.set_total_hits(static_cast<int>(found.total));
    co_return std::move(response);
  }
};

struct OfferListApi {
  Finder& finder;
  Pool& pool;
  const Clock& clock;

  Task<absl::StatusOr<v1::ListOffersResponse>> List(Caller caller,
                                                    const v1::ListOffersRequest& request) {
    FieldErrors errors;
    const auto paging = Paging::Of(caller, "ListOffers", request, errors);
    OfferFilter filter = FromProto(caller, request.filter(), errors);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Finder::Found found,
                            co_await finder.List(caller, std::move(filter), paging.after));
    const bool sees_all = KeepsOffers(caller);
    const Time now = clock.Now();
    const PageFit fit = FitPage(found.offers, paging.size, now);
    ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(fit.steps, pool));
    const Register<Place>& places = *found.snapshot->context().places;
    const auto is_confidential = [&places](const std::string& place_id) {
      const auto place = places.find(place_id);
      return place != places.end() && place->second.confidential;
    };
    v1::ListOffersResponse response;
    const size_t shown =
        FillPage(found.offers, fit.offers, *response.mutable_offers(), [&](const FoundOffer& one) {
          v1::Offer offer = Shown(*one.offer->offer, now);
          return sees_all ? std::move(offer) : WithoutSecrets(std::move(offer), is_confidential);
        });
    if (shown < found.offers.size()) {
      const std::string& last = found.offers[shown - 1].offer->offer->value.id;
      response.set_next_page_token(PageToken(caller, paging.list, last));
    }
    co_return std::move(response);
  }
};

}  // namespace

void ServeOfferList(rpc::ServiceMethods methods, Finder& finder, Pool& pool, const Clock& clock) {
  auto api = std::make_shared<OfferListApi>(OfferListApi{finder, pool, clock});
  methods.Unary("ListOffers", api, &OfferListApi::List);
}

void ServeOfferSearch(rpc::ServiceMethods methods, Finder& finder, Pool& pool, const Clock& clock) {
  auto api = std::make_shared<OfferSearchApi>(OfferSearchApi{finder, pool, clock});
  methods.Unary("SearchOffers", api, &OfferSearchApi::Search);
}

}  // namespace zwk::catalog
