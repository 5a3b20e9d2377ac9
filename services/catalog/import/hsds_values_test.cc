// What fields of a file say, and what is said of those that say nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "catalog/import/hsds_reader.h"

namespace zwk::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Time kNow = *ParseTime("2026-12-01T12:00:00Z");

// Texts with "@7" are files with UUIDs.
std::string Ids(std::string text) {
  for (int i = 0; i < 10; ++i) {
    text = absl::StrReplaceAll(
        text, {{absl::StrCat("@", i),
                absl::StrCat(i, i, i, i, i, i, i, i, "-0000-4000-8000-", "000000000000")}});
  }
  return text;
}

// A service at one place, with something more said of it; `more` begins with a comma or is empty.
std::string File(const std::string& service, const std::string& at = "",
                 const std::string& place = "", const std::string& organization = "",
                 const std::string& lists = "") {
  return Ids(absl::StrCat(R"({
"organizations": [{"id": "@1", "name": "Jugendwerk", "description": "d")",
                          organization, R"(}],
"locations": [{"id": "@2", "location_type": "physical", "name": "Haus")",
                          place, R"(}],
"services": [{"id": "@3", "name": "Treff", "status": "active", "organization_id": "@1",
  "assured_date": "2026-03-01")",
                          service, R"(}],
"service_at_locations": [{"id": "@4", "service_id": "@3", "location_id": "@2")",
                          at, "}]", lists, "}"));
}

// "CODE path" of each finding, errors first.
std::vector<std::string> Said(const ImportDocument& document) {
  std::vector<std::string> said;
  for (const auto* list : {&document.findings.errors, &document.findings.warnings}) {
    for (const Finding& f : list->listed) said.push_back(f.code + " " + f.path);
  }
  return said;
}
std::string SaidOf(const std::string& file, const KnownIds& known = {}) {
  return absl::StrJoin(Said(ReadHsds(file, known, kNow)), "; ");
}

OfferContent ContentOf(const std::string& service, const KnownIds& known = {}) {
  const ImportDocument document = ReadHsds(File(service), known, kNow);
  EXPECT_EQ(document.findings.errors.total, 0) << testing::PrintToString(Said(document));
  return document.offers.at(0).content;
}

TEST(HsdsValuesTest, ASoundFileSaysNothing) { EXPECT_EQ(SaidOf(File("")), ""); }

TEST(HsdsValuesTest, AServiceIsSaidToBeWrongWhereItIs) {
  const std::pair<const char*, const char*> all[] = {
      // Ages.
      {R"(, "minimum_age": -1)", "AGE_OUT_OF_RANGE services[0].minimum_age"},
      {R"(, "minimum_age": 121)", "AGE_OUT_OF_RANGE services[0].minimum_age"},
      {R"(, "maximum_age": -1)", "AGE_OUT_OF_RANGE services[0].maximum_age"},
      {R"(, "minimum_age": 0, "maximum_age": 120)", ""},
      {R"(, "minimum_age": 120)", ""},
      {R"(, "maximum_age": 0)", ""},
      {R"(, "maximum_age": 120.5)", "NO_MAXIMUM_AGE services[0].maximum_age"},
      {R"(, "minimum_age": 12, "maximum_age": 12)", ""},
      {R"(, "minimum_age": 13, "maximum_age": 12)", "AGE_ORDER services[0].minimum_age"},
      // Costs.
      {R"(, "cost_options": [{"id": "@5", "amount": 0}])", ""},
      {R"(, "cost_options": [{"id": "@5", "amount": 1e9}])", ""},
      {R"(, "cost_options": [{"id": "@5", "amount": 1000000001}])",
       "BAD_AMOUNT services[0].cost_options[0].amount"},
      {R"(, "cost_options": [{"id": "@5", "amount": -0.01}])",
       "BAD_AMOUNT services[0].cost_options[0].amount"},
      {R"(, "cost_options": [{"id": "@5", "amount": "12,50"}])",
       "NUMBER_NORMALIZED services[0].cost_options[0].amount"},
      {R"(, "cost_options": [{"id": "@5", "amount": "1,250"}])",
       "WRONG_TYPE services[0].cost_options[0].amount; COST_WITHOUT_AMOUNT "
       "services[0].cost_options[0]"},
      {R"(, "cost_options": [{"id": "@5", "amount": "12,5,0"}])",
       "WRONG_TYPE services[0].cost_options[0].amount; COST_WITHOUT_AMOUNT "
       "services[0].cost_options[0]"},
      {R"(, "cost_options": [{"id": "@5", "amount": "12,"}])",
       "WRONG_TYPE services[0].cost_options[0].amount; COST_WITHOUT_AMOUNT "
       "services[0].cost_options[0]"},
      {R"(, "cost_options": [{"id": "@5", "amount": "12.34,50"}])",
       "WRONG_TYPE services[0].cost_options[0].amount; COST_WITHOUT_AMOUNT "
       "services[0].cost_options[0]"},
      {R"(, "cost_options": [{"id": "@5", "option": "Abend"}])",
       "COST_WITHOUT_AMOUNT services[0].cost_options[0]"},
      {R"(, "cost_options": [{"id": "@5", "amount": 1, "valid_from": "2026"}])",
       "BAD_DATE services[0].cost_options[0].valid_from"},
      {R"(, "cost_options": [{"id": "@5", "amount": 1, "valid_to": "1/2/2026"}])",
       "AMBIGUOUS_DATE services[0].cost_options[0].valid_to"},
      {R"(, "cost_options": [{"id": "@5", "amount": 1, "rebate": "viel"}])",
       "NOT_TAKEN_OVER services[0].cost_options[0].rebate"},
      {R"(, "cost_options": [{"id": "@5", "amount": 1, "currency": "Taler"}])",
       "BREAKS_RULE services[0].cost_options[0].currency"},
      // Languages.
      {R"(, "languages": [{"id": "@5", "name": "Arabisch"}])",
       "LANGUAGE_WITHOUT_CODE services[0].languages[0]"},
      {R"(, "languages": [{"id": "@5", "code": "ar", "level": "C1"}])",
       "NOT_TAKEN_OVER services[0].languages[0].level"},
      {R"(, "language": "Deutsch!")",
       "BAD_LANGUAGE services[0].language; BREAKS_RULE services[0].language"},
      {R"(, "translations": [{"name": "Meeting"}])",
       "BAD_LANGUAGE services[0].translations[0].language"},
      {R"(, "translations": [{"language": "en", "name": "<b>Meeting</b>"}])",
       "MARKUP_REMOVED services[0].translations[0].name"},
      {R"(, "translations": [{"language": "en"}])", "BREAKS_RULE services[0].translations[0].name"},
      {R"(, "language_mediation": [{"language": "ar"}])",
       "UNKNOWN_VALUE services[0].language_mediation[0].mode"},
      {R"(, "language_mediation": [{"mode": "video"}])",
       "BAD_LANGUAGE services[0].language_mediation[0].language"},
      {R"(, "language_mediation": [{"mode": "video", "language": "ar", "notice_hours": 0.5}])",
       "BAD_NUMBER services[0].language_mediation[0].notice_hours"},
      {R"(, "language_mediation": [{"mode": "video", "language": "ar", "notice_hours": -1}])",
       "BREAKS_RULE services[0].language_mediation[0].notice_hours"},
      // For whom.
      {R"(, "targeting": [{"target_group": "youth"}])",
       "UNKNOWN_VALUE services[0].targeting[0].modality"},
      {R"(, "targeting": [{"modality": "open_to", "target_group": "old"}])",
       "UNKNOWN_REFERENCE services[0].targeting[0].target_group"},
      {R"(, "targeting": [{"modality": "open_to", "target_group": "youth"}], "needs": ["play"])",
       ""},
      {R"(, "needs": ["play", "sleep"])", "UNKNOWN_REFERENCE services[0].needs[1]"},
      {R"(, "targeting": [{"modality": "open_to", "predicate": {"sexes": ["female", "x"]}}])",
       "UNKNOWN_VALUE services[0].targeting[0].predicate.sexes[1]"},
      {R"(, "targeting": [{"modality": "open_to", "predicate": {"families": [1]}}])",
       "UNKNOWN_VALUE services[0].targeting[0].predicate.families[0]"},
      {R"(, "targeting": [{"modality": "open_to", "predicate": {"age_from": 3, "age_to": 3}}])",
       "BREAKS_RULE services[0].targeting[0].predicate.age.to"},
      {R"(, "threshold": {"registration": "maybe"})",
       "UNKNOWN_VALUE services[0].threshold.registration"},
      // Numbers to call.
      {R"(, "phones": [{"id": "@5", "number": "0471 1", "extension": 1000000000}])", ""},
      {R"(, "phones": [{"id": "@5", "number": "0471 1", "extension": 1000000001}])",
       "BAD_NUMBER services[0].phones[0].extension"},
      {R"(, "phones": [{"id": "@5", "number": "0471 1", "extension": -1000000001}])",
       "BAD_NUMBER services[0].phones[0].extension"},
      {R"(, "phones": [{"id": "@5", "number": "0471 1", "extension": 1.5}])",
       "BAD_NUMBER services[0].phones[0].extension"},
      {R"(, "phones": [{"id": "@5", "number": "0471 1", "hours": "9-12"}])",
       "NOT_TAKEN_OVER services[0].phones[0].hours"},
      // Links.
      {R"(, "url": "  https://example.org/ ")", ""},
      {R"(, "url": "example.org")", "URL_LEFT_OUT services[0].url"},
      {R"(, "email": "treff(at)example.org")", "EMAIL_LEFT_OUT services[0].email"},
      // Areas and capacities.
      {R"(, "service_areas": [{"id": "@5", "name": "Ost", "extent": "POLYGON"}])",
       "NOT_TAKEN_OVER services[0].service_areas[0].extent"},
      {R"(, "capacities": [{"id": "@5", "available": 10, "maximum": 10}])", ""},
      {R"(, "capacities": [{"id": "@5", "available": 11, "maximum": 10}])",
       "AVAILABLE_ABOVE_MAXIMUM services[0].capacities[0].available"},
      {R"(, "capacities": [{"id": "@5", "source": "guessed"}])",
       "UNKNOWN_VALUE services[0].capacities[0].source"},
      {R"(, "capacities": [{"id": "@5", "updated": "heute"}])",
       "BAD_DATE services[0].capacities[0].updated"},
      {R"(, "capacities": [{"id": "@5", "unit_id": "@9"}])",
       "UNKNOWN_REFERENCE services[0].capacities[0].unit_id"},
      // What has the wrong shape.
      {R"(, "phones": 7)", "WRONG_TYPE services[0].phones"},
      {R"(, "phones": [7])", "WRONG_TYPE services[0].phones[0]"},
      {R"(, "phones": null, "minimum_age": null)", ""},
      {R"(, "phones": [{"id": "@5"}])", "MISSING_FIELD services[0].phones[0].number"},
      {R"(, "phones": [{"id": "@5", "number": null}])",
       "MISSING_FIELD services[0].phones[0].number"},
      {R"(, "organization": 7)", "WRONG_TYPE services[0].organization"},
      {R"(, "description": 7)", "WRONG_TYPE services[0].description"},
      {R"(, "minimum_age": "abc")", "WRONG_TYPE services[0].minimum_age"},
      {R"(, "minimum_age": "inf")", "WRONG_TYPE services[0].minimum_age"},
      {R"(, "minimum_age": "12")", "NUMBER_NORMALIZED services[0].minimum_age"},
      {R"(, "minimum_age": "")", ""},
      {R"(, "program_id": "@9")", "UNKNOWN_REFERENCE services[0].program_id"},
      {R"(, "contacts": [{"id": "@5", "name": "Ada"}])",
       "CONTACT_NOT_STORED services[0].contacts[0]"},
  };
  const KnownIds known = {.groups = {"youth"}, .needs = {"play"}};
  for (const auto& [service, said] : all) EXPECT_EQ(SaidOf(File(service), known), said) << service;
}

TEST(HsdsValuesTest, AnActiveServiceThatLacksSomethingStaysADraft) {
  const std::string lists[] = {
      R"("services": [{"id": "@3", "name": "Treff", "status": "active", "organization_id": "@1"}])",
      R"("services": [{"id": "@3", "name": "Treff", "status": "active", "assured_date": "2026-01-01"}])"};
  const std::string around = R"({"organizations": [{"id": "@1", "name": "o", "description": "d"}],
"locations": [{"id": "@2", "location_type": "physical", "name": "Haus"}],
"service_at_locations": [{"id": "@4", "service_id": "@3", "location_id": "@2"}], )";
  for (const std::string& list : lists) {
    const ImportDocument document = ReadHsds(Ids(around + list + "}"), {}, kNow);
    EXPECT_THAT(Said(document), ElementsAre("STAYS_DRAFT services[0]"));
    EXPECT_EQ(document.offers.at(0).state, WantedOffer::State::kDraft);
  }
  const std::string nowhere = R"({"organizations": [{"id": "@1", "name": "o", "description": "d"}],
"services": [{"id": "@3", "name": "Treff", "status": "STATUS", "organization_id": "@1",
  "assured_date": "2026-01-01" AREAS}]})";
  const auto said = [&](const char* status, const char* areas) {
    return SaidOf(Ids(absl::StrReplaceAll(nowhere, {{"STATUS", status}, {"AREAS", areas}})));
  };
  EXPECT_EQ(said("active", ""), "STAYS_DRAFT services[0]");
  EXPECT_EQ(said("active", R"(, "service_areas": [{"id": "@5", "name": "Stadt"}])"), "");
  EXPECT_EQ(said("inactive", ""), "");
  EXPECT_EQ(said("defunct", ""), "");
}

TEST(HsdsValuesTest, AgesAreHalfOpen) {
  const auto age = [](const char* said) {
    const OfferContent content = ContentOf(said);
    return content.targeting.empty() ? AgeRange{-1, -1}
                                     : std::get<TargetPredicate>(content.targeting.at(0).group).age;
  };
  EXPECT_EQ(age(R"(, "minimum_age": 12)"), (AgeRange{12}));
  EXPECT_EQ(age(R"(, "maximum_age": 17)"), (AgeRange{0, 18}));
  EXPECT_EQ(age(R"(, "maximum_age": 17.5)"), (AgeRange{0, 18}));
  EXPECT_EQ(age(R"(, "minimum_age": 60, "maximum_age": 999)"), (AgeRange{60}));
  EXPECT_EQ(age(R"(, "maximum_age": 999)"), (AgeRange{-1, -1})) << "nothing is said";
  EXPECT_EQ(
      age(R"(, "minimum_age": 12, "targeting": [{"modality": "open_to", "predicate": {"age_from": 3}}])"),
      (AgeRange{3}))
      << "whoever says more says it all";
}

TEST(HsdsValuesTest, AmountsAreRoundedToCents) {
  const OfferContent content = ContentOf(R"(, "cost_options": [{"id": "@5", "amount": 0.29},
    {"id": "@6", "amount": 2.5}, {"id": "@7", "amount": 0.004}, {"id": "@8", "amount": 0.006}])");
  std::vector<int64_t> cents;
  for (const CostOption& cost : content.costs) cents.push_back(cost.amount_cents);
  EXPECT_THAT(cents, ElementsAre(29, 250, 0, 1));
}

TEST(HsdsValuesTest, ANumberIsReadAsGermansWriteIt) {
  const OfferContent content = ContentOf(R"(, "cost_options": [{"id": "@5", "amount": "12,50"},
    {"id": "@6", "amount": " 0,5 "}, {"id": "@7", "amount": "1.234,56"}, {"id": "@8", "amount": "12.345.678,1"}])");
  std::vector<int64_t> cents;
  for (const CostOption& cost : content.costs) cents.push_back(cost.amount_cents);
  EXPECT_THAT(cents, ElementsAre(1250, 50, 123456, 1234567810));
}

