// What the catalog promises over real gRPC and real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "tests/integration/catalog_fixture.h"

namespace zwk::catalog {
namespace {

TEST_F(CatalogTest, AFileIsTakenOverOnceHoweverOftenItIsSent) {
  DefineNeeds();
  const auto dry = Import(HsdsFile(), true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  EXPECT_FALSE(dry->applied());
  EXPECT_EQ(dry->offers().created(), 4);
  EXPECT_EQ(Count("OfferPublished"), 0);

  const std::string request_id = NewId();
  const auto first = Import(HsdsFile(), false, request_id);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->applied());
  EXPECT_EQ(first->organizations().created(), 1);
  EXPECT_EQ(first->places().created(), 2);
  EXPECT_EQ(Count("OfferPublished"), 4);
  EXPECT_EQ(Count("OffersImported"), 1);

  const auto repeated = Import(HsdsFile(), false, request_id);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Import(HsdsFile(R"(, "alert": "neu")"), false, request_id).status().code(),
            absl::StatusCode::kAlreadyExists);

  const auto second = Import(HsdsFile());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->offers().unchanged(), 4);
  const auto changed = Import(HsdsFile(R"(, "alert": "Heute geschlossen")"));
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->offers().changed(), 1);
  EXPECT_EQ(changed->offers().unchanged(), 3);
  EXPECT_EQ(Count("OfferPublished"), 4);
  EXPECT_EQ(Count("OfferChanged"), 1);
}

TEST_F(CatalogTest, AFileWithErrorsChangesNothingAndSaysWhere) {
  const size_t before = EventTypes().size();
  const auto refused = Import(HsdsFile());  // the need type is not defined
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(refused.status()), "services[3].needs[0]");
  EXPECT_EQ(EventTypes().size(), before);
  const auto dry = Import(HsdsFile(), true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  ASSERT_GE(dry->findings_size(), 1);
  EXPECT_EQ(dry->findings(0).level(), v1::IMPORT_LEVEL_REFERENCE);
  const std::string file = HsdsFile();
  const auto before_it = file.begin() + static_cast<std::ptrdiff_t>(file.find("\"needs\""));
  EXPECT_EQ(dry->findings(0).row(), 1 + std::count(file.begin(), before_it, '\n'));
}

TEST_F(CatalogTest, AFileFullOfWarningsIsRefusedForItsErrorAndNobodyElseIsHarmed) {
  std::string file = R"({"services": [{"id": "33333333-3333-4333-8333-333333333331",
"name": "Treff", "status": "active", "schedules": [)";
  for (int i = 0; i < 1200; ++i) {
    absl::StrAppendFormat(&file, R"({"id": "%08x-0000-4000-8000-000000000000"},)", i);
  }
  file += R"({"id": "88888888-8888-4888-8888-888888888888", "opens_at": "25:00"}]}]})";
  const auto refused = Import(file);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(refused.status()), "services[0].schedules[1200].opens_at");
  const auto dry = Import(file, true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  EXPECT_EQ(dry->findings(0).severity(), v1::IMPORT_SEVERITY_ERROR);
  EXPECT_EQ(dry->findings(0).code(), "BAD_TIME");
  EXPECT_EQ(dry->finding_counts(0).code(), "BAD_TIME");
  EXPECT_EQ(dry->finding_counts(1).count(), 1200);  // SCHEDULE_WITHOUT_HOURS

  v1::ListOffersRequest list;
  EXPECT_TRUE(Call<v1::ListOffersResponse>("OfferService/ListOffers", list, kOtherCity).ok());
}

TEST_F(CatalogTest, WhatIsDesignedForTheCombinationIsFoundFirst) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  UntilSearchable();
  v1::SearchOffersRequest request;
  request.set_query("Beratung");
  request.set_language("de");
  request.mutable_needed()->add_disabilities(v1::DISABILITY_ANY);
  request.mutable_needed()->add_migrations(v1::MIGRATION_ANY);
  request.mutable_filter()->set_include_stale(true);
  const auto found = Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->hits_size(), 3);
  EXPECT_EQ(found->hits(0).target_match(), v1::TARGET_MATCH_DESIGNED_FOR_EXACTLY);
  EXPECT_EQ(found->hits(0).name(), "Beratung Behinderung und Migration");
  EXPECT_EQ(found->hits(1).target_match(), v1::TARGET_MATCH_DESIGNED_FOR_MORE);
  EXPECT_EQ(found->hits(2).target_match(), v1::TARGET_MATCH_OPEN_TO);

  // Pages go on where the last one ended, and only in the same list.
  request.set_page_size(2);
  const auto page = Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", request);
  ASSERT_EQ(page->hits_size(), 2);
  request.set_page_token(page->next_page_token());
  EXPECT_EQ(Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", request)
                ->hits(0)
                .offer_id(),
            found->hits(2).offer_id());
  EXPECT_EQ(
      FieldOf(Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", request, kOtherCity)
                  .status()),
      "page_token");

  // Searches without a hit are counted, their words are not.
  v1::SearchOffersRequest nothing;
  nothing.set_query("Xylophonunterricht");
  nothing.set_language("de");
  EXPECT_EQ(Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", nothing)->hits_size(),
            0);
  SyncWait(catalog_.usage.Publish());
  EXPECT_EQ(Count("SearchesCounted"), 1);
}

