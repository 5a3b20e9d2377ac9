#include "catalog/import/hsds_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "absl/strings/str_format.h"
#include "catalog/import/hsds_json.h"
#include "catalog/import/hsds_writer.h"
#include "catalog/offer/offer_message.h"
#include "tests/support/source_tree.h"

namespace zwk::catalog {
namespace {

constexpr char kHead[] = R"({
"organizations": [{"id": "11111111-1111-4111-8111-111111111111", "name": "Jugendwerk", "description": "d"}],
"locations": [{"id": "22222222-2222-4222-8222-222222222222", "location_type": "physical", "name": "Haus",
  "latitude": 53.53, "longitude": 8.6}],
"service_at_locations": [{"id": "44444444-4444-4444-8444-444444444444",
  "service_id": "33333333-3333-4333-8333-333333333333", "location_id": "22222222-2222-4222-8222-222222222222"}],
"services": [{"id": "33333333-3333-4333-8333-333333333333", "name": "Treff", "status": "active",
  "organization_id": "11111111-1111-4111-8111-111111111111", "assured_date": "2022-03-01")";

const Time kNow = *ParseTime("2026-12-01T12:00:00Z");

// A sound file with something more said about its service.
std::string File(const std::string& more) { return std::string(kHead) + more + "}]}"; }

const Finding* Find(const FindingList& findings, const std::string& code) {
  for (const Finding& finding : findings.listed) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}
const Finding* FindError(const ImportDocument& document, const std::string& code) {
  return Find(document.findings.errors, code);
}
const Finding* FindWarning(const ImportDocument& document, const std::string& code) {
  return Find(document.findings.warnings, code);
}

std::string Codes(const ImportDocument& document) {
  std::string codes;
  for (const auto* list : {&document.findings.errors, &document.findings.warnings}) {
    for (const Finding& f : list->listed) codes += f.code + " " + f.path + "; ";
  }
  return codes;
}

TEST(HsdsReaderTest, ASoundFileBecomesWhatItSays) {
  const ImportDocument document =
      ReadHsds(File(R"(, "minimum_age": 12, "maximum_age": 17, "consumption_free": true,
  "threshold": {"registration": "none", "referral_needed": false, "id_needed": false},
  "cost_options": [{"id": "55555555-5555-4555-8555-555555555555", "amount": 0}],
  "languages": [{"id": "66666666-6666-4666-8666-666666666666", "code": "ar"}],
  "capacities": [{"id": "77777777-7777-4777-8777-777777777777", "available": 20, "maximum": 20, "updated": "2022-03-01T10:00:00Z"}],
  "schedules": [{"id": "88888888-8888-4888-8888-888888888888", "freq": "WEEKLY", "byday": "MO,WE", "opens_at": "14:00", "closes_at": "18:00:00"}])"),
               {}, kNow);
  ASSERT_FALSE(document.findings.HasErrors()) << Codes(document);
  ASSERT_EQ(document.offers.size(), 1u);
  const WantedOffer& offer = document.offers[0];
  EXPECT_TRUE(offer.state == WantedOffer::State::kPublished);
  EXPECT_EQ(offer.content.organization_id, "11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(offer.content.consumption_free, true);
  EXPECT_EQ(offer.content.low_threshold(), true);
  EXPECT_EQ(offer.content.free_of_charge(), true);
  EXPECT_TRUE(offer.content.Speaks("ar"));
  ASSERT_EQ(offer.content.places.size(), 1u);
  ASSERT_EQ(offer.content.places[0].schedules.size(), 1u);
  EXPECT_EQ(offer.content.places[0].schedules[0].closes_at, 18 * 60);
  EXPECT_EQ(offer.content.places[0].capacities[0].maximum, 20);
  ASSERT_EQ(offer.content.targeting.size(), 1u);
  const auto& age = std::get<TargetPredicate>(offer.content.targeting[0].group).age;
  EXPECT_EQ(age.from, 12);
  EXPECT_EQ(age.to, 18);  // HSDS "12 to 17" ends with the 18th birthday
}

struct BadInput {
  const char* more;
  const char* code;
  FindingLevel level;
  const char* path;
};

class BadInputTest : public testing::TestWithParam<BadInput> {};

TEST_P(BadInputTest, IsNamedWithLevelPathAndRow) {
  const ImportDocument document = ReadHsds(File(GetParam().more), {}, kNow);
  const Finding* finding = FindError(document, GetParam().code);
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->level, GetParam().level);
  EXPECT_EQ(finding->path, GetParam().path);
  EXPECT_GE(finding->row, 7);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadInputTest,
    testing::Values(
        BadInput{R"(, "status": "open")", "UNKNOWN_VALUE", FindingLevel::kSchema,
                 "services[0].status"},
        BadInput{
            R"(, "phones": [{"id": "66666666-6666-4666-8666-666666666666", "number": "1", "extension": 1e300}])",
            "BAD_NUMBER", FindingLevel::kMeaning, "services[0].phones[0].extension"},
        BadInput{R"(, "program_id": "x")", "BAD_UUID", FindingLevel::kSchema,
                 "services[0].program_id"},
        BadInput{R"(, "minimum_age": "twelve")", "WRONG_TYPE", FindingLevel::kSchema,
                 "services[0].minimum_age"},
        BadInput{R"(, "program_id": "99999999-9999-4999-8999-999999999999")", "UNKNOWN_REFERENCE",
                 FindingLevel::kReference, "services[0].program_id"},
        BadInput{R"(, "needs": ["nothing"])", "UNKNOWN_REFERENCE", FindingLevel::kReference,
                 "services[0].needs[0]"},
        BadInput{R"(, "assured_date": "12/24/15")", "AMBIGUOUS_DATE", FindingLevel::kMeaning,
                 "services[0].assured_date"},
        BadInput{R"(, "assured_date": "2022-02-30")", "BAD_DATE", FindingLevel::kMeaning,
                 "services[0].assured_date"},
        BadInput{R"(, "minimum_age": 18, "maximum_age": 12)", "AGE_ORDER", FindingLevel::kMeaning,
                 "services[0].minimum_age"},
        BadInput{
            R"(, "capacities": [{"id": "77777777-7777-4777-8777-777777777777", "available": 12, "maximum": 10, "updated": "2022-03-01"}])",
            "AVAILABLE_ABOVE_MAXIMUM", FindingLevel::kMeaning,
            "services[0].capacities[0].available"},
        BadInput{
            R"(, "schedules": [{"id": "88888888-8888-4888-8888-888888888888", "freq": "WEEKLY", "bymonthday": "2", "opens_at": "14:00", "closes_at": "18:00"}])",
            "BAD_RULE", FindingLevel::kMeaning, "services[0].schedules[0].bymonthday"},
        BadInput{
            R"(, "schedules": [{"id": "88888888-8888-4888-8888-888888888888", "freq": "WEEKLY", "byday": "MO", "until": "2022-12-31", "count": 3, "opens_at": "14:00", "closes_at": "18:00"}])",
            "UNTIL_AND_COUNT", FindingLevel::kMeaning, "services[0].schedules[0].until"},
        BadInput{
            R"(, "languages": [{"id": "66666666-6666-4666-8666-666666666666", "code": "Deutsch!"}])",
            "BAD_LANGUAGE", FindingLevel::kMeaning, "services[0].languages[0].code"}));

TEST(HsdsReaderTest, WhatCanBeReadInOneWayOnlyIsAWarning) {
  const ImportDocument document =
      ReadHsds(File(R"(, "description": "Komm! <script>alert(1)</script>Gern.",
  "schedules": [{"id": "88888888-8888-4888-8888-888888888888", "freq": "WEEKLY", "byday": "FR", "opens_at": "3pm", "closes_at": "02:00"}])"),
               {}, kNow);
  EXPECT_FALSE(document.findings.HasErrors()) << Codes(document);
  EXPECT_NE(FindWarning(document, "TIME_NORMALIZED"), nullptr);
  EXPECT_NE(FindWarning(document, "OVERNIGHT"), nullptr);
  EXPECT_NE(FindWarning(document, "MARKUP_REMOVED"), nullptr);
  EXPECT_EQ(document.offers[0].content.texts.description, "Komm! Gern.");
}

TEST(HsdsReaderTest, FilesThatAreNoDocumentsAreRefusedWhole) {
  EXPECT_NE(FindError(ReadHsds("{\"id\": ", {}, kNow), "NOT_JSON"), nullptr);
  EXPECT_NE(FindError(ReadHsds("{\"name\": \"\xFF\"}", {}, kNow), "INVALID_UTF8"), nullptr);
  EXPECT_NE(FindError(ReadHsds(std::string(100'000, '['), {}, kNow), "TOO_DEEP"), nullptr);
  EXPECT_NE(FindError(ReadHsds("7", {}, kNow), "UNKNOWN_DOCUMENT"), nullptr);
}

TEST(HsdsReaderTest, NoNumberOfWarningsHidesAnError) {
  std::string file = R"({"services": [{"id": "33333333-3333-4333-8333-333333333333",
"name": "Treff", "status": "active", "schedules": [)";
  for (int i = 0; i < 1200; ++i) {
    absl::StrAppendFormat(&file, R"({"id": "%08x-0000-4000-8000-000000000000"},)", i);
  }
  file +=
      R"({"id": "88888888-8888-4888-8888-888888888888", "freq": "WEEKLY", "opens_at": "25:00"}]}]})";
  const Findings findings = ReadHsds(file, {}, kNow).findings;
  EXPECT_EQ(findings.warnings.counts.at("SCHEDULE_WITHOUT_HOURS"), 1200);
  EXPECT_EQ(std::ssize(findings.warnings.listed), FindingList::kMostOfCode + 1);  // and STAYS_DRAFT
  ASSERT_EQ(findings.errors.listed.size(), 1u);
  EXPECT_EQ(findings.errors.listed[0].code, "BAD_TIME");

  const absl::StatusOr<int> refused = RefusalOf(findings);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(refused.status()), "services[0].schedules[1200].opens_at");
}

TEST(HsdsReaderTest, OneKindOfErrorHidesNoOther) {
  std::string file = R"({"services": [)";
  for (int i = 0; i < 1500; ++i) file += R"({"id": "x", "name": "Treff", "status": "active"},)";
  file += R"({"id": "y", "name": "Treff", "status": "open"}]})";
  const FindingList errors = ReadHsds(file, {}, kNow).findings.errors;
  EXPECT_EQ(errors.counts.at("BAD_UUID"), 1501);
  EXPECT_NE(Find(errors, "UNKNOWN_VALUE"), nullptr);
  const auto details = DetailsOf(absl::Status(RefusalOf(ReadHsds(file, {}, kNow).findings)));
  EXPECT_THAT(details, testing::Contains(testing::Pair("BAD_UUID", "1501")));
  EXPECT_THAT(details, testing::Contains(testing::Pair("UNKNOWN_VALUE", "1")));
}

TEST(HsdsReaderTest, WhatIsEchoedIsShortAndCutBetweenCharacters) {
  std::string streets;
  for (int i = 0; i < 200; ++i) streets += "ß";
  const ImportDocument document =
      ReadHsds(File(R"(, "assured_date": ")" + streets + "\""), {}, kNow);
  const Finding* finding = FindError(document, "BAD_DATE");
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->value, streets.substr(0, 128) + "…");
}

TEST(HsdsReaderTest, WhatIsArchivedIsNamedWithItsRow) {
  KnownIds known;
  known.archived_places = {"22222222-2222-4222-8222-222222222222"};
  ImportDocument document = ReadHsds(File(""), known, kNow);
  const Finding* finding = FindError(document, "ARCHIVED");
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->row, 3);
  // An offer that has ended is no fault of the file.
  known = {.archived_offers = {"33333333-3333-4333-8333-333333333333"}};
  document = ReadHsds(File(""), known, kNow);
  EXPECT_FALSE(document.findings.HasErrors()) << Codes(document);
  finding = FindWarning(document, "ARCHIVED");
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->row, 7);
}

TEST(HsdsReaderTest, WhatIsArchivedIsNothingToOtherKindsOfTheSameNumber) {
  const std::string file = R"({"organizations": [{"id": "7", "name": "a", "description": "d"}],
"locations": [{"id": "7", "location_type": "physical", "name": "Haus"}],
"services": [{"id": "7", "name": "Treff", "status": "active", "organization_id": "7"}]})";
  const std::string id = ReadHsds(file, {}, kNow, "miami").offers.at(0).id;
  for (const auto& [known, path] :
       {std::pair(KnownIds{.archived_organizations = {id}}, "organizations[0].id"),
        std::pair(KnownIds{.archived_places = {id}}, "locations[0].id"),
        std::pair(KnownIds{.archived_offers = {id}}, "")}) {
    const ImportDocument document = ReadHsds(file, known, kNow, "miami");
    EXPECT_EQ(document.findings.errors.total, *path == 0 ? 0 : 1) << Codes(document);
    const Finding* finding = FindError(document, "ARCHIVED");
    EXPECT_EQ(finding == nullptr ? "" : finding->path, path);
  }
}

TEST(HsdsReaderTest, WhatHasErrorsWithoutEndIsNotReadInPart) {
  std::string file =
      R"({"services": [{"id": "33333333-3333-4333-8333-333333333333", "name": "Treff",
"status": "active", "phones": [7)";
  const auto read = [&file](int more) {
    for (int i = 0; i < more; ++i) file += ",7";
    return ReadHsds(file + "]}]}", {}, kNow);
  };
  EXPECT_FALSE(read(1'000).unreadable);
  const ImportDocument document = read(100'000);
  EXPECT_TRUE(document.unreadable);
  EXPECT_GT(document.findings.errors.total, 100'000);
  EXPECT_TRUE(document.findings.wrong.empty()) << "nobody asks for them any more";
}

TEST(HsdsReaderTest, NothingIsBelowAnOrganizationThatIsLeftOut) {
  const std::string file = R"({
"organizations": [
  {"id": "11111111-1111-4111-8111-111111111111", "name": "a", "description": "d",
   "parent_organization_id": "11111111-1111-4111-8111-111111111112"},
  {"id": "11111111-1111-4111-8111-111111111112", "name": "b", "description": "d", "email": 7}]})";
  const ImportDocument document = ReadHsds(file, {}, kNow);
  EXPECT_THAT(document.broken,
              testing::ElementsAre("organization/11111111-1111-4111-8111-111111111112"));
  EXPECT_EQ(document.organizations.at(0).parent_id, "");
  const Finding* finding = FindWarning(document, "UNKNOWN_REFERENCE");
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->path, "organizations[0].parent_organization_id");
  EXPECT_EQ(finding->row, 4);
  // The one that is here already stays above it.
  const KnownIds known = {.organizations = {"11111111-1111-4111-8111-111111111112"}};
  EXPECT_EQ(ReadHsds(file, known, kNow).organizations.at(0).parent_id,
            "11111111-1111-4111-8111-111111111112");
}

TEST(HsdsReaderTest, WhatWasKeptTooDeepIsNotWritten) {
  Organization organization;
  organization.name = "a";
  const auto nested = [](size_t depth) {
    return R"({"attributes": )" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  organization.raw_json = nested(63);
  EXPECT_TRUE(hsds::OrganizationOf(organization).contains("attributes"));
  organization.raw_json = nested(64);
  EXPECT_FALSE(hsds::OrganizationOf(organization).contains("attributes"));
}

TEST(HsdsReaderTest, TwoThingsUnderOneIdAreAnError) {
  const ImportDocument document = ReadHsds(R"([
{"id": "11111111-1111-4111-8111-111111111111", "name": "A", "description": "d"},
{"id": "11111111-1111-4111-8111-111111111111", "name": "B", "description": "d"}])",
                                           {}, kNow);
  const Finding* finding = FindError(document, "DUPLICATE_ID");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->row, 3);
}

