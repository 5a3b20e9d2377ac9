#include "catalog/gap/need_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "catalog/gap/gap_message.h"
#include "tests/support/filled.h"

namespace zwk::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string IdOf(int i) { return absl::StrFormat("%08x-0000-4000-8000-000000000000", i); }
constexpr char kToday[] = "2026-11-30";  // a Monday

// A town of two zones with one offer at one place, for the young who need a place to meet.
struct Town {
  CatalogContent content;

  Town() {
    Place& place = content.places[IdOf(1)];
    place.id = IdOf(1);
    place.name = "Haus";
    place.point = Point{53.5, 8.6};
    TargetGroup& young = content.groups["youth"];
    young.key = "youth";
    young.predicate.age = {14, 18};
    NeedType& need = content.needs["meeting"];
    need.key = "meeting";
    need.rating = NeedRating::kRated;
    need.hours_per_place = 20;
    need.covered_below = 0.15;
    need.groups = {{"youth", 0.1, 0.05, 0.2, 1500, "Leitfaden", 2020}};
    content.zones = {{"212", Area(), {{{53.5, 8.6}, 1}}}, {"215", Area(), {{{53.6, 8.6}, 1}}}};
    Offer offer;
    offer.id = IdOf(10);
    offer.state = OfferState::kPublished;
    offer.content.texts.name = "Treff";
    offer.content.need_keys = {"play", "meeting"};
    offer.content.places = {{IdOf(11), IdOf(1), "", {}, {}}};
    content.offers.push_back({std::move(offer), 1});
  }

  Offer& offer() { return content.offers[0].value; }
  OfferContent& said() { return offer().content; }
  Place& place() { return content.places[IdOf(1)]; }
  NeedType& need() { return content.needs["meeting"]; }
  TargetGroup& young() { return content.groups["youth"]; }

  NeedProblem Problem(const PeopleByNeighborhood& people = {}, const char* today = kToday) {
    snapshot.emplace(content);
    return ProblemOf(*snapshot, need(), people, today);
  }
  // Of the one supply and the one group.
  double FitOf(Obstacle obstacle) {
    return Problem().groups.at(0).fits.at(0).without[static_cast<int>(obstacle)];
  }

  std::optional<Snapshot> snapshot;
};

Schedule Weekly(std::string byday, int opens, int closes) {
  Schedule s;
  s.freq = Frequency::kWeekly;
  s.byday = std::move(byday);
  s.opens_at = opens;
  s.closes_at = closes;
  return s;
}

std::vector<std::string> Ids(const NeedProblem& problem) {
  std::vector<std::string> ids;
  for (const Supply& supply : problem.supplies) ids.push_back(supply.id);
  return ids;
}

TEST(NeedProblemTest, WhatIsAskedOfANeedComesFromIt) {
  Town town;
  const NeedProblem problem = town.Problem();
  EXPECT_EQ(problem.need_key, "meeting");
  EXPECT_EQ(problem.rating, NeedRating::kRated);
  EXPECT_EQ(problem.hours_per_place, 20);
  EXPECT_EQ(problem.covered_below, 0.15);
  EXPECT_EQ(problem.zones->size(), 2u);
  ASSERT_EQ(problem.groups.size(), 1u);
  EXPECT_EQ(problem.groups[0].group_key, "youth");
  EXPECT_EQ(problem.groups[0].rate, 0.1);
  EXPECT_EQ(problem.groups[0].catchment_meters, 1500);
  EXPECT_EQ(problem.groups[0].source, "Leitfaden");
}

TEST(NeedProblemTest, PublishedOffersThatAnswerTheNeedCount) {
  Town town;
  EXPECT_THAT(Ids(town.Problem()), ElementsAre(IdOf(11)));
  for (const OfferState state :
       {OfferState::kDraft, OfferState::kTemporarilyClosed, OfferState::kArchived}) {
    Town other;
    other.offer().state = state;
    EXPECT_THAT(Ids(other.Problem()), IsEmpty());
  }
  town.said().need_keys = {"play"};
  EXPECT_THAT(Ids(town.Problem()), IsEmpty());
}

