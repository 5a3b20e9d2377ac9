// What every RPC of the catalog keeps: a change happens once, wrong input changes nothing.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/catalog_fixture.h"
#include "tests/support/rpc_walk.h"

namespace zwk::catalog {
namespace {

std::string Chunk(const std::string& bytes) {
  return absl::StrCat("--- chunk: \"", absl::CEscape(bytes), "\"");
}

std::vector<test::Step> Steps() {
  return {
      {"CreateOrganization",
       R"(organization { organization_id: "$owner$" name: "Jugendwerk" year_incorporated: 1951 })",
       R"(organization { name: "Anderes" })"},
      {"UpdateOrganization",
       R"(organization { organization_id: "$owner$" name: "Jugendwerk Geestemünde" })",
       R"(organization { name: "Anderes" })"},
      {"GetOrganization", R"(organization_id: "$owner$")"},
      {"ListOrganizations", ""},
      {"CreatePlace",
       R"(place { place_id: "$house$" organization_id: "$owner$" name: "Haus am Markt"
                  location_type: LOCATION_TYPE_PHYSICAL
                  coordinates { latitude: 53.53 longitude: 8.601 } })",
       R"(place { name: "Anderes" })"},
      {"UpdatePlace",
       R"(place { place_id: "$house$" organization_id: "$owner$" name: "Haus am Markt"
                  location_type: LOCATION_TYPE_PHYSICAL
                  coordinates { latitude: 53.531 longitude: 8.601 }
                  addresses { address_1: "Am Markt 1" city: "Bremerhaven" country: "DE" address_type: "physical" } })",
       R"(place { name: "Anderes" })"},
      {"GetPlace", R"(place_id: "$house$")"},
      {"ListPlaces", ""},
      {"DefineTargetGroup",
       R"(target_group { target_group_key: "youth" labels { key: "de" value: "Jugend" }
                         predicate { age { from: 14 to: 25 } } })",
       R"(target_group { predicate { age { from: 12 } } })"},
      {"GetTargetGroup", R"(target_group_key: "youth")"},
      {"ListTargetGroups", ""},
      {"DefineNeedType",
       R"(need_type { need_key: "open-youth-place" labels { key: "de" value: "Offener Treff" }
                      rating: NEED_RATING_RATED hours_per_place: 20
                      requirements { consumption_free: true }
                      groups { target_group_key: "youth" rate: 0.1 catchment_meters: 1000
                               source: "Richtwert" } })",
       R"(need_type { hours_per_place: 10 })"},
      {"GetNeedType", R"(need_key: "open-youth-place")"},
      {"ListNeedTypes", ""},
      {"DefineSynonyms",
       R"(synonyms { synonyms_key: "kita" language: "de" words: "Kita" words: "Krippe" })",
       R"(synonyms { words: "Kindergarten" })"},
      {"GetSynonyms", R"(synonyms_key: "kita")"},
      {"ListSynonyms", ""},
      {"CreateOffer",
       R"(offer { offer_id: "$offer$" organization_id: "$owner$" language: "de"
                  name: "Offener Treff" need_keys: "open-youth-place" assured_date: "2025-10-01"
                  targeting { target_group_key: "youth" modality: MODALITY_DESIGNED_FOR }
                  costs { option: "Eintritt" currency: "EUR" amount_cents: 0 }
                  places { offer_at_place_id: "$here$" place_id: "$house$" capacities { unit: "places" maximum: 20 }
                           schedules { freq: FREQUENCY_WEEKLY byday: "MO,WE"
                                       opens_at: "14:00" closes_at: "18:00" } } })",
       R"(offer { name: "Anderes" })"},
      {"UpdateOffer",
       R"(offer { offer_id: "$offer$" organization_id: "$owner$" language: "de"
                  name: "Offener Treff am Markt" assured_date: "2025-10-01"
                  places { offer_at_place_id: "$there$" place_id: "$house$" } })",
       R"(offer { name: "Anderes" })"},
      {"PublishOffer", R"(offer_id: "$offer$")", R"(expected_version: 9)"},
      {"AssureOffer", R"(offer_id: "$offer$" assured_date: "2025-10-02")",
       R"(assured_date: "2025-10-03")"},
      {"GetOffer", R"(offer_id: "$offer$")"},
      {"ListOccurrences", R"(offer_id: "$offer$" offer_at_place_id: "$there$" from: "2025-10-01")"},
      {"ListOffers", "filter { include_stale: true }"},
      {"SearchOffers", R"(query: "Treff" language: "de" near { latitude: 53.53 longitude: 8.6
                          meters: 500 } needed { age { from: 14 to: 18 } })"},
      {"CloseOffer", R"(offer_id: "$offer$")", R"(expected_version: 9)"},
      {"ArchiveOffer", R"(offer_id: "$offer$")", R"(expected_version: 9)"},
      {"ArchivePlace", R"(place_id: "$house$")", R"(expected_version: 9)"},
      {"ArchiveOrganization", R"(organization_id: "$owner$")", R"(expected_version: 9)"},
      {"ImportHsds", absl::StrCat("header { publish: true }", Chunk(HsdsFile())),
       Chunk(HsdsFile(R"(, "alert": "neu")"))},
      {"GetHsdsApi", ""},
      {"ListHsdsServices", ""},
      {"GetHsdsService", R"(service_id: "33333333-3333-4333-8333-333333333331")"},
      {"ExportHsds", ""},
      {"ComputeGaps", "", "year: 2021"},
      {"GetFinderPage", R"(words: "Beratung" neighborhood_key: "212" locale: "ar")"},
      {"GetOfferPage", R"(offer_id: "33333333-3333-4333-8333-333333333331" locale: "uk")"},
      {"GetLeafletPage", R"(neighborhood_key: "212" format: "a6")"},
      {"GetGapAnalysis", ""},
      {"ListGapAnalyses", ""},
      {"ListGaps", ""},
      {"ArchiveNeedType", R"(need_key: "open-youth-place")", R"(expected_version: 9)"},
      {"ArchiveTargetGroup", R"(target_group_key: "youth")", R"(expected_version: 9)"},
      {"ArchiveSynonyms", R"(synonyms_key: "kita")", R"(expected_version: 9)"},
  };
}