TEST(HsdsReaderTest, HtmlIsTakenOutAndAddressesThatAreNoneAreLeftOut) {
  const ImportDocument document = ReadHsds(
      File(
          R"json(, "description": "<img src=x onerror=alert(1)> Hallo <iframe src=//example.org></iframe>",
  "url": "javascript:alert(1)", "email": "nobody", "alternate_name": "<b>Treff</b>",
  "translations": [{"language": "en", "name": "Meeting <script>x</script>place"}],
  "phones": [{"id": "88888888-8888-4888-8888-888888888888", "number": "call us"},
             {"id": "88888888-8888-4888-8888-888888888889", "number": "0471 590-0"}])json"),
      {}, kNow);
  ASSERT_FALSE(document.findings.HasErrors()) << Codes(document);
  const OfferContent& c = document.offers[0].content;
  EXPECT_EQ(c.texts.description, "Hallo");
  EXPECT_EQ(c.alternate_name, "Treff");
  EXPECT_EQ(c.translations[0].name, "Meeting place");
  EXPECT_EQ(c.url + c.email, "");
  ASSERT_EQ(c.phones.size(), 1u);
  EXPECT_EQ(document.findings.warnings.counts.at("MARKUP_REMOVED"), 3);
  for (const char* code : {"URL_LEFT_OUT", "EMAIL_LEFT_OUT", "PHONE_LEFT_OUT"}) {
    EXPECT_NE(FindWarning(document, code), nullptr) << code;
  }
}

