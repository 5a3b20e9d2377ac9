#include "catalog/offer/offer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "catalog/base/checks.h"
#include "catalog/offer/offer_message.h"
#include "catalog/offer/schedule_message.h"
#include "catalog/offer/wanted_offer.h"
#include "platform/base/errors.h"
#include "tests/support/filled.h"

namespace zwk::catalog {
namespace {

const Time kNow = *ParseTime("2022-03-28T13:30:00Z");
constexpr char kId[] = "11111111-1111-4111-8111-111111111111";
constexpr char kOther[] = "22222222-2222-4222-8222-222222222222";

OfferContent Complete() {
  OfferContent content;
  content.organization_id = kOther;
  content.texts.name = "Offener Treff";
  content.places = {{kId, kOther, "", {}, {}}};
  content.assured_date = "2022-03-01";
  return content;
}

Offer Drafted(OfferContent content) {
  Offer offer;
  offer.Apply(*Offer().Draft(kId, std::move(content), kNow));
  return offer;
}

TEST(OfferTest, OnlyACompleteOfferIsPublished) {
  OfferContent incomplete = Complete();
  incomplete.places.clear();
  incomplete.assured_date.clear();
  const auto refused = Drafted(incomplete).Publish(kNow);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(refused.status().message(),
            "a published offer needs a place or a service area, an assured date");
  EXPECT_TRUE(Drafted(Complete()).Publish(kNow).ok());
}

TEST(OfferTest, AnArchivedOfferNeverChanges) {
  Offer offer = Drafted(Complete());
  offer.Apply(*offer.Archive(kNow));
  EXPECT_FALSE(offer.Change(Complete(), kNow).ok());
  EXPECT_FALSE(offer.Publish(kNow).ok());
  EXPECT_FALSE(offer.Assure("2022-03-02", kNow).ok());
}

TEST(OfferTest, SavingWithoutChangeIsNoEvent) {
  const Offer offer = Drafted(Complete());
  EXPECT_TRUE(offer.Change(Complete(), kNow)->empty());
}

TEST(OfferTest, UnknownIsNotNo) {
  OfferContent content = Complete();
  EXPECT_FALSE(content.free_of_charge().has_value());
  EXPECT_FALSE(content.low_threshold().has_value());
  content.costs = {{.amount_cents = 0}};
  EXPECT_TRUE(*content.free_of_charge());
  content.threshold.registration = Registration::kRequired;
  EXPECT_FALSE(*content.low_threshold());
}

TEST(OfferTest, AvailableAboveMaximumIsRefusedWithItsPath) {
  OfferContent content = Complete();
  content.places[0].capacities = {{.unit = "places", .available = 12, .maximum = 10}};
  EXPECT_EQ(FieldOf(Validate(content)), "offer.places[0].capacities[0].available");
}

TEST(OfferTest, AnAssuranceHoldsForAYearAndFadesAfterIt) {
  EXPECT_EQ(FreshnessOf("2022-03-01", kNow), Freshness::kFresh);
  EXPECT_EQ(FreshnessOf("2021-04-10", kNow), Freshness::kDue);
  EXPECT_EQ(FreshnessOf("2021-03-01", kNow), Freshness::kStale);
  EXPECT_EQ(FreshnessOf("2005-01-01", kNow), Freshness::kVeryStale);
}

std::vector<std::string> Faults(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& one : FieldViolationsOf(status)) fields.push_back(one.field);
  return fields;
}

TEST(OfferTest, NobodyHasCheckedAnythingTomorrow) {
  OfferContent content = Complete();
  content.assured_date = "2022-03-28";
  EXPECT_TRUE(Offer().Draft(kId, content, kNow).ok());
  content.assured_date = "2022-03-29";
  EXPECT_THAT(Faults(Offer().Draft(kId, content, kNow).status()),
              testing::ElementsAre("offer.assured_date"));
  EXPECT_THAT(Faults(Drafted(Complete()).Change(content, kNow).status()),
              testing::ElementsAre("offer.assured_date"));
  EXPECT_THAT(Faults(Drafted(Complete()).Assure("2022-03-29", kNow).status()),
              testing::ElementsAre("assured_date"));
}

TEST(OfferTest, OneAnswerTellsAllFaults) {
  OfferContent content = Complete();
  content.texts.language = "Deutsch";
  content.texts.description = "<img src=x onerror=alert(1)>";
  content.url = "javascript:alert(1)";
  content.phones = {{"call us", "", "", ""}};
  content.costs = {{.currency = "Euro", .amount_cents = -1}};
  content.targeting = {{"?", static_cast<Modality>(99)}};
  content.threshold.registration = static_cast<Registration>(99);
  content.places[0].schedules.emplace_back().byday = "XX";
  content.assured_date = "2022-02-30";
  EXPECT_THAT(
      Faults(Offer().Draft("1", content, kNow).status()),
      testing::ElementsAre("offer.offer_id", "offer.language", "offer.description", "offer.url",
                           "offer.targeting[0].modality", "offer.targeting[0].target_group_key",
                           "offer.threshold.registration", "offer.costs[0].currency",
                           "offer.costs[0].amount_cents", "offer.places[0].schedules[0].freq",
                           "offer.places[0].schedules[0].freq", "offer.phones[0].number",
                           "offer.assured_date"));
}

// The field that is refused after a change to a complete offer, "" where none is.
std::string Refused(const std::function<void(OfferContent&)>& change) {
  OfferContent content = Complete();
  change(content);
  const std::vector<std::string> all = Faults(Validate(content));
  return all.empty() ? "" : all.front();
}

TEST(OfferTest, EveryTextIsCheckedUnderItsPath) {
  using C = OfferContent;
  struct Text {
    const char* field;
    std::function<std::string&(C&)> of;
    bool lines;
  };
  const auto translation = [](C& c) -> OfferTexts& {
    c.translations = {{.language = "tr", .name = "Davul"}};
    return c.translations[0];
  };
  const auto capacity = [](C& c) -> Capacity& {
    c.places[0].capacities = {{.unit = "Betten"}};
    return c.places[0].capacities[0];
  };
  const auto cost = [](C& c) -> CostOption& { return c.costs.emplace_back(); };
  const auto area = [](C& c) -> ServiceArea& { return c.service_areas.emplace_back(); };
  const auto phone = [](C& c) -> Phone& {
    return c.phones.emplace_back(Phone{.number = "0471 1"});
  };
  const Text all[] = {
      {"name", [](C& c) -> std::string& { return c.texts.name; }, false},
      {"description", [](C& c) -> std::string& { return c.texts.description; }, true},
      {"application_process", [](C& c) -> std::string& { return c.texts.application_process; },
       true},
      {"fees_description", [](C& c) -> std::string& { return c.texts.fees_description; }, true},
      {"eligibility_description",
       [](C& c) -> std::string& { return c.texts.eligibility_description; }, true},
      {"alert", [](C& c) -> std::string& { return c.texts.alert; }, true},
      {"alternate_name", [](C& c) -> std::string& { return c.alternate_name; }, false},
      {"translations[0].name", [&](C& c) -> std::string& { return translation(c).name; }, false},
      {"translations[0].alert", [&](C& c) -> std::string& { return translation(c).alert; }, true},
      {"costs[0].option", [&](C& c) -> std::string& { return cost(c).option; }, false},
      {"costs[0].amount_description",
       [&](C& c) -> std::string& { return cost(c).amount_description; }, true},
      {"languages[0].note",
       [](C& c) -> std::string& { return c.languages.emplace_back(SpokenLanguage{"ar"}).note; },
       false},
      {"places[0].description", [](C& c) -> std::string& { return c.places[0].description; }, true},
      {"places[0].capacities[0].unit", [&](C& c) -> std::string& { return capacity(c).unit; },
       false},
      {"places[0].capacities[0].description",
       [&](C& c) -> std::string& { return capacity(c).description; }, true},
      {"service_areas[0].name", [&](C& c) -> std::string& { return area(c).name; }, false},
      {"service_areas[0].description", [&](C& c) -> std::string& { return area(c).description; },
       true},
      {"phones[0].extension", [&](C& c) -> std::string& { return phone(c).extension; }, false},
      {"phones[0].type", [&](C& c) -> std::string& { return phone(c).type; }, false},
      {"phones[0].description", [&](C& c) -> std::string& { return phone(c).description; }, false},
  };
  for (const Text& one : all) {
    const std::string field = std::string("offer.") + one.field;
    EXPECT_EQ(Refused([&](C& c) { one.of(c) = "<b>laut</b>"; }), field);
    EXPECT_EQ(Refused([&](C& c) { one.of(c) = "laut"; }), "") << field;
    EXPECT_EQ(Refused([&](C& c) { one.of(c) = "eins\nzwei"; }), one.lines ? "" : field) << field;
    const size_t most = one.lines ? kLongestText : kLongestName;
    EXPECT_EQ(Refused([&](C& c) { one.of(c) = std::string(most, 'x'); }), "") << field;
    EXPECT_EQ(Refused([&](C& c) { one.of(c) = std::string(most + 1, 'x'); }), field);
  }
}

TEST(OfferTest, EveryValueIsCheckedUnderItsPath) {
  using C = OfferContent;
  const std::pair<const char*, std::function<void(C&)>> wrong[] = {
      {"organization_id", [](C& c) { c.organization_id = "1"; }},
      {"language", [](C& c) { c.texts.language = "Deutsch"; }},
      {"name", [](C& c) { c.texts.name = " "; }},
      {"url", [](C& c) { c.url = "example.org"; }},
      {"url", [](C& c) { c.url = "https://x/\u202e"; }},
      {"url", [](C& c) { c.url = "https://x\u200b.example/"; }},
      {"email", [](C& c) { c.email = "info@example\u2066.org"; }},
      {"email", [](C& c) { c.email = "nobody"; }},
      {"translations[0].language", [](C& c) { c.translations = {{.language = "?", .name = "x"}}; }},
      {"translations[0].language",
       [](C& c) { c.translations = {{.language = "de", .name = "x"}}; }},
      {"translations[1].language",
       [](C& c) {
         c.translations = {{.language = "tr", .name = "x"}, {.language = "tr", .name = "y"}};
       }},
      {"targeting[0].modality", [](C& c) { c.targeting = {{"old", static_cast<Modality>(0)}}; }},
      {"targeting[1].target_group_key",
       [](C& c) { c.targeting = {{"old", Modality::kOpenTo}, {"", Modality::kOpenTo}}; }},
      {"targeting[0].predicate.age.to",
       [](C& c) { c.targeting = {{TargetPredicate{.age = {9, 9}}, Modality::kOpenTo}}; }},
      {"need_keys[1]", [](C& c) { c.need_keys = {"play", "Play"}; }},
      {"threshold.registration",
       [](C& c) { c.threshold.registration = static_cast<Registration>(4); }},
      {"costs[0].currency", [](C& c) { c.costs = {{.currency = "eur"}}; }},
      {"costs[1].amount_cents",
       [](C& c) { c.costs = {{.amount_cents = 0}, {.amount_cents = -1}}; }},
      {"costs[0].valid_from", [](C& c) { c.costs = {{.valid_from = "2022"}}; }},
      {"costs[0].valid_to", [](C& c) { c.costs = {{.valid_to = "2022-02-30"}}; }},
      {"languages[1].code", [](C& c) { c.languages = {{"ar", ""}, {"Arabisch", ""}}; }},
      {"language_mediation[0].language", [](C& c) { c.language_mediation = {{.language = ""}}; }},
      {"language_mediation[0].mode",
       [](C& c) {
         c.language_mediation = {{.language = "ar", .mode = static_cast<MediationMode>(7)}};
       }},
      {"language_mediation[1].notice_hours",
       [](C& c) {
         c.language_mediation = {{.language = "ar"}, {.language = "tr", .notice_hours = -1}};
       }},
      {"places[0].offer_at_place_id", [](C& c) { c.places[0].id = ""; }},
      {"places[0].place_id", [](C& c) { c.places[0].place_id = "1"; }},
      {"places[1].offer_at_place_id", [](C& c) { c.places.push_back(c.places[0]); }},
      {"places[0].schedules[0].interval",
       [](C& c) {
         Schedule& s = c.places[0].schedules.emplace_back();
         s.freq = Frequency::kDaily;
         s.opens_at = 600;
         s.closes_at = 660;
         s.interval = 0;
       }},
      {"phones[0].number", [](C& c) { c.phones = {{.number = "call us"}}; }},
      {"assured_date", [](C& c) { c.assured_date = "2022-13-01"; }},
      {"raw_json", [](C& c) { c.raw_json = "[]"; }},
  };
  for (const auto& [field, change] : wrong)
    EXPECT_EQ(Refused(change), std::string("offer.") + field);
  const std::function<void(C&)> good[] = {
      [](C& c) { c.organization_id.clear(); },
      [](C& c) { c.url = "https://example.org/"; },
      [](C& c) { c.url = "https://bücher.example/посилання"; },
      [](C& c) { c.email = "a@example.org"; },
      [](C& c) {
        c.translations = {{.language = "tr", .name = "x"}, {.language = "ar", .name = "y"}};
      },
      [](C& c) { c.targeting = {{TargetPredicate{.age = {9, 10}}, Modality::kExcludes}}; },
      [](C& c) { c.costs = {{.currency = "EUR", .amount_cents = 0}}; },
      [](C& c) { c.language_mediation = {{.language = "ar", .notice_hours = 0}}; },
      [](C& c) { c.places.push_back({kOther, kOther, "", {}, {}}); },
      [](C& c) { c.places.clear(); },
      [](C& c) { c.assured_date.clear(); },
      [](C& c) { c.raw_json = "{}"; },
  };
  for (size_t i = 0; i < std::size(good); ++i) EXPECT_EQ(Refused(good[i]), "") << i;
}

TEST(OfferTest, WhatIsCountedAtAPlaceIsANumberOfThings) {
  const auto refused = [](const std::function<void(Capacity&)>& change) {
    return Refused([&](OfferContent& c) {
      c.places[0].capacities = {{.unit = "Betten"}, {.unit = "Betten"}};
      change(c.places[0].capacities[1]);
    });
  };
  const std::string at = "offer.places[0].capacities[1].";
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const double number : {0.0, 0.5, 12.0}) {
    EXPECT_EQ(refused([&](Capacity& c) { c.available = number; }), "") << number;
    EXPECT_EQ(refused([&](Capacity& c) { c.maximum = number; }), "") << number;
    EXPECT_EQ(refused([&](Capacity& c) { c.available = c.maximum = number; }), "") << number;
  }
  for (const double number : {-0.1, none}) {
    EXPECT_EQ(refused([&](Capacity& c) { c.available = number; }), at + "available") << number;
    EXPECT_EQ(refused([&](Capacity& c) { c.maximum = number; }), at + "maximum") << number;
  }
  EXPECT_EQ(refused([](Capacity& c) { c.unit = ""; }), at + "unit");
  EXPECT_EQ(refused([](Capacity& c) { c.age = AgeRange{6, 6}; }), at + "age.to");
  EXPECT_EQ(refused([](Capacity& c) { c.age = AgeRange{6, 7}; }), "");
  EXPECT_EQ(refused([](Capacity& c) { c.source = static_cast<CapacitySource>(4); }), at + "source");
  EXPECT_EQ(refused([](Capacity& c) { c.source = CapacitySource::kEstimated; }), "");
  EXPECT_EQ(refused([](Capacity& c) { c.measured_at = "today"; }), at + "measured_at");
  EXPECT_EQ(refused([](Capacity& c) { c.measured_at = "2022-01-01"; }), "");
}