TEST(HsdsValuesTest, ACurrencyIsReadInTheOneWayItCanBe) {
  for (const char* word : {"eur", "Euro", "EUROS", "€", " EUR "}) {
    const ImportDocument document =
        ReadHsds(File(absl::StrCat(R"(, "cost_options": [{"id": "@5", "amount": 1, "currency": ")",
                                   word, "\"}]")),
                 {}, kNow);
    EXPECT_EQ(document.offers.at(0).content.costs.at(0).currency, "EUR") << word;
    EXPECT_EQ(document.findings.warnings.total, std::string(word) == " EUR " ? 0 : 1) << word;
  }
}

TEST(HsdsValuesTest, ALanguageIsReadInTheOneWayItCanBe) {
  const std::pair<const char*, const char*> all[] = {{"DE", "de"},
                                                     {"pt_BR", "pt-BR"},
                                                     {"de_DE.UTF-8", "de-DE"},
                                                     {"ar", "ar"},
                                                     {"zh-Hant", "zh-Hant"}};
  for (const auto& [code, tag] : all) {
    const OfferContent content =
        ContentOf(absl::StrCat(R"(, "languages": [{"id": "@5", "code": ")", code, "\"}]"));
    EXPECT_EQ(content.languages.at(0).code, tag);
  }
  EXPECT_EQ(ContentOf(R"(, "language": "EN")").texts.language, "en");
  EXPECT_EQ(ContentOf("").texts.language, "de");
}

