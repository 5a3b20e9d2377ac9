#include "forecasting/engine/advance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

// Everything at once, different in every city: modifiers, buildings, two shocks, special
// populations on a path, targets.
struct RandomScenario {
  RandomCity city;
  Scenario scenario;

  explicit RandomScenario(unsigned seed)
      : city(seed, MigrationForm::kGrossFlows, 2 + seed % 4, 1 + seed % 3, 4 + seed) {
    std::mt19937 random(seed);
    const auto up_to = [&](double most) {
      return std::uniform_real_distribution<double>(0, most)(random);
    };
    const Grid& grid = city.model.grid;
    const size_t areas = city.areas.size();
    const auto shares = [&](size_t count) {
      std::vector<double> shares(count);
      for (double& share : shares) share = up_to(1) < 0.3 ? 0 : up_to(1);
      shares[count / 2] += 0.1;
      const double sum = Sum(shares);
      for (double& share : shares) share /= sum;
      return shares;
    };
    std::vector<int> clusters;
    for (size_t r = 0; r < areas; ++r) clusters.push_back(static_cast<int>(r % (1 + seed % 2)));
    city.Cluster(clusters);
    for (auto& area : city.areas) {
      for (Cells* rates : {&area->mortality, &area->emigration_abroad, &area->emigration_rest}) {
        for (double& rate : *rates) rate /= 3;
      }
    }
    scenario.modifiers = {
        {.quantity = Quantity::kFertility, .amount = 0.8, .ramp_years = 3},
        {.quantity = Quantity::kArrivalShare, .amount = 2, .areas = {0}, .first_year = 2027},
        {.quantity = Quantity::kImmigrationAbroad, .operation = Operation::kAdd, .amount = 50}};
    scenario.buildings = {{areas - 1, 2026, {30, 10}, shares(grid.size()), up_to(1)}};
    for (int k = 0; k < 2; ++k) {
      Shock shock;
      shock.name = "shock";
      const int group = k % grid.groups;
      shock.arrivals = {{2026 + k, group, up_to(500)}, {2028, group, up_to(500)}};
      shock.profile = Cells(grid.size());
      const std::vector<double> profile = shares(2 * grid.ages);
      std::copy(profile.begin(), profile.end(), shock.profile.begin() + grid.at(group, 0, 0));
      shock.shelters = shares(areas);
      shock.destinations = shares(areas);
      shock.settle = up_to(0.5);
      shock.return_abroad = up_to(0.3);
      shock.naturalize = up_to(0.2);
      scenario.shocks.push_back(shock);
    }
    std::vector<Cells> first, later;
    for (const Cells& people : city.people) {
      first.push_back(people);
      for (double& held : first.back()) held *= up_to(0.3);
      later.emplace_back(people.size());
      for (double& held : later.back()) held = up_to(20);
    }
    scenario.special = {{2025, first}, {2028, later}};
    StepTargets targets;
    targets.city = {{Flow::kDeaths, {up_to(40) * areas + 10}},
                    {Flow::kImmigrationRest, {100 + up_to(50)}}};
    targets.areas = {{0, NetMigrationTarget{up_to(20) - 10}}};
    scenario.targets[2027] = targets;
  }
};

TEST(AdvanceTest, EverythingBalancesForRandomScenarios) {
  for (unsigned seed = 0; seed < 15; ++seed) {
    RandomScenario random(seed);
    const Grid& grid = random.city.model.grid;
    ASSERT_EQ(CheckScenario(random.city.model, random.city.areas.size(), random.scenario),
              absl::OkStatus());
    auto now = StandingAt(random.city.model, random.scenario, 2025, random.city.people);
    ASSERT_TRUE(now.ok()) << now.status();
    for (int year = 2026; year <= 2031; ++year) {
      std::vector<double> before;
      for (const Cells& people : now->people) before.push_back(Sum(people));
      // The audit of every cell runs in each step.
      const auto advanced =
          Advance(random.city.model, random.scenario, random.city.assumptions, *now);
      ASSERT_TRUE(advanced.ok()) << seed << ": " << advanced.status();
      double internal = 0, groups = 0, city_before = 0, city_after = 0, change = 0;
      for (size_t r = 0; r < before.size(); ++r) {
        const AreaStep& area = advanced->step.areas[r];
        internal += Sum(area.internal_arrivals) - Sum(area.internal_departures);
        groups += Sum(area.naturalized_in) - Sum(area.naturalized_out);
        city_before += before[r];
        city_after += Sum(area.end);
        change += Sum(area.births) - Sum(area.deaths) + Sum(area.immigration_abroad) +
                  Sum(area.immigration_rest) - Sum(area.emigration_abroad) -
                  Sum(area.emigration_rest) + Sum(area.special_change) + Sum(area.adjustment);
        for (size_t i = 0; i < grid.size(); ++i) {
          EXPECT_GE(area.end[i], 0);
          for (Cells AreaStep::* flow :
               {&AreaStep::births, &AreaStep::deaths, &AreaStep::emigration_abroad,
                &AreaStep::immigration_rest, &AreaStep::internal_departures,
                &AreaStep::internal_arrivals, &AreaStep::naturalized_out}) {
            EXPECT_GE((area.*flow)[i], 0);
          }
        }
      }
      EXPECT_NEAR(internal, 0, 1e-7);
      EXPECT_NEAR(groups, 0, 1e-7);
      EXPECT_NEAR(city_after, city_before + change, 1e-6);
    }
  }
}