TEST(OfferTest, AvailableAboveMaximumIsSaidInNumbers) {
  OfferContent content = Complete();
  content.places[0].capacities = {{.unit = "places", .available = 12, .maximum = 10}};
  const auto violations = FieldViolationsOf(Validate(content));
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].description, "12 is above the maximum of 10");
}

TEST(OfferTest, FreeIsWhereEveryCostIsNothing) {
  OfferContent content;
  const auto free = [&](std::vector<CostOption> costs) {
    content.costs = std::move(costs);
    return content.free_of_charge();
  };
  EXPECT_EQ(free({}), std::nullopt);
  EXPECT_EQ(free({{.amount_cents = 0}, {.amount_cents = 0}}), true);
  EXPECT_EQ(free({{.amount_cents = 0}, {.amount_cents = 1}}), false);
}

TEST(OfferTest, OneHurdleIsEnoughAndNoneIsOneWhereAllIsSaid) {
  Threshold open{
      .registration = Registration::kNone, .referral_needed = false, .identity_needed = false};
  const auto low = [&](const std::function<void(Threshold&)>& change) {
    OfferContent content;
    content.threshold = open;
    change(content.threshold);
    return content.low_threshold();
  };
  EXPECT_EQ(low([](Threshold&) {}), true);
  EXPECT_EQ(low([](Threshold& t) { t.registration = Registration::kOptional; }), true);
  EXPECT_EQ(low([](Threshold& t) { t.residence_bound = false; }), true);
  EXPECT_EQ(low([](Threshold& t) { t.registration = Registration::kRequired; }), false);
  EXPECT_EQ(low([](Threshold& t) { t.referral_needed = true; }), false);
  EXPECT_EQ(low([](Threshold& t) { t.identity_needed = true; }), false);
  EXPECT_EQ(low([](Threshold& t) { t.residence_bound = true; }), false);
  EXPECT_EQ(low([](Threshold& t) { t.registration = Registration::kUnknown; }), std::nullopt);
  EXPECT_EQ(low([](Threshold& t) { t.referral_needed.reset(); }), std::nullopt);
  EXPECT_EQ(low([](Threshold& t) { t.identity_needed.reset(); }), std::nullopt);
  open = {.referral_needed = true};
  EXPECT_EQ(low([](Threshold&) {}), false) << "the others can say what they like";
}

