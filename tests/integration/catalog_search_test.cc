// What searching promises over real gRPC and real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "tests/integration/catalog_fixture.h"
#include "zwk/catalog/v1/hsds.pb.h"

namespace zwk::catalog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
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
  v1::Schedule& schedule = *at.add_schedules();
  schedule.set_freq(v1::FREQUENCY_DAILY);
  schedule.set_opens_at("00:00");
  schedule.set_closes_at("24:00");
  schedule.set_description("Klingel an der Gartenpforte");
  schedule.set_schedule_link("https://gartenpforte.example/");
  v1::ScheduleException& exception = *schedule.add_exceptions();
  exception.set_from("2020-01-01");
  exception.set_to("2020-01-01");
  exception.set_closed(true);
  exception.set_reason("Gartenpforte klemmt");
  v1::Capacity& capacity = *at.add_capacities();
  capacity.set_unit("Betten");
  capacity.set_description("hinter der Gartenpforte");
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
  EXPECT_THAT(Call<v1::ListOffersResponse>("OfferService/ListOffers", list)->DebugString(),
              Not(HasSubstr("artenpforte")));
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", list, kCity, {"OFFER_EDITOR"})
                ->offers(0)
                .places(0)
                .description(),
            "Eingang Gartenpforte");
  v1::GetOfferRequest get;
  get.set_offer_id(offer.offer_id());
  const auto shown = Call<v1::GetOfferResponse>("OfferService/GetOffer", get);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_THAT(shown->DebugString(), Not(HasSubstr("artenpforte")));
  EXPECT_EQ(shown->offer().places(0).schedules_size(), 1) << "the hours are no secret";
  EXPECT_TRUE(shown->offer().places(0).has_next_occurrence());
  v1::ListOccurrencesRequest when;
  when.set_offer_id(offer.offer_id());
  when.set_offer_at_place_id(at.offer_at_place_id());
  const auto occurrences = [&](std::vector<std::string> roles) {
    return Call<v1::ListOccurrencesResponse>("OfferService/ListOccurrences", when, kCity,
                                             std::move(roles));
  };
  ASSERT_GT(occurrences({"PLANNER"})->occurrences_size(), 0);
  EXPECT_EQ(occurrences({"PLANNER"})->occurrences(0).description(), "");
  EXPECT_EQ(occurrences({"OFFER_EDITOR"})->occurrences(0).description(),
            "Klingel an der Gartenpforte");
  const auto events = SyncWait(store_.Tail(kCity, "", 1000, Soon()));
  ASSERT_TRUE(events.ok() && !events->empty()) << events.status();
  for (const store::TailEntry& event : *events) {
    EXPECT_THAT(event.data, Not(HasSubstr("artenpforte"))) << event.attributes.at("ce_type");
  }
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