TEST(HsdsValuesTest, ATimeIsReadInTheOneWayItCanBe) {
  const auto read = [](const std::string& time) -> std::string {
    const ImportDocument document = ReadHsds(
        File(absl::StrCat(
            R"(, "schedules": [{"id": "@8", "freq": "DAILY", "opens_at": "00:01", "closes_at": ")",
            time, "\"}]")),
        {}, kNow);
    if (document.findings.HasErrors()) return Said(document).at(0);
    std::string normalized;
    for (const Finding& f : document.findings.warnings.listed) {
      if (f.code == "TIME_NORMALIZED") normalized = " " + f.message;
    }
    const auto& schedules = document.offers.at(0).content.places.at(0).schedules;
    return FormatTimeOfDay(schedules.at(0).closes_at) + normalized;
  };
  const std::string bad = "BAD_TIME services[0].schedules[0].closes_at";
  const std::pair<const char*, std::string> all[] = {
      {"14:00", "14:00"},
      {"14:00:59", "14:00"},
      {"24:00", "24:00"},
      {"3pm", "15:00 read as 15:00"},
      {"3 p.m.", "15:00 read as 15:00"},
      {"3:30 PM", "15:30 read as 15:30"},
      {"12am", "00:00 read as 00:00"},
      {"12pm", "12:00 read as 12:00"},
      {"12:59 am", "00:59 read as 00:59"},
      {"1am", "01:00 read as 01:00"},
      {"11:59pm", "23:59 read as 23:59"},
      {"9:00", "09:00 read as 09:00"},
      {"0:00", "00:00 read as 00:00"},
      {"9:59", "09:59 read as 09:59"},
      {"20:00:00+01:00", "20:00 read as 20:00"},
      {"8:30Z", "08:30 read as 08:30"},
      {"08:30-05:00", "08:30 read as 08:30"},
      {"0pm", bad},
      {"13pm", bad},
      {"9", bad},
      {"9:5", bad},
      {"9:60", bad},
      {"9:00:60", bad},
      {"9:00:00:00", bad},
      {"123:00", bad},
      {"24:01", bad},
      {"25:00", bad},
      {":30", bad},
      {"noon", bad},
      {"pm", bad},
  };
  for (const auto& [text, time] : all) EXPECT_EQ(read(text), time) << text;
}

TEST(HsdsValuesTest, ADateMayComeWithATime) {
  EXPECT_EQ(ContentOf(R"(, "capacities": [{"id": "@5", "updated": "2026-03-01T10:00:00+02:00"}])")
                .places.at(0)
                .capacities.at(0)
                .measured_at,
            "2026-03-01");
}

TEST(HsdsValuesTest, ASwitchIsOneAsAWordToo) {
  const auto free = [](const char* value) {
    return ContentOf(absl::StrCat(R"(, "consumption_free": )", value)).consumption_free;
  };
  EXPECT_EQ(free("true"), true);
  EXPECT_EQ(free("false"), false);
  EXPECT_EQ(free("\"true\""), true);
  EXPECT_EQ(free("\"false\""), false);
  EXPECT_EQ(free("\"yes\""), std::nullopt);
  EXPECT_EQ(free("null"), std::nullopt);
}

// --- schedules ---

constexpr char kHours[] = R"("opens_at": "10:00", "closes_at": "11:00", )";