TEST(OfferTest, ALanguageIsSpokenOrMediatedWhateverItsRegion) {
  OfferContent content;
  content.languages = {{"tr", ""}, {"pt-BR", ""}};
  content.language_mediation = {{.language = "uk"}, {.language = "ar-SY"}};
  for (const char* language : {"tr", "pt", "pt-PT", "uk", "uk-UA", "ar"}) {
    EXPECT_TRUE(content.Speaks(language)) << language;
  }
  for (const char* language : {"de", "a", "tru"})
    EXPECT_FALSE(content.Speaks(language)) << language;
  EXPECT_FALSE(OfferContent().Speaks("de"));
}

TEST(OfferTest, WhatIsPublishedNamesAllThatItLacks) {
  Offer offer;
  offer.id = kId;
  offer.state = OfferState::kDraft;
  const absl::Status all = offer.Publish(kNow).status();
  EXPECT_EQ(
      all.message(),
      "a published offer needs a name, an organization, a place or a service area, an assured "
      "date");
  EXPECT_EQ(ReasonOf(all), "OFFER_INCOMPLETE");
  OfferContent content = Complete();
  content.places.clear();
  content.service_areas = {{"Stadt", "", {}}};
  EXPECT_TRUE(Drafted(content).Publish(kNow).ok()) << "an area is enough";
  content.organization_id.clear();
  EXPECT_EQ(Drafted(content).Publish(kNow).status().message(),
            "a published offer needs an organization");
}