TEST(AdvanceTest, WithoutAScenarioItIsTheStepYearAfterYear) {
  for (const MigrationForm form :
       {MigrationForm::kGrossFlows, MigrationForm::kNetMigration, MigrationForm::kMultiregional}) {
    RandomCity city(4, form, 3, 2, 10);
    auto now = StandingAt(city.model, {}, 2025, city.people);
    ASSERT_TRUE(now.ok()) << now.status();
    const auto steps = AdvanceAll(city.model, {}, {city.assumptions, city.assumptions}, *now);
    ASSERT_TRUE(steps.ok()) << steps.status();
    std::vector<Cells> people = city.people;
    for (const AdvancedStep& advanced : *steps) {
      const auto step = Step(city.model, people, city.assumptions);
      ASSERT_TRUE(step.ok()) << step.status();
      for (size_t r = 0; r < 3; ++r) {
        EXPECT_EQ(advanced.step.areas[r].end, step->areas[r].end);
        people[r] = step->areas[r].end;
      }
    }
  }
}

TEST(AdvanceTest, TheAssumptionsItAnswersMakeTheSameStep) {
  RandomScenario random(3);
  const Model& model = random.city.model;
  auto now = StandingAt(model, random.scenario, 2025, random.city.people);
  random.scenario.special.clear();
  random.scenario.shocks.clear();
  now->sheltered.clear();
  ASSERT_TRUE(Advance(model, random.scenario, random.city.assumptions, *now).ok());
  const Standing before = *now;
  const auto advanced = Advance(model, random.scenario, random.city.assumptions, *now);
  ASSERT_TRUE(advanced.ok()) << advanced.status();
  const auto step = Step(model, before.people, advanced->assumptions);
  ASSERT_TRUE(step.ok()) << step.status();
  for (size_t r = 0; r < before.people.size(); ++r) {
    EXPECT_EQ(step->areas[r].end, advanced->step.areas[r].end);
  }
}

class SpecialTest : public testing::Test {
 protected:
  // 30 men of age 5 live in barracks of neighborhood 1.
  SpecialTest() {
    barracks_.assign(2, Cells(city_.model.grid.size()));
    barracks_[1][cell_] = 30;
    city_.people[1][cell_] = 100;
    scenario_.special[2020] = barracks_;
  }
  RandomCity city_{8, MigrationForm::kGrossFlows, 2, 1, 10};
  const size_t cell_ = city_.model.grid.at(0, kMale, 5);
  std::vector<Cells> barracks_;
  Scenario scenario_;
};

TEST_F(SpecialTest, TheyDoNotAgeAndRatesAreNotAboutThem) {
  auto now = *StandingAt(city_.model, scenario_, 2025, city_.people);
  const auto with = Advance(city_.model, scenario_, city_.assumptions, now);
  ASSERT_TRUE(with.ok()) << with.status();
  std::vector<Cells> others = city_.people;
  others[1][cell_] = 70;
  const auto without = Step(city_.model, others, city_.assumptions);
  const AreaStep& area = with->step.areas[1];
  EXPECT_DOUBLE_EQ(area.end[cell_], without->areas[1].end[cell_] + 30);
  EXPECT_EQ(area.deaths, without->areas[1].deaths);
  EXPECT_EQ(area.special[cell_], 30);
  EXPECT_EQ(Sum(area.special_change), 0);
}

TEST_F(SpecialTest, TheyFollowTheirPath) {
  barracks_[1][cell_] = 50;
  scenario_.special[2027] = barracks_;
  auto now = *StandingAt(city_.model, scenario_, 2025, city_.people);
  const auto steps = AdvanceAll(city_.model, scenario_,
                                {city_.assumptions, city_.assumptions, city_.assumptions}, now);
  ASSERT_TRUE(steps.ok()) << steps.status();
  EXPECT_EQ((*steps)[0].step.areas[1].special_change[cell_], 0);
  EXPECT_EQ((*steps)[1].step.areas[1].special_change[cell_], 20);
  EXPECT_EQ((*steps)[2].step.areas[1].special[cell_], 50);
}

TEST_F(SpecialTest, MoreOfThemThanPeopleAreRefusedByCell) {
  scenario_.special[2020][1][cell_] = 101;
  city_.model.area_names = {"211", "231"};
  const auto now = StandingAt(city_.model, scenario_, 2025, city_.people);
  EXPECT_TRUE(absl::IsFailedPrecondition(now.status()));
  EXPECT_THAT(std::string(now.status().message()),
              HasSubstr("neighborhood 231, group 0, male, age 5: 101 people in special"));
}

TEST_F(SpecialTest, RatesThatAModifierMakesImpossibleNameYearAndCell) {
  scenario_.modifiers = {{.quantity = Quantity::kMortality,
                          .operation = Operation::kAdd,
                          .amount = 1.5,
                          .areas = {1},
                          .age_from = 3,
                          .first_year = 2027}};
  auto now = *StandingAt(city_.model, scenario_, 2025, city_.people);
  ASSERT_TRUE(Advance(city_.model, scenario_, city_.assumptions, now).ok());
  const auto refused = Advance(city_.model, scenario_, city_.assumptions, now);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status()));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("year 2027: neighborhood 1, group 0, male, age 3: mortality"));
  EXPECT_EQ(now.year, 2026);
}

TEST_F(SpecialTest, FaultsOfAScenarioAreNamedAllAtOnce) {
  scenario_.modifiers = {{.ramp_years = 0}};
  scenario_.special[2030] = {};
  scenario_.special[2031] = barracks_;
  scenario_.special[2031][0][2] = std::nan("");
  scenario_.targets[2028].areas = {{7, NetMigrationTarget{1}}};
  const auto violations = FieldViolationsOf(CheckScenario(city_.model, 2, scenario_));
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations) fields.push_back(violation.field);
  EXPECT_THAT(fields, testing::ElementsAre("modifiers[0].ramp_years", "special[2030]",
                                           "special[2031]", "targets[2028].areas[0].area"));
}

}  // namespace
}  // namespace zwk::forecasting
