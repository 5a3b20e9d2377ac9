#include "catalog/page/offer_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/page/page_fixture.h"

namespace zwk::catalog {
namespace {

using test::IdOf;
using test::kHouse;
using test::kRefuge;
using test::Published;
using test::SmallCity;
using test::Weekly;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string PageOf(const SmallCity& city, const Offer& offer,
                   PageLanguage language = PageLanguage::kGerman) {
  const Snapshot snapshot(city.content);
  return OfferPage(offer, snapshot.context(), test::ReaderOf(language));
}

// All that an offer can say.
Offer& WithEverything(SmallCity& city) {
  TargetGroup group;
  group.key = "youth-14-24";
  group.labels = {{"de", "Jugendliche"}, {"en", "Young people"}};
  city.content.groups[group.key] = group;
  Offer& offer = city.Add(Published(1, "Offener Treff"));
  OfferContent& c = offer.content;
  c.texts.description = "Kommen und bleiben.";
  c.texts.alert = "Diese Woche im Garten";
  c.targeting.push_back({group.key, Modality::kDesignedFor});
  TargetPredicate girls;
  girls.age = {12, 18};
  girls.sexes = {Sex::kFemale};
  c.targeting.push_back({girls, Modality::kOpenTo});
  SmallCity::At(offer, kHouse, Weekly("MO,TU,WE,FR", 14, 18)).description = "Hintereingang";
  ScheduleException closed;
  closed.from = std::chrono::year(2026) / 12 / 24;
  closed.to = std::chrono::year(2027) / 1 / 1;
  closed.closed = true;
  closed.reason = "Ferien";
  c.places[0].schedules[0].exceptions.push_back(closed);
  c.consumption_free = true;
  c.threshold = {Registration::kNone, true, false, false, true, std::nullopt, std::nullopt};
  c.costs.push_back({"Monatskarte", "EUR", "", "", "", 1250});
  c.costs.push_back({"Alte Karte", "EUR", "", "", "2026-11-30", 900});
  c.languages.push_back({"tr", "montags"});
  c.language_mediation.push_back({"uk", MediationMode::kPhone, true, true, 24});
  c.phones.push_back({"0471 1234", "5", "", "Büro"});
  c.email = "treff@example.org";
  c.url = "https://example.org/?a=1&b=2";
  return offer;
}

TEST(OfferPageTest, SaysAllThatAPersonNeeds) {
  SmallCity city;
  const std::string html = PageOf(city, WithEverything(city));
  for (const char* part :
       {"Offener Treff</h1>",
        "Angeboten von Werk &amp; Tat &lt;b&gt;",
        "Kommen und bleiben.",
        "Diese Woche im Garten",
        "Gemacht für: Jugendliche",
        "Offen für: 12 bis 17 Jahre, Frauen",
        "Montag – Mittwoch: 14:00 bis 18:00 Uhr",
        "Freitag: 14:00 bis 18:00 Uhr",
        "heute, 14:00 bis 18:00 Uhr",
        "24. Dezember 2026 – 1. Januar 2027: geschlossen (Ferien)",
        "Haus am Markt",
        "Ankerplatz 17, 27570 Bremerhaven",
        "Hintereingang",
        "geo:53.55000,8.60000",
        "https://www.openstreetmap.org/?mlat=53.55000&amp;mlon=8.60000",
        "Mit dem Rollstuhl zugänglich",
        "Türkisch (",
        "montags",
        "Ukrainisch mit Hilfe: Dolmetschen am Telefon, bitte 24 Stunden vorher anmelden, kostenlos",
        "Monatskarte: 12,50",
        "Niemand muss etwas kaufen.",
        "Keine Anmeldung nötig",
        "Einfach kommen, ohne Termin",
        "Sie müssen Ihren Namen nicht sagen",
        "tel:04711234",
        "mailto:treff@example.org",
        "https://example.org/?a=1&amp;b=2",
        "Zuletzt geprüft: 1. November 2026"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_THAT(html, AllOf(Not(HasSubstr("Alte Karte")), Not(HasSubstr("Ausweis")),
                          Not(HasSubstr("<script")), Not(HasSubstr("<img"))));
}

TEST(OfferPageTest, FixedWordsAreThoseOfTheReader) {
  SmallCity city;
  const Offer offer = WithEverything(city);
  EXPECT_THAT(
      PageOf(city, offer, PageLanguage::kEnglish),
      AllOf(HasSubstr("Made for: Young people"), HasSubstr("Monday – Wednesday: 14:00 to"),
            HasSubstr("<h1><span lang=\"de\" dir=\"ltr\">Offener Treff"), HasSubstr("in German")));
  EXPECT_THAT(
      PageOf(city, offer, PageLanguage::kUkrainian),
      AllOf(HasSubstr("<html lang=\"uk\">"), HasSubstr("понеділок"), HasSubstr("мова: німецька")));
  EXPECT_THAT(PageOf(city, offer, PageLanguage::kTurkish),
              AllOf(HasSubstr("Pazartesi"),
                    HasSubstr("<span lang=\"de\" dir=\"ltr\">Monatskarte</span>: €12,50")));
  EXPECT_THAT(PageOf(city, offer, PageLanguage::kArabic),
              AllOf(HasSubstr("dir=\"rtl\""), HasSubstr("الاثنين"), HasSubstr("14:00")));
}

TEST(OfferPageTest, OfAConfidentialPlaceTheHoursAreAllThatIsShown) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Schutz"));
  Schedule schedule = Weekly("MO", 9, 12);
  schedule.description = "Klingel Geheimgasse";
  schedule.schedule_link = "https://geheimgasse.example.org";
  ScheduleException closed;
  closed.from = closed.to = std::chrono::year(2026) / 12 / 7;
  closed.closed = true;
  closed.reason = "Umzug in die Geheimgasse";
  schedule.exceptions.push_back(closed);
  SmallCity::At(offer, kRefuge, schedule).description = "Eingang Geheimgasse";
  const std::string html = PageOf(city, offer);
  EXPECT_THAT(html, AllOf(HasSubstr("Zum Schutz der Menschen dort"), HasSubstr("Montag: 09:00"),
                          HasSubstr("7. Dezember 2026: geschlossen")));
  for (const char* secret : {"eheimgasse", "Zuflucht", "Rampe", "geo:", "openstreetmap", "53.56"}) {
    EXPECT_THAT(html, Not(HasSubstr(secret)));
  }
}

TEST(OfferPageTest, WhatNobodyHasCheckedForLongSaysSo) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Alt"));
  EXPECT_THAT(PageOf(city, offer), Not(HasSubstr("lange nicht geprüft")));
  offer.content.assured_date = "2025-10-01";
  EXPECT_THAT(PageOf(city, offer), HasSubstr("lange nicht geprüft"));
  offer.state = OfferState::kTemporarilyClosed;
  EXPECT_THAT(PageOf(city, offer), HasSubstr("Vorübergehend geschlossen"));
}

TEST(OfferPageTest, AnOfferThatIsOverHasNoHours) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Ferienkurs"));
  Schedule schedule = Weekly("MO", 9, 12);
  schedule.valid_to = std::chrono::year(2026) / 10 / 1;
  SmallCity::At(offer, kHouse, schedule);
  EXPECT_THAT(PageOf(city, offer),
              AllOf(HasSubstr("Bitte die Zeiten erfragen"), Not(HasSubstr("Montag"))));
}

TEST(OfferPageTest, AServiceAreaNamesItsNeighborhoods) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Mobile Hilfe"));
  offer.content.service_areas.push_back({"", "", {"212"}});
  EXPECT_THAT(PageOf(city, offer), HasSubstr("Kommt zu Ihnen: Geestendorf"));
  offer.content.service_areas = {{"", "", {}}};
  EXPECT_THAT(PageOf(city, offer), HasSubstr("Kommt zu Ihnen: in der ganzen Stadt"));
}

}  // namespace
}  // namespace zwk::catalog