TEST(OfferTest, AnOfferGoesFromStateToState) {
  const Time later = kNow + std::chrono::hours(1);
  const auto drafted = *Offer().Draft(kId, Complete(), kNow);
  EXPECT_EQ(drafted.change, OfferChange::kDrafted);
  EXPECT_EQ(drafted.after.state, OfferState::kDraft);
  EXPECT_EQ(drafted.after.id, kId);
  EXPECT_EQ(drafted.after.content, Complete());
  EXPECT_EQ(drafted.after.updated, kNow);
  const auto refused = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), "OFFER_STATE");
    return std::string(status.message());
  };

  Offer offer = drafted.after;
  EXPECT_EQ(refused(offer.Close(later).status()), "the offer is not published");
  const auto published = *offer.Publish(later);
  EXPECT_EQ(published.change, OfferChange::kPublished);
  EXPECT_EQ(published.after.updated, later);
  offer.Apply(published);
  EXPECT_EQ(offer.state, OfferState::kPublished);
  EXPECT_EQ(refused(offer.Publish(later).status()), "the offer is published already");

  const auto assured = *offer.Assure("2022-03-28", later);
  EXPECT_EQ(assured.change, OfferChange::kChanged);
  EXPECT_EQ(assured.after.content.assured_date, "2022-03-28");
  EXPECT_EQ(assured.after.state, OfferState::kPublished);
  OfferContent renamed = Complete();
  renamed.texts.name = "Jugendtreff";
  const auto changed = *offer.Change(renamed, later);
  ASSERT_EQ(changed.size(), 1u);
  EXPECT_EQ(changed[0].change, OfferChange::kChanged);
  EXPECT_EQ(changed[0].after.content, renamed);
  EXPECT_EQ(changed[0].after.state, OfferState::kPublished);
  EXPECT_EQ(changed[0].after.updated, later);
  renamed.places.clear();
  EXPECT_EQ(ReasonOf(offer.Change(renamed, later).status()), "OFFER_INCOMPLETE");
  EXPECT_TRUE(drafted.after.Change(renamed, later).ok()) << "a draft may lack something";

  const auto closed = *offer.Close(later);
  EXPECT_EQ(closed.change, OfferChange::kClosed);
  offer.Apply(closed);
  EXPECT_EQ(offer.state, OfferState::kTemporarilyClosed);
  EXPECT_EQ(refused(offer.Close(later).status()), "the offer is not published");
  EXPECT_EQ(ReasonOf(offer.Change(renamed, later).status()), "OFFER_INCOMPLETE");
  EXPECT_TRUE(offer.Publish(later).ok()) << "it opens again";

  const auto archived = *offer.Archive(later);
  EXPECT_EQ(archived.change, OfferChange::kArchived);
  EXPECT_EQ(archived.after.updated, later);
  offer.Apply(archived);
  EXPECT_EQ(offer.state, OfferState::kArchived);
  EXPECT_EQ(refused(offer.Archive(later).status()), "the offer is archived already");
  EXPECT_EQ(refused(offer.Publish(later).status()), "the offer is archived");
  EXPECT_EQ(refused(offer.Change(Complete(), later).status()), "the offer is archived");
  EXPECT_EQ(refused(offer.Assure("2022-03-28", later).status()), "the offer is archived");
  EXPECT_EQ(refused(offer.Close(later).status()), "the offer is not published");
}

