// What searching promises over real gRPC and real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "tests/integration/catalog_fixture.h"

namespace zwk::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string kOwner = "11111111-1111-4111-8111-111111111111";

// Active services of one organization, for the whole city. `more`: of each service, after its name.
std::string ServicesFile(const std::vector<std::pair<std::string, std::string>>& services) {
  std::string file = R"({"organizations": [{"id": ")" + kOwner +
                     R"(", "name": "Werkstatt", "description": "Träger"}], "services": [)";
  for (const auto& [name, more] : services) {
    file += (file.back() == '[' ? "" : ",");
    file += R"({"id": ")" + UuidFromName(name) + R"(", "name": ")" + name +
            R"(", "status": "active", "organization_id": ")" + kOwner +
            R"(", "assured_date": "2026-10-01", "service_areas": [{"id": ")" +
            UuidFromName("area/" + name) + R"(", "name": "Stadt"}])" + more + "}";
  }
  return file + "]}";
}

class CatalogSearchTest : public CatalogTest {
 protected:
  std::vector<std::string> Found(const v1::SearchOffersRequest& request) {
    UntilSearchable();
    const auto found = Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", request);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> names;
    if (!found.ok()) return names;
    EXPECT_EQ(found->total_hits(), found->hits_size());
    for (const v1::OfferHit& hit : found->hits()) names.push_back(hit.name());
    return names;
  }
  std::vector<std::string> Found(const std::string& query, const std::string& language = "de") {
    v1::SearchOffersRequest request;
    request.set_query(query);
    request.set_language(language);
    request.mutable_filter()->set_include_stale(true);
    return Found(request);
  }
};

TEST_F(CatalogSearchTest, TheWordThatEveryOfferHasFindsThemAll) {
  const auto imported = Import(ServicesFile({{"Beratung Schulden", ""},
                                             {"Beratung Familie", ""},
                                             {"Beratung Sucht", ""},
                                             {"Beratung Energie", ""},
                                             {"Beratung Wohnen", ""},
                                             {"Beratung Arbeit", ""}}));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(Found("Beratung").size(), 6u);
  EXPECT_EQ(Found("Werkstatt").size(), 6u);
}

TEST_F(CatalogSearchTest, ATranslationDoesNotHideTheGermanName) {
  ASSERT_TRUE(Import(ServicesFile({{"Bürgergeld beantragen",
                                    R"(, "description": "Antrag beim Jobcenter", "translations":
                               [{"language": "ar", "name": "طلب إعانة المواطن"}])"},
                                   {"Töpfern", ""}}))
                  .ok());
  EXPECT_THAT(Found("Bürgergeld", "ar"), ElementsAre("طلب إعانة المواطن"));
  EXPECT_THAT(Found("Jobcenter", "ar"), ElementsAre("طلب إعانة المواطن"));
  EXPECT_THAT(Found("إعانة", "de"), ElementsAre("Bürgergeld beantragen"));
}

TEST_F(CatalogSearchTest, SynonymsAreTheCitysToDefine) {
  ASSERT_TRUE(
      Import(
          ServicesFile({{"Kita Regenbogen", ""}, {"Kindergarten Moor", ""}, {"Zwergenstube", ""}}))
          .ok());
  EXPECT_THAT(Found("Kita"), ElementsAre("Kita Regenbogen", "Kindergarten Moor"));
  v1::DefineSynonymsRequest define;
  define.set_request_id(NewId());
  v1::Synonyms& synonyms = *define.mutable_synonyms();
  synonyms.set_synonyms_key("zwerge");
  synonyms.set_language("de");
  synonyms.add_words("Kita");
  synonyms.add_words("Zwergenstube");
  const auto defined = Call<v1::DefineSynonymsResponse>("SynonymService/DefineSynonyms", define);
  ASSERT_TRUE(defined.ok()) << defined.status();
  EXPECT_EQ(defined->synonyms().version(), 1u);
  EXPECT_THAT(Found("Kita"),
              UnorderedElementsAre("Kita Regenbogen", "Kindergarten Moor", "Zwergenstube"));
  v1::ListSynonymsRequest all;
  all.set_with_shipped(true);
  const auto list = Call<v1::ListSynonymsResponse>("SynonymService/ListSynonyms", all);
  EXPECT_EQ(list->synonyms_size(), 1);
  EXPECT_GT(list->shipped_size(), 10);

  // What comes with the product can be done without.
  v1::ArchiveSynonymsRequest archive;
  archive.set_request_id(NewId());
  archive.set_synonyms_key("kindertagesbetreuung");
  const auto archived =
      Call<v1::ArchiveSynonymsResponse>("SynonymService/ArchiveSynonyms", archive);
  ASSERT_TRUE(archived.ok()) << archived.status();
  EXPECT_TRUE(archived->synonyms().archived());
  EXPECT_THAT(Found("Kita"), ElementsAre("Kita Regenbogen", "Zwergenstube"));
  archive.set_request_id(NewId());
  EXPECT_EQ(
      ReasonOf(
          Call<v1::ArchiveSynonymsResponse>("SynonymService/ArchiveSynonyms", archive).status()),
      "ARCHIVED");
}