TEST(HsdsReaderTest, NothingWasAssuredTomorrow) {
  std::string text = File("");
  text.replace(text.find("2022-03-01"), 10, "2026-12-02");
  const ImportDocument document = ReadHsds(text, {}, kNow);
  const Finding* finding = FindError(document, "BREAKS_RULE");
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->path, "services[0].assured_date");
}

TEST(HsdsReaderTest, EveryRuleThatIsBrokenIsSaid) {
  const ImportDocument document = ReadHsds(
      File(
          R"(, "cost_options": [{"id": "55555555-5555-4555-8555-555555555555", "amount": 1, "currency": "Taler"}],
  "raw": 1, "translations": [{"language": "de", "name": ""}])"),
      {}, kNow);
  EXPECT_EQ(document.findings.errors.counts.at("BREAKS_RULE"), 3) << Codes(document);
}

std::vector<std::string> DaysOf(const WantedOffer& offer, std::chrono::sys_days from,
                                std::chrono::sys_days to) {
  std::vector<std::string> days;
  for (const Occurrence& one : Occurrences(offer.content.places.at(0).schedules, from, to)) {
    days.push_back(FormatDate(one.opening.day));
  }
  return days;
}

TEST(HsdsReaderTest, EveryPartOfAScheduleIsUnderstoodOrSaid) {
  std::ifstream file(test::CasesFolder("../findings/cases/catalog") +
                     "schedule_parts_dropped_silently.json");
  if (!file) GTEST_SKIP() << "SKIPPED: the case file is not here";
  std::stringstream text;
  text << file.rdbuf();
  const ImportDocument document = ReadHsds(text.str(), {}, kNow);
  ASSERT_FALSE(document.findings.HasErrors()) << Codes(document);
  using namespace std::chrono_literals;  // NOLINT: calendar literals
  const std::chrono::sys_days from(2026y / 12 / 1), to(2027y / 1 / 12);
  using testing::ElementsAre;
  const auto& offers = document.offers;
  ASSERT_EQ(offers.size(), 6u);
  EXPECT_THAT(DaysOf(offers[0], from, to),
              ElementsAre("2026-12-01", "2026-12-13", "2026-12-15", "2026-12-27"));
  EXPECT_THAT(DaysOf(offers[1], from, to), ElementsAre("2026-12-08", "2026-12-15"));
  EXPECT_THAT(DaysOf(offers[2], from, to),
              ElementsAre("2026-12-07", "2026-12-14", "2026-12-21", "2027-01-04", "2027-01-11"));
  EXPECT_THAT(DaysOf(offers[3], from, to),
              ElementsAre("2026-12-07", "2026-12-14", "2027-01-04", "2027-01-11"));
  EXPECT_THAT(DaysOf(offers[4], from, to), ElementsAre("2026-12-31"));
  EXPECT_THAT(DaysOf(offers[5], from, to), testing::IsEmpty());
  EXPECT_DOUBLE_EQ(WeeklyHours(offers[5].content.places[0].schedules, from), 0);
  EXPECT_EQ(offers[5].content.places[0].schedules[0].schedule_link, "https://example.org/termin");
  EXPECT_NE(FindWarning(document, "SCHEDULE_IN_WORDS"), nullptr);
}