TEST(NeedProblemTest, EachPlaceOfAnOfferIsASupplyAndOneThatIsNotThereIsNone) {
  Town town;
  town.said().places = {{IdOf(11), IdOf(9), "", {}, {}},
                        {IdOf(12), IdOf(1), "", {}, {}},
                        {IdOf(13), IdOf(1), "", {}, {}}};
  EXPECT_THAT(Ids(town.Problem()), ElementsAre(IdOf(12), IdOf(13)));
}

TEST(NeedProblemTest, PlacesAreTheMaximumElseWhatIsFree) {
  const auto places = [](std::vector<Capacity> capacities) {
    Town town;
    town.said().places[0].capacities = std::move(capacities);
    return town.Problem().supplies.at(0).places;
  };
  EXPECT_EQ(places({}), std::nullopt);
  EXPECT_EQ(places({{.unit = "x"}}), std::nullopt);
  EXPECT_EQ(places({{.available = 3, .maximum = 8}}), 8);
  EXPECT_EQ(places({{.available = 3}}), 3);
  EXPECT_EQ(places({{.maximum = 8}, {.maximum = 12}, {.maximum = 9}}), 12)
      << "the same house said several times";
  EXPECT_EQ(places({{.maximum = 8, .age = AgeRange{0, 3}}, {.maximum = 10, .age = AgeRange{3, 6}}}),
            18)
      << "ages add up";
  EXPECT_EQ(places({{.maximum = 8, .age = AgeRange{0, 3}}, {.maximum = 5}}), 5)
      << "what is said of all counts";
}

TEST(NeedProblemTest, HoursThatNobodyStatedAreThoseThatTheNeedAsksFor) {
  Town town;
  EXPECT_EQ(town.Problem().supplies.at(0).weekly_hours, 20);
  town.said().places[0].schedules = {Weekly("MO,WE", 600, 720)};
  EXPECT_EQ(town.Problem().supplies.at(0).weekly_hours, 4);
  EXPECT_EQ(town.Problem({}, "some day").supplies.at(0).weekly_hours, 20);
  town.said().places[0].schedules[0].valid_to = std::chrono::year(2026) / 1 / 1;
  EXPECT_EQ(town.Problem().supplies.at(0).weekly_hours, 0) << "it is over";
}

TEST(NeedProblemTest, NoFigureTellsWhereAConfidentialPlaceIs) {
  Town town;
  const auto supply = [&] { return town.Problem().supplies.at(0); };
  EXPECT_EQ(supply().point, (Point{53.5, 8.6}));
  EXPECT_FALSE(supply().serves_all);
  town.place().confidential = true;
  EXPECT_FALSE(supply().point.has_value());
  EXPECT_TRUE(supply().serves_all);
  town.place().confidential = false;
  town.place().type = LocationType::kVirtual;
  EXPECT_FALSE(supply().point.has_value());
  EXPECT_TRUE(supply().serves_all);
}

TEST(NeedProblemTest, WhoComesToPeopleServesItsAreas) {
  Town town;
  town.said().service_areas = {{"Ost", "", {"212"}}, {"West", "", {"215", "216"}}};
  EXPECT_THAT(town.Problem().supplies.at(0).served_zones, IsEmpty()) << "one goes there";
  town.said().threshold.outreach = false;
  EXPECT_THAT(town.Problem().supplies.at(0).served_zones, IsEmpty());
  town.said().threshold.outreach = true;
  EXPECT_THAT(town.Problem().supplies.at(0).served_zones, ElementsAre("212", "215", "216"));
  EXPECT_FALSE(town.Problem().supplies.at(0).serves_all);
  town.said().service_areas.push_back({"Stadt", "", {}});
  EXPECT_TRUE(town.Problem().supplies.at(0).serves_all);
}

TEST(NeedProblemTest, AnOfferWithoutAPlaceIsReachedThroughItsAreas) {
  Town town;
  town.said().places.clear();
  EXPECT_THAT(Ids(town.Problem()), IsEmpty()) << "it is nowhere";
  town.said().service_areas = {{"Ost", "", {"212"}}};
  const NeedProblem problem = town.Problem();
  ASSERT_THAT(Ids(problem), ElementsAre(IdOf(10)));
  EXPECT_EQ(problem.supplies[0].weekly_hours, 20);
  EXPECT_THAT(problem.supplies[0].served_zones, ElementsAre("212"));
  EXPECT_FALSE(problem.supplies[0].point.has_value());
}

