#include "catalog/search/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "catalog/search/find_offers.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

const Time kNow = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 30));

std::string IdOf(size_t i) { return absl::StrFormat("%08x-0000-4000-8000-000000000000", i); }

Stored<Offer> Published(size_t i, std::string name) {
  Offer offer;
  offer.id = IdOf(i);
  offer.state = OfferState::kPublished;
  offer.content.texts.name = std::move(name);
  offer.content.assured_date = "2026-11-01";
  offer.content.service_areas.push_back({"Stadt", "", {}});
  return {std::move(offer), 1};
}

std::vector<std::string> Found(const Snapshot& snapshot, const std::string& text,
                               const std::string& language = "de", OfferFilter filter = {}) {
  OfferQuery query;
  query.text = text;
  query.language = language;
  query.filter = std::move(filter);
  std::vector<std::string> ids;
  const auto offers = FindOffers(snapshot, query, SIZE_MAX, kNow);
  for (const FoundOffer& found : offers->offers) ids.push_back(found.offer->offer->value.id);
  return ids;
}

// An offer that says something in each field by which people look for it.
Offer WithEverything(CatalogContent& content) {
  Organization organization;
  organization.id = IdOf(9001);
  organization.name = "Jugendwerk Wesermünde";
  content.organizations[organization.id] = organization;
  Place place;
  place.id = IdOf(9002);
  place.name = "Haus Sonnenblume";
  place.alternate_name = "Altes Gaswerk";
  place.description = "Backsteinbau";
  place.transportation = "Straßenbahn";
  place.accessibility.description = "stufenlos";
  place.accessibility.details = "Treppenlift";
  place.addresses.push_back(
      {"", "Ankerplatz 17", "Hinterhof", "Bremerhaven", "Bremen", "", "27570", "DE", "physical"});
  content.places[place.id] = place;
  NeedType need;
  need.key = "open-youth-place";
  need.labels = {{"de", "Offener Jugendtreff"}, {"en", "Open youth place"}};
  content.needs[need.key] = need;

  Offer offer = Published(0, "Trommelkurs").value;
  OfferContent& c = offer.content;
  c.organization_id = organization.id;
  c.alternate_name = "Percussion";
  c.texts.description = "Rhythmus erleben";
  c.service_areas.push_back({"Geestbogen", "Uferviertel", {}});
  c.phones.push_back({"0471 1", "", "", "Spätdienst"});
  c.texts.application_process = "Anmeldung telefonisch";
  c.texts.fees_description = "Teilnahmebeitrag ermäßigt";
  c.texts.eligibility_description = "Einsteiger willkommen";
  c.texts.alert = "Donnerstag geschlossen";
  c.need_keys = {need.key};
  c.languages.push_back({"uk", ""});
  c.places.push_back({IdOf(9003), place.id, "Kellereingang", {}, {}});
  c.places[0].schedules.emplace_back().description = "Probenwoche";
  c.places[0].capacities.emplace_back().description = "Leihtrommeln";
  c.costs.push_back({"Monatskarte", "EUR", "halbjährlich", "", "", 1200});
  c.raw_json = R"({"attributes": [{"taxonomy_term": {"name": "Musikpädagogik"}}]})";
  c.translations.push_back({"ar", "دورة طبول", "تجربة الإيقاع", "", "", "", "", false});
  c.translations.push_back({"tr", "Davul kursu", "Ritim", "", "", "", "", false});
  return offer;
}

// All of its words but those that no letter is in.
const std::vector<std::string> kWords = {
    "Trommelkurs", "Percussion",       "Rhythmus",    "erleben",      "Anmeldung",
    "telefonisch", "Teilnahmebeitrag", "ermäßigt",    "Einsteiger",   "willkommen",
    "Donnerstag",  "geschlossen",      "Jugendwerk",  "Wesermünde",   "Haus",
    "Sonnenblume", "Gaswerk",          "Ankerplatz",  "Hinterhof",    "Bremerhaven",
    "27570",       "Offener",          "Jugendtreff", "youth",        "Ukrainisch",
    "українська",  "Kellereingang",    "Monatskarte", "halbjährlich", "Musikpädagogik",
    "طبول",        "الإيقاع",          "Davul",       "Ritim",        "Backsteinbau",
    "Straßenbahn", "stufenlos",        "Treppenlift", "Geestbogen",   "Uferviertel",
    "Spätdienst",  "Probenwoche",      "Leihtrommeln"};

TEST(SnapshotTest, EachWordOfAnOfferFindsItInCatalogsOfAnySizeInEveryLanguage) {
  for (const size_t others : {0, 1, 4, 11, 120, 499}) {
    for (const bool same : {false, true}) {
      CatalogContent content;
      const Offer wanted = WithEverything(content);
      content.offers.push_back({wanted, 1});
      for (size_t i = 1; i <= others; ++i) {
        Offer other = same ? wanted : Published(i, absl::StrCat("Beratung ", i)).value;
        other.id = IdOf(i);
        content.offers.push_back({std::move(other), 1});
      }
      const Snapshot snapshot(std::move(content));
      for (const std::string& word : kWords) {
        for (const char* language : {"de", "en", "ar", "tr", "fr"}) {
          EXPECT_THAT(Found(snapshot, word, language), Contains(wanted.id))
              << word << " in " << language << " among " << others << (same ? " same" : " others");
        }
      }
    }
  }
}