TEST(HsdsReaderTest, APartOfAScheduleOfTheWrongTypeIsAnError) {
  for (const char* part : {R"("exdate": "2026-12-28")", R"("rdate": [1])", R"("exceptions": {})",
                           R"("exceptions": [{"from": "2026-12-28"}])", R"("bysetpos": -1)",
                           R"("freq": "HOURLY")", R"("holiday_calendar": "HB")"}) {
    const ImportDocument document = ReadHsds(
        File(std::string(
                 R"(, "schedules": [{"id": "88888888-8888-4888-8888-888888888888", "byday": "MO",
  "opens_at": "14:00", "closes_at": "18:00", )") +
             (std::string(part).find("freq") != std::string::npos ? "" : R"("freq": "WEEKLY", )") +
             part + "}]"),
        {}, kNow);
    EXPECT_TRUE(document.findings.HasErrors()) << part;
  }
}

// --- the official examples ---

ImportDocument ReadExample(const std::string& name) {
  std::ifstream file(test::CasesFolder("catalog/hsds-3.1") + name);
  std::stringstream text;
  text << file.rdbuf();
  return ReadHsds(text.str(), {}, kNow);
}

bool HasLevel(const ImportDocument& document, FindingLevel level) {
  const std::vector<Finding>& errors = document.findings.errors.listed;
  return std::any_of(errors.begin(), errors.end(),
                     [&](const Finding& finding) { return finding.level == level; });
}