TEST(NeedProblemTest, OpenSupplyPointsOfItsKindsCount) {
  const auto ids = [](const std::function<void(Town&)>& change, const char* today = kToday) {
    Town town;
    town.content.offers.clear();
    town.need().supply_kinds = {SupplyKind::kDoctor, SupplyKind::kPharmacy};
    town.place().supply_points = {{SupplyKind::kGrocery, "", ""},
                                  {SupplyKind::kDoctor, "2022-01-01", "2026-12-01"}};
    change(town);
    return Ids(town.Problem({}, today));
  };
  const auto nothing = [](Town&) {};
  EXPECT_THAT(ids(nothing), ElementsAre(IdOf(1)));
  EXPECT_THAT(ids(nothing, "2021-12-31"), IsEmpty());
  EXPECT_THAT(ids(nothing, "2026-12-01"), IsEmpty()) << "closed from that day on";
  EXPECT_THAT(ids([](Town& t) { t.need().supply_kinds.clear(); }), IsEmpty());
  EXPECT_THAT(ids([](Town& t) { t.need().supply_kinds = {SupplyKind::kBank}; }), IsEmpty());
  EXPECT_THAT(ids([](Town& t) { t.place().archived = true; }), IsEmpty());

  Town town;
  town.content.offers.clear();
  town.need().supply_kinds = {SupplyKind::kDoctor};
  town.place().supply_points = {{SupplyKind::kDoctor, "", ""}};
  const Supply supply = town.Problem().supplies.at(0);
  EXPECT_EQ(supply.weekly_hours, 20);
  EXPECT_EQ(supply.places, std::nullopt);
  EXPECT_EQ(supply.point, (Point{53.5, 8.6}));
  const Fit fit = town.Problem().groups[0].fits.at(0);
  EXPECT_EQ(fit.eligible, 1);
  EXPECT_THAT(fit.without, testing::Each(1.0)) << "a shop is open to everybody";
}

TEST(NeedProblemTest, AnObstacleCountsWhereTheNeedAsksForIt) {
  struct Case {
    Obstacle obstacle;
    std::function<void(NeedRequirements&)> ask;
    std::function<void(Town&, bool)> say;
  };
  const Case all[] = {
      {Obstacle::kCost, [](NeedRequirements& r) { r.free_of_charge = true; },
       [](Town& t, bool is) { t.said().costs = {{.amount_cents = is ? 0 : 100}}; }},
      {Obstacle::kConsumption, [](NeedRequirements& r) { r.consumption_free = true; },
       [](Town& t, bool is) { t.said().consumption_free = is; }},
      {Obstacle::kThreshold, [](NeedRequirements& r) { r.low_threshold = true; },
       [](Town& t, bool is) {
         t.said().threshold = {
             .registration = Registration::kNone, .referral_needed = !is, .identity_needed = false};
       }},
      {Obstacle::kAccess, [](NeedRequirements& r) { r.wheelchair = true; },
       [](Town& t, bool is) { t.place().accessibility.wheelchair = is; }},
  };
  for (const Case& one : all) {
    const int k = static_cast<int>(one.obstacle);
    Town town;
    EXPECT_EQ(town.FitOf(one.obstacle), 1) << k << ": it is not asked for";
    one.say(town, false);
    EXPECT_EQ(town.FitOf(one.obstacle), 1) << k;
    one.ask(town.need().requirements);
    EXPECT_EQ(town.FitOf(one.obstacle), 0) << k;
    one.say(town, true);
    EXPECT_EQ(town.FitOf(one.obstacle), 1) << k;
    Town silent;
    one.ask(silent.need().requirements);
    EXPECT_EQ(silent.FitOf(one.obstacle), 0.2) << k << ": nobody knows";
  }
}

TEST(NeedProblemTest, WheelchairUsersAskForARampThemselves) {
  Town town;
  town.place().accessibility.wheelchair = false;
  town.young().predicate.disabilities = {Disability::kHearing};
  EXPECT_EQ(town.FitOf(Obstacle::kAccess), 1);
  town.young().predicate.disabilities = {Disability::kWheelchair};
  EXPECT_EQ(town.FitOf(Obstacle::kAccess), 0);
}