TEST(HsdsValuesTest, AScheduleIsSaidToBeWrongWhereItIs) {
  struct Case {
    const char* more;
    const char* said;
  };
  const std::string at = "services[0].schedules[0]";
  const std::pair<const char*, std::string> all[] = {
      {R"("freq": "DAILY")", ""},
      {R"("byday": "mo,We")", "VALUE_NORMALIZED @.byday; FREQ_ASSUMED @.freq"},
      {R"("byday": "MO")", "FREQ_ASSUMED @.freq"},
      {R"("freq": "weekly", "byday": "MO")", "VALUE_NORMALIZED @.freq"},
      {R"("freq": "MONTHLY", "bymonthday": "1", "byweekno": "20")", "BYWEEKNO_IGNORED @.byweekno"},
      {R"("freq": "YEARLY", "byday": "MO", "byweekno": "20")", ""},
      {R"("freq": "MONTHLY", "byday": "MO", "byyearday": "20")", "BAD_RULE @.byyearday"},
      {R"("freq": "DAILY", "count": 2, "dtstart": "2026-01-01", "until": "2026-02-01")",
       "UNTIL_AND_COUNT @.until"},
      {R"("freq": "DAILY", "interval": 2)", "BREAKS_RULE @.dtstart"},
      {R"("freq": "DAILY", "interval": 1.5)", "BAD_NUMBER @.interval"},
      {R"("freq": "DAILY", "exdate": ["2026-01-01", 7])", "BAD_DATE @.exdate[1]"},
      {R"("freq": "DAILY", "rdate": {})", "WRONG_TYPE @.rdate"},
      {R"("freq": "DAILY", "exceptions": [{"from": "2026-01-01", "to": "heute"}])",
       "BAD_DATE @.exceptions[0].to"},
      {R"("freq": "DAILY", "exceptions": [{"from": "2026-01-02", "to": "2026-01-01", "closed": true}])",
       "BREAKS_RULE @.exceptions[0].to"},
      {R"("freq": "DAILY", "exceptions": [{"from": "2026-01-02", "to": "2026-01-03", "opens_at": "x"}])",
       "BAD_TIME @.exceptions[0].opens_at"},
      {R"("freq": "DAILY", "timezone": 1)", ""},
      {R"("freq": "DAILY", "timezone": 2)", ""},
      {R"("freq": "DAILY", "timezone": 3)", "TIMEZONE_IGNORED @.timezone"},
      {R"("freq": "DAILY", "timezone": 3, "iana_timezone": "Europe/Moscow")", ""},
      {R"("freq": "DAILY", "iana_timezone": "Moskau")", "BREAKS_RULE @.timezone"},
      {R"("freq": "DAILY", "attending_type": "in person")",
       "ATTENDING_TYPE_IGNORED @.attending_type"},
      {R"("freq": "DAILY", "schedule_link": "example.org")", "URL_LEFT_OUT @.schedule_link"},
      {R"("freq": "DAILY", "holiday_calendar": "HB")", "BREAKS_RULE @.holiday_calendar"},
      {R"("freq": "DAILY", "season": "Sommer")", "NOT_TAKEN_OVER @.season"},
      {R"("freq": "YEARLY", "bymonth": "2", "bymonthday": "30")", "BREAKS_RULE @.freq"},
      {R"("description": "Nach Aushang")", "SCHEDULE_IN_WORDS @"},
      {R"("by_appointment": true)", "SCHEDULE_IN_WORDS @"},
      {R"("wkst": "MO")", "SCHEDULE_WITHOUT_HOURS @"},
  };
  for (const auto& [more, said] : all) {
    EXPECT_EQ(SaidOf(File(absl::StrCat(R"(, "schedules": [{"id": "@8", )", kHours, more, "}]"))),
              absl::StrReplaceAll(said, {{"@", at}}))
        << more;
  }
}

TEST(HsdsValuesTest, ANightGoesOnIntoTheNextDay) {
  const auto said = [](const char* opens, const char* closes) {
    return SaidOf(
        File(absl::StrCat(R"(, "schedules": [{"id": "@8", "freq": "DAILY", "opens_at": ")", opens,
                          R"(", "closes_at": ")", closes, "\"}]")));
  };
  EXPECT_EQ(said("22:00", "02:00"), "OVERNIGHT services[0].schedules[0].closes_at");
  EXPECT_EQ(said("00:00", "00:00"), "");
  EXPECT_EQ(said("02:00", "22:00"), "");
}

TEST(HsdsValuesTest, WordsStandWhereDaysOrHoursAreMissing) {
  const auto schedule = [](const char* said) {
    return ContentOf(absl::StrCat(R"(, "schedules": [{"id": "@8", )", said, "}]"))
        .places.at(0)
        .schedules;
  };
  const auto half = schedule(
      R"("freq": "DAILY", "opens_at": "10:00", "exdate": ["2026-01-01"], "notes": "klingeln",
    "exceptions": [{"from": "2026-01-01", "to": "2026-01-02", "closed": true}], "description": "hinten")");
  ASSERT_EQ(half.size(), 1u);
  Schedule words;
  words.description = "hinten\nklingeln";
  EXPECT_EQ(half[0], words) << "half a time is none";
  EXPECT_EQ(
      schedule(R"("freq": "DAILY", "closes_at": "10:00", "notes": "klingeln")").at(0).description,
      "klingeln");
  EXPECT_THAT(schedule(R"("freq": "DAILY")"), IsEmpty());
  const auto appointment = schedule(R"("freq": "DAILY", "by_appointment": true)");
  ASSERT_EQ(appointment.size(), 1u);
  EXPECT_EQ(appointment[0].freq, Frequency::kDaily) << "an appointment needs no hours";
  EXPECT_EQ(schedule(R"("rdate": ["2026-12-24"], "opens_at": "10:00", "closes_at": "11:00")")
                .at(0)
                .rdate.size(),
            1u)
      << "a date is a day";
}

TEST(HsdsValuesTest, RulesThatMeanNoDayAreLookedAtFiveTimes) {
  std::string file = R"(, "schedules": [)";
  for (int i = 0; i < 7; ++i) {
    absl::StrAppend(&file, i > 0 ? "," : "", R"({"id": "8000000)", i,
                    R"(-0000-4000-8000-000000000000", )", kHours,
                    R"("freq": "YEARLY", "bymonth": "2", "bymonthday": "30"})");
  }
  const ImportDocument document = ReadHsds(File(file + "]"), {}, kNow);
  EXPECT_EQ(document.findings.errors.counts.at("BREAKS_RULE"), 5);
  EXPECT_EQ(document.findings.errors.counts.at("BAD_RULE"), 2);
}