TEST_F(CatalogSearchTest, WhatIsDesignedForARefugeeFromUkraineComesFirstHoweverMuchIsSaidOfHer) {
  ASSERT_TRUE(
      Import(ServicesFile(
                 {{"Für Geflüchtete", R"(, "targeting": [{"predicate": {"migrations": ["refugee"]},
                                         "modality": "designed_for"}])"},
                  {"Für Ukrainerinnen", R"(, "targeting": [{"predicate": {"countries": ["UA"],
                                         "sexes": ["female"]}, "modality": "designed_for"}])"},
                  {"Eltern behinderter Kinder", R"(, "targeting": [{"predicate":
                     {"families": ["parent_of_disabled_child"]}, "modality": "designed_for"}])"},
                  {"Kinder mit Behinderung", R"(, "targeting": [{"predicate": {"age_to": 18,
                     "disabilities": ["any"]}, "modality": "designed_for"}])"},
                  {"Offen", R"(, "targeting": [{"predicate": {}, "modality": "open_to"}])"},
                  {"Nur Männer", R"(, "targeting": [{"predicate": {"sexes": ["male"]},
                     "modality": "designed_for"}])"}}))
          .ok());
  v1::SearchOffersRequest request;
  request.mutable_filter()->set_include_stale(true);
  v1::TargetPredicate& woman = *request.mutable_needed();
  woman.add_countries("UA");
  woman.add_sexes(v1::SEX_FEMALE);
  woman.add_migrations(v1::MIGRATION_REFUGEE);
  woman.add_families(v1::FAMILY_PARENT_OF_DISABLED_CHILD);
  woman.mutable_age()->set_from(34);
  woman.mutable_age()->set_to(35);
  EXPECT_THAT(Found(request), ElementsAre("Für Ukrainerinnen", "Eltern behinderter Kinder",
                                          "Für Geflüchtete", "Offen"));
  // Mother and child in one search.
  v1::TargetPredicate& child = *request.add_also_needed();
  child.mutable_age()->set_from(6);
  child.mutable_age()->set_to(7);
  child.add_disabilities(v1::DISABILITY_ANY);
  child.add_sexes(v1::SEX_MALE);
  const auto both = Found(request);
  ASSERT_EQ(both.size(), 6u);
  EXPECT_THAT(std::vector(both.begin(), both.begin() + 2),
              ElementsAre("Für Ukrainerinnen", "Kinder mit Behinderung"));  // two criteria each
  // Little said: nothing that may be for her is lost.
  request.clear_also_needed();
  woman.Clear();
  woman.add_countries("UA");
  woman.add_sexes(v1::SEX_FEMALE);
  EXPECT_EQ(Found(request).size(), 5u);
  EXPECT_EQ(Found(request).front(), "Für Ukrainerinnen");
}