TEST_F(CatalogTest, WhatBelongsToAnotherMunicipalityIsNotFound) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::GetOfferRequest get;
  get.set_offer_id("33333333-3333-4333-8333-333333333331");
  EXPECT_TRUE(Call<v1::GetOfferResponse>("OfferService/GetOffer", get).ok());
  EXPECT_EQ(Call<v1::GetOfferResponse>("OfferService/GetOffer", get, kOtherCity).status().code(),
            absl::StatusCode::kNotFound);
  v1::ArchiveOfferRequest archive;
  archive.set_request_id(NewId());
  archive.set_offer_id(get.offer_id());
  EXPECT_EQ(Call<v1::ArchiveOfferResponse>("OfferService/ArchiveOffer", archive, kOtherCity)
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      Call<v1::ListOffersResponse>("OfferService/ListOffers", v1::ListOffersRequest(), kOtherCity)
          ->offers_size(),
      0);
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", v1::ListOffersRequest())
                ->offers_size(),
            4);
}

TEST_F(CatalogTest, ARepeatedRequestHasOneEffectAndOneAnswer) {
  v1::CreateOrganizationRequest request;
  request.set_request_id(NewId());
  request.mutable_organization()->set_name("Jugendwerk");
  const auto first =
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", request);
  const auto second =
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", request);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Count("OrganizationCreated"), 1);
  request.mutable_organization()->set_name("Anderes");
  EXPECT_EQ(Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", request)
                .status()
                .code(),
            absl::StatusCode::kAlreadyExists);

  // Registering again under a new request, with the same id and content, answers the existing one.
  v1::CreateOrganizationRequest again;
  again.mutable_organization()->set_organization_id(UuidFromName("o"));
  again.mutable_organization()->set_name("Verein");
  again.set_request_id(NewId());
  ASSERT_TRUE(
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", again).ok());
  again.set_request_id(NewId());
  EXPECT_TRUE(
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", again).ok());
  EXPECT_EQ(Count("OrganizationCreated"), 2);
}

TEST_F(CatalogTest, AConfidentialPlaceIsShownToThoseAloneWhoKeepOffers) {
  v1::CreatePlaceRequest request;
  request.set_request_id(NewId());
  v1::Place& place = *request.mutable_place();
  place.set_place_id(UuidFromName("refuge"));
  place.set_location_type(v1::LOCATION_TYPE_PHYSICAL);
  place.set_name("Frauenhaus");
  place.set_confidential(true);
  place.mutable_accessibility()->set_wheelchair(true);
  place.mutable_coordinates()->set_latitude(53.53);
  place.mutable_coordinates()->set_longitude(8.6);
  ASSERT_TRUE(Call<v1::CreatePlaceResponse>("PlaceService/CreatePlace", request).ok());
  v1::GetPlaceRequest get;
  get.set_place_id(place.place_id());
  v1::Place known;
  known.set_place_id(place.place_id());
  known.set_location_type(place.location_type());
  known.set_confidential(true);
  known.set_version(1);
  for (const char* role : {"PARTICIPANT", "PLANNER", "ADMINISTRATOR", "SERVICE"}) {
    const auto got = Call<v1::GetPlaceResponse>("PlaceService/GetPlace", get, kCity, {role});
    EXPECT_EQ(got->place().DebugString(), known.DebugString()) << role;
    const auto listed = Call<v1::ListPlacesResponse>("PlaceService/ListPlaces",
                                                     v1::ListPlacesRequest(), kCity, {role});
    EXPECT_EQ(listed->places(0).DebugString(), known.DebugString()) << role;
  }
  const auto shown =
      Call<v1::GetPlaceResponse>("PlaceService/GetPlace", get, kCity, {"OFFER_EDITOR"});
  EXPECT_TRUE(shown->place().has_coordinates());
  EXPECT_EQ(shown->place().name(), "Frauenhaus");

  // Nor does anybody else make it a place like any other.
  v1::UpdatePlaceRequest open;
  open.set_request_id(NewId());
  open.mutable_place()->set_place_id(place.place_id());
  open.mutable_update_mask()->add_paths("confidential");
  v1::ArchivePlaceRequest archive;
  archive.set_request_id(NewId());
  archive.set_place_id(place.place_id());
  const auto planner = std::vector<std::string>{"PLANNER"};
  EXPECT_EQ(
      ReasonOf(
          Call<v1::UpdatePlaceResponse>("PlaceService/UpdatePlace", open, kCity, planner).status()),
      "ROLE_MISSING");
  EXPECT_EQ(
      ReasonOf(Call<v1::ArchivePlaceResponse>("PlaceService/ArchivePlace", archive, kCity, planner)
                   .status()),
      "ROLE_MISSING");
  const auto entries = SyncWait(store_.Tail(kCity, "", 10, Soon()));
  ASSERT_EQ(entries->size(), 1u);
  v1::PlaceCreated event;
  ASSERT_TRUE(event.ParseFromString(entries->front().data));
  EXPECT_FALSE(event.place().has_coordinates());
  EXPECT_EQ(event.place().name(), "");
}

TEST_F(CatalogTest, AnUpdateChangesWhatItsMaskNames) {
  v1::CreateOrganizationRequest create;
  create.set_request_id(NewId());
  create.mutable_organization()->set_organization_id(UuidFromName("owner"));
  create.mutable_organization()->set_name("Jugendwerk");
  create.mutable_organization()->set_email("post@jugendwerk.example");
  ASSERT_TRUE(
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", create).ok());
  v1::UpdateOrganizationRequest update;
  update.set_request_id(NewId());
  update.mutable_organization()->set_organization_id(UuidFromName("owner"));
  update.mutable_organization()->set_website("https://jugendwerk.example");
  update.mutable_update_mask()->add_paths("website");
  const auto masked =
      Call<v1::UpdateOrganizationResponse>("OrganizationService/UpdateOrganization", update);
  ASSERT_TRUE(masked.ok()) << masked.status();
  EXPECT_EQ(masked->organization().name(), "Jugendwerk");
  EXPECT_EQ(masked->organization().email(), "post@jugendwerk.example");
  EXPECT_EQ(masked->organization().website(), "https://jugendwerk.example");

  // Without a mask the content is replaced as a whole.
  update.set_request_id(NewId());
  update.clear_update_mask();
  update.mutable_organization()->set_name("Jugendwerk Geestemünde");
  const auto whole =
      Call<v1::UpdateOrganizationResponse>("OrganizationService/UpdateOrganization", update);
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->organization().email(), "");
}

std::vector<std::string> Fields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& one : FieldViolationsOf(status)) fields.push_back(one.field);
  return fields;
}

