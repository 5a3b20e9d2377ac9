#include "catalog/page/offer_pages_use.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "catalog/base/page_token.h"
#include "catalog/offer/offer_use.h"
#include "catalog/page/offer_page.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

OfferQuery QueryOf(const FinderQuestion& asked, const Reader& reader) {
  OfferQuery query{.text = asked.words, .language = reader.lang()};
  OfferFilter& filter = query.filter;
  if (!asked.neighborhood_key.empty()) filter.neighborhood_keys = {asked.neighborhood_key};
  filter.language = asked.spoken;
  if (asked.wheelchair) filter.wheelchair = true;
  if (asked.free_of_charge) filter.free_of_charge = true;
  if (asked.when == "now") filter.open = OpenWhen::kNow;
  if (asked.when == "today") filter.open = OpenWhen::kToday;
  return query;
}

// What a page token is bound to.
std::string ListName(const FinderQuestion& asked, const Reader& reader) {
  const std::vector<std::string> parts = {"GetFinderPage",
                                          reader.lang(),
                                          asked.words,
                                          asked.neighborhood_key,
                                          asked.spoken,
                                          asked.when,
                                          absl::StrCat(asked.wheelchair, asked.free_of_charge)};
  return absl::StrJoin(parts, absl::string_view("\0", 1));
}

absl::Status CheckNeighborhood(const OfferContext& context, const std::string& key) {
  if (FindZone(context, key) != nullptr) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("no neighborhood ", Quoted(key)));
}

std::vector<std::string> LanguagesOf(const Snapshot& snapshot) {
  std::set<std::string> languages;
  for (const OfferPart& part : snapshot.parts()) {
    for (size_t i = 0; i < part.size(); ++i) {
      const Offer& offer = part.offer(i).offer->value;
      if (part.is_gone(i) || !IsPublic(offer.state)) continue;
      for (const SpokenLanguage& spoken : offer.content.languages) languages.insert(spoken.code);
      for (const LanguageMediation& m : offer.content.language_mediation) {
        languages.insert(m.language);
      }
    }
  }
  return {languages.begin(), languages.end()};
}

}  // namespace

void CheckPageLanguage(FieldErrors& errors, const std::string& locale) {
  if (locale.empty() || PageLanguageOf(locale)) return;
  errors.Add("locale", absl::StrCat(Quoted(locale), " is not de, en, ar, uk or tr"));
}

Task<absl::StatusOr<Reader>> OfferPages::ReaderOf(Caller caller, std::string locale) {
  ZWK_CO_ASSIGN_OR_RETURN(City city, co_await cities_.Find(caller));
  auto language = PageLanguageOf(locale.empty() ? caller.locale : locale);
  if (!language) language = PageLanguageOf(city.lang);
  co_return Reader{language.value_or(PageLanguage::kGerman), std::move(city), clock_.Now()};
}

Task<absl::StatusOr<page::Page>> OfferPages::ShowFinder(Caller caller, std::string locale,
                                                        FinderQuestion asked,
                                                        std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(const Reader reader, co_await ReaderOf(caller, locale));
  const std::string list = ListName(asked, reader);
  OfferQuery query = QueryOf(asked, reader);
  ZWK_CO_ASSIGN_OR_RETURN(query.after, LastShown(caller, list, page_token));
  if (!asked.neighborhood_key.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer now, co_await snapshots_.Recent(caller));
    ZWK_CO_RETURN_IF_ERROR(CheckNeighborhood(now->context(), asked.neighborhood_key));
  }
  if (query.filter.open != OpenWhen::kAnyTime) {
    // What is open is worked out of all that is found, not of a page of it.
    ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(kMostSteps, pool_));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Finder::Found found,
                          co_await finder_.Search(caller, query, FinderPage::kOffers));
  const OfferContext& context = found.snapshot->context();
  const PageFit fit = FitPage(found.offers, FinderPage::kOffers, reader.now);
  ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(fit.steps, pool_));
  FinderPage page{.asked = std::move(asked),
                  .context = &context,
                  .languages = LanguagesOf(*found.snapshot),
                  .total = found.total,
                  .is_first = page_token.empty()};
  page.offers.assign(found.offers.begin(),
                     found.offers.begin() + static_cast<std::ptrdiff_t>(fit.offers));
  if (fit.offers < found.offers.size()) {
    page.next_page_token = PageToken(caller, list, NextPage(query, found.offers, fit.offers));
  }
  co_return page::HtmlOf(ToHtml(page, reader));
}

Task<absl::StatusOr<page::Page>> OfferPages::ShowOffer(Caller caller, std::string locale,
                                                       std::string id) {
  ZWK_CO_ASSIGN_OR_RETURN(const Reader reader, co_await ReaderOf(caller, locale));
  ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot, co_await snapshots_.Current(caller));
  for (const OfferPart& part : snapshot->parts()) {
    const size_t i = part.Find(id);
    if (i == part.size() || part.is_gone(i)) continue;
    const Offer& offer = part.offer(i).offer->value;
    if (!IsPublic(offer.state)) break;
    // Twice: what is next, and what comes each week.
    ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(2 * StepsOf(offer.content, reader.now), pool_));
    co_return page::HtmlOf(OfferPage(offer, snapshot->context(), reader));
  }
  co_return absl::NotFoundError(absl::StrCat("no offer ", Quoted(id)));
}

Task<absl::StatusOr<page::Page>> OfferPages::ShowLeaflet(Caller caller, std::string locale,
                                                         std::string neighborhood_key, bool small) {
  ZWK_CO_ASSIGN_OR_RETURN(const Reader reader, co_await ReaderOf(caller, locale));
  OfferFilter filter;
  filter.neighborhood_keys = {neighborhood_key};
  ZWK_CO_ASSIGN_OR_RETURN(const Finder::Found found, co_await finder_.List(caller, filter, ""));
  const OfferContext& context = found.snapshot->context();
  ZWK_CO_RETURN_IF_ERROR(CheckNeighborhood(context, neighborhood_key));
  const PageFit fit = FitPage(found.offers, LeafletPage::kMostOffers, reader.now);
  ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(fit.steps, pool_));
  LeafletPage leaflet{.zone = FindZone(context, neighborhood_key),
                      .context = &context,
                      .total = found.offers.size(),
                      .small = small};
  for (size_t i = 0; i < fit.offers; ++i) leaflet.offers.push_back(found.offers[i].offer);
  const auto name = [&reader](const OfferEntry* entry) {
    return SaidIn(entry->offer->value.content, &OfferTexts::name, reader.language).text;
  };
  std::sort(leaflet.offers.begin(), leaflet.offers.end(),
            [&](const OfferEntry* a, const OfferEntry* b) {
              return page::ComesBefore(reader.lang(), name(a), name(b));
            });
  co_return page::HtmlOf(ToHtml(leaflet, reader));
}

}  // namespace zwk::catalog