TEST_F(CatalogSearchTest, ARefugeTellsNobodyWhereItIs) {
  v1::CreateOrganizationRequest owner;
  owner.set_request_id(NewId());
  owner.mutable_organization()->set_organization_id(kOwner);
  owner.mutable_organization()->set_name("Trägerverein");
  ASSERT_TRUE(
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", owner).ok());
  v1::CreatePlaceRequest create;
  create.set_request_id(NewId());
  v1::Place& place = *create.mutable_place();
  place.set_place_id(UuidFromName("refuge"));
  place.set_location_type(v1::LOCATION_TYPE_PHYSICAL);
  place.set_name("Villa Rosenweg");
  place.set_confidential(true);
  place.mutable_accessibility()->set_wheelchair(true);
  place.mutable_coordinates()->set_latitude(53.53);
  place.mutable_coordinates()->set_longitude(8.6);
  ASSERT_TRUE(Call<v1::CreatePlaceResponse>("PlaceService/CreatePlace", create).ok());
  v1::CreateOfferRequest draft;
  draft.set_request_id(NewId());
  v1::Offer& offer = *draft.mutable_offer();
  offer.set_offer_id(UuidFromName("shelter"));
  offer.set_organization_id(kOwner);
  offer.set_name("Schutz");
  offer.set_assured_date("2026-10-01");
  v1::OfferAtPlace& at = *offer.add_places();
  at.set_offer_at_place_id(UuidFromName("there"));
  at.set_place_id(place.place_id());
  at.set_description("Eingang Gartenpforte");
  ASSERT_TRUE(Call<v1::CreateOfferResponse>("OfferService/CreateOffer", draft).ok());
  v1::PublishOfferRequest publish;
  publish.set_request_id(NewId());
  publish.set_offer_id(offer.offer_id());
  ASSERT_TRUE(Call<v1::PublishOfferResponse>("OfferService/PublishOffer", publish).ok());
  PublishNeighborhood("212", 8.60);
  views_.Start();
  ASSERT_TRUE(views_.CatchUp(Soon()).ok());
  UntilSearchable();

  v1::SearchOffersRequest request;
  request.set_query("Schutz");
  request.mutable_filter()->set_include_stale(true);
  const auto found = Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", request);
  ASSERT_TRUE(found.ok() && found->hits_size() == 1) << found.status();
  EXPECT_EQ(found->hits(0).neighborhood_keys_size(), 0);
  EXPECT_EQ(found->hits(0).place_names_size(), 0);
  for (const char* word : {"Villa", "Rosenweg", "Gartenpforte"}) {
    EXPECT_THAT(Found(word), IsEmpty()) << word;
  }
  for (const char* key : {"212", "215"}) {  // found in each alike
    request.mutable_filter()->clear_neighborhood_keys();
    request.mutable_filter()->add_neighborhood_keys(key);
    EXPECT_THAT(Found(request), ElementsAre("Schutz"));
  }
  v1::ListOffersRequest list;
  list.mutable_filter()->set_include_stale(true);
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", list)
                ->offers(0)
                .places(0)
                .description(),
            "");
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", list, kCity, {"OFFER_EDITOR"})
                ->offers(0)
                .places(0)
                .description(),
            "Eingang Gartenpforte");
  v1::GetOfferRequest get;
  get.set_offer_id(offer.offer_id());
  EXPECT_EQ(
      Call<v1::GetOfferResponse>("OfferService/GetOffer", get)->offer().places(0).description(),
      "");
  EXPECT_EQ(Call<v1::GetOfferResponse>("OfferService/GetOffer", get, kCity, {"OFFER_EDITOR"})
                ->offer()
                .places(0)
                .description(),
            "Eingang Gartenpforte");
  // It has a ramp; whoever looks for one is told neither that nor the contrary.
  request.mutable_filter()->clear_neighborhood_keys();
  for (const bool ramp : {true, false}) {
    request.mutable_filter()->set_wheelchair(ramp);
    EXPECT_THAT(Found(request), IsEmpty()) << ramp;
  }
}

TEST_F(CatalogSearchTest, WhatAnotherReplicaChangesIsSeenByIncrement) {
  ASSERT_TRUE(Import(ServicesFile({{"Töpfern", ""}})).ok());
  EXPECT_THAT(Found("Töpfern"), ElementsAre("Töpfern"));
  // Another process on the same store.
  store::RedisStore store(
      {.address = redis_.address(), .area = "catalog", .page_token_key = "other"});
  Catalog other(store, pool_, clock_, forecasting_.address());
  const Caller caller = test::CallerOf(kCity);
  Caller changing = caller;
  changing.request = {NewId(), "1"};
  const auto before = SyncWait(catalog_.snapshots.Current(caller));
  ASSERT_TRUE(before.ok()) << before.status();
  Offers::Rewrite rename = [](const Offer& offer) {
    OfferContent content = offer.content;
    content.texts.name = "Weben";
    return content;
  };
  const auto renamed =
      SyncWait(other.offers.Update(changing, UuidFromName("Töpfern"), 0, std::move(rename)));
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_THAT(Found("Weben"), ElementsAre("Weben"));
  EXPECT_THAT(Found("Töpfern"), IsEmpty());
  const auto after = SyncWait(catalog_.snapshots.Current(caller));
  EXPECT_EQ((*before)->context().organizations, (*after)->context().organizations);  // shared
}

}  // namespace
}  // namespace zwk::catalog