TEST(HsdsValuesTest, APlaceHasItsOwnHoursElseThoseOfTheServiceElseThoseOfTheHouse) {
  const auto schedule = [](const char* id, const char* owner, const char* byday) {
    return absl::StrCat(R"({"id": ")", id, R"(", )", kHours, R"("freq": "WEEKLY", "byday": ")",
                        byday, R"(", )", owner, "}");
  };
  const std::string of_house = schedule("@5", R"("location_id": "@2")", "FR"),
                    of_service = schedule("@6", R"("service_id": "@3")", "TU"),
                    of_place = schedule(
                        "@7", R"("service_id": "@3", "service_at_location_id": "@4")", "MO");
  const auto days = [&](const std::string& schedules, const std::string& said) {
    const ImportDocument document =
        ReadHsds(File("", "", "", "", R"(, "schedules": [)" + schedules + "]"), {}, kNow);
    EXPECT_EQ(absl::StrJoin(Said(document), "; "), said);
    std::vector<std::string> days;
    for (const Schedule& one : document.offers.at(0).content.places.at(0).schedules) {
      days.push_back(one.byday);
    }
    return days;
  };
  EXPECT_THAT(days(of_house, ""), ElementsAre("FR"));
  EXPECT_THAT(days(of_house + "," + of_service, "NOT_TAKEN_OVER schedules[0]"), ElementsAre("TU"));
  EXPECT_THAT(days(of_house + "," + of_service + "," + of_place,
                   "NOT_TAKEN_OVER schedules[0]; NOT_TAKEN_OVER schedules[1]"),
              ElementsAre("MO"));
}

TEST(HsdsValuesTest, HoursThatStandAtNoPlaceAreSaid) {
  const std::string hours = absl::StrCat("[{", kHours, R"("freq": "DAILY", "id": )");
  const std::string own = absl::StrCat(R"(, "schedules": )", hours, R"("@7"}])");
  EXPECT_EQ(SaidOf(File(absl::StrCat(R"(, "schedules": )", hours, R"("@6"}])"), own)),
            "NOT_TAKEN_OVER services[0].schedules[0]");
  EXPECT_EQ(SaidOf(File("", own, absl::StrCat(R"(, "schedules": )", hours, R"("@6"}])"))),
            "NOT_TAKEN_OVER locations[0].schedules[0]");
  EXPECT_EQ(SaidOf(File("", own)), "");
  EXPECT_EQ(SaidOf(Ids(
                absl::StrCat(R"({"id": "@3", "name": "Treff", "status": "inactive", "schedules": )",
                             hours, R"("@6"}]})"))),
            "NOT_TAKEN_OVER schedules[0]")
      << "a service that is nowhere";
  // At one of its places they stand.
  EXPECT_EQ(SaidOf(Ids(absl::StrCat(
                R"({"id": "@3", "name": "Treff", "status": "inactive", "schedules": )", hours,
                R"("@6"}], "service_at_locations": [
    {"id": "@4", "location": {"id": "@2", "location_type": "physical", "name": "Haus"})",
                own, R"(},
    {"id": "@5", "location": {"id": "@2", "location_type": "physical", "name": "Haus"}}]})"))),
            "");
}

TEST(HsdsValuesTest, UnitsAndMetadataThatReachNothingAreSaid) {
  EXPECT_EQ(SaidOf(File("", "", "", "", R"(, "units": [{"id": "@5", "name": "Betten"}])")),
            "NOT_TAKEN_OVER units[0]");
  EXPECT_EQ(SaidOf(File(R"(, "capacities": [{"id": "@6", "maximum": 5, "unit_id": "@5"}])", "", "",
                        "", R"(, "units": [{"id": "@5", "name": "Betten", "scheme": "DIN"}])")),
            "NOT_TAKEN_OVER units[0].scheme");
  EXPECT_EQ(SaidOf(File(R"(, "metadata": [{"id": "@6"}])", "", "", "",
                        R"(, "metadata": [{"id": "@5", "resource_id": "@3", "updated_by": "x"}])")),
            "METADATA_NOT_STORED metadata[0]")
      << "told once";
}

// --- capacities ---

TEST(HsdsValuesTest, ACapacityOfAServiceIsDividedAmongItsPlaces) {
  const std::string two =
      R"(, "service_at_locations": [{"id": "@4", "location": {"id": "@2", "location_type": "physical",
    "name": "Haus"}}, {"id": "@5", "location": {"id": "@2", "location_type": "physical", "name": "Haus"}}],
    "capacities": [{"id": "@6", "available": 3, "maximum": 5, "unit": {"id": "@9", "name": "Betten"}},
                   {"id": "@7", "maximum": 8, "service_at_location_id": "@5", "age_from": 3, "age_to": 6},
                   {"id": "@8", "available": 4, "age_from": 3}])";
  const ImportDocument document =
      ReadHsds(Ids(absl::StrCat(R"({"id": "@3", "name": "Treff", "status": "inactive")", two, "}")),
               {}, kNow);
  EXPECT_THAT(Said(document),
              ElementsAre("CAPACITY_DIVIDED capacities[0]", "CAPACITY_DIVIDED capacities[2]"));
  const auto& places = document.offers.at(0).content.places;
  ASSERT_EQ(places.size(), 2u);
  const auto show = [](const OfferAtPlace& at) {
    std::vector<std::string> all;
    for (const Capacity& c : at.capacities) {
      all.push_back(absl::StrCat(c.unit, " ", c.available.value_or(-1), "/", c.maximum.value_or(-1),
                                 " ", c.age ? absl::StrCat(c.age->from, "-", c.age->to) : "all"));
    }
    return all;
  };
  EXPECT_THAT(show(places[0]), ElementsAre("Betten 1.5/2.5 all", "places 2/-1 3-inf"));
  EXPECT_THAT(show(places[1]),
              ElementsAre("Betten 1.5/2.5 all", "places 2/-1 3-inf", "places -1/8 3-6"));
}

TEST(HsdsValuesTest, ACapacityOfAServiceThatIsNowhereIsNotTakenOver) {
  EXPECT_EQ(SaidOf(Ids(R"({"id": "@3", "name": "Treff", "status": "inactive",
    "capacities": [{"id": "@6", "maximum": 5}]})")),
            "NOT_TAKEN_OVER capacities[0]");
}

// --- places and organizations ---

