// A small catalog for tests of pages: invented people, a place that nobody may find.
#pragma once

#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "catalog/page/finder_page.h"
#include "catalog/search/snapshot.h"

namespace zwk::catalog::test {

// Tuesday, 1 December 2026, 15:30 in Bremerhaven.
inline const Time kNow =
    Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 1)) + std::chrono::minutes(870);

inline std::string IdOf(size_t i) { return absl::StrFormat("%08x-0000-4000-8000-000000000000", i); }

inline Reader ReaderOf(PageLanguage language) {
  return {language, {"Bremerhaven", "de", "Europe/Berlin"}, kNow};
}

inline Schedule Weekly(std::string byday, int opens, int closes) {
  Schedule schedule;
  schedule.freq = Frequency::kWeekly;
  schedule.byday = std::move(byday);
  schedule.opens_at = opens * 60;
  schedule.closes_at = closes * 60;
  return schedule;
}

inline Offer Published(size_t i, std::string name) {
  Offer offer;
  offer.id = IdOf(i);
  offer.state = OfferState::kPublished;
  offer.content.texts.name = std::move(name);
  offer.content.assured_date = "2026-11-01";
  return offer;
}

// The neighborhood 212 with a house in it, and a refuge that is confidential.
struct SmallCity {
  CatalogContent content;

  SmallCity() {
    Zone zone;
    zone.neighborhood_key = "212";
    zone.names = {{"de", "Geestendorf"}};
    zone.area = Area({{{{53.5, 8.5}, {53.5, 8.7}, {53.6, 8.7}, {53.6, 8.5}}}});
    zone.points = {{{53.54, 8.6}, 1}};
    content.zones = std::vector<Zone>{std::move(zone)};
    Organization organization;
    organization.id = IdOf(901);
    organization.name = "Werk & Tat <b>";
    content.organizations[organization.id] = organization;
    Place house;
    house.id = IdOf(902);
    house.name = "Haus am Markt";
    house.point = Point{53.55, 8.6};
    house.addresses.push_back(
        {"", "Ankerplatz 17", "", "Bremerhaven", "", "", "27570", "DE", "physical"});
    house.accessibility.wheelchair = true;
    content.places[house.id] = house;
    Place refuge;
    refuge.id = IdOf(903);
    refuge.name = "Haus Zuflucht";
    refuge.confidential = true;
    refuge.point = Point{53.56, 8.6};
    refuge.addresses.push_back({"", "Geheimgasse 3", "", "Bremerhaven", "", "", "", "DE", ""});
    refuge.transportation = "Bus zur Geheimgasse";
    refuge.accessibility.description = "Rampe im Hof";
    content.places[refuge.id] = refuge;
  }

  Offer& Add(Offer offer) {
    offer.content.organization_id = IdOf(901);
    content.offers.push_back({std::move(offer), 1});
    return content.offers.back().value;
  }
  // The offer is at the house or the refuge.
  static OfferAtPlace& At(Offer& offer, size_t place, Schedule schedule) {
    OfferAtPlace at;
    at.id = IdOf(950 + offer.content.places.size());
    at.place_id = IdOf(place);
    at.schedules.push_back(std::move(schedule));
    return offer.content.places.emplace_back(std::move(at));
  }
};
constexpr size_t kHouse = 902, kRefuge = 903;

}  // namespace zwk::catalog::test