TEST_F(CatalogSearchTest, DraftsAndWhatHasEndedAreForThoseAloneWhoKeepOffers) {
  const std::string at = R"(, "service_at_locations": [{"id": ")" + UuidFromName("there") +
                         R"(", "location": {"id": ")" + UuidFromName("house") +
                         R"(", "location_type": "physical", "name": "Haus"}}])";
  ASSERT_TRUE(Import(ServicesFile({{"Entwurf", R"(, "assured_date": null)" + at},
                                   {"Ende", ""},
                                   {"Pause", ""},
                                   {"Treff", ""}}))
                  .ok());
  v1::ArchiveOfferRequest archive;
  archive.set_request_id(NewId());
  archive.set_offer_id(UuidFromName("Ende"));
  ASSERT_TRUE(Call<v1::ArchiveOfferResponse>("OfferService/ArchiveOffer", archive).ok());
  v1::CloseOfferRequest close;
  close.set_request_id(NewId());
  close.set_offer_id(UuidFromName("Pause"));
  ASSERT_TRUE(Call<v1::CloseOfferResponse>("OfferService/CloseOffer", close).ok());
  UntilSearchable();

  v1::ListOffersRequest list;
  v1::SearchOffersRequest search;
  const auto listed = [&](const std::string& role) {
    std::set<std::string> names, found;
    const auto page = Call<v1::ListOffersResponse>("OfferService/ListOffers", list, kCity, {role});
    EXPECT_TRUE(page.ok()) << page.status();
    for (const v1::Offer& offer : page->offers()) names.insert(offer.name());
    *search.mutable_filter() = list.filter();
    const auto hits =
        Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", search, kCity, {role});
    EXPECT_TRUE(hits.ok()) << hits.status();
    for (const v1::OfferHit& hit : hits->hits()) found.insert(hit.name());
    EXPECT_EQ(names, found);
    return names;
  };
  list.mutable_filter()->set_include_stale(true);
  list.mutable_filter()->add_states(v1::OFFER_STATE_DRAFT);
  list.mutable_filter()->add_states(v1::OFFER_STATE_ARCHIVED);
  EXPECT_THAT(listed("OFFER_EDITOR"), ElementsAre("Ende", "Entwurf"));
  EXPECT_THAT(listed("PLANNER"), IsEmpty());
  list.mutable_filter()->add_states(v1::OFFER_STATE_PUBLISHED);
  list.mutable_filter()->add_states(v1::OFFER_STATE_TEMPORARILY_CLOSED);
  EXPECT_THAT(listed("OFFER_EDITOR"), ElementsAre("Ende", "Entwurf", "Pause", "Treff"));
  EXPECT_THAT(listed("PLANNER"), ElementsAre("Pause", "Treff"));

  const auto got = [&](const std::string& name, const std::string& role) {
    v1::GetOfferRequest get;
    get.set_offer_id(UuidFromName(name));
    return Call<v1::GetOfferResponse>("OfferService/GetOffer", get, kCity, {role}).status();
  };
  for (const char* name : {"Entwurf", "Ende", "Pause", "Treff"}) {
    EXPECT_TRUE(got(name, "OFFER_EDITOR").ok()) << name;
  }
  EXPECT_TRUE(got("Pause", "PLANNER").ok());
  EXPECT_TRUE(absl::IsNotFound(got("Ende", "PLANNER")));
  EXPECT_TRUE(absl::IsNotFound(got("Entwurf", "PLANNER")));
  EXPECT_EQ(got("Entwurf", "PLANNER").message(),
            absl::StrCat("no offer '", UuidFromName("Entwurf"), "'"));
  v1::ListOccurrencesRequest when;
  when.set_offer_id(UuidFromName("Entwurf"));
  when.set_offer_at_place_id(UuidFromName("there"));
  const auto open = [&](const std::string& role) {
    return Call<v1::ListOccurrencesResponse>("OfferService/ListOccurrences", when, kCity, {role})
        .status();
  };
  EXPECT_TRUE(open("OFFER_EDITOR").ok()) << open("OFFER_EDITOR");
  EXPECT_TRUE(absl::IsNotFound(open("PLANNER"))) << open("PLANNER");
}

TEST_F(CatalogSearchTest, WhatAnotherReplicaChangesIsSeenByIncrement) {
  ASSERT_TRUE(Import(ServicesFile({{"Töpfern", ""}})).ok());
  EXPECT_THAT(Found("Töpfern"), ElementsAre("Töpfern"));
  // Another process on the same store.
  store::RedisStore store(
      {.address = redis_.address(), .area = "catalog", .page_token_key = "other"});
  Catalog other(store, pool_, timers_, clock_, forecasting_.address());
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

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& one : FieldViolationsOf(status)) fields.push_back(one.field);
  return fields;
}

TEST_F(CatalogSearchTest, OneAnswerSaysAllThatIsWrong) {
  v1::UpdateOfferRequest update;
  update.set_request_id("none");
  v1::Offer& offer = *update.mutable_offer();
  offer.set_offer_id(UuidFromName("Töpfern"));
  offer.set_name("Töpfern");
  offer.set_url("javascript:x");
  offer.set_assured_date("9999-01-01");
  const auto refused = [&] {
    return Call<v1::UpdateOfferResponse>("OfferService/UpdateOffer", update).status();
  };
  EXPECT_THAT(FieldsOf(refused()), ElementsAre("request_id", "offer.url", "offer.assured_date"));
  update.mutable_update_mask()->add_paths("url");
  EXPECT_THAT(FieldsOf(refused()), ElementsAre("request_id", "offer.url"));
  update.clear_update_mask();
  for (int i = 0; i < 30; ++i) offer.add_phones()->set_number("?");
  EXPECT_EQ(FieldsOf(refused()).size(), 20u);
  EXPECT_EQ(FurtherViolationsOf(refused()), 13u);

  v1::ArchiveSynonymsRequest archive;
  archive.set_request_id("none");
  archive.set_synonyms_key("?");
  EXPECT_THAT(
      FieldsOf(
          Call<v1::ArchiveSynonymsResponse>("SynonymService/ArchiveSynonyms", archive).status()),
      ElementsAre("request_id", "synonyms_key"));
  v1::AssureOfferRequest assure;
  assure.set_request_id("none");
  assure.set_offer_id("?");
  assure.set_assured_date("gestern");
  EXPECT_THAT(FieldsOf(Call<v1::AssureOfferResponse>("OfferService/AssureOffer", assure).status()),
              ElementsAre("request_id", "offer_id", "assured_date"));
  v1::ListOffersRequest list;
  list.set_page_size(-1);
  list.mutable_filter()->set_need_key("?");
  list.mutable_filter()->set_target_group_key("?");
  EXPECT_THAT(FieldsOf(Call<v1::ListOffersResponse>("OfferService/ListOffers", list).status()),
              ElementsAre("page_size", "filter.target_group_key", "filter.need_key"));
}