TEST_F(CatalogTest, OneAnswerTellsAllThatIsWrong) {
  using testing::ElementsAre;
  v1::CreateOfferRequest create;
  create.set_request_id("?");
  v1::Offer& offer = *create.mutable_offer();
  offer.set_offer_id("1");
  offer.set_url("javascript:alert(1)");
  offer.set_assured_date("9999-01-01");
  offer.add_targeting();
  offer.add_places()->set_place_id("2");
  EXPECT_THAT(Fields(Call<v1::CreateOfferResponse>("OfferService/CreateOffer", create).status()),
              ElementsAre("request_id", "offer.offer_id", "offer.name", "offer.url",
                          "offer.targeting[0].modality", "offer.targeting[0].target_group_key",
                          "offer.places[0].offer_at_place_id", "offer.places[0].place_id",
                          "offer.assured_date"));

  v1::UpdateOfferRequest update;
  update.set_request_id(NewId());
  update.mutable_offer()->set_offer_id("1");
  update.mutable_offer()->set_email("nobody");
  update.mutable_offer()->set_url("javascript:alert(1)");
  for (const char* path : {"version", "NAME", "email"})
    update.mutable_update_mask()->add_paths(path);
  EXPECT_THAT(Fields(Call<v1::UpdateOfferResponse>("OfferService/UpdateOffer", update).status()),
              ElementsAre("offer.offer_id", "update_mask", "update_mask", "offer.email"));

  v1::ListOffersRequest list;
  list.set_page_size(-1);
  list.set_page_token("?");
  list.mutable_filter()->set_language("Deutsch");
  list.mutable_filter()->set_organization_id("3");
  list.mutable_filter()->add_states(static_cast<v1::OfferState>(99));
  EXPECT_THAT(Fields(Call<v1::ListOffersResponse>("OfferService/ListOffers", list).status()),
              ElementsAre("page_size", "page_token", "filter.organization_id", "filter.language",
                          "filter.states"));

  v1::CreateOfferRequest names;
  names.set_request_id(NewId());
  names.mutable_offer()->set_name("Treff");
  names.mutable_offer()->set_organization_id(NewId());
  names.mutable_offer()->add_need_keys("nobody");
  const auto unnamed = Call<v1::CreateOfferResponse>("OfferService/CreateOffer", names);
  EXPECT_EQ(unnamed.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Fields(unnamed.status()), ElementsAre("offer.organization_id", "offer.need_keys[0]"));
}