TEST(HsdsReaderTest, NoPersonsNameOrAddressIsKeptAsItCame) {
  const ImportDocument document = ReadHsds(File(R"(, "assurer_email": "canary@example.org",
           "own": {"kept": "yes", "contacts": [{"name": "canary"}], "list": [{"assurer_email": "canary"}]})"),
                                           {}, kNow);
  ASSERT_EQ(document.offers.size(), 1u) << Codes(document);
  EXPECT_THAT(document.offers[0].content.raw_json, testing::HasSubstr("kept"));
  EXPECT_THAT(document.offers[0].content.raw_json, testing::Not(testing::HasSubstr("canary")));
  EXPECT_THAT(Codes(document), testing::HasSubstr("CONTACT_NOT_STORED"));
}

// A file whose lists are tables: nothing lies in anything else.
std::string Tables(const std::string& more = "") {
  return R"({
"organizations": [{"id": "11111111-1111-4111-8111-111111111111", "name": "Jugendwerk", "description": "d"}],
"organization_identifiers": [{"id": "a1111111-1111-4111-8111-111111111111", "identifier_type": "VR",
  "identifier": "12", "organization_id": "11111111-1111-4111-8111-111111111111"}],
"locations": [{"id": "22222222-2222-4222-8222-222222222222", "location_type": "physical", "name": "Haus"}],
"addresses": [{"id": "a2222222-2222-4222-8222-222222222222", "address_1": "Am Markt 1", "city": "Bremerhaven",
  "state_province": "HB", "postal_code": "27568", "country": "DE", "address_type": "physical",
  "location_id": "22222222-2222-4222-8222-222222222222"}],
"accessibility": [{"id": "a2222222-2222-4222-8222-222222222223", "description": "stufenlos",
  "location_id": "22222222-2222-4222-8222-222222222222"}],
"services": [{"id": "33333333-3333-4333-8333-333333333333", "name": "Treff", "status": "active",
  "organization_id": "11111111-1111-4111-8111-111111111111", "assured_date": "2022-03-01"}],
"service_at_locations": [{"id": "44444444-4444-4444-8444-444444444444",
  "service_id": "33333333-3333-4333-8333-333333333333", "location_id": "22222222-2222-4222-8222-222222222222"}],
"phones": [{"id": "55555555-5555-4555-8555-555555555555", "number": "0471 123",
  "service_id": "33333333-3333-4333-8333-333333333333"}],
"languages": [{"id": "66666666-6666-4666-8666-666666666666", "code": "ar",
  "service_id": "33333333-3333-4333-8333-333333333333"}],
"cost_options": [{"id": "77777777-7777-4777-8777-777777777777", "amount": "2.5", "currency": "eur",
  "service_id": "33333333-3333-4333-8333-333333333333"}],
"required_documents": [{"id": "77777777-7777-4777-8777-777777777778", "document": "Ausweis",
  "service_id": "33333333-3333-4333-8333-333333333333"}],
"units": [{"id": "88888888-8888-4888-8888-888888888880", "name": "Betten"}],
"service_capacity": [{"id": "88888888-8888-4888-8888-888888888881", "available": "3", "updated": "2022-03-01",
  "unit_id": "88888888-8888-4888-8888-888888888880", "service_id": "33333333-3333-4333-8333-333333333333"}],
"schedules": [{"id": "88888888-8888-4888-8888-888888888888", "freq": "weekly", "byday": "mo", "opens_at": "9:00",
  "closes_at": "20:00:00+01:00", "service_id": "33333333-3333-4333-8333-333333333333"}])" +
         more + "}";
}