TEST_F(CatalogSearchTest, AHitSaysWhatBeginsNext) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  UntilSearchable();
  v1::SearchOffersRequest search;
  search.set_query("Eiscafé");
  search.mutable_filter()->set_include_stale(true);
  const auto found = Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", search);
  ASSERT_TRUE(found.ok() && found->hits_size() == 1) << found.status();
  EXPECT_TRUE(found->hits(0).has_open_now());
  EXPECT_EQ(found->hits(0).next_occurrence().opens_at(), "14:00");
  v1::GetOfferRequest get;
  get.set_offer_id(found->hits(0).offer_id());
  const auto offer = Call<v1::GetOfferResponse>("OfferService/GetOffer", get);
  ASSERT_TRUE(offer.ok()) << offer.status();
  EXPECT_EQ(found->hits(0).next_occurrence().date(),
            offer->offer().places(0).next_occurrence().date());
}

TEST_F(CatalogSearchTest, SchedulesThatAreTooMuchWorkAreRefused) {
  ASSERT_TRUE(Import(ServicesFile({{"Töpfern", ""}})).ok());
  v1::CreatePlaceRequest house;
  house.set_request_id(NewId());
  house.mutable_place()->set_place_id(UuidFromName("house"));
  house.mutable_place()->set_name("Haus");
  house.mutable_place()->set_location_type(v1::LOCATION_TYPE_PHYSICAL);
  ASSERT_TRUE(Call<v1::CreatePlaceResponse>("PlaceService/CreatePlace", house).ok());
  v1::CreateOfferRequest create;
  v1::Offer& offer = *create.mutable_offer();
  offer.set_organization_id(kOwner);
  offer.set_name("Kurse");
  v1::OfferAtPlace& at = *offer.add_places();
  at.set_offer_at_place_id(UuidFromName("at"));
  at.set_place_id(house.place().place_id());
  v1::Schedule rule;
  rule.set_freq(v1::FREQUENCY_MONTHLY);
  rule.set_byday("1MO");
  rule.set_dtstart("1900-01-01");
  rule.set_count(9'999);
  rule.set_opens_at("10:00");
  rule.set_closes_at("12:00");
  for (int i = 0; i < 3; ++i) *at.add_schedules() = rule;
  const auto created = [&] {
    create.set_request_id(NewId());
    return Call<v1::CreateOfferResponse>("OfferService/CreateOffer", create).status();
  };
  EXPECT_THAT(FieldsOf(created()), ElementsAre("offer.places"));
  // Rare days since long ago, and as many single dates as a schedule has: all of it is little work.
  at.clear_schedules();
  rule.set_freq(v1::FREQUENCY_DAILY);
  rule.clear_byday();
  rule.set_bymonth("2");
  rule.set_bymonthday("29");
  rule.clear_count();
  for (int i = 0; i < 1'000; ++i) {
    rule.add_exdate(
        FormatDate(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::days(i)));
  }
  for (int i = 0; i < 100; ++i) *at.add_schedules() = rule;
  const absl::Status much = created();
  EXPECT_TRUE(much.ok()) << much;
}

TEST_F(CatalogSearchTest, PagesEndBeforeTheyAreTooLargeAndMissNothing) {
  std::vector<std::pair<std::string, std::string>> services;
  std::string text = "Kurs";  // and much in which nobody searches
  while (text.size() < 36'000) text += " –";
  for (int i = 0; i < 60; ++i) {
    services.emplace_back("Kurs " + std::to_string(100 + i), R"(, "description": ")" + text + '"');
  }
  ASSERT_TRUE(Import(ServicesFile(services)).ok());
  // Others end what has been shown and begin something between two pages.
  int begun = 0;
  std::vector<std::string> archived;
  const auto meanwhile = [&](const std::string& shown, const std::string& name) {
    archived.push_back(name);
    v1::ArchiveOfferRequest archive;
    archive.set_request_id(NewId());
    archive.set_offer_id(shown);
    ASSERT_TRUE(Call<v1::ArchiveOfferResponse>("OfferService/ArchiveOffer", archive).ok());
    ASSERT_TRUE(Import(ServicesFile({{"Neu " + std::to_string(++begun), ""}})).ok());
    UntilSearchable();
  };
  std::set<std::string> ended;
  const auto expect_all = [&](auto request, auto response, const char* method, auto items) {
    request.set_page_size(500);
    request.mutable_filter()->set_include_stale(true);
    std::set<std::string> shown;
    int pages = 0;
    do {
      const auto page = Call<decltype(response)>(method, request);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->ByteSizeLong(), 1u << 20);
      for (const auto& item : items(*page)) {
        EXPECT_TRUE(shown.insert(item.name()).second) << item.name();
      }
      request.set_page_token(page->next_page_token());
      if (request.page_token().empty()) break;
      meanwhile(items(*page)[0].offer_id(), items(*page)[0].name());
    } while (++pages < 10);
    EXPECT_GE(pages, 1);
    for (const auto& [name, more] : services) {
      EXPECT_EQ(shown.count(name) + ended.count(name), 1u) << method << " " << name;
    }
    ended.insert(archived.begin(), archived.end());
  };
  expect_all(v1::SearchOffersRequest(), v1::SearchOffersResponse(),
             "OfferSearchService/SearchOffers", [](const auto& page) { return page.hits(); });
  expect_all(v1::ListOffersRequest(), v1::ListOffersResponse(), "OfferService/ListOffers",
             [](const auto& page) { return page.offers(); });
}

class CatalogImportTest : public CatalogSearchTest {
 protected:
  CatalogImportTest() {
    header_.set_publish(true);
    header_.set_source("verband");
  }
  // The file of a source, after a dry run if asked.
  v1::ImportHsdsResponse Take(const std::string& file, bool dry_run = false) {
    header_.set_dry_run(dry_run);
    const auto answer = Import(file, header_);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.value_or(v1::ImportHsdsResponse());
  }
  static std::vector<std::string> ActionsOf(const v1::ImportHsdsResponse& answer) {
    std::vector<std::string> actions;
    for (const v1::ImportChange& change : answer.changes()) {
      actions.push_back(v1::ImportAction_Name(change.action()).substr(14) + " " + change.name());
    }
    return actions;
  }
  v1::Offer Get(const std::string& name) {
    v1::GetOfferRequest get;
    get.set_offer_id(UuidFromName(name));
    const auto offer =
        Call<v1::GetOfferResponse>("OfferService/GetOffer", get, kCity, {"OFFER_EDITOR"});
    EXPECT_TRUE(offer.ok()) << offer.status();
    return offer.ok() ? offer->offer() : v1::Offer();
  }
  void Describe(const std::string& name, const std::string& text) {
    v1::UpdateOfferRequest update;
    update.set_request_id(NewId());
    update.mutable_offer()->set_offer_id(UuidFromName(name));
    update.mutable_offer()->set_description(text);
    update.mutable_update_mask()->add_paths("description");
    const auto updated = Call<v1::UpdateOfferResponse>("OfferService/UpdateOffer", update);
    ASSERT_TRUE(updated.ok()) << updated.status();
  }
  static std::string Said(const std::string& text) { return R"(, "description": ")" + text + '"'; }

  v1::ImportHeader header_;
};

TEST_F(CatalogImportTest, ServicesThatEndOrCloseAreNoLongerPublic) {
  const auto file = [](const char* first, const char* second, const char* third) {
    return ServicesFile({{"Weben", absl::StrCat(R"(, "status": ")", first, "\"")},
                         {"Malen", absl::StrCat(R"(, "status": ")", second, "\"")},
                         {"Singen", absl::StrCat(R"(, "status": ")", third, "\"")}});
  };
  Take(file("active", "active", "active"));
  const auto preview = Take(file("defunct", "temporarily closed", "inactive"), true);
  EXPECT_THAT(ActionsOf(preview), ElementsAre("ENDED Weben", "CHANGED Malen", "CHANGED Singen"));
  Take(file("defunct", "temporarily closed", "inactive"));
  EXPECT_EQ(Get("Weben").state(), v1::OFFER_STATE_ARCHIVED);
  EXPECT_EQ(Get("Malen").state(), v1::OFFER_STATE_TEMPORARILY_CLOSED);
  EXPECT_EQ(Get("Singen").state(), v1::OFFER_STATE_TEMPORARILY_CLOSED);
  // The same again changes nothing; what opens again is public again.
  EXPECT_EQ(Take(file("defunct", "temporarily closed", "inactive")).total_changes(), 0);
  Take(file("defunct", "active", "inactive"));
  EXPECT_EQ(Get("Malen").state(), v1::OFFER_STATE_PUBLISHED);
}

