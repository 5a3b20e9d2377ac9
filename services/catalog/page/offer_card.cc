#include "catalog/page/offer_card.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "catalog/page/hours.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

constexpr size_t kMostOfDescription = 280;

// As near as anybody walks by: 50 m, 100 m from a kilometer on.
std::string DistanceInWords(double meters, const Reader& reader) {
  const Words& words = reader.words();
  constexpr double kStep = 50, kKilometer = 1000;
  const double rounded = std::max(kStep, std::round(meters / kStep) * kStep);
  const std::string distance =
      rounded < kKilometer
          ? With(words.meters, {page::DecimalInWords(reader.lang(), rounded, 0)})
          : With(words.kilometers, {page::DecimalInWords(reader.lang(), meters / kKilometer, 1)});
  return With(words.from_the_middle, {distance});
}

std::string TagsOf(const OfferEntry& entry, const Reader& reader) {
  const Words& words = reader.words();
  std::string html;
  const auto add = [&html](absl::string_view tag) {
    absl::StrAppend(&html, "<li class=\"tag\">", page::Escape(tag), "</li>");
  };
  if (entry.facts->free_of_charge.value_or(false)) add(words.free);
  if (entry.facts->wheelchair.value_or(false)) add(words.wheelchair);
  for (const SpokenLanguage& language : entry.offer->value.content.languages) {
    add(page::LanguageName(reader.lang(), language.code));
  }
  return html.empty() ? "" : absl::StrCat("<ul class=\"tags\">", html, "</ul>\n");
}

}  // namespace

std::vector<OpenPlace> OpenPlaces(const OfferContent& content, const OfferContext& context) {
  std::vector<OpenPlace> open;
  for (const OfferAtPlace& at : content.places) {
    const auto place = context.places->find(at.place_id);
    if (place == context.places->end() || place->second.confidential) continue;
    open.push_back({&at, &place->second});
  }
  return open;
}

std::string AddressOf(const Place& place) {
  if (place.type == LocationType::kVirtual) return "";
  for (const Address& address : place.addresses) {
    if (place.type == LocationType::kPhysical && address.address_type == "postal") continue;
    const std::string town =
        absl::StrCat(address.postal_code,
                     address.postal_code.empty() || address.city.empty() ? "" : " ", address.city);
    std::vector<std::string> parts;
    for (const std::string& part : {address.address_1, address.address_2, town}) {
      if (!part.empty()) parts.push_back(part);
    }
    return absl::StrJoin(parts, ", ");
  }
  return "";
}

std::string PlacesOf(const std::vector<OpenPlace>& places, const Reader& reader) {
  std::vector<std::string> lines;
  for (const OpenPlace& one : places) {
    const std::string address = AddressOf(*one.place);
    lines.push_back(
        OfTheCity(absl::StrCat(one.place->name, address.empty() ? "" : ", ", address), reader));
  }
  return absl::StrJoin(lines, "<br>");
}

std::string OrganizationOf(const OfferContent& content, const OfferContext& context) {
  const auto found = context.organizations->find(content.organization_id);
  return found == context.organizations->end() ? "" : found->second.name;
}

Said NameOf(const Zone& zone, PageLanguage language) {
  if (zone.names.empty()) return {zone.neighborhood_key, ""};
  return SaidIn(zone.names, language);
}

const Zone* FindZone(const OfferContext& context, const std::string& neighborhood_key) {
  for (const Zone& zone : *context.zones) {
    if (zone.neighborhood_key == neighborhood_key) return &zone;
  }
  return nullptr;
}

std::optional<double> MetersFrom(const Zone& zone, const std::vector<OpenPlace>& places) {
  Point middle;
  for (const AddressPoint& address : zone.points) {
    middle.latitude += address.share * address.point.latitude;
    middle.longitude += address.share * address.point.longitude;
  }
  std::optional<double> nearest;
  for (const OpenPlace& one : places) {
    if (!one.place->point) continue;
    const double meters = HaversineMeters(*one.place->point, middle);
    nearest = std::min(nearest.value_or(meters), meters);
  }
  return nearest;
}

std::string PhoneLink(const Phone& phone) {
  std::string digits;
  for (const char c : phone.number) {
    if ((c >= '0' && c <= '9') || (c == '+' && digits.empty())) digits += c;
  }
  return absl::StrCat("<a href=\"tel:", digits, "\" dir=\"ltr\">", page::Escape(phone.number),
                      phone.extension.empty() ? "" : "-", page::Escape(phone.extension), "</a>");
}

std::string OfTheCity(const std::string& text, const Reader& reader) {
  const std::string tongue = reader.CityLang();
  if (tongue.empty() || text.empty()) return page::Escape(text);
  return absl::StrCat("<span", tongue, ">", page::Escape(text), "</span>");
}

std::string Fact(absl::string_view what, const std::string& html) {
  if (html.empty()) return "";
  return absl::StrCat("<dt>", page::Escape(what), "</dt><dd>", html, "</dd>\n");
}

std::string ToHtml(const OfferCard& card, const Reader& reader) {
  const Words& words = reader.words();
  const Offer& offer = card.entry->offer->value;
  const OfferContent& c = offer.content;
  const Said name = SaidIn(c, &OfferTexts::name, reader.language);
  Said description = SaidIn(c, &OfferTexts::description, reader.language);
  description.text = Beginning(description.text, kMostOfDescription);
  const std::vector<OpenPlace> places = OpenPlaces(c, *card.context);
  std::vector<const std::vector<Schedule>*> schedules;
  for (const OpenPlace& one : places) schedules.push_back(&one.at->schedules);

  std::string html = absl::StrCat(
      "<li>\n<h3><a href=\"/angebote/", page::Escape(offer.id), "?locale=", words.tag, "\">",
      ToHtml(name), "</a>", Remark(name, reader), "</h3>\n<p class=\"by\">",
      OfTheCity(OrganizationOf(c, *card.context), reader), "</p>\n", ParagraphOf(description));
  if (description.lang != name.lang) absl::StrAppend(&html, Remark(description, reader), "\n");
  std::string where = PlacesOf(places, reader);
  const auto meters = card.near == nullptr ? std::nullopt : MetersFrom(*card.near, places);
  if (meters) {
    absl::StrAppend(&where, "<br>", page::Escape(DistanceInWords(*meters, reader)));
  }
  absl::StrAppend(&html, "<dl class=\"facts\">\n",
                  Fact(words.when, ToHtml(WhenInWords(schedules, reader, c.texts.language))),
                  Fact(words.where, where),
                  Fact(words.phone, c.phones.empty() ? "" : PhoneLink(c.phones.front())), "</dl>\n",
                  TagsOf(*card.entry, reader), "</li>\n");
  return html;
}

}  // namespace zwk::catalog