TEST(HsdsReaderTest, WhatStandsInListsOfItsOwnIsNotLost) {
  const ImportDocument document = ReadHsds(Tables(), {}, kNow);
  ASSERT_FALSE(document.findings.HasErrors()) << Codes(document);
  ASSERT_EQ(document.offers.size(), 1u);
  const OfferContent& c = document.offers[0].content;
  ASSERT_EQ(c.phones.size(), 1u);
  EXPECT_EQ(c.phones[0].number, "0471 123");
  EXPECT_TRUE(c.Speaks("ar"));
  ASSERT_EQ(c.costs.size(), 1u);
  EXPECT_EQ(c.costs[0].amount_cents, 250);
  EXPECT_EQ(c.costs[0].currency, "EUR");
  EXPECT_THAT(c.raw_json, testing::HasSubstr("Ausweis"));
  ASSERT_EQ(c.places.size(), 1u);
  ASSERT_EQ(c.places[0].capacities.size(), 1u);
  EXPECT_EQ(c.places[0].capacities[0].unit, "Betten");
  EXPECT_EQ(c.places[0].capacities[0].available, 3);
  ASSERT_EQ(c.places[0].schedules.size(), 1u);
  EXPECT_EQ(c.places[0].schedules[0].byday, "MO");
  EXPECT_EQ(c.places[0].schedules[0].opens_at, 9 * 60);
  EXPECT_EQ(c.places[0].schedules[0].closes_at, 20 * 60);
  ASSERT_EQ(document.places.size(), 1u);
  ASSERT_EQ(document.places[0].addresses.size(), 1u);
  EXPECT_EQ(document.places[0].addresses[0].city, "Bremerhaven");
  EXPECT_EQ(document.places[0].accessibility.description, "stufenlos");
  ASSERT_EQ(document.organizations[0].identifiers.size(), 1u);
  EXPECT_EQ(document.organizations[0].identifiers[0].identifier, "12");
  // What was read in the only way it can be is said; nothing else is.
  const std::set<std::string> normalized = {"NUMBER_NORMALIZED", "VALUE_NORMALIZED",
                                            "TIME_NORMALIZED"};
  for (const Finding& one : document.findings.warnings.listed) {
    EXPECT_TRUE(normalized.contains(one.code)) << one.code << " " << one.path;
  }
}

TEST(HsdsReaderTest, WhatReachesNothingIsSaid) {
  const ImportDocument document = ReadHsds(Tables(R"(,
"taxonomy_terms": [{"id": "99999999-9999-4999-8999-999999999999", "name": "x", "description": "x"}],
"phone_books": [1],
"languages.csv": [{"id": "66666666-6666-4666-8666-666666666667", "code": "tr",
  "service_id": "33333333-3333-4333-8333-333333333333", "fluency": "gut"}])"),
                                           {}, kNow);
  ASSERT_FALSE(document.findings.HasErrors()) << Codes(document);
  std::vector<std::string> lost;
  for (const Finding& one : document.findings.warnings.listed) {
    if (one.code == "NOT_TAKEN_OVER") lost.push_back(one.path);
  }
  EXPECT_THAT(lost, testing::UnorderedElementsAre("taxonomy_terms[0]", "phone_books",
                                                  "languages.csv[0].fluency"));
}

TEST(HsdsReaderTest, APathNamesTheFieldOfTheFile) {
  const ImportDocument document = ReadHsds(Tables(R"(,
"cost_options.csv": [{"id": "77777777-7777-4777-8777-777777777779", "amount": 1, "currency": "Taler",
  "service_id": "33333333-3333-4333-8333-333333333333"}])"),
                                           {}, kNow);
  const Finding* finding = FindError(document, "BREAKS_RULE");
  ASSERT_NE(finding, nullptr) << Codes(document);
  EXPECT_EQ(finding->path, "cost_options.csv[0].currency");
}