std::vector<test::Wrong> WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  return {
      {"CreateOrganization", "organization", "", "organization.name"},
      {"CreateOrganization", "organization.name", "", "organization.name"},
      {"CreateOrganization", "", R"(organization { parent_organization_id: "$nobody$" })", "",
       kNotFound},
      {"CreateOrganization", "", R"(organization { raw_json: "{" })", "organization.raw_json"},
      {"UpdateOrganization", "organization.name", "", "organization.name"},
      {"UpdateOrganization", "organization.organization_id", "", "organization.organization_id"},
      {"UpdateOrganization", "", R"(organization { organization_id: "$nobody$" })", "", kNotFound},
      {"UpdateOrganization", "", R"(organization { parent_organization_id: "$owner$" })",
       "organization.parent_organization_id"},
      {"UpdateOrganization", "", R"(update_mask { paths: "nothing" })", "update_mask"},
      {"UpdateOrganization", "", R"(update_mask { paths: "NAME" })", "update_mask"},
      {"UpdateOrganization", "", R"(update_mask { paths: "archived" })", "update_mask"},
      {"UpdatePlace", "", R"(update_mask { paths: "version" })", "update_mask"},
      {"UpdateOffer", "", R"(update_mask { paths: "freshness" })", "update_mask"},
      {"CreateOrganization", "", R"(organization { website: "javascript:x" })",
       "organization.website"},
      {"CreateOrganization", "", R"(organization { description: "<img src=x onerror=y>" })",
       "organization.description"},
      {"GetOrganization", "", R"(organization_id: "$nobody$")", "", kNotFound},
      {"ArchiveOrganization", "", R"(organization_id: "$nobody$")", "", kNotFound},
      {"ArchivePlace", "", R"(place_id: "$nobody$")", "", kNotFound},
      {"ArchiveTargetGroup", "", R"(target_group_key: "nobody")", "", kNotFound},
      {"ArchiveNeedType", "", R"(need_key: "nobody")", "", kNotFound},
      {"CreatePlace", "place.name", "", "place.name"},
      {"CreatePlace", "place.location_type", "", "place.location_type"},
      {"CreatePlace", "", "place { location_type: 99 }", "place.location_type"},
      {"CreatePlace", "", "place { coordinates { latitude: 91 } }", "place.coordinates"},
      {"CreatePlace", "", "place { coordinates { latitude: nan } }", "place.coordinates"},
      {"CreatePlace", "", "place { coordinates { latitude: 0 longitude: 0 } }",
       "place.coordinates"},
      {"CreatePlace", "", R"(place { organization_id: "$nobody$" })", "", kNotFound},
      {"CreatePlace", "", "place { supply_points { kind: 99 } }", "place.supply_points[0].kind"},
      {"UpdatePlace", "", R"(place { place_id: "$nobody$" })", "", kNotFound},
      {"UpdatePlace", "",
       R"(place { addresses { country: "Deutschland" address_type: "physical" } })",
       "place.addresses[1].country"},
      {"DefineTargetGroup", "", R"(target_group { target_group_key: "Jugend!" })",
       "target_group.target_group_key"},
      {"DefineTargetGroup", "", "expected_version: 99", "", kNotFound},
      {"DefineTargetGroup", "target_group.labels", "", "target_group.labels"},
      {"DefineTargetGroup", "", "target_group { predicate { age { from: 25 to: 14 } } }",
       "target_group.predicate.age.to"},
      {"DefineTargetGroup", "", "target_group { predicate { age { from: nan } } }",
       "target_group.predicate.age.from"},
      {"DefineTargetGroup", "", R"(target_group { predicate { countries: "Syria" } })",
       "target_group.predicate.countries"},
      {"DefineTargetGroup", "", "target_group { predicate { sexes: 99 } }",
       "target_group.predicate.sexes"},
      {"DefineTargetGroup", "", R"(target_group { share: 1.5 share_source: "x" })",
       "target_group.share"},
      {"DefineTargetGroup", "", "target_group { share: 0.5 }", "target_group.share_source"},
      {"DefineNeedType", "", R"(need_type { need_key: "?" })", "need_type.need_key"},
      {"DefineNeedType", "", "expected_version: 99", "", kNotFound},
      {"DefineNeedType", "need_type.labels", "", "need_type.labels"},
      {"DefineNeedType", "need_type.groups", "", "need_type.groups"},
      {"DefineNeedType", "need_type.rating", "", "need_type.rating"},
      {"DefineNeedType", "need_type.hours_per_place", "", "need_type.hours_per_place"},
      {"DefineNeedType", "", "need_type { hours_per_place: inf }", "need_type.hours_per_place"},
      {"DefineNeedType", "need_type.groups",
       R"(need_type { groups { target_group_key: "youth" rate: 0.1 catchment_meters: 9 } })",
       "need_type.groups[0].source"},
      {"DefineNeedType", "need_type.groups",
       R"(need_type { groups { target_group_key: "youth" rate: 0.1 source: "x" } })",
       "need_type.groups[0].catchment_meters"},
      {"DefineNeedType", "",
       R"(need_type { groups { target_group_key: "nobody" rate: 0.1 catchment_meters: 9
                               source: "x" } })",
       "", kNotFound},
      {"DefineSynonyms", "", R"(synonyms { synonyms_key: "?" })", "synonyms.synonyms_key"},
      {"DefineSynonyms", "", R"(synonyms { language: "Deutsch" })", "synonyms.language"},
      {"DefineSynonyms", "synonyms.words", "", "synonyms.words"},
      {"DefineSynonyms", "", R"(synonyms { words: "Kita" })", "synonyms.words[2]"},
      {"DefineSynonyms", "", "expected_version: 99", "", kNotFound},
      {"GetSynonyms", "", R"(synonyms_key: "nobody")", "", kNotFound},
      {"ArchiveSynonyms", "", R"(synonyms_key: "nobody")", "", kNotFound},
      {"CreateOffer", "", R"(offer { organization_id: "$nobody$" })", "", kNotFound},
      {"CreateOffer", "", R"(offer { language: "Deutsch" })", "offer.language"},
      {"CreateOffer", "", R"(offer { assured_date: "2025-02-30" })", "offer.assured_date"},
      {"CreateOffer", "", R"(offer { need_keys: "nobody" })", "", kNotFound},
      {"CreateOffer", "", R"(offer { targeting { target_group_key: "nobody"
                                                 modality: MODALITY_OPEN_TO } })",
       "", kNotFound},
      {"CreateOffer", "", R"(offer { targeting { target_group_key: "youth" } })",
       "offer.targeting[1].modality"},
      {"CreateOffer", "", R"(offer { costs { currency: "Euro" } })", "offer.costs[1].currency"},
      {"CreateOffer", "", R"(offer { costs { currency: "EUR" amount_cents: -1 } })",
       "offer.costs[1].amount_cents"},
      {"CreateOffer", "", R"(offer { languages { code: "?" } })", "offer.languages[0].code"},
      {"CreateOffer", "", R"(offer { translations { language: "?" name: "x" } })",
       "offer.translations[0].language"},
      {"CreateOffer", "",
       R"(offer { places { offer_at_place_id: "$there$" place_id: "$nobody$" } })", "", kNotFound},
      {"CreateOffer", "", R"(offer { places { offer_at_place_id: "$there$" place_id: "?" } })",
       "offer.places[1].place_id"},
      {"CreateOffer", "",
       R"(offer { places { offer_at_place_id: "$there$" place_id: "$house$" schedules { byday: "MO" opens_at: "14:00"
                                                           closes_at: "18:00" } } })",
       "offer.places[1].schedules[0].freq"},
      {"CreateOffer", "",
       R"(offer { places { offer_at_place_id: "$there$" place_id: "$house$"
                           schedules { freq: FREQUENCY_WEEKLY byday: "XX" opens_at: "14:00"
                                       closes_at: "18:00" } } })",
       "offer.places[1].schedules[0].byday"},
      {"CreateOffer", "",
       R"(offer { places { offer_at_place_id: "$there$" place_id: "$house$" capacities { unit: "places" maximum: -1 } } })",
       "offer.places[1].capacities[0].maximum"},
      {"UpdateOffer", "", R"(offer { offer_id: "$nobody$" })", "", kNotFound},
      {"UpdateOffer", "", R"(offer { assured_date: "gestern" })", "offer.assured_date"},
      {"UpdateOffer", "", R"(offer { assured_date: "9999-01-01" })", "offer.assured_date"},
      {"CreateOffer", "", R"(offer { assured_date: "9999-01-01" })", "offer.assured_date"},
      {"PublishOffer", "", R"(offer_id: "$nobody$")", "", kNotFound},
      {"AssureOffer", "assured_date", "", "assured_date"},
      {"AssureOffer", "", R"(assured_date: "9999-01-01")", "assured_date"},
      {"AssureOffer", "", R"(offer_id: "$nobody$")", "", kNotFound},
      {"ListOccurrences", "", R"(offer_at_place_id: "$nobody$")", "", kNotFound},
      {"ListOccurrences", "", R"(offer_id: "$nobody$")", "", kNotFound},
      {"ListOccurrences", "", R"(from: "gestern")", "from"},
      {"ListOccurrences", "", R"(to: "2025-09-30")", "to"},
      {"ListOccurrences", "", R"(to: "2035-09-30")", "to"},
      {"ListOccurrences", "", R"(page_token: "?")", "page_token"},
      {"ListOffers", "", R"(filter { language: "?" })", "filter.language"},
      {"ListOffers", "", "filter { states: 99 }", "filter.states"},
      {"ListOffers", "", R"(filter { need_key: "nobody" })", "", kNotFound},
      {"SearchOffers", "", absl::StrCat("query: \"", std::string(501, 'x'), "\""), "query"},
      {"SearchOffers", "", R"(language: "?")", "language"},
      {"SearchOffers", "", "near { meters: -1 }", "near.meters"},
      {"SearchOffers", "", "near { latitude: 91 }", "near.latitude"},
      {"SearchOffers", "", "needed { age { from: 30 } }", "needed.age.to"},
      {"SearchOffers", "", "also_needed { age { from: 30 to: 20 } }", "also_needed[0].age.to"},
      {"SearchOffers", "",
       R"(also_needed {} also_needed {} also_needed {} also_needed {} also_needed {} also_needed {}
                          also_needed {} also_needed {})",
       "also_needed"},
      {"SearchOffers", "", R"(filter { target_group_key: "nobody" })", "", kNotFound},
      {"CloseOffer", "", R"(offer_id: "$nobody$")", "", kNotFound},
      {"ArchiveOffer", "", R"(offer_id: "$nobody$")", "", kNotFound},
      {"ImportHsds", "header", "", "header"},
      {"ImportHsds", "", R"(--- chunk: "{")", "file"},
      {"ImportHsds", "", Chunk(R"({"services": [{"id": "1", "name": "x", "status": "active"}]})"),
       "services[0].id"},
      {"GetHsdsService", "", R"(service_id: "$nobody$")", "", kNotFound},
      {"ListHsdsServices", "", "page: -1", "page"},
      {"ListHsdsServices", "", "per_page: 101", "per_page"},
      {"GetFinderPage", "", R"(locale: "fr")", "locale"},
      {"GetFinderPage", "", absl::StrCat("words: \"", std::string(501, 'x'), "\""), "words"},
      {"GetFinderPage", "", R"(spoken: "?")", "spoken"},
      {"GetFinderPage", "", R"(when: "never")", "when"},
      {"GetFinderPage", "", R"(neighborhood_key: "nowhere")", "", kNotFound},
      {"GetOfferPage", "", R"(locale: "fr")", "locale"},
      {"GetOfferPage", "", R"(offer_id: "$nobody$")", "", kNotFound},
      {"GetLeafletPage", "", R"(locale: "fr")", "locale"},
      {"GetLeafletPage", "", R"(format: "pdf")", "format"},
      {"GetLeafletPage", "", R"(neighborhood_key: "nowhere")", "", kNotFound},
      {"ImportHsds", "", R"(header { source: "?" })", "header.source"},
      {"ImportHsds", "", "header { end_missing: true }", "header.end_missing"},
      {"ComputeGaps", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"ComputeGaps", "", "year: 1999", "", kNotFound},
      {"GetGapAnalysis", "", R"(gap_id: "$nobody$")", "", kNotFound},
      {"ListGaps", "", R"(gap_id: "$nobody$")", "", kNotFound},
  };
}