TEST_F(CatalogTest, OccurrencesAreListedPageByPage) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::ListOccurrencesRequest list;
  list.set_offer_id("33333333-3333-4333-8333-333333333334");
  list.set_offer_at_place_id("44444444-4444-4444-8444-444444444444");
  list.set_from("2026-10-24");
  list.set_to("2026-11-06");
  list.set_page_size(7);
  std::vector<std::string> times;
  for (int page = 0; page < 3; ++page) {
    const auto listed = Call<v1::ListOccurrencesResponse>("OfferService/ListOccurrences", list);
    ASSERT_TRUE(listed.ok()) << listed.status();
    for (const v1::Occurrence& one : listed->occurrences()) {
      times.push_back(one.date() + " " + FormatTime(ToTime(one.start_time())).substr(11, 5));
    }
    list.set_page_token(listed->next_page_token());
    if (listed->next_page_token().empty()) break;
  }
  EXPECT_THAT(times,
              testing::ElementsAre("2026-10-26 13:00", "2026-10-27 13:00", "2026-10-28 13:00",
                                   "2026-10-29 13:00", "2026-10-30 13:00", "2026-11-02 13:00",
                                   "2026-11-03 13:00", "2026-11-04 13:00", "2026-11-05 13:00",
                                   "2026-11-06 13:00"));
  v1::GetOfferRequest get;
  get.set_offer_id(list.offer_id());
  const auto got = Call<v1::GetOfferResponse>("OfferService/GetOffer", get);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(got->offer().places(0).has_open_now());
  EXPECT_TRUE(got->offer().places(0).has_next_occurrence());
  get.set_offer_id("33333333-3333-4333-8333-333333333331");
  const auto unsaid = Call<v1::GetOfferResponse>("OfferService/GetOffer", get);
  ASSERT_TRUE(unsaid.ok()) << unsaid.status();
  EXPECT_FALSE(unsaid->offer().places(0).has_open_now()) << "nobody has said";
}

TEST_F(CatalogTest, WhatIsArchivedChangesNoMoreAndIsNamedNoMore) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::ArchiveOrganizationRequest archive;
  archive.set_request_id(NewId());
  archive.set_organization_id("11111111-1111-4111-8111-111111111111");
  const auto archived =
      Call<v1::ArchiveOrganizationResponse>("OrganizationService/ArchiveOrganization", archive);
  ASSERT_TRUE(archived.ok()) << archived.status();
  EXPECT_TRUE(archived->organization().archived());
  EXPECT_EQ(Count("OrganizationArchived"), 1);

  v1::UpdateOrganizationRequest update;
  update.set_request_id(NewId());
  *update.mutable_organization() = archived->organization();
  update.mutable_organization()->set_name("Anderes");
  EXPECT_EQ(ReasonOf(Call<v1::UpdateOrganizationResponse>("OrganizationService/UpdateOrganization",
                                                          update)
                         .status()),
            "ARCHIVED");
  v1::CreatePlaceRequest place;
  place.set_request_id(NewId());
  place.mutable_place()->set_name("Haus");
  place.mutable_place()->set_location_type(v1::LOCATION_TYPE_PHYSICAL);
  place.mutable_place()->set_organization_id(archive.organization_id());
  const auto named = Call<v1::CreatePlaceResponse>("PlaceService/CreatePlace", place);
  EXPECT_EQ(ReasonOf(named.status()), "ARCHIVED");
  EXPECT_EQ(FieldOf(named.status()), "place.organization_id");
  // A file says it of each thing that it would change.
  EXPECT_EQ(FieldOf(Import(HsdsFile(R"(, "alert": "neu")")).status()), "organizations[0].id");
  // What names it stays.
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", v1::ListOffersRequest())
                ->offers_size(),
            4);
}