TEST(HsdsReaderTest, TheStateOfAServiceIsRead) {
  using State = WantedOffer::State;
  const std::pair<const char*, State> all[] = {{"active", State::kPublished},
                                               {"inactive", State::kClosed},
                                               {"temporarily closed", State::kClosed},
                                               {"defunct", State::kEnded}};
  for (const auto& [status, state] : all) {
    std::string file = Tables();
    const std::string active = R"("status": "active")";
    file.replace(file.find(active), active.size(), absl::StrFormat(R"("status": "%s")", status));
    const ImportDocument document = ReadHsds(file, {}, kNow);
    ASSERT_EQ(document.offers.size(), 1u) << Codes(document);
    EXPECT_EQ(document.offers[0].state, state) << status;
  }
}

TEST(HsdsReaderTest, IdsOfASourceBecomeTheSameUuidsEachTime) {
  const std::string file = R"({"organizations": [{"id": "org-1", "name": "a", "description": "d"}],
"services": [{"id": 7, "name": "Treff", "status": "active", "organization_id": "org-1"}]})";
  EXPECT_NE(FindError(ReadHsds(file, {}, kNow), "BAD_UUID"), nullptr);
  const ImportDocument one = ReadHsds(file, {}, kNow, "miami"),
                       again = ReadHsds(file, {}, kNow, "miami");
  ASSERT_FALSE(one.findings.HasErrors()) << Codes(one);
  EXPECT_NE(FindWarning(one, "IDS_MAPPED"), nullptr);
  EXPECT_EQ(one.offers[0].id, again.offers[0].id);
  EXPECT_EQ(one.offers[0].content.organization_id, one.organizations[0].id);
  EXPECT_NE(one.offers[0].id, ReadHsds(file, {}, kNow, "tampa").offers[0].id);
}

TEST(HsdsReaderTest, AFaultBelongsToWhatItIsIn) {
  const ImportDocument document = ReadHsds(R"({
"organizations": [{"id": "11111111-1111-4111-8111-111111111111", "name": "a", "description": "d"},
  {"id": "11111111-1111-4111-8111-111111111112", "name": "b", "description": "d", "email": 7}],
"services": [
  {"id": "33333333-3333-4333-8333-333333333331", "name": "gut", "status": "active",
   "organization_id": "11111111-1111-4111-8111-111111111111"},
  {"id": "33333333-3333-4333-8333-333333333332", "name": "von b", "status": "active",
   "organization_id": "11111111-1111-4111-8111-111111111112"},
  {"id": "33333333-3333-4333-8333-333333333333", "name": "falsch", "status": "active"}],
"phones": [{"id": "55555555-5555-4555-8555-555555555555", "number": 1,
  "service_id": "33333333-3333-4333-8333-333333333333"}]})",
                                           {}, kNow);
  EXPECT_FALSE(document.unreadable);
  EXPECT_THAT(document.broken,
              testing::ElementsAre("offer/33333333-3333-4333-8333-333333333332",
                                   "offer/33333333-3333-4333-8333-333333333333",
                                   "organization/11111111-1111-4111-8111-111111111112"));
}

// What is written is read again as the same.
TEST(HsdsReaderTest, WhatIsWrittenIsReadAgainAsTheSame) {
  const ImportDocument first = ReadHsds(Tables(R"(,
"schedules.csv": [{"id": "88888888-8888-4888-8888-888888888889", "freq": "MONTHLY", "byday": "1MO", "dtstart": "2026-01-01",
  "count": "9", "opens_at": "22:00", "closes_at": "02:00", "iana_timezone": "Europe/Berlin", "exdate": ["2026-02-02"],
  "exceptions": [{"from": "2026-03-01", "to": "2026-03-03", "closed": true, "reason": "Umbau"}],
  "service_at_location_id": "44444444-4444-4444-8444-444444444444"}])"),
                                        {}, kNow);
  ASSERT_FALSE(first.findings.HasErrors()) << Codes(first);
  Register<Organization> organizations;
  Register<Place> places;
  for (const Organization& o : first.organizations) organizations[o.id] = o;
  for (const Place& p : first.places) places[p.id] = p;
  hsds::json services = hsds::json::array();
  for (const WantedOffer& wanted : first.offers) {
    Offer offer;
    offer.id = wanted.id;
    offer.state = OfferState::kPublished;
    offer.content = wanted.content;
    services.push_back(hsds::ServiceOf(offer, organizations, places));
  }
  const ImportDocument again = ReadHsds(hsds::json({{"services", services}}).dump(), {}, kNow);
  ASSERT_FALSE(again.findings.HasErrors()) << Codes(again);
  EXPECT_EQ(again.organizations, first.organizations);
  EXPECT_EQ(again.places, first.places);
  ASSERT_EQ(again.offers.size(), first.offers.size());
  EXPECT_EQ(again.offers[0].state, first.offers[0].state);
  const auto text = [](const WantedOffer& wanted) {
    Offer offer;
    offer.content = wanted.content;
    return ToProto(offer).DebugString();
  };
  EXPECT_EQ(text(again.offers[0]), text(first.offers[0]));
  EXPECT_EQ(again.offers[0].content, first.offers[0].content);
}