class CatalogWalkTest : public CatalogTest, protected test::RpcWalk {
 protected:
  CatalogWalkTest() : RpcWalk(TheWay()) { views_.Start(); }

  static const test::Way& TheWay() {
    static const test::Way way = {
        {"zwk.catalog.v1.OrganizationService", "zwk.catalog.v1.PlaceService",
         "zwk.catalog.v1.TargetGroupService", "zwk.catalog.v1.NeedTypeService",
         "zwk.catalog.v1.SynonymService", "zwk.catalog.v1.OfferService",
         "zwk.catalog.v1.OfferSearchService", "zwk.catalog.v1.OfferPageService",
         "zwk.catalog.v1.ImportService", "zwk.catalog.v1.HsdsService", "zwk.catalog.v1.GapService"},
        "tests/integration/catalog_walk_test.cc",
        Steps(),
        WrongInput()};
    return way;
  }
  rpc::Channel& channel() override { return server_.channel(); }
  std::string State() override { return redis_.Contents("*}:catalog:*"); }
  void Settle() override {
    const absl::Status caught_up = views_.CatchUp(Soon());
    ASSERT_TRUE(caught_up.ok()) << caught_up;
  }
  void WorldMovesOnBefore(const std::string& method) override {
    if (method != "ComputeGaps") return;
    PublishNeighborhood("212", 8.60);
    PublishNeighborhood("215", 8.645);
    PublishForecast();
    Settle();
  }
};

TEST_F(CatalogWalkTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(CatalogWalkTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  ExpectChangesHappenOnce();
}

TEST_F(CatalogWalkTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

TEST_F(CatalogWalkTest, WrongInputIsRefusedWithItsPathAndChangesNothing) {
  ExpectWrongInputIsRefused();
}

TEST_F(CatalogWalkTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) {
  ExpectRefusalsAreBounded();
}

TEST_F(CatalogWalkTest, AnotherMunicipalityFindsNothing) {
  // What the HSDS services answer is a text, also where there is nothing in it.
  ExpectNothingIsThereElsewhere({"CreateOrganization", "DefineTargetGroup", "DefineSynonyms",
                                 "SearchOffers", "ImportHsds", "GetHsdsApi", "ListHsdsServices",
                                 "ExportHsds", "ComputeGaps"});
}

}  // namespace
}  // namespace zwk::catalog