TEST_F(CatalogImportTest, WhatWasChangedHereIsNotOverwritten) {
  Take(ServicesFile({{"Weben", Said("alt")}, {"Malen", Said("alt")}}));
  Describe("Weben", "von hier");
  Describe("Malen", "von hier");
  const auto answer = Take(ServicesFile({{"Weben", Said("neu")}, {"Malen", Said("alt")}}));
  EXPECT_THAT(ActionsOf(answer), ElementsAre("CONFLICT Weben"));
  ASSERT_EQ(answer.changes(0).fields_size(), 1);
  EXPECT_EQ(answer.changes(0).fields(0).field(), "description");
  EXPECT_EQ(answer.changes(0).fields(0).before(), "von hier");
  EXPECT_EQ(answer.changes(0).fields(0).after(), "neu");
  EXPECT_EQ(answer.offers().conflicts(), 1);
  EXPECT_EQ(Get("Weben").description(), "von hier");
  EXPECT_EQ(Get("Malen").description(), "von hier");
  header_.set_overwrite_local_edits(true);
  Take(ServicesFile({{"Weben", Said("neu")}, {"Malen", Said("alt")}}));
  EXPECT_EQ(Get("Weben").description(), "neu");
}

TEST_F(CatalogImportTest, WhatTheSourceHasNoMoreIsListedAndEndedIfAsked) {
  Take(ServicesFile({{"Weben", ""}, {"Malen", ""}}));
  for (int i = 0; i < 2; ++i) {  // until it has ended
    EXPECT_THAT(ActionsOf(Take(ServicesFile({{"Malen", ""}}))), ElementsAre("LEFT Weben"));
  }
  EXPECT_EQ(Get("Weben").state(), v1::OFFER_STATE_PUBLISHED);
  header_.set_end_missing(true);
  EXPECT_THAT(ActionsOf(Take(ServicesFile({{"Malen", ""}}))), ElementsAre("ENDED Weben"));
  EXPECT_EQ(Get("Weben").state(), v1::OFFER_STATE_ARCHIVED);
  EXPECT_EQ(Take(ServicesFile({{"Malen", ""}})).total_changes(), 0);
  header_.clear_source();
  EXPECT_EQ(FieldOf(Import(ServicesFile({{"Malen", ""}}), header_).status()), "header.end_missing");
}