TEST_F(CatalogTest, APublishedForecastIsSetAgainstTheOffersOnce) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  EXPECT_EQ(Call<v1::ComputeGapsResponse>("GapService/ComputeGaps",
                                          [] {
                                            v1::ComputeGapsRequest request;
                                            request.set_request_id(NewId());
                                            return request;
                                          }())
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
  PublishNeighborhood("212", 8.60);
  PublishNeighborhood("215", 8.645);
  PublishForecast();
  views_.Start();
  ASSERT_TRUE(views_.CatchUp(Soon()).ok());
  EXPECT_EQ(Count("GapsComputed"), 1);

  v1::ListGapsRequest request;
  request.set_neighborhood_key("212");
  request.set_need_key("open-youth-place");
  const auto youth = Gaps(request);
  ASSERT_EQ(youth.size(), 1u);
  EXPECT_EQ(youth[0].year(), 2022);
  EXPECT_DOUBLE_EQ(youth[0].persons(), 2200);  // eleven ages, two sexes, a hundred each
  EXPECT_EQ(youth[0].rounded_to(), 5);
  EXPECT_DOUBLE_EQ(youth[0].gap_index(), 1);
  EXPECT_EQ(youth[0].main_cause(), v1::GAP_CAUSE_CONSUMPTION);
  EXPECT_NEAR(youth[0].missing_places(), 220, 1e-6);

  request.set_need_key("toddler-play");
  const auto toddlers = Gaps(request);
  ASSERT_EQ(toddlers.size(), 1u);
  EXPECT_EQ(toddlers[0].gap_class(), v1::GAP_CLASS_DESERT);
  EXPECT_EQ(toddlers[0].main_cause(), v1::GAP_CAUSE_DISTANCE);
  EXPECT_GT(toddlers[0].nearest_meters(), 3000);
  request.set_neighborhood_key("215");
  EXPECT_EQ(Gaps(request)[0].gap_class(), v1::GAP_CLASS_COVERED);

  // Places know their neighborhood now, and filters use it.
  v1::ListOffersRequest list;
  list.mutable_filter()->add_neighborhood_keys("212");
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", list)->offers_size(), 4);
  list.mutable_filter()->set_neighborhood_keys(0, "215");
  EXPECT_EQ(Call<v1::ListOffersResponse>("OfferService/ListOffers", list)->offers_size(), 0);

  // Asked for again under one request id: one analysis.
  v1::ComputeGapsRequest compute;
  compute.set_request_id(NewId());
  const auto first = Call<v1::ComputeGapsResponse>("GapService/ComputeGaps", compute);
  const auto second = Call<v1::ComputeGapsResponse>("GapService/ComputeGaps", compute);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  // A day later the store has forgotten the request; the analysis is still the one it asked for.
  EXPECT_EQ(redis_.Command({"DEL", "{bremerhaven}:catalog:r:" + compute.request_id()}), "1");
  const auto later = Call<v1::ComputeGapsResponse>("GapService/ComputeGaps", compute);
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(first->SerializeAsString(), later->SerializeAsString());
  EXPECT_EQ(Count("GapsComputed"), 2);
  compute.set_year(1999);
  EXPECT_EQ(Call<v1::ComputeGapsResponse>("GapService/ComputeGaps", compute).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(CatalogTest, GapsOfFewPeopleTellNobodyApart) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  forecasting_.few = true;
  PublishNeighborhood("212", 8.60);
  PublishNeighborhood("215", 8.645);
  PublishForecast();
  views_.Start();
  ASSERT_TRUE(views_.CatchUp(Soon()).ok());
  v1::ListGapsRequest request;
  request.set_neighborhood_key("212");
  const auto gaps = Gaps(request);
  ASSERT_FALSE(gaps.empty());
  for (const v1::OfferGap& gap : gaps) {
    EXPECT_EQ(gap.rounded_to(), 10) << gap.ShortDebugString();
    EXPECT_EQ(std::fmod(gap.persons(), 10), 0) << gap.ShortDebugString();
    EXPECT_EQ(std::fmod(gap.persons_without(), 10), 0) << gap.ShortDebugString();
  }
  request.set_need_key("open-youth-place");
  const auto youth = Gaps(request);
  ASSERT_EQ(youth.size(), 1u);
  EXPECT_DOUBLE_EQ(youth[0].persons(), 10);  // of thirty, as in the whole city; eleven were counted
  const auto analysis =
      Call<v1::GetGapAnalysisResponse>("GapService/GetGapAnalysis", v1::GetGapAnalysisRequest());
  ASSERT_TRUE(analysis.ok()) << analysis.status();
  for (const v1::OfferGap& gap : analysis->gap_analysis().summary().largest()) {
    EXPECT_GT(gap.rounded_to(), 0);
    EXPECT_EQ(std::fmod(gap.persons(), gap.rounded_to()), 0) << gap.ShortDebugString();
  }
}

}  // namespace
}  // namespace zwk::catalog
