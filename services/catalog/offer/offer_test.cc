#include "catalog/offer/offer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "catalog/base/checks.h"
#include "platform/base/errors.h"

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
  content.assured_date = "2022-03-29";
  EXPECT_TRUE(Offer().Draft(kId, content, kNow).ok()) << "it is that day somewhere";
  content.assured_date = "2022-03-30";
  EXPECT_THAT(Faults(Offer().Draft(kId, content, kNow).status()),
              testing::ElementsAre("offer.assured_date"));
  EXPECT_THAT(Faults(Drafted(Complete()).Change(content, kNow).status()),
              testing::ElementsAre("offer.assured_date"));
  EXPECT_THAT(Faults(Drafted(Complete()).Assure("2022-03-30", kNow).status()),
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

}  // namespace
}  // namespace zwk::catalog