TEST(NeedProblemTest, AGroupIsUnderstoodInOneOfItsLanguages) {
  Town town;
  EXPECT_EQ(town.FitOf(Obstacle::kLanguage), 1) << "the group has no such need";
  town.young().languages = {"ar", "fa"};
  EXPECT_EQ(town.FitOf(Obstacle::kLanguage), 0.2) << "nobody says what is spoken";
  town.said().languages = {{"de", ""}};
  EXPECT_EQ(town.FitOf(Obstacle::kLanguage), 0);
  town.said().languages.push_back({"fa", ""});
  EXPECT_EQ(town.FitOf(Obstacle::kLanguage), 1);
  town.said().languages.clear();
  town.said().language_mediation = {{.language = "ar"}};
  EXPECT_EQ(town.FitOf(Obstacle::kLanguage), 1);
}

TEST(NeedProblemTest, WhoMayComeIsAShareOfTheGroup) {
  Town town;
  const auto eligible = [&] { return town.Problem().groups.at(0).fits.at(0).eligible; };
  EXPECT_EQ(eligible(), 1);
  town.said().targeting = {{TargetPredicate{.age = {16, 30}}, Modality::kOpenTo}};
  EXPECT_EQ(eligible(), 0.5);
  town.said().targeting = {{std::string("youth"), Modality::kExcludes}};
  EXPECT_EQ(eligible(), 0);
}

TEST(NeedProblemTest, PeopleAreCountedByZoneAndGroup) {
  Town town;
  const Population ten_each{1, 100, {{"all", true, false}}, std::vector<double>(200, 10)};
  NeedProblem problem = town.Problem({{"215", ten_each}, {"999", ten_each}});
  EXPECT_THAT(problem.groups.at(0).persons, ElementsAre(0, 80)) << "4 years, 2 sexes";
  town.young().predicate.life_situations = {"wohnungslos"};
  EXPECT_THAT(town.Problem({{"215", ten_each}}).groups.at(0).persons, ElementsAre(0, 0))
      << "nobody counts them, and nobody said their share";
  town.young().share = 0.25;
  EXPECT_THAT(town.Problem({{"215", ten_each}}).groups.at(0).persons, ElementsAre(0, 20));
  town.young().predicate.life_situations.clear();
  EXPECT_THAT(town.Problem({{"215", ten_each}}).groups.at(0).persons, ElementsAre(0, 80))
      << "a share is of what nobody counts";
}

TEST(NeedProblemTest, GroupsThatAreOutOfUseAskForNothing) {
  Town town;
  town.need().groups = {{"gone"}, {"youth"}, {"old"}};
  town.content.groups["old"].key = "old";
  const auto keys = [&] {
    std::vector<std::string> keys;
    for (const GroupDemand& group : town.Problem().groups) keys.push_back(group.group_key);
    return keys;
  };
  EXPECT_THAT(keys(), ElementsAre("youth", "old"));
  town.young().archived = true;
  EXPECT_THAT(keys(), ElementsAre("old"));
}

TEST(GapMessageTest, EveryFieldGoesThroughTheDomainAndBack) {
  const auto gap = test::Filled().Of<v1::OfferGap>();
  EXPECT_EQ(ToProto(FromProto(gap)).DebugString(), gap.DebugString());
  const auto analysis = test::Filled().Of<v1::GapAnalysis>();
  EXPECT_EQ(ToProto(FromProto(analysis)).DebugString(), analysis.DebugString());
  EXPECT_EQ(ToProto(FromProto(v1::OfferGap())).DebugString(), "") << "what is unknown stays so";
}

TEST(GapMessageTest, AClassThatNobodyIsInIsNoRow) {
  GapAnalysis analysis;
  analysis.rows_by_class = {{GapClass::kDesert, 3}};
  const v1::GapSummary summary = ToProto(analysis).summary();
  EXPECT_EQ(summary.deserts(), 3);
  EXPECT_EQ(summary.covered(), 0);
}

}  // namespace
}  // namespace zwk::catalog