TEST(SnapshotTest, ATranslationComesBeforeItsOriginal) {
  CatalogContent content;
  content.offers = {Published(1, "Jobcenter"), Published(2, "Jobcenter")};
  content.offers[1].value.content.translations.push_back({"en", "Jobcenter", "", "", "", "", ""});
  const Snapshot snapshot(std::move(content));
  EXPECT_THAT(Found(snapshot, "Jobcenter", "en"), ElementsAre(IdOf(2), IdOf(1)));
}

// Pages of four, with what `change` makes of the catalog between the first two.
std::vector<std::string> Paged(std::shared_ptr<const Snapshot> snapshot, const std::string& text,
                               const CatalogContent& change) {
  OfferQuery query;
  query.text = text;
  query.language = "de";
  std::vector<std::string> ids;
  for (int page = 0; page < 9; ++page) {
    const auto found = FindOffers(*snapshot, query, 4, kNow);
    const size_t shown = std::min<size_t>(4, found->offers.size());
    for (size_t i = 0; i < shown; ++i) ids.push_back(found->offers[i].offer->offer->value.id);
    if (shown == found->offers.size()) break;
    query.after = NextPage(query, found->offers, shown);
    if (page == 0) snapshot = std::make_shared<const Snapshot>(*snapshot, change);
  }
  return ids;
}

TEST(SnapshotTest, PagesShowWhatNobodyTouchesExactlyOnce) {
  CatalogContent content;
  std::vector<std::string> untouched;
  for (size_t i = 0; i < 12; ++i) {
    content.offers.push_back(Published(i, absl::StrFormat("Angebot %02d", i)));
    if (i != 10) untouched.push_back(IdOf(i));
  }
  const auto snapshot = std::make_shared<const Snapshot>(content);
  Stored<Offer> ended = content.offers[10];
  ended.value.state = OfferState::kArchived;
  // Each makes the word "Angebot" more or less frequent, and so all scores another.
  const std::vector<Stored<Offer>> changes = {Published(10, "Anderes"), ended,
                                              Published(90, "Angebot"),
                                              Published(91, "Ganz etwas anderes")};
  for (const Stored<Offer>& change : changes) {
    for (const char* text : {"Angebot", ""}) {
      CatalogContent changed;
      changed.offers = {change};
      std::vector<std::string> ids = Paged(snapshot, text, changed);
      std::erase_if(ids, [](const std::string& id) {
        return id == IdOf(10) || id == IdOf(90) || id == IdOf(91);
      });
      EXPECT_THAT(ids, testing::UnorderedElementsAreArray(untouched))
          << "'" << text << "', " << change.value.content.texts.name;
    }
  }
}

TEST(SnapshotTest, SynonymsOfTheCityTakeThePlaceOfThoseThatComeWithTheProduct) {
  CatalogContent content;
  content.offers = {Published(1, "Kindergarten Sonnenschein"), Published(2, "Kita Regenbogen"),
                    Published(3, "Waldgruppe")};
  const Snapshot shipped(content);
  EXPECT_THAT(Found(shipped, "Kita"), ElementsAre(IdOf(2), IdOf(1)));
  EXPECT_THAT(Found(shipped, "Krippe"), UnorderedElementsAre(IdOf(1), IdOf(2)));

  CatalogContent changes;
  changes.synonyms["kindertagesbetreuung"] = {"kindertagesbetreuung", "de", {"Kita", "Waldgruppe"}};
  const Snapshot own(shipped, changes);
  EXPECT_THAT(Found(own, "Kita"), ElementsAre(IdOf(2), IdOf(3)));
  changes.synonyms["kindertagesbetreuung"].archived = true;
  EXPECT_THAT(Found(Snapshot(own, changes), "Kita"), ElementsAre(IdOf(2)));
}