TEST_F(CatalogImportTest, WhatHasEndedHereStopsNoFeedThatHasItStill) {
  Take(ServicesFile({{"Weben", ""}, {"Malen", Said("alt")}}));
  header_.set_end_missing(true);
  Take(ServicesFile({{"Malen", Said("alt")}}));
  EXPECT_EQ(Get("Weben").state(), v1::OFFER_STATE_ARCHIVED);
  for (const char* text : {"neu", "neuer"}) {  // each night
    const auto answer = Take(ServicesFile({{"Weben", Said(text)}, {"Malen", Said(text)}}));
    EXPECT_TRUE(answer.applied());
    EXPECT_THAT(ActionsOf(answer), ElementsAre("CONFLICT Weben", "CHANGED Malen"));
    ASSERT_EQ(answer.findings_size(), 1);
    EXPECT_EQ(answer.findings(0).code(), "ARCHIVED");
    EXPECT_EQ(answer.findings(0).path(), "services[0].id");
    EXPECT_EQ(answer.offers().conflicts(), 1);
    EXPECT_EQ(Get("Malen").description(), text);
    EXPECT_EQ(Get("Weben").state(), v1::OFFER_STATE_ARCHIVED);
    EXPECT_EQ(Get("Weben").description(), "");
  }
  // Whom its source has ended, too, nobody is told of.
  const auto answer =
      Take(ServicesFile({{"Weben", R"(, "status": "defunct")"}, {"Malen", Said("neuer")}}));
  EXPECT_EQ(answer.total_changes(), 0);
  EXPECT_EQ(answer.findings_size(), 0);
}