TEST(OfferTest, OnlyWhatIsOpenOrClosedForATimeIsPublic) {
  EXPECT_FALSE(IsPublic(OfferState::kNone));
  EXPECT_FALSE(IsPublic(OfferState::kDraft));
  EXPECT_TRUE(IsPublic(OfferState::kPublished));
  EXPECT_TRUE(IsPublic(OfferState::kTemporarilyClosed));
  EXPECT_FALSE(IsPublic(OfferState::kArchived));
}

TEST(OfferTest, APlaceIsFoundByTheIdThatItHasInTheOffer) {
  OfferContent content = Complete();
  content.places.push_back({kOther, kId, "Keller", {}, {}});
  const Offer offer = Drafted(content);
  ASSERT_NE(offer.FindPlace(kOther), nullptr);
  EXPECT_EQ(offer.FindPlace(kOther)->description, "Keller");
  EXPECT_EQ(offer.FindPlace(kId)->place_id, kOther);
  EXPECT_EQ(offer.FindPlace("33333333-3333-4333-8333-333333333333"), nullptr);
}

TEST(OfferTest, AnAssuranceIsDueThirtyDaysBeforeItsYearIsOver) {
  const auto after = [](int days) {
    const std::chrono::sys_days assured(std::chrono::year(2022) / 3 / 1);
    return FreshnessOf(assured, Time(assured + std::chrono::days(days)) + std::chrono::hours(23));
  };
  EXPECT_EQ(after(0), Freshness::kFresh);
  EXPECT_EQ(after(334), Freshness::kFresh);
  EXPECT_EQ(after(335), Freshness::kDue);
  EXPECT_EQ(after(364), Freshness::kDue);
  EXPECT_EQ(after(365), Freshness::kStale);
  EXPECT_EQ(after(544), Freshness::kStale);
  EXPECT_EQ(after(545), Freshness::kVeryStale);
  EXPECT_EQ(FreshnessOf("", kNow), Freshness::kVeryStale);
  EXPECT_EQ(FreshnessOf("soon", kNow), Freshness::kVeryStale);
}