TEST(HsdsValuesTest, APlaceIsSaidToBeWrongWhereItIs) {
  const std::pair<const char*, const char*> all[] = {
      {R"(, "latitude": 53.5, "longitude": 8.5)", ""},
      {R"(, "latitude": 53.5)", "COORDINATES_INCOMPLETE locations[0].longitude"},
      {R"(, "longitude": 8.5)", "COORDINATES_INCOMPLETE locations[0].latitude"},
      {R"(, "latitude": 0, "longitude": 0)", "COORDINATES_OUT_OF_RANGE locations[0].latitude"},
      {R"(, "latitude": 91, "longitude": 0)", "COORDINATES_OUT_OF_RANGE locations[0].latitude"},
      {R"(, "supply_points": [{"kind": "doctor", "opened": "2026-01-01"}])", ""},
      {R"(, "supply_points": [{"kind": "doctor"}, {"opened": "2026-01-01"}])",
       "UNKNOWN_VALUE locations[0].supply_points[1].kind"},
      {R"(, "supply_points": [{"kind": "doctor", "closed": "bald"}])",
       "BAD_DATE locations[0].supply_points[0].closed"},
      {R"(, "url": "example.org")", "URL_LEFT_OUT locations[0].url"},
      {R"(, "accessibility": [{"id": "@5", "url": "example.org"}])",
       "URL_LEFT_OUT locations[0].accessibility[0].url"},
      {R"(, "accessibility": [{"id": "@5", "details": "Rampe", "width": "90"}])",
       "NOT_TAKEN_OVER locations[0].accessibility[0].width"},
      {R"(, "addresses": [{"id": "@5", "address_1": "a", "city": "b", "state_province": "HB", "postal_code": "1",
           "country": "Germany", "address_type": "physical"}])",
       "BREAKS_RULE locations[0].addresses[0].country"},
      {R"(, "addresses": [{"id": "@5", "address_1": "a", "city": "b", "state_province": "HB", "postal_code": "1",
           "country": "DE", "address_type": "physical", "floor": "2"}])",
       "NOT_TAKEN_OVER locations[0].addresses[0].floor"},
      {R"(, "organization_id": "@9")", "UNKNOWN_REFERENCE locations[0].organization_id"},
  };
  for (const auto& [place, said] : all) EXPECT_EQ(SaidOf(File("", "", place)), said) << place;
}

TEST(HsdsValuesTest, APlaceIsReadAsItSays) {
  const auto place = [](const std::string& said) {
    return ReadHsds(Ids(R"({"id": "@2", "location_type": )" + said + "}"), {}, kNow).places.at(0);
  };
  EXPECT_EQ(place(R"("virtual", "name": "Netz")").type, LocationType::kVirtual);
  EXPECT_EQ(place(R"("postal", "name": "Fach")").type, LocationType::kPostal);
  EXPECT_EQ(place(R"("physical", "name": "Haus")").type, LocationType::kPhysical);
  EXPECT_EQ(place(R"("physical", "alternate_name": "Altes Haus")").name, "Altes Haus")
      << "it must be called something";
  EXPECT_FALSE(place(R"("physical", "name": "Haus")").confidential);
  EXPECT_TRUE(place(R"("physical", "name": "Haus", "confidential": true)").confidential);
  const Accessibility several = place(R"("physical", "name": "Haus", "accessibility": [
    {"id": "@5", "description": "stufenlos", "url": "https://example.org/a"},
    {"id": "@6", "description": "mit Rampe", "details": "6 %", "url": "https://example.org/b"}])")
                                    .accessibility;
  EXPECT_EQ(several.description, "stufenlos\nmit Rampe");
  EXPECT_EQ(several.url, "https://example.org/a");
  EXPECT_EQ(several.details, "6 %\nhttps://example.org/b") << "a place has one";
}

TEST(HsdsValuesTest, AnOrganizationIsSaidToBeWrongWhereItIs) {
  const std::pair<const char*, const char*> all[] = {
      {R"(, "year_incorporated": 1920)", ""},
      {R"(, "year_incorporated": 19.5)", "BAD_NUMBER organizations[0].year_incorporated"},
      {R"(, "year_incorporated": 799)", "BREAKS_RULE organizations[0].year_incorporated"},
      {R"(, "email": "nobody")", "EMAIL_LEFT_OUT organizations[0].email"},
      {R"(, "website": "example.org")", "URL_LEFT_OUT organizations[0].website"},
      {R"(, "uri": "example.org")", "URL_LEFT_OUT organizations[0].uri"},
      {R"(, "parent_organization_id": "@9")",
       "UNKNOWN_REFERENCE organizations[0].parent_organization_id"},
      {R"(, "parent_organization_id": "@1")",
       "PARENT_CYCLE organizations[0].parent_organization_id; BREAKS_RULE "
       "organizations[0].parent_organization_id; UNKNOWN_REFERENCE "
       "organizations[0].parent_organization_id"},
      {R"(, "organization_identifiers": [{"id": "@5", "identifier_type": "VR", "identifier": "a\nb"}])",
       "BREAKS_RULE organizations[0].organization_identifiers[0].identifier"},
      {R"(, "organization_identifiers": [{"id": "@5", "identifier_type": "VR", "identifier": "12", "of": "HB"}])",
       "NOT_TAKEN_OVER organizations[0].organization_identifiers[0].of"},
  };
  for (const auto& [more, said] : all) EXPECT_EQ(SaidOf(File("", "", "", more)), said) << more;
}

TEST(HsdsValuesTest, NoOrganizationIsItsOwnAncestor) {
  const std::string file = Ids(R"({"organizations": [
    {"id": "@1", "name": "a", "description": "d", "parent_organization_id": "@2"},
    {"id": "@2", "name": "b", "description": "d", "parent_organization_id": "@3"},
    {"id": "@3", "name": "c", "description": "d", "parent_organization_id": "@2"},
    {"id": "@4", "name": "e", "description": "d", "parent_organization_id": "@5"},
    {"id": "@5", "name": "f", "description": "d"}]})");
  EXPECT_EQ(SaidOf(file),
            "PARENT_CYCLE organizations[1].parent_organization_id; "
            "PARENT_CYCLE organizations[2].parent_organization_id; "
            "UNKNOWN_REFERENCE organizations[0].parent_organization_id; "
            "UNKNOWN_REFERENCE organizations[1].parent_organization_id; "
            "UNKNOWN_REFERENCE organizations[2].parent_organization_id")
      << "and nobody is below one that is left out";
}

// --- what points at what ---

TEST(HsdsValuesTest, WhatIsPointedAtIsThereOrKnown) {
  const std::string file = Ids(R"({
"services": [{"id": "@3", "name": "Treff", "status": "inactive", "organization_id": "@1"}],
"service_at_locations": [{"id": "@4", "service_id": "@3", "location_id": "@2"}],
"phones": [{"id": "@5", "number": "0471 1", "service_at_location_id": "@4"},
           {"id": "@6", "number": "0471 2", "service_id": "@7"}]})");
  EXPECT_EQ(
      SaidOf(file),
      "UNKNOWN_REFERENCE phones[1].service_id; UNKNOWN_REFERENCE services[0].organization_id; "
      "UNKNOWN_REFERENCE service_at_locations[0].location_id; NOT_TAKEN_OVER phones[1]");
  const auto id = [](const char* text) { return Ids(text); };
  EXPECT_EQ(SaidOf(file, {.organizations = {id("@1")}, .places = {id("@2")}, .offers = {id("@7")}}),
            "NOT_TAKEN_OVER phones[1]");
}

TEST(HsdsValuesTest, AServiceAtAPlaceNamesBoth) {
  EXPECT_EQ(SaidOf(Ids(R"({"service_at_locations": [{"id": "@4"}]})")),
            "MISSING_REFERENCE service_at_locations[0].service_id; "
            "MISSING_REFERENCE service_at_locations[0].location_id; NOT_TAKEN_OVER "
            "service_at_locations[0]");
}

