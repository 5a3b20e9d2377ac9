#include "catalog/import/hsds_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/str_format.h"
#include "catalog/import/hsds_reader.h"

namespace zwk::catalog {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;  // NOLINT: calendar literals

const Time kNow = *ParseTime("2026-12-01T12:00:00Z");

std::string IdOf(int i) { return absl::StrFormat("%08x-0000-4000-8000-000000000000", i); }

// Things that say something in every field.
Organization FullOrganization() {
  Organization o;
  o.id = IdOf(1);
  o.name = "Jugendwerk";
  o.alternate_name = "JW";
  o.description = "Seit 1920";
  o.email = "post@example.org";
  o.website = "https://example.org/";
  o.uri = "https://example.org/id";
  o.legal_status = "Verein";
  o.parent_id = IdOf(2);
  o.year_incorporated = 1920;
  o.identifiers = {{"Register", "VR", "12"}, {"", "USt", "DE1"}};
  o.raw_json = R"({"tax_id":"7"})";
  return o;
}

Place FullPlace() {
  Place p;
  p.id = IdOf(3);
  p.organization_id = IdOf(1);
  p.type = LocationType::kPostal;
  p.name = "Haus";
  p.alternate_name = "Altes Haus";
  p.description = "Im Hof";
  p.transportation = "Bus 502";
  p.url = "https://example.org/haus";
  p.point = Point{53.5, 8.25};
  p.addresses = {{"Frau Muster", "Am Markt 1", "Hof", "Bremerhaven", "Land Bremen", "HB", "27568",
                  "DE", "postal"},
                 {"", "Am Markt 2", "", "Bremerhaven", "", "HB", "27568", "DE", "physical"}};
  Accessibility& a = p.accessibility;
  a.wheelchair = true;
  a.visual_impairment = false;
  a.hearing_impairment = true;
  a.learning_impairment = false;
  a.low_stimulus_environment = true;
  a.staff_trained_in_signing = false;
  a.description = "stufenlos";
  a.details = "Rampe 6 %";
  a.url = "https://example.org/rampe";
  p.supply_points = {{SupplyKind::kDoctor, "2020-01-01", "2026-01-01"},
                     {SupplyKind::kBank, "", ""}};
  p.raw_json = R"({"external_identifier":"H7"})";
  return p;
}

std::vector<Schedule> FullSchedules() {
  Schedule weekly;
  weekly.freq = Frequency::kWeekly;
  weekly.interval = 2;
  weekly.byday = "MO,WE";
  weekly.wkst = "SU";
  weekly.dtstart = 2026y / 1 / 5;
  weekly.until = 2027y / 6 / 30;
  weekly.exdate = {2026y / 2 / 2, 2026y / 2 / 4};
  weekly.rdate = {2026y / 2 / 3};
  weekly.valid_from = 2026y / 1 / 6;
  weekly.valid_to = 2027y / 6 / 29;
  weekly.opens_at = 9 * 60 + 30;
  weekly.closes_at = 17 * 60;
  weekly.timezone = "Europe/Lisbon";
  weekly.description = "im Saal";
  weekly.schedule_link = "https://example.org/termin";
  weekly.holiday_calendar = "DE-HB";
  weekly.exceptions = {{2026y / 3 / 1, 2026y / 3 / 3, true, kNoTime, kNoTime, "Umbau"},
                       {2026y / 4 / 1, 2026y / 4 / 2, false, 600, 660, ""}};
  Schedule monthly;
  monthly.freq = Frequency::kMonthly;
  monthly.bymonthday = "1,15";
  monthly.bymonth = "3,4";
  monthly.bysetpos = "2";
  monthly.count = 9;
  monthly.dtstart = 2026y / 1 / 1;
  monthly.opens_at = 0;
  monthly.closes_at = 0;
  Schedule yearly = monthly;
  yearly.freq = Frequency::kYearly;
  yearly.bymonthday = yearly.bymonth = yearly.bysetpos = "";
  yearly.count = 0;
  yearly.byyearday = "100,-1";
  Schedule weeks = yearly;
  weeks.byyearday = "";
  weeks.byweekno = "20";
  weeks.byday = "MO";
  Schedule appointment;
  appointment.freq = Frequency::kDaily;
  appointment.by_appointment = true;
  Schedule words;
  words.description = "Nach Aushang";
  return {weekly, monthly, yearly, weeks, appointment, words};
}

OfferContent FullContent() {
  OfferContent c;
  c.organization_id = IdOf(1);
  c.texts = {"en",     "Meeting", "For all",          "By phone",
             "No fee", "From 14", "Closed on Friday", false};
  c.alternate_name = "Treff";
  c.url = "https://example.org/treff";
  c.email = "treff@example.org";
  c.translations = {
      {"de", "Treff", "Für alle", "Telefonisch", "Frei", "Ab 14", "Freitag zu", false},
      {"tr", "Buluşma", "", "", "", "", "", true}};
  TargetPredicate predicate;
  predicate.age = {14, 27.5};
  predicate.sexes = {Sex::kFemale, Sex::kDiverse};
  predicate.migrations = {Migration::kAny, Migration::kRefugee};
  predicate.countries = {"SY", "UA"};
  predicate.disabilities = {Disability::kHearing, Disability::kPsychic};
  predicate.families = {Family::kPregnant, Family::kParentOfDisabledChild};
  predicate.life_situations = {"arbeitslos", "wohnungslos"};
  TargetPredicate old;
  old.age.from = 65;
  c.targeting = {{std::string("youth"), Modality::kDesignedFor},
                 {predicate, Modality::kOpenTo},
                 {old, Modality::kExcludes}};
  c.need_keys = {"meeting", "play"};
  c.consumption_free = false;
  c.threshold = {Registration::kOptional, true, false, true, false, true, false};
  c.costs = {{"Abend", "EUR", "je Person", "2026-01-01", "2026-12-31", 1250},
             {"", "", "", "", "", 0}};
  c.languages = {{"de", ""}, {"ar", "mittwochs"}};
  c.language_mediation = {{"fa", MediationMode::kVideo, true, false, 24},
                          {"uk", MediationMode::kPeer, {}, {}, 0}};
  c.places = {{IdOf(21), IdOf(3), "im Keller", FullSchedules(), {}},
              {IdOf(22), IdOf(3), "", {}, {}}};
  c.places[0].capacities = {{.unit = "Betten",
                             .measured_at = "2026-01-02",
                             .description = "oben",
                             .available = 2.5,
                             .maximum = 12,
                             .age = AgeRange{3, 6},
                             .source = CapacitySource::kReported},
                            {.unit = "Tische", .available = 1, .age = AgeRange{6}}};
  c.places[1].capacities = {{.unit = "Betten", .maximum = 3}};
  c.service_areas = {{"Ost", "am Fluss", {"212", "215"}}, {"Stadt", "", {}}};
  c.phones = {{"0471 1", "12", "voice", "Büro"}, {"0471 2", "", "", ""}};
  c.assured_date = "2026-11-01";
  c.raw_json = R"({"licenses":"L1"})";
  return c;
}

KnownIds Known() {
  KnownIds known;
  known.organizations = {IdOf(2)};
  known.groups = {"youth"};
  known.needs = {"meeting", "play"};
  return known;
}

json Written(OfferContent content, Place place = FullPlace(),
             OfferState state = OfferState::kPublished) {
  Offer offer;
  offer.id = IdOf(20);
  offer.state = state;
  offer.content = std::move(content);
  return hsds::ServiceOf(offer, {{IdOf(1), FullOrganization()}}, {{place.id, place}});
}

TEST(HsdsWriterTest, WhatSaysSomethingInEveryFieldIsReadAgainAsTheSame) {
  const ImportDocument read = ReadHsds(Written(FullContent()).dump(1), Known(), kNow);
  std::set<std::string> codes;
  for (const auto* list : {&read.findings.errors, &read.findings.warnings}) {
    for (const Finding& f : list->listed) codes.insert(f.code + " " + f.path + " " + f.message);
  }
  EXPECT_EQ(read.findings.errors.total, 0) << testing::PrintToString(codes);
  EXPECT_THAT(codes, ElementsAre("SCHEDULE_IN_WORDS service_at_locations[0].schedules[5] "
                                 "does not say both days and hours and is taken over as words"));
  EXPECT_THAT(read.organizations, ElementsAre(FullOrganization()));
  EXPECT_THAT(read.places, ElementsAre(FullPlace()));
  ASSERT_EQ(read.offers.size(), 1u);
  EXPECT_EQ(read.offers[0].id, IdOf(20));
  const OfferContent is = read.offers[0].content, was = FullContent();
  // Part by part, so that a difference has a name.
  EXPECT_EQ(is.texts, was.texts);
  EXPECT_EQ(is.translations, was.translations);
  EXPECT_EQ(is.targeting, was.targeting);
  EXPECT_EQ(is.threshold, was.threshold);
  EXPECT_EQ(is.costs, was.costs);
  EXPECT_EQ(is.languages, was.languages);
  EXPECT_EQ(is.language_mediation, was.language_mediation);
  ASSERT_EQ(is.places.size(), was.places.size());
  for (size_t i = 0; i < was.places.size(); ++i) {
    EXPECT_EQ(is.places[i].schedules, was.places[i].schedules) << i;
    EXPECT_EQ(is.places[i].capacities, was.places[i].capacities) << i;
    EXPECT_EQ(is.places[i], was.places[i]) << i;
  }
  EXPECT_EQ(is.service_areas, was.service_areas);
  EXPECT_EQ(is.phones, was.phones);
  EXPECT_EQ(is, was);
}

std::vector<std::string> Keys(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(HsdsWriterTest, WhatNobodySaidIsNotWritten) {
  OfferContent content;
  content.texts.name = "Treff";
  const json service = Written(content);
  EXPECT_THAT(Keys(service), ElementsAre("id", "language", "name", "status"));
  Organization organization;
  organization.id = IdOf(1);
  EXPECT_THAT(Keys(hsds::OrganizationOf(organization)), ElementsAre("description", "id", "name"))
      << "HSDS wants these";
  Place place;
  place.id = IdOf(3);
  EXPECT_THAT(Keys(hsds::LocationOf(place)), ElementsAre("id", "location_type", "name"));
  place.accessibility.details = "Rampe";
  EXPECT_THAT(Keys(hsds::LocationOf(place)["accessibility"][0]), ElementsAre("details", "id"));
  place.accessibility = {.staff_trained_in_signing = true};
  EXPECT_EQ(hsds::LocationOf(place)["a11y"].dump(), R"({"staff":{"isTrainedInSigning":true}})");

  content.places = {{IdOf(21), IdOf(3), "", {}, {}}};
  Schedule& schedule = content.places[0].schedules.emplace_back();
  schedule.freq = Frequency::kDaily;
  schedule.opens_at = 0;
  schedule.closes_at = 24 * 60;
  content.places[0].capacities = {{.unit = "Betten"}};
  content.targeting = {{TargetPredicate(), Modality::kOpenTo}};
  content.costs = {{.amount_cents = 5}};
  content.phones = {{.number = "1", .extension = "Büro"}};
  content.language_mediation = {{.language = "ar"}};
  content.translations = {{.language = "tr", .name = "Buluşma"}};
  const json more = Written(content);
  EXPECT_THAT(Keys(more["service_at_locations"][0]["schedules"][0]),
              ElementsAre("closes_at", "freq", "id", "opens_at"));
  EXPECT_THAT(Keys(more["capacities"][0]), ElementsAre("id", "service_at_location_id", "unit"));
  EXPECT_EQ(more["targeting"][0]["predicate"], json::object());
  EXPECT_EQ(more["cost_options"][0]["amount"], 0.05);
  EXPECT_THAT(Keys(more["phones"][0]), ElementsAre("id", "number")) << "HSDS has a number there";
  EXPECT_THAT(Keys(more["language_mediation"][0]), ElementsAre("language", "mode"));
  EXPECT_THAT(Keys(more["translations"][0]), ElementsAre("language", "name"));
}

TEST(HsdsWriterTest, AStateHasItsWord) {
  const std::pair<OfferState, const char*> all[] = {
      {OfferState::kDraft, "inactive"},
      {OfferState::kPublished, "active"},
      {OfferState::kTemporarilyClosed, "temporarily closed"},
      {OfferState::kArchived, "defunct"}};
  for (const auto& [state, word] : all) {
    EXPECT_EQ(Written(FullContent(), FullPlace(), state)["status"], word);
  }
}

TEST(HsdsWriterTest, AConfidentialPlaceIsNotWritten) {
  Place place = FullPlace();
  place.confidential = true;
  json service = Written(FullContent(), place);
  EXPECT_FALSE(service.contains("service_at_locations"));
  EXPECT_FALSE(service.contains("capacities"));
  place = FullPlace();
  place.id = IdOf(99);  // another one: what is not there cannot be written
  service = Written(FullContent(), place);
  EXPECT_FALSE(service.contains("service_at_locations"));
  EXPECT_TRUE(service.contains("organization"));
  OfferContent content = FullContent();
  content.organization_id = IdOf(98);
  service = Written(content);
  EXPECT_FALSE(service.contains("organization"));
  EXPECT_EQ(service["organization_id"], IdOf(98));
}

TEST(HsdsWriterTest, WhatCameWithItIsNewerWhereItHasAFieldOfItsOwn) {
  OfferContent content = FullContent();
  content.raw_json = R"({"name": "früher", "wait_time": "2 Wochen"})";
  EXPECT_EQ(Written(content)["name"], "Meeting");
  EXPECT_EQ(Written(content)["wait_time"], "2 Wochen");
  for (const char* nothing : {"[1]", "{", "7"}) {
    content.raw_json = nothing;
    EXPECT_EQ(Written(content)["name"], "Meeting") << nothing;
    EXPECT_FALSE(Written(content).contains("wait_time")) << nothing;
  }
}

TEST(HsdsWriterTest, PartsKeepTheirIdsWhileTheirOrderStays) {
  const json one = Written(FullContent()), again = Written(FullContent());
  EXPECT_EQ(one, again);
  std::set<std::string> ids;
  size_t parts = 0;
  for (const char* list : {"cost_options", "phones", "languages", "service_areas", "capacities"}) {
    for (const json& part : one[list]) {
      ids.insert(part["id"].get<std::string>());
      ++parts;
    }
  }
  for (const json& part : one["service_at_locations"][0]["schedules"]) {
    ids.insert(part["id"].get<std::string>());
    ++parts;
  }
  EXPECT_EQ(parts, 2u + 2 + 2 + 2 + 3 + 6);
  EXPECT_EQ(ids.size(), parts) << "each its own";
}

TEST(HsdsWriterTest, APageSaysWhichItIs) {
  struct Case {
    size_t contents, total, page;
    const char* says;
  };
  const Case all[] = {
      {0, 0, 1,
       R"({"total_pages":0,"page_number":1,"size":0,"first":true,"last":true,"empty":true})"},
      {10, 10, 1,
       R"({"total_pages":1,"page_number":1,"size":10,"first":true,"last":true,"empty":false})"},
      {10, 11, 1,
       R"({"total_pages":2,"page_number":1,"size":10,"first":true,"last":false,"empty":false})"},
      {1, 11, 2,
       R"({"total_pages":2,"page_number":2,"size":1,"first":false,"last":true,"empty":false})"},
      {0, 11, 3,
       R"({"total_pages":2,"page_number":3,"size":0,"first":false,"last":true,"empty":true})"},
  };
  for (const Case& one : all) {
    const json page =
        hsds::PageOf(json(std::vector<int>(one.contents, 7)), one.total, one.page, 10);
    const json says = json::parse(one.says);
    EXPECT_EQ(page["total_items"], one.total);
    EXPECT_EQ(page["total_pages"], says["total_pages"]) << one.says;
    EXPECT_EQ(page["page_number"], one.page);
    EXPECT_EQ(page["size"], one.contents);
    EXPECT_EQ(page["first_page"], says["first"]) << one.says;
    EXPECT_EQ(page["last_page"], says["last"]) << one.says;
    EXPECT_EQ(page["empty"], says["empty"]) << one.says;
    EXPECT_EQ(page["contents"].size(), one.contents);
  }
}

}  // namespace
}  // namespace zwk::catalog