TEST(OfferTest, ADayBeginsWhereTheCityIs) {
  const Time evening = *ParseTime("2022-03-28T21:59:59Z"),
             midnight = *ParseTime("2022-03-28T22:00:00Z");
  EXPECT_FALSE(Drafted(Complete()).Assure("2022-03-29", evening).ok());
  EXPECT_TRUE(Drafted(Complete()).Assure("2022-03-29", midnight).ok());
  EXPECT_FALSE(Drafted(Complete()).Assure("2022-03-30", midnight).ok());
  EXPECT_THAT(Faults(Drafted(Complete()).Assure("", midnight).status()),
              testing::ElementsAre("assured_date"));
}

// A hundred steps each.
Schedule WithManyDates() {
  Schedule s;
  s.freq = Frequency::kDaily;
  s.opens_at = 600;
  s.closes_at = 660;
  s.rdate.assign(990, std::chrono::year(2022) / 4 / 1);
  return s;
}

TEST(OfferTest, SchedulesTakeNoMoreStepsThanEverybodyCanWaitFor) {
  OfferContent content = Complete();
  content.places.push_back({kOther, kOther, "", {}, {}});
  content.places[0].schedules.assign(150, WithManyDates());
  content.places[1].schedules.assign(50, WithManyDates());
  EXPECT_EQ(StepsOf(content, kNow), 20'000);
  EXPECT_TRUE(Offer().Draft(kId, content, kNow).ok());
  content.places[1].schedules.push_back(WithManyDates());
  content.places[1].schedules.back().rdate.clear();
  const absl::Status refused = Offer().Draft(kId, content, kNow).status();
  ASSERT_EQ(FieldViolationsOf(refused).size(), 1u) << refused;
  EXPECT_EQ(FieldViolationsOf(refused)[0].field, "offer.places");
  EXPECT_THAT(FieldViolationsOf(refused)[0].description,
              testing::StartsWith("schedules take 20001 steps to be told, at most 20000: "));
}

TEST(OfferTest, AnOfferFollowsWhatAListWants) {
  using State = WantedOffer::State;
  Offer none, draft = Drafted(Complete()), open = draft, closed, ended;
  open.Apply(*open.Publish(kNow));
  closed = open;
  closed.Apply(*closed.Close(kNow));
  ended = open;
  ended.Apply(*ended.Archive(kNow));
  struct Case {
    const Offer* before;
    State wanted;
    bool publish;
    const char* becomes;  // "": nothing happens
  };
  const std::pair<OfferChange, const char*> names[] = {{OfferChange::kDrafted, "drafted"},
                                                       {OfferChange::kPublished, "published"},
                                                       {OfferChange::kChanged, "changed"},
                                                       {OfferChange::kClosed, "closed"},
                                                       {OfferChange::kArchived, "archived"}};
  const auto follow = [&](const Offer& before, State state, bool publish, OfferContent content) {
    const auto events = Follow(before, {kId, std::move(content), state, publish}, kNow);
    if (!events.ok()) return std::string(events.status().message());
    EXPECT_LE(events->size(), 1u) << "one fact at most";
    for (const auto& [change, name] : names) {
      if (!events->empty() && events->back().change == change) return std::string(name);
    }
    return std::string();
  };
  const Case all[] = {
      {&none, State::kDraft, true, "drafted"},
      {&none, State::kPublished, true, "published"},
      {&none, State::kPublished, false, "drafted"},
      {&none, State::kClosed, true, "drafted"},
      {&none, State::kEnded, true, ""},
      {&draft, State::kDraft, true, ""},
      {&draft, State::kPublished, true, "published"},
      {&draft, State::kPublished, false, ""},
      {&draft, State::kClosed, true, ""},
      {&draft, State::kEnded, false, "archived"},
      {&open, State::kDraft, true, ""},
      {&open, State::kPublished, true, ""},
      {&open, State::kClosed, false, "closed"},
      {&open, State::kEnded, false, "archived"},
      {&closed, State::kPublished, true, "published"},
      {&closed, State::kPublished, false, ""},
      {&closed, State::kClosed, true, ""},
      {&closed, State::kEnded, true, "archived"},
      {&ended, State::kPublished, true, "the offer is archived"},
      {&ended, State::kDraft, true, ""},
      {&ended, State::kClosed, true, ""},
      {&ended, State::kEnded, true, ""},
  };
  for (size_t i = 0; i < std::size(all); ++i) {
    const Case& one = all[i];
    EXPECT_EQ(follow(*one.before, one.wanted, one.publish, Complete()), one.becomes) << i;
  }
  OfferContent other = Complete();
  other.texts.name = "Jugendtreff";
  EXPECT_EQ(follow(open, State::kPublished, true, other), "changed");
  EXPECT_EQ(follow(draft, State::kPublished, false, other), "changed");
  const auto both = Follow(closed, {kId, other, State::kPublished, true}, kNow);
  ASSERT_EQ(both->size(), 1u);
  EXPECT_EQ(both->back().after.content, other) << "it opens with what is new";
  other.texts.name = "";
  EXPECT_EQ(FieldOf(Follow(none, {kId, other, State::kDraft, true}, kNow).status()), "offer.name");
}

TEST(OfferTest, EveryFieldGoesThroughTheDomainAndBack) {
  test::Filled filled({{"dtstart", "2022-03-01"},
                       {"until", "2022-12-31"},
                       {"exdate", "2022-04-01"},
                       {"rdate", "2022-04-02"},
                       {"valid_from", "2022-03-02"},
                       {"valid_to", "2022-12-30"},
                       {"opens_at", "09:30"},
                       {"closes_at", "17:45"},
                       {"from", "2022-05-01"},
                       {"to", "2022-05-03"}});
  v1::Offer offer = filled.Of<v1::Offer>();
  for (v1::OfferAtPlace& at : *offer.mutable_places()) {  // worked out by who answers
    at.clear_open_now();
    at.clear_next_occurrence();
  }
  offer.clear_freshness();
  offer.clear_version();
  offer.set_free_of_charge(false);
  offer.set_low_threshold(false);
  EXPECT_EQ(ToProto(FromProto(offer)).DebugString(), offer.DebugString());

  v1::Offer empty;  // what nobody said stays so
  empty.set_language("de");
  *empty.mutable_threshold() = {};
  empty.mutable_update_time();
  EXPECT_EQ(ToProto(FromProto(v1::Offer())).DebugString(), empty.DebugString());
  v1::Schedule weekly;
  weekly.set_interval(1);
  EXPECT_EQ(ToProto(FromProto(v1::Schedule())).DebugString(), weekly.DebugString())
      << "without an interval it is each week";
}

TEST(OfferTest, WordsThatNobodyMayReadAreTakenOut) {
  v1::OfferAtPlace at = test::Filled().Of<v1::OfferAtPlace>();
  v1::OfferAtPlace wanted = at;
  wanted.clear_description();
  wanted.mutable_next_occurrence()->clear_description();
  for (v1::Capacity& capacity : *wanted.mutable_capacities()) capacity.clear_description();
  for (v1::Schedule& schedule : *wanted.mutable_schedules()) {
    schedule.clear_description();
    schedule.clear_schedule_link();
    for (v1::ScheduleException& one : *schedule.mutable_exceptions()) one.clear_reason();
  }
  ClearWords(at);
  EXPECT_EQ(at.DebugString(), wanted.DebugString());
  v1::OfferAtPlace nothing;
  ClearWords(nothing);
  EXPECT_FALSE(nothing.has_next_occurrence());
}

}  // namespace
}  // namespace zwk::catalog