TEST(HsdsValuesTest, TaxonomiesMayBeMissing) {
  EXPECT_EQ(SaidOf(File("", "", "", "",
                        R"(, "taxonomy_terms": [{"id": "@5", "name": "a", "description": "b",
    "parent_id": "@6", "taxonomy_id": "@7"}], "attributes": [{"id": "@8", "link_id": "@3", "taxonomy_term_id": "@9"}])")),
            "UNKNOWN_REFERENCE attributes[0].taxonomy_term_id; UNKNOWN_REFERENCE "
            "taxonomy_terms[0].taxonomy_id; "
            "UNKNOWN_REFERENCE taxonomy_terms[0].parent_id; NOT_TAKEN_OVER taxonomy_terms[0]");
}

// As in a table, where an attribute has but an id of its term.
constexpr char kTaxonomy[] =
    R"(, "taxonomies": [{"id": "@5", "name": "Systematik", "description": "d"}],
  "taxonomy_terms": [{"id": "@6", "name": "Drachenfliegen", "description": "b", "parent_id": "@7", "taxonomy_id": "@5"},
                     {"id": "@7", "name": "Sport", "description": "b"}],
  "attributes": [{"id": "@8", "link_id": "@3", "taxonomy_term_id": "@6")";

TEST(HsdsValuesTest, ATermComesAlongWithWhatItDescribes) {
  const ImportDocument document =
      ReadHsds(File("", "", "", "", absl::StrCat(kTaxonomy, "}]")), {}, kNow);
  EXPECT_THAT(Said(document), ElementsAre("NOT_TAKEN_OVER taxonomy_terms[1]"))
      << "what nothing names";
  const std::string raw = document.offers.at(0).content.raw_json;
  EXPECT_THAT(raw, testing::HasSubstr("Drachenfliegen"));
  EXPECT_THAT(raw, testing::HasSubstr("Systematik"));
  for (const char* id : {"taxonomy_term_id", "taxonomy_id", "parent_id"}) {
    EXPECT_THAT(raw, testing::Not(testing::HasSubstr(id))) << "it names what does not come along";
  }
  // Where both terms are named, both stay, and so does what joins them.
  const ImportDocument both =
      ReadHsds(File("", "", "", "",
                    absl::StrCat(kTaxonomy,
                                 R"(}, {"id": "@9", "link_id": "@2", "taxonomy_term_id": "@7"}])")),
               {}, kNow);
  EXPECT_THAT(Said(both), IsEmpty());
  EXPECT_THAT(both.places.at(0).raw_json, testing::HasSubstr("Sport"));
  EXPECT_THAT(both.offers.at(0).content.raw_json, testing::HasSubstr("parent_id"));
}

// It is copied into each attribute that names it.
TEST(HsdsValuesTest, ATermThatIsLongComesAlongWithNothing) {
  const auto read = [](size_t bytes) {
    const std::string head = Ids(R"({"id":"@6","name":"a","description":")"), tail = "\"}";
    const std::string term =
        absl::StrCat(head, std::string(bytes - head.size() - tail.size(), 'x'), tail);
    return ReadHsds(
        File("", "", "", "",
             absl::StrCat(
                 R"(, "taxonomy_terms": [)", term,
                 R"(], "attributes": [{"id": "@8", "link_id": "@3", "taxonomy_term_id": "@6"}])")),
        {}, kNow);
  };
  const ImportDocument longest = read(4'000), longer = read(4'001);
  EXPECT_THAT(Said(longest), IsEmpty());
  EXPECT_THAT(longest.offers.at(0).content.raw_json, testing::HasSubstr("xxx"));
  EXPECT_THAT(Said(longer), ElementsAre("NOT_TAKEN_OVER taxonomy_terms[0]"));
  const std::string raw = longer.offers.at(0).content.raw_json;
  EXPECT_THAT(raw, testing::Not(testing::HasSubstr("xxx")));
  EXPECT_THAT(raw, testing::HasSubstr("taxonomy_term_id")) << "the attribute itself is kept";
}

TEST(HsdsValuesTest, WhatIsKeptOfATermIsReadAgainAsTheSame) {
  const ImportDocument flat =
      ReadHsds(File("", "", "", "", absl::StrCat(kTaxonomy, "}]")), {}, kNow);
  const std::string raw = flat.offers.at(0).content.raw_json;
  const ImportDocument again = ReadHsds(File(", " + raw.substr(1, raw.size() - 2)), {}, kNow);
  EXPECT_THAT(Said(again), IsEmpty());
  EXPECT_EQ(again.offers.at(0).content.raw_json, raw);
}

TEST(HsdsValuesTest, AnAttributeThatNothingKeepsIsSaid) {
  EXPECT_EQ(SaidOf(File("", "", "", "",
                        R"(, "attributes": [{"id": "@8", "link_id": "@4", "value": "x"}])")),
            "NOT_TAKEN_OVER attributes[0]");
}

TEST(HsdsValuesTest, AnIdStandsForOneThing) {
  const auto said = [](const char* second) {
    return SaidOf(Ids(absl::StrCat(
        R"([{"id": "@1", "name": "A", "description": "d", "uri": null}, {"id": "@1", )", second,
        "}]")));
  };
  EXPECT_EQ(said(R"("name": "A", "description": "d")"), "");
  EXPECT_EQ(
      said(
          R"("name": "A", "description": "d", "email": "a@example.org", "uri": "https://example.org/")"),
      "")
      << "saying more is no contradiction";
  EXPECT_EQ(said(R"("name": "B", "description": "d")"), "DUPLICATE_ID [1].id");
  const ImportDocument document = ReadHsds(Ids(R"([{"id": "@1", "name": "A", "description": "d"},
              {"id": "@1", "name": "A", "description": "d", "email": "a@example.org"}])"),
                                           {}, kNow);
  ASSERT_EQ(document.organizations.size(), 1u);
  EXPECT_EQ(document.organizations[0].email, "a@example.org") << "the one that says more";
}

TEST(HsdsValuesTest, IdsAreTheSameInSmallLetters) {
  const std::string upper = "AAAAAAAA-0000-4000-8000-000000000000";
  const ImportDocument document = ReadHsds(
      R"({"organizations": [{"id": ")" + upper +
          R"(", "name": "a", "description": "d"}], "services": [{"id":
"BBBBBBBB-0000-4000-8000-000000000000", "name": "Treff", "status": "inactive", "organization_id": ")" +
          upper +
          R"("}], "phones": [{"id": "CCCCCCCC-0000-4000-8000-000000000000", "number": "0471 1",
"service_id": "bbbbbbbb-0000-4000-8000-000000000000"}]})",
      {}, kNow);
  EXPECT_EQ(absl::StrJoin(Said(document), ";"), "");
  EXPECT_EQ(document.offers.at(0).id, "bbbbbbbb-0000-4000-8000-000000000000");
  EXPECT_EQ(document.offers.at(0).content.organization_id, document.organizations.at(0).id);
  EXPECT_EQ(document.offers.at(0).content.phones.size(), 1u);
}