TEST_F(CatalogImportTest, WhatIsTakenOverIsWhatThePreviewSaid) {
  Take(ServicesFile({{"Weben", Said("alt")}}));
  const std::string file = ServicesFile({{"Weben", Said("neu")}, {"Malen", ""}});
  const auto preview = Take(file, true);
  EXPECT_FALSE(preview.applied());
  EXPECT_THAT(ActionsOf(preview), ElementsAre("CHANGED Weben", "CREATED Malen"));
  Describe("Weben", "von hier");
  header_.set_dry_run(false);
  header_.set_preview_token(preview.preview_token());
  const absl::Status stale = Import(file, header_).status();
  EXPECT_TRUE(absl::IsAborted(stale)) << stale;
  EXPECT_EQ(ReasonOf(stale), "PREVIEW_STALE");
  EXPECT_EQ(Get("Weben").description(), "von hier");
  Describe("Weben", "alt");
  EXPECT_TRUE(Take(file).applied());
  EXPECT_EQ(Get("Weben").description(), "neu");
}

TEST_F(CatalogImportTest, OneFaultyObjectNeedNotKeepTheOthersOut) {
  const std::string file =
      ServicesFile({{"Weben", ""}, {"Malen", R"(, "assured_date": "12/24/15")"}, {"Singen", ""}});
  EXPECT_FALSE(Import(file, header_).ok());
  header_.set_partial(true);
  const auto answer = Take(file);
  EXPECT_TRUE(answer.applied());
  EXPECT_EQ(answer.offers().created(), 2);
  EXPECT_EQ(answer.offers().skipped(), 1);
  EXPECT_EQ(answer.findings(0).code(), "AMBIGUOUS_DATE");
  EXPECT_THAT(ActionsOf(answer), UnorderedElementsAre("CREATED Werkstatt", "CREATED Weben",
                                                      "SKIPPED Malen", "CREATED Singen"));
  EXPECT_EQ(Get("Singen").state(), v1::OFFER_STATE_PUBLISHED);
  // What belongs to no object keeps everything out.
  EXPECT_FALSE(Import("[]]", header_).ok());
}

TEST_F(CatalogImportTest, WhatIsWrittenAsHsdsIsTakenOverAsTheSame) {
  Take(ServicesFile({{"Weben", Said(R"(mit \"Anführung\" und Umlaut)")},
                     {"Malen", R"(, "consumption_free": true, "targeting": [{"predicate":
                        {"migrations": ["refugee"]}, "modality": "designed_for"}])"},
                     {"Singen", R"(, "status": "inactive")"}}));
  const auto written = [this](const std::string& city) {
    std::string file;
    google::api::HttpBody piece;
    const absl::Status status = server_.channel().StreamNow(
        "/zwk.catalog.v1.HsdsService/ExportHsds", test::CallerOf(city), v1::ExportHsdsRequest(),
        piece, [&](const rpc::Message& message) {
          file += static_cast<const google::api::HttpBody&>(message).data();
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return file;
  };
  const std::string file = written(kCity);
  header_.clear_source();
  const auto same = Take(file, true);
  EXPECT_EQ(same.total_changes(), 0);
  EXPECT_EQ(same.offers().unchanged(), 2);  // a draft is nobody else's
  header_.set_dry_run(false);
  const auto elsewhere = Import(file, header_, NewId(), kOtherCity);
  ASSERT_TRUE(elsewhere.ok()) << elsewhere.status();
  EXPECT_EQ(elsewhere->offers().created(), 2);
  EXPECT_EQ(written(kOtherCity), file);

  v1::ListHsdsServicesRequest list;
  list.set_page(2);
  list.set_per_page(1);
  const auto page = Call<google::api::HttpBody>("HsdsService/ListHsdsServices", list);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->content_type(), "application/json");
  EXPECT_THAT(page->data(), testing::HasSubstr(R"("total_items":2,"total_pages":2)"));
  EXPECT_THAT(page->data(), testing::HasSubstr(R"("page_number":2,"size":1)"));
  v1::GetHsdsServiceRequest get;
  get.set_service_id(UuidFromName("Weben"));
  const auto one = Call<google::api::HttpBody>("HsdsService/GetHsdsService", get);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_THAT(one->data(), testing::HasSubstr(R"("name":"Weben")"));
  get.set_service_id(UuidFromName("Singen"));
  EXPECT_TRUE(
      absl::IsNotFound(Call<google::api::HttpBody>("HsdsService/GetHsdsService", get).status()));
}

}  // namespace
}  // namespace zwk::catalog
