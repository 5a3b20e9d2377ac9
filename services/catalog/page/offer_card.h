#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/page/said.h"
#include "catalog/search/offer_part.h"

namespace zwk::catalog {

// A place of an offer, as far as everybody may know of it.
struct OpenPlace {
  const OfferAtPlace* at = nullptr;
  const Place* place = nullptr;
};
// Those that are not confidential.
std::vector<OpenPlace> OpenPlaces(const OfferContent& content, const OfferContext& context);

// "Ankerplatz 17, 27570 Bremerhaven"; empty where there is none that one can go to.
std::string AddressOf(const Place& place);
// What they are called and where they are, a line for each, as HTML.
std::string PlacesOf(const std::vector<OpenPlace>& places, const Reader& reader);

// An organization that calls itself so; empty where there is none.
std::string OrganizationOf(const OfferContent& content, const OfferContext& context);

// The name of a neighborhood, the key where it has none.
Said NameOf(const Zone& zone, PageLanguage language);
// nullptr where there is none.
const Zone* FindZone(const OfferContext& context, const std::string& neighborhood_key);

// How far the nearest of its places is from where people of the neighborhood live, in the middle; nothing for places that may
// be anywhere.
std::optional<double> MetersFrom(const Zone& zone, const std::vector<OpenPlace>& places);

// A number to call, as a link.
std::string PhoneLink(const Phone& phone);

// What somebody of the city calls a thing, marked where the city's language is not the reader's.
std::string OfTheCity(const std::string& text, const Reader& reader);

// What a list shows of an offer, as an item of it.
struct OfferCard {
  const OfferEntry* entry = nullptr;
  const OfferContext* context = nullptr;
  const Zone* near = nullptr;  // says how far it is from there
};
std::string ToHtml(const OfferCard& card, const Reader& reader);

// One row of facts: what, and what is said of it (HTML); nothing where nothing is.
std::string Fact(absl::string_view what, const std::string& html);

}  // namespace zwk::catalog