// --- documents ---

TEST(HsdsValuesTest, ADocumentIsAnObjectAListAPageOrListsByName) {
  const std::string organization = Ids(R"({"id": "@1", "name": "a", "description": "d"})"),
                    place = Ids(R"({"id": "@2", "location_type": "physical", "name": "Haus"})");
  for (const std::string& text :
       {organization, "[" + organization + "]", R"({"contents": [)" + organization + "]}",
        R"({"organizations": [)" + organization + "]}",
        R"({"organization": [)" + organization + "]}", "\xEF\xBB\xBF" + organization}) {
    const ImportDocument document = ReadHsds(text, {}, kNow);
    EXPECT_EQ(document.organizations.size(), 1u) << text;
    EXPECT_EQ(absl::StrJoin(Said(document), ";"), "") << text;
  }
  const ImportDocument mixed = ReadHsds("[" + place + "," + organization + "]", {}, kNow);
  EXPECT_EQ(mixed.places.size(), 1u);
  EXPECT_EQ(mixed.organizations.size(), 1u);
  EXPECT_THAT(mixed.paths, ElementsAre(testing::Pair(Ids("organization/@1"), "[1]"),
                                       testing::Pair(Ids("place/@2"), "[0]")));
  EXPECT_EQ(SaidOf(R"({"total": 3})"), "UNKNOWN_DOCUMENT ");
  EXPECT_EQ(SaidOf(R"([{"total": 3}])"), "UNKNOWN_DOCUMENT [0]");
  EXPECT_EQ(SaidOf(R"({"version": "3.1", "profile": "p", "openapi_url": "u"})"), "");
  EXPECT_EQ(SaidOf(R"({"version": "3.1", "openapi_url": "u"})"), "MISSING_FIELD profile");
}

TEST(HsdsValuesTest, ARowIsWhereAPathStands) {
  const std::string file =
      Ids("{\n\"organizations\": [\n{\"id\": \"@1\", \"name\": \"a \\\" [{\", \n\"description\":"
          " \"d\",\n\"email\":\n \"nobody\"\n}\n,\n{\"id\": \"@2\", \"name\": \"b\"}]}");
  const ImportDocument document = ReadHsds(file, {}, kNow);
  ASSERT_EQ(document.findings.warnings.listed.size(), 1u);
  EXPECT_EQ(document.findings.warnings.listed[0].row, 6) << "where its value stands";
  ASSERT_EQ(document.findings.errors.listed.size(), 1u);
  EXPECT_EQ(document.findings.errors.listed[0].path, "organizations[1].description");
  EXPECT_EQ(document.findings.errors.listed[0].row, 9)
      << "what is missing stands where its object does";
  const auto row = [](const std::string& text) {
    return ReadHsds(text, {}, kNow).findings.errors.listed.at(0).row;
  };
  EXPECT_EQ(row("\n\n{\"name\": \"\xFF\"}"), 3);
  EXPECT_EQ(row("{\"a\":"), 1);
  EXPECT_EQ(row("\n7"), 2);
}

TEST(HsdsValuesTest, DepthHasAnEnd) {
  const auto said = [](size_t depth) {
    return SaidOf(Ids(R"({"id": "@1", "name": "a", "description": "d", "attributes_of_old": )") +
                  std::string(depth, '[') + std::string(depth, ']') + "}");
  };
  EXPECT_EQ(said(63), "");
  EXPECT_EQ(said(64), "TOO_DEEP ");
}

// --- findings ---

TEST(FindingListTest, AListHasItsLimitsAndCountsHaveNone) {
  FindingList list;
  for (int i = 0; i < 201; ++i)
    list.Add({FindingLevel::kMeaning, "A", "path", "value", 1, "message"});
  EXPECT_EQ(list.listed.size(), 200u);
  EXPECT_EQ(list.bytes, 200 * (4 + 5 + 7));
  for (int code = 0; code < 9; ++code) {
    for (int i = 0; i < 100; ++i)
      list.Add({FindingLevel::kMeaning, absl::StrCat("B", code), "", "", 1, ""});
  }
  EXPECT_EQ(list.listed.size(), 1'000u);
  EXPECT_EQ(list.total, 201 + 900);
  EXPECT_EQ(list.counts.at("A"), 201);
  EXPECT_EQ(list.counts.at("B8"), 100);
}

TEST(FindingListTest, WhatIsEchoedIsShort) {
  FindingList list;
  list.Add({FindingLevel::kMeaning, "A", "", std::string(65, 'v'), 1, std::string(201, 'm')});
  EXPECT_EQ(list.listed[0].value, std::string(64, 'v') + "…");
  EXPECT_EQ(list.listed[0].message, std::string(200, 'm') + "…");
  FindingList large;
  for (int i = 0; i < 10; ++i) {
    large.Add({FindingLevel::kMeaning, absl::StrCat("A", i), std::string(100'000, 'p'), "", 1, ""});
  }
  EXPECT_EQ(large.listed.size(), 6u) << "the last one makes half a megabyte full";
  EXPECT_EQ(large.total, 10);
}

TEST(FindingsTest, ARefusalNamesTheFirstErrorsAndHowManyThereAre) {
  Findings findings;
  EXPECT_FALSE(findings.HasErrors());
  findings.Add(Severity::kWarning, {FindingLevel::kMeaning, "W", "w", "", 1, "is odd"});
  EXPECT_FALSE(findings.HasErrors());
  EXPECT_THAT(findings.wrong, IsEmpty());
  findings.Add(Severity::kError,
               {FindingLevel::kMeaning, "BAD_DATE", "a.b", "heute", 7, "is no date"});
  findings.Add(Severity::kError,
               {FindingLevel::kSchema, "NOT_JSON", "", "", 1, "the file is none"});
  EXPECT_TRUE(findings.HasErrors());
  EXPECT_THAT(findings.wrong, ElementsAre("a.b", ""));
  const absl::StatusOr<int> refused = RefusalOf(findings);
  const auto violations = FieldViolationsOf(refused.status());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "a.b");
  EXPECT_EQ(violations[0].description, "BAD_DATE in row 7: 'heute' is no date");
  EXPECT_EQ(violations[1].field, "file");
  EXPECT_EQ(violations[1].description, "NOT_JSON in row 1: the file is none");
  EXPECT_THAT(DetailsOf(refused.status()), testing::IsSupersetOf({testing::Pair("errors", "2"),
                                                                  testing::Pair("BAD_DATE", "1")}));
  EXPECT_EQ(FurtherViolationsOf(refused.status()), 0u);
  for (int i = 0; i < 250; ++i) {
    findings.Add(Severity::kError,
                 {FindingLevel::kMeaning, "BAD_DATE", "a.b", "heute", 7, "is no date"});
  }
  const absl::StatusOr<int> more = RefusalOf(findings);
  EXPECT_EQ(FieldViolationsOf(more.status()).size() + FurtherViolationsOf(more.status()), 252u);
}

}  // namespace
}  // namespace zwk::catalog