// CPU seconds, which do not count what else the machine does.
double SecondsFor(int services) {
  std::string file = R"({"services": [)", places, phones, areas;
  for (int i = 0; i < services; ++i) {
    const auto id = [i](int kind) { return absl::StrFormat("%08d-0000-4000-8000-%012d", kind, i); };
    const char* comma = i > 0 ? "," : "";
    file += absl::StrFormat(R"(%s{"id": "%s", "name": "n", "status": "active"})", comma, id(1));
    places += absl::StrFormat(R"(%s{"id": "%s", "service_id": "%s", "location": {"id": "%s",
      "location_type": "physical", "name": "h"}})",
                              comma, id(2), id(1), id(3));
    phones += absl::StrFormat(R"(%s{"id": "%s", "number": "0471 1", "service_id": "%s"})", comma,
                              id(4), id(1));
    areas += absl::StrFormat(R"(%s{"id": "%s", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00",
      "closes_at": "10:00", "service_at_location_id": "%s"})",
                             comma, id(5), id(2));
  }
  file += R"(], "service_at_locations": [)" + places + R"(], "phones": [)" + phones +
          R"(], "schedules": [)" + areas + "]}";
  const std::clock_t begin = std::clock();
  const ImportDocument document = ReadHsds(file, {}, kNow);
  EXPECT_FALSE(document.findings.HasErrors()) << Codes(document);
  EXPECT_EQ(document.offers.size(), static_cast<size_t>(services));
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(HsdsReaderTest, ReadingIsLinear) {
  const double few = SecondsFor(400), many = SecondsFor(3'200);
  EXPECT_LT(many, 24 * few);  // eight times as much; with the square it was 64 times
}

TEST(HsdsReaderTest, OfficialExamplesHaveTheRightShapeAndSomeSayWhatCannotBe) {
  if (FindError(ReadExample("base.json"), "NOT_JSON") != nullptr) GTEST_SKIP() << "no cases";
  for (const char* name :
       {"base.json", "location.json", "organization_full.json", "organization_list.json",
        "service_at_location_full.json", "service_at_location_list.json", "service_full.json",
        "service_list.json", "taxonomy.json", "taxonomy_list.json", "taxonomy_term.json",
        "taxonomy_term_list.json"}) {
    const ImportDocument document = ReadExample(name);
    EXPECT_FALSE(HasLevel(document, FindingLevel::kSchema)) << name << ": " << Codes(document);
  }
  const ImportDocument location = ReadExample("location.json");
  ASSERT_NE(FindError(location, "COORDINATES_OUT_OF_RANGE"), nullptr);
  EXPECT_EQ(FindError(location, "COORDINATES_OUT_OF_RANGE")->value, "100,101");
  EXPECT_NE(FindError(location, "UNTIL_AND_COUNT"), nullptr);
  EXPECT_EQ(FindError(location, "UNTIL_AND_COUNT")->path, "schedules[0].until");
  EXPECT_GT(FindError(location, "UNTIL_AND_COUNT")->row, 1);

  const ImportDocument organization = ReadExample("organization_full.json");
  ASSERT_NE(FindWarning(organization, "UNKNOWN_REFERENCE"), nullptr) << Codes(organization);
  EXPECT_EQ(FindWarning(organization, "UNKNOWN_REFERENCE")->path, "parent_organization_id");
}

// The files that the demo imports are sound by these rules.
TEST(HsdsReaderTest, TheFilesOfTheDemoAreSound) {
  KnownIds known;
  known.groups = {"youth-14-24", "children-u3", "children-6-13", "seniors-65",
                  "disabled-with-migration"};
  known.needs = {"open-youth-place", "toddler-play", "senior-meeting", "family-meeting",
                 "participation-advice"};
  for (const char* city : {"bremerhaven", "moorsum"}) {
    std::ifstream file(test::SourceTree() + "/deploy/demo/" + city + "/offers.json");
    ASSERT_TRUE(file) << city;
    std::stringstream text;
    text << file.rdbuf();
    const ImportDocument document = ReadHsds(text.str(), known, kNow);
    EXPECT_FALSE(document.findings.HasErrors()) << city << ": " << Codes(document);
    EXPECT_FALSE(document.offers.empty());
    for (const WantedOffer& offer : document.offers)
      EXPECT_TRUE(offer.state == WantedOffer::State::kPublished);
  }
}

}  // namespace
}  // namespace zwk::catalog