TEST(SnapshotTest, AConfidentialPlaceGivesAwayNothing) {
  CatalogContent content;
  Place refuge;
  refuge.id = IdOf(9001);
  refuge.name = "Villa Rosenweg";
  refuge.confidential = true;
  refuge.point = Point{53.53, 8.60};
  refuge.description = "Backsteinbau";
  refuge.transportation = "Fähranleger";
  refuge.accessibility.details = "Treppenlift";
  refuge.addresses.push_back(
      {"", "Rosenweg 7", "", "Bremerhaven", "", "", "27570", "DE", "physical"});
  content.places[refuge.id] = refuge;
  Zone zone;
  zone.neighborhood_key = "212";
  zone.area = Area({{{{53.5, 8.5}, {53.6, 8.5}, {53.6, 8.7}, {53.5, 8.7}}}});
  content.zones = {zone};
  content.offers.push_back(Published(1, "Schutz und Beratung"));
  content.offers[0].value.content.service_areas.clear();
  content.offers[0].value.content.places.push_back(
      {IdOf(9002), refuge.id, "Eingang Gartenpforte", {}, {}});
  OfferAtPlace& at = content.offers[0].value.content.places[0];
  at.schedules.emplace_back().description = "Klingel am Hoftor";
  at.capacities.emplace_back().description = "Dachkammer";
  const Snapshot snapshot(std::move(content));
  for (const char* word : {"Villa", "Rosenweg", "27570", "Bremerhaven", "Gartenpforte",
                           "Backsteinbau", "Fähranleger", "Treppenlift", "Hoftor", "Dachkammer"}) {
    EXPECT_THAT(Found(snapshot, word), IsEmpty()) << word;
  }
  EXPECT_THAT(snapshot.facts(0).neighborhood_keys, IsEmpty());
  // It is found in each neighborhood alike.
  for (const char* key : {"212", "215"}) {
    OfferFilter filter;
    filter.neighborhood_keys = {key};
    EXPECT_THAT(Found(snapshot, "Schutz", "de", filter), ElementsAre(IdOf(1))) << key;
  }
}

// However the changes came, a snapshot answers as one that was built of what is there.
TEST(SnapshotTest, IncrementsComeToTheSameAsBuildingAnew) {
  std::mt19937 random(7);
  const std::vector<std::string> words = {"Treff",  "Beratung", "Sprache", "Sport", "Musik",
                                          "Garten", "Familie",  "Jugend",  "Nähen", "Kochen"};
  std::map<std::string, Stored<Offer>> all;
  CatalogContent none;
  auto snapshot = std::make_shared<const Snapshot>(none);
  for (int round = 0; round < 120; ++round) {
    CatalogContent changes;
    for (unsigned n = 1 + random() % (round % 10 == 0 ? 40 : 3); n > 0; --n) {
      const std::string name = absl::StrCat(words[random() % words.size()], " ",
                                            words[random() % words.size()], " ", random() % 50);
      Stored<Offer> offer = Published(random() % 200, name);
      if (random() % 4 == 0) offer.value.state = OfferState::kArchived;
      if (changes.offers.end() == std::find_if(changes.offers.begin(), changes.offers.end(),
                                               [&](const Stored<Offer>& other) {
                                                 return other.value.id == offer.value.id;
                                               })) {
        all[offer.value.id] = offer;
        changes.offers.push_back(std::move(offer));
      }
    }
    snapshot = std::make_shared<const Snapshot>(*snapshot, std::move(changes));
  }
  CatalogContent whole;
  for (const auto& [id, offer] : all) whole.offers.push_back(offer);
  const Snapshot anew(whole);
  ASSERT_EQ(snapshot->size(), anew.size());
  EXPECT_LE(snapshot->parts().size(), 9u);
  for (size_t i = 0; i < anew.size(); ++i) {
    EXPECT_EQ(snapshot->offer(i).value.content, anew.offer(i).value.content);
  }
  for (const std::string& word : words) {
    EXPECT_THAT(Found(*snapshot, word), testing::UnorderedElementsAreArray(Found(anew, word)));
  }
}

TEST(SnapshotTest, WhatAnOfferRefersToIsFoundUnderItsNewName) {
  CatalogContent content;
  const Offer offer = WithEverything(content);
  content.offers = {{offer, 1}};
  const Place old = content.places.begin()->second;
  const Snapshot before(std::move(content));
  CatalogContent changes;
  changes.places[old.id] = old;
  changes.places[old.id].name = "Alte Feuerwache";
  const Snapshot after(before, changes);
  EXPECT_THAT(Found(after, "Feuerwache"), ElementsAre(offer.id));
  EXPECT_THAT(Found(after, "Sonnenblume"), IsEmpty());
  EXPECT_THAT(Found(before, "Sonnenblume"), ElementsAre(offer.id));  // it never changes

  CatalogContent moved;
  Zone zone;
  zone.neighborhood_key = "212";
  zone.area = Area({{{{53.5, 8.5}, {53.6, 8.5}, {53.6, 8.7}, {53.5, 8.7}}}});
  moved.zones = {zone};
  moved.places[old.id] = old;
  moved.places[old.id].point = Point{53.53, 8.60};
  EXPECT_THAT(Snapshot(after, moved).facts(0).neighborhood_keys, ElementsAre("212"));
}

TEST(SnapshotTest, WhatAgesIsWorkedOutWhenItIsAsked) {
  CatalogContent content;
  content.offers = {Published(1, "Treff")};
  const Snapshot snapshot(std::move(content));
  OfferQuery query;
  query.text = "Treff";
  query.language = "de";
  EXPECT_EQ(FindOffers(snapshot, query, 10, kNow)->total, 1u);
  EXPECT_EQ(FindOffers(snapshot, query, 10, kNow + std::chrono::days(530))->total, 0u);
}

}  // namespace
}  // namespace zwk::catalog
