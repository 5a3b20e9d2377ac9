#include "forecasting/forecast/simulation_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "forecasting/forecast/forecast_run.h"
#include "forecasting/forecast/people_selection.h"
#include "forecasting/forecast/scenario.h"
#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::forecasting {
namespace {

using test::Proto;
using testing::ElementsAre;
using testing::IsEmpty;

// Two neighborhoods and two groups, two years from 2024 on.
ForecastRun RunOf(const std::string& parameters, int age_classes = 101, int age_width = 1) {
  ForecastRun run;
  *run.state.mutable_parameters() = Proto<v1::ForecastParameters>(absl::StrCat(
      "jump_off_year: 2024 last_year: 2026 form: MIGRATION_FORM_GROSS_FLOWS ", parameters));
  run.state.set_steps_total(2);
  run.input.age_classes = age_classes;
  run.input.age_width = age_width;
  run.input.group_keys = {"german", "foreign"};
  run.input.neighborhood_keys = {"1", "2"};
  return run;
}

ForecastRun Uncertain(const std::string& asked) {
  return RunOf(absl::StrCat("uncertainty { trajectories: 100 city_only: true ", asked, "}"));
}

SimulationPlan PlanOf(const std::string& asked) {
  const auto plan = ReadPlan(Uncertain(asked), {});
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.value().value();
}

std::string Fault(const std::string& asked, const Scenario& scenario = {}) {
  return FieldOf(ReadPlan(Uncertain(asked), scenario).status());
}

std::vector<std::string> Labels(const SimulationPlan& plan) {
  std::vector<std::string> labels;
  for (const v1::FigureQuantiles& label : plan.labels) labels.push_back(label.figure_id());
  return labels;
}

TEST(SimulationPlanTest, OnePathNeedsNoPlan) {
  EXPECT_FALSE(ReadPlan(RunOf(""), {}).value().has_value());
}

TEST(SimulationPlanTest, TheUsualBandsAreThoseOfCare) {
  const SimulationPlan plan = PlanOf("seed: 7");
  EXPECT_EQ(plan.trajectories, 100);
  EXPECT_EQ(plan.seed, 7u);
  EXPECT_THAT(Labels(plan), ElementsAre("total", "age_0_2", "age_3_5", "age_6_9", "age_10_15",
                                        "age_16_18", "age_19_64", "age_65_79", "age_80"));
  const Selection& toddlers = plan.figures[1].numerator[0].people;
  EXPECT_EQ(toddlers.youngest, 0);
  EXPECT_EQ(toddlers.oldest, 2);
  EXPECT_THAT(toddlers.areas, IsEmpty());
  EXPECT_THAT(toddlers.sexes, IsEmpty());
  EXPECT_EQ(plan.figures[8].numerator[0].people.oldest, 100);
  EXPECT_FALSE(plan.labels[8].ages().has_oldest());
  EXPECT_EQ(plan.figures[1].id, "age_0_2/");
}

TEST(SimulationPlanTest, EachNeighborhoodIsToldUnlessTheCityIsEnough) {
  const auto plan = ReadPlan(RunOf("uncertainty { trajectories: 100 no_age_bands: true }"), {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_EQ((*plan)->figures.size(), 3u);
  EXPECT_EQ((*plan)->labels[0].neighborhood_key(), "");
  EXPECT_EQ((*plan)->labels[2].neighborhood_key(), "2");
  EXPECT_THAT((*plan)->figures[0].numerator[0].people.areas, IsEmpty());
  EXPECT_THAT((*plan)->figures[2].numerator[0].people.areas, ElementsAre(1));
  EXPECT_EQ((*plan)->figures[2].id, "total/2");
}

TEST(SimulationPlanTest, APyramidIsOfFiveYearsAndBothSexes) {
  const SimulationPlan plan = PlanOf("no_age_bands: true pyramids: true");
  ASSERT_EQ(plan.labels.size(), 1u + 2 * 21);
  EXPECT_EQ(plan.labels[1].figure_id(), "m_0_4");
  EXPECT_EQ(plan.labels[1].sex(), v1::SEX_MALE);
  EXPECT_THAT(plan.figures[1].numerator[0].people.sexes, ElementsAre(0));
  EXPECT_EQ(plan.figures[1].numerator[0].people.oldest, 4);
  EXPECT_EQ(plan.labels[20].figure_id(), "m_95_99");
  EXPECT_EQ(plan.labels[21].figure_id(), "m_100");
  EXPECT_EQ(plan.labels[22].figure_id(), "f_0_4");
  EXPECT_EQ(plan.labels[22].sex(), v1::SEX_FEMALE);
  EXPECT_THAT(plan.figures[22].numerator[0].people.sexes, ElementsAre(1));
}

TEST(SimulationPlanTest, APyramidOfClassesOfFiveYearsHasAllOfThem) {
  const auto plan = ReadPlan(
      RunOf("uncertainty { trajectories: 100 city_only: true no_age_bands: true pyramids: true }",
            21, 5),
      {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_EQ((*plan)->labels.size(), 1u + 2 * 21);
  EXPECT_EQ((*plan)->labels[20].figure_id(), "m_95_99");
  EXPECT_EQ((*plan)->labels[21].figure_id(), "m_100");
  EXPECT_EQ((*plan)->figures[20].numerator[0].people.youngest, 19) << "the class";
}

TEST(SimulationPlanTest, ABandBeyondTheOpenAgeIsInIt) {
  EXPECT_THAT(Labels(PlanOf("age_bands { youngest: 100 } age_bands { youngest: 101 }")),
              ElementsAre("total", "age_100"));
  EXPECT_EQ(Fault("age_bands { youngest: 0 oldest: 3 } age_bands { youngest: 5 oldest: 4 }"),
            "parameters.uncertainty.age_bands[1]");
}

TEST(SimulationPlanTest, IndicatorsAreToldOnceAndAsSumsBesideHomes) {
  const SimulationPlan plan = PlanOf(R"(no_age_bands: true indicator_ids: "people_0_3")");
  EXPECT_THAT(Labels(plan), ElementsAre("total", "people_0_3"));
  EXPECT_EQ(plan.figures[1].id, "people_0_3/");
  EXPECT_EQ(Fault(R"(indicator_ids: "dep" indicator_ids: "dep")"),
            "parameters.uncertainty.indicator_ids[1]");
  EXPECT_EQ(Fault(R"(indicator_ids: "nothing")"), "parameters.uncertainty.indicator_ids[0]");
  Scenario homes;
  homes.special[2025] = {};
  EXPECT_EQ(Fault(R"(indicator_ids: "people_0_3" indicator_ids: "dep")", homes),
            "parameters.uncertainty.indicator_ids[1]");
}

TEST(SimulationPlanTest, AFigureOfOnesOwnIsNamedAndCounted) {
  const SimulationPlan plan = PlanOf(
      R"(no_age_bands: true
         figures { figure_id: "young_1" people { neighborhood_keys: "2" group_keys: "foreign" sex: SEX_FEMALE
                                                 ages { youngest: 14 oldest: 24 } } per {} })");
  ASSERT_EQ(plan.figures.size(), 2u);
  EXPECT_EQ(plan.figures[1].id, "young_1");
  EXPECT_EQ(plan.labels[1].figure_id(), "young_1");
  const Selection& people = plan.figures[1].numerator.at(0).people;
  EXPECT_THAT(people.areas, ElementsAre(1));
  EXPECT_THAT(people.groups, ElementsAre(1));
  EXPECT_THAT(people.sexes, ElementsAre(1));
  EXPECT_EQ(people.youngest, 14);
  EXPECT_EQ(people.oldest, 24);
  EXPECT_EQ(plan.figures[1].denominator.size(), 1u);
  const auto fault = [](const std::string& figure) {
    return Fault("figures { " + figure + " people {} }");
  };
  EXPECT_EQ(fault(absl::StrCat("figure_id: \"", std::string(64, 'x'), "\"")), "");
  const std::string at = "parameters.uncertainty.figures[0].";
  for (const std::string& id : {std::string(), std::string("Young"), std::string("1x"),
                                std::string("a-b"), std::string("total"), std::string(65, 'x')}) {
    EXPECT_EQ(fault(absl::StrCat("figure_id: \"", id, "\"")), at + "figure_id") << id;
  }
  EXPECT_EQ(Fault(R"(figures { figure_id: "a" people { neighborhood_keys: "9" } })"),
            at + "people.neighborhood_keys[0]");
  Scenario homes;
  homes.special[2025] = {};
  EXPECT_EQ(Fault(R"(figures { figure_id: "a" people {} per {} })", homes), at + "per");
  EXPECT_EQ(Fault(R"(figures { figure_id: "a" people {} })", homes), "");
}

TEST(SimulationPlanTest, WhatIsUncertainIsTakenAsItIsSaid) {
  const Uncertainty usual = PlanOf("fertility {} life_expectancy {} migration {}").uncertainty;
  const Uncertainty said = PlanOf(R"(fertility { rho: 0.5 sigma: 0.25 lowest_tfr: 1.25 }
                life_expectancy { rho: 0.75 a: 0.5 b: -0.125 }
                migration { correlation: 0.25 } demographic_noise: true)")
                               .uncertainty;
  EXPECT_EQ(said.fertility->rho, 0.5);
  EXPECT_EQ(said.fertility->sigma, 0.25);
  EXPECT_EQ(said.fertility->lowest_tfr, 1.25);
  EXPECT_EQ(said.life_expectancy->rho, 0.75);
  EXPECT_EQ(said.life_expectancy->a, 0.5);
  EXPECT_EQ(said.life_expectancy->b, -0.125);
  EXPECT_EQ(said.migration->correlation, 0.25);
  EXPECT_TRUE(said.demographic_noise);
  EXPECT_FALSE(usual.demographic_noise);
  EXPECT_EQ(said.migration->sigma, usual.migration->sigma) << "what is not said is usual";
  EXPECT_FALSE(PlanOf("").uncertainty.fertility.has_value());
  const Uncertainty apart =
      PlanOf("migration { mean: 0.1 phi: 0.2 phi: 0.3 sigma: 0.4 sigma: 0.6 }").uncertainty;
  EXPECT_THAT(apart.migration->mean, ElementsAre(0.1));
  EXPECT_THAT(apart.migration->phi, ElementsAre(0.2, 0.3));
  EXPECT_THAT(apart.migration->sigma, ElementsAre(0.4, 0.6));
  EXPECT_EQ(apart.migration->correlation, usual.migration->correlation);
}

TEST(SimulationPlanTest, TrajectoriesAreTenToAHundredThousandOfGrossFlows) {
  const auto fault = [](int trajectories, const char* form = "MIGRATION_FORM_GROSS_FLOWS") {
    ForecastRun run = Uncertain("no_age_bands: true");
    run.state.mutable_parameters()->mutable_uncertainty()->set_trajectories(trajectories);
    v1::MigrationForm value;
    EXPECT_TRUE(v1::MigrationForm_Parse(form, &value));
    run.state.mutable_parameters()->set_form(value);
    return FieldOf(ReadPlan(run, {}).status());
  };
  EXPECT_EQ(fault(10), "");
  EXPECT_EQ(fault(100'000), "");
  EXPECT_EQ(fault(9), "parameters.uncertainty.trajectories");
  EXPECT_EQ(fault(100'001), "parameters.uncertainty.trajectories");
  EXPECT_EQ(fault(100, "MIGRATION_FORM_NET_MIGRATION"), "parameters.uncertainty");
}

TEST(PeopleSelectionTest, AgesAreWholeClasses) {
  const auto read = [](const std::string& ages) {
    const ForecastRun run = RunOf("", 21, 5);  // to 100+
    FieldErrors errors;
    SelectionReader reader(run, errors);
    const auto classes = reader.AgesOf("ages", true, Proto<v1::AgeBand>(ages));
    return errors.empty() ? absl::StrCat(classes.youngest, "-", classes.oldest)
                          : FieldViolationsOf(errors.ToStatus()).at(0).description;
  };
  const std::string wrong = "must be whole age classes from 0 to 100";
  EXPECT_EQ(read("youngest: 0 oldest: 4"), "0-0");
  EXPECT_EQ(read("youngest: 5"), "1-20");
  EXPECT_EQ(read("youngest: 65 oldest: 79"), "13-15");
  EXPECT_EQ(read("youngest: 100"), "20-20");
  EXPECT_EQ(read("youngest: 95 oldest: 99"), "19-19");
  EXPECT_EQ(read("youngest: 80 oldest: 100"), "16-20") << "the open class has no last year";
  EXPECT_EQ(read("youngest: 80 oldest: 117"), "16-20");
  for (const char* bad : {"youngest: 3", "youngest: 0 oldest: 3", "youngest: -5", "youngest: 105",
                          "youngest: 10 oldest: 4"}) {
    EXPECT_EQ(read(bad), wrong) << bad;
  }
}

TEST(PeopleSelectionTest, NobodyIsLeftOutWhereNothingIsSaid) {
  const ForecastRun run = RunOf("");
  FieldErrors errors;
  SelectionReader reader(run, errors);
  const Selection all = reader.PeopleOf("people", {});
  EXPECT_THAT(all.areas, IsEmpty());
  EXPECT_THAT(all.groups, IsEmpty());
  EXPECT_THAT(all.sexes, IsEmpty());
  EXPECT_EQ(all.youngest, 0);
  EXPECT_EQ(all.oldest, 100);
  EXPECT_TRUE(errors.empty());
  reader.PeopleOf("people",
                  Proto<v1::PeopleSelection>(
                      R"(neighborhood_keys: "1" neighborhood_keys: "x" group_keys: "y" sex: 9)"));
  std::vector<std::string> fields;
  for (const FieldViolation& one : FieldViolationsOf(errors.ToStatus()))
    fields.push_back(one.field);
  EXPECT_THAT(fields,
              ElementsAre("people.neighborhood_keys[1]", "people.group_keys[0]", "people.sex"));
}

Scenario ScenarioOf(const std::string& said) {
  const auto scenario = ReadScenario(RunOf(absl::StrCat("scenario { ", said, " }"), 4));
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.value_or(Scenario());
}

std::string ScenarioFault(const std::string& said) {
  return FieldOf(ReadScenario(RunOf(absl::StrCat("scenario { ", said, " }"), 4)).status());
}

TEST(ScenarioTest, AModifierIsAboutWhoItSays) {
  const Scenario scenario = ScenarioOf(
      R"(modifiers { quantity: QUANTITY_FERTILITY operation: OPERATION_MULTIPLY amount: 1.1
                     people { neighborhood_keys: "2" group_keys: "foreign" sex: SEX_FEMALE
                              ages { youngest: 1 oldest: 2 } }
                     first_year: 2025 last_year: 2026 ramp_years: 2 }
         modifiers { quantity: QUANTITY_LEAVING operation: OPERATION_ADD amount: 0.01 })");
  ASSERT_EQ(scenario.modifiers.size(), 2u);
  const Modifier& one = scenario.modifiers[0];
  EXPECT_EQ(one.quantity, Quantity::kFertility);
  EXPECT_EQ(one.operation, Operation::kMultiply);
  EXPECT_EQ(one.amount, 1.1);
  EXPECT_EQ(one.areas.size(), 1u);
  EXPECT_EQ(one.group, 1);
  EXPECT_EQ(one.sex, kFemale);
  EXPECT_EQ(one.age_from, 1);
  EXPECT_EQ(one.age_to, 3);
  EXPECT_EQ(one.first_year, 2025);
  EXPECT_EQ(one.last_year, 2026);
  EXPECT_EQ(one.ramp_years, 2);
  EXPECT_EQ(scenario.modifiers[1].quantity, Quantity::kLeaving);
  EXPECT_EQ(scenario.modifiers[1].operation, Operation::kAdd);
  EXPECT_TRUE(scenario.modifiers[1].areas.empty());
}

TEST(ScenarioTest, FaultsAreNamedByField) {
  const std::string at = "parameters.scenario.", modifier = "operation: OPERATION_ADD quantity: ";
  const std::pair<std::string, std::string> all[] = {
      {"modifiers { operation: OPERATION_ADD }", "modifiers[0].quantity"},
      {"modifiers { quantity: QUANTITY_LEAVING }", "modifiers[0].operation"},
      {"modifiers { " + modifier +
           R"(QUANTITY_LEAVING people { group_keys: "german" group_keys: "foreign" } })",
       "modifiers[0].people.group_keys"},
      {R"(buildings { neighborhood_key: "9" first_year: 2025 })", "buildings[0].neighborhood_key"},
      {R"(shocks { name: "a" arrivals { year: 2024 group_key: "foreign" people: 1 } })",
       "shocks[0].arrivals[0].year"},
      {R"(shocks { name: "a" arrivals { year: 2025 group_key: "x" people: 1 } })",
       "shocks[0].arrivals[0].group_key"},
      {R"(shocks { name: "a" profile { group_key: "foreign" share: 1.1 } })",
       "shocks[0].profile[0].share"},
      {R"(shocks { name: "a" shelters { neighborhood_key: "9" share: 1 } })",
       "shocks[0].shelters[0].neighborhood_key"},
      {R"(shocks { name: "a" naturalize: 0.1 })", "shocks[0].naturalize_into_group_key"},
      {"special_populations { from_year: 2025 } special_populations { from_year: 2025 }",
       "special_populations[1].from_year"},
      {R"(special_populations { from_year: 2025 cells { neighborhood_key: "1" group_key: "german" age: 1 } })",
       "special_populations[0].cells[0].sex"},
      {R"(special_populations { from_year: 2025 cells { neighborhood_key: "1" group_key: "german" sex: SEX_MALE
           age: 4 } })",
       "special_populations[0].cells[0].age"},
      {R"(special_populations { from_year: 2025 cells { neighborhood_key: "1" group_key: "german" sex: SEX_MALE
           people: -1 } })",
       "special_populations[0].cells[0].people"},
      {"targets { year: 2024 }", "targets[0].year"},
      {"targets { year: 2027 }", "targets[0].year"},
      {"targets { year: 2025 } targets { year: 2025 }", "targets[1].year"},
      {"targets { year: 2025 city { people: 1 people: 1 } }", "targets[0].city[0].flow"},
      {R"(targets { year: 2025 neighborhoods { neighborhood_key: "1" } })",
       "targets[0].neighborhoods[0]"},
      {R"(targets { year: 2025 neighborhoods { neighborhood_key: "9" people: 1 } })",
       "targets[0].neighborhoods[0].neighborhood_key"},
  };
  for (const auto& [said, field] : all) EXPECT_EQ(ScenarioFault(said), at + field) << said;
}

TEST(ScenarioTest, HomesAreCountedInTheirCells) {
  const Scenario scenario = ScenarioOf(
      R"(special_populations { from_year: 2025
           cells { neighborhood_key: "2" group_key: "foreign" sex: SEX_FEMALE age: 3 people: 7 }
           cells { neighborhood_key: "2" group_key: "foreign" sex: SEX_FEMALE age: 3 people: 0 } })");
  const Grid grid{4, 2};
  const std::vector<Cells>& people = scenario.special.at(2025);
  ASSERT_EQ(people.size(), 2u);
  EXPECT_EQ(people[1][grid.at(1, kFemale, 3)], 7);
  double sum = 0;
  for (const Cells& cells : people) {
    for (const double value : cells) sum += value;
  }
  EXPECT_EQ(sum, 7);
}

TEST(ScenarioTest, AHousingPlanIsALimitOfEachYear) {
  const Scenario scenario = ScenarioOf(
      R"(housing_plans { neighborhood_key: "2" dwellings: 100 people_per_dwelling: 2 vacancy: 0.25
                         projects { year: 2026 dwellings: 20 } less: 0.25 more: 0.1 })");
  ASSERT_EQ(scenario.targets.size(), 2u);
  for (const auto& [year, people] : {std::pair(2025, 150.0), std::pair(2026, 180.0)}) {
    const StepTargets& targets = scenario.targets.at(year);
    ASSERT_EQ(targets.areas.size(), 1u);
    EXPECT_EQ(targets.areas[0].area, 1u);
    const auto& limit = std::get<HousingTarget>(targets.areas[0].target);
    EXPECT_DOUBLE_EQ(limit.people, people) << year;
    EXPECT_EQ(limit.less, 0.25);
    EXPECT_EQ(limit.more, 0.1);
  }
}

TEST(ScenarioTest, AHousingPlanHasItsBounds) {
  const auto fault = [](const std::string& said) {
    return ScenarioFault(absl::StrCat("housing_plans { neighborhood_key: \"1\" ", said, " }"));
  };
  const std::string at = "parameters.scenario.housing_plans[0].";
  EXPECT_EQ(fault("dwellings: 100 people_per_dwelling: 2"), "");
  EXPECT_NE(fault("dwellings: 100 people_per_dwelling: 2 vacancy: 1"), at + "vacancy");
  EXPECT_NE(fault("dwellings: 0 people_per_dwelling: 0"), at + "dwellings");
  EXPECT_EQ(fault("vacancy: -0.1"), at + "vacancy");
  EXPECT_EQ(fault("vacancy: 1.1"), at + "vacancy");
  EXPECT_EQ(fault("vacancy: nan"), at + "vacancy");
  EXPECT_EQ(fault("dwellings: -1"), at + "dwellings");
  EXPECT_EQ(fault("dwellings: inf"), at + "dwellings");
  EXPECT_EQ(fault("people_per_dwelling: -1"), at + "people_per_dwelling");
  EXPECT_EQ(ScenarioFault(R"(housing_plans { neighborhood_key: "9" dwellings: 1 })"),
            at + "neighborhood_key");
}

TEST(ScenarioTest, AProfileIsSpreadEvenlyOverItsCells) {
  const Scenario scenario = ScenarioOf(
      R"(buildings { neighborhood_key: "2" first_year: 2025 people: 10 people: 20 from_city: 0.5
                     profile { group_key: "german" ages { youngest: 1 oldest: 2 } share: 0.6 }
                     profile { group_key: "foreign" sex: SEX_FEMALE share: 0.4 } })");
  ASSERT_EQ(scenario.buildings.size(), 1u);
  const NewBuilding& building = scenario.buildings[0];
  EXPECT_EQ(building.area, 1u);
  EXPECT_EQ(building.first_year, 2025);
  EXPECT_THAT(building.people, ElementsAre(10, 20));
  EXPECT_EQ(building.from_city, 0.5);
  const Grid grid{4, 2};
  for (int sex = 0; sex < kSexes; ++sex) {
    for (int age = 0; age < 4; ++age) {
      const bool told = age == 1 || age == 2;
      EXPECT_DOUBLE_EQ(building.profile[grid.at(0, sex, age)], told ? 0.15 : 0) << sex << age;
      EXPECT_DOUBLE_EQ(building.profile[grid.at(1, sex, age)], sex == kFemale ? 0.1 : 0);
    }
  }
}

TEST(ScenarioTest, ATargetOfANeighborhoodIsWhatItSays) {
  const Scenario scenario = ScenarioOf(
      R"(targets { year: 2025 neighborhoods { neighborhood_key: "1" people: 400 } }
         targets { year: 2026 neighborhoods { neighborhood_key: "2" net_migration: -7 } })");
  ASSERT_EQ(scenario.targets.size(), 2u);
  const AreaTarget& people = scenario.targets.at(2025).areas.at(0);
  EXPECT_EQ(people.area, 0u);
  EXPECT_EQ(std::get<PeopleTarget>(people.target).people, 400);
  const AreaTarget& moves = scenario.targets.at(2026).areas.at(0);
  EXPECT_EQ(moves.area, 1u);
  EXPECT_EQ(std::get<NetMigrationTarget>(moves.target).people, -7);
  EXPECT_EQ(
      ScenarioFault(R"(targets { year: 2025 neighborhoods { neighborhood_key: "1" people: -1 } })"),
      "parameters.scenario.targets[0].neighborhoods[0].people");
}

TEST(ScenarioTest, AShockIsTakenAsItIsSaid) {
  const Scenario scenario = ScenarioOf(
      R"(shocks { name: "war" arrivals { year: 2025 group_key: "foreign" people: 90 }
                  arrivals { year: 2026 group_key: "foreign" people: 30 }
                  profile { group_key: "foreign" share: 1 }
                  shelters { neighborhood_key: "2" share: 1 }
                  destinations { neighborhood_key: "1" share: 0.75 }
                  destinations { neighborhood_key: "2" share: 0.25 }
                  settle: 0.3 return_abroad: 0.2 naturalize: 0.1
                  naturalize_into_group_key: "german" })");
  ASSERT_EQ(scenario.shocks.size(), 1u);
  const Shock& shock = scenario.shocks[0];
  EXPECT_EQ(shock.name, "war");
  ASSERT_EQ(shock.arrivals.size(), 2u);
  EXPECT_EQ(shock.arrivals[1].year, 2026);
  EXPECT_EQ(shock.arrivals[1].group, 1);
  EXPECT_EQ(shock.arrivals[1].people, 30);
  EXPECT_THAT(shock.shelters, ElementsAre(0, 1));
  EXPECT_THAT(shock.destinations, ElementsAre(0.75, 0.25));
  EXPECT_EQ(shock.settle, 0.3);
  EXPECT_EQ(shock.return_abroad, 0.2);
  EXPECT_EQ(shock.naturalize, 0.1);
  EXPECT_EQ(shock.naturalize_into, 0);
}

TEST(ScenarioTest, ATargetOfTheCityIsOfItsFlow) {
  const Scenario scenario = ScenarioOf(
      R"(targets { year: 2025 city { flow: FLOW_KIND_BIRTHS people: 3 }
                   city { flow: FLOW_KIND_EMIGRATION_REST people: [1, 2, 3, 4, 5, 6, 7, 8] } })");
  const std::vector<CityTarget>& city = scenario.targets.at(2025).city;
  ASSERT_EQ(city.size(), 2u);
  EXPECT_EQ(city[0].flow, Flow::kBirths);
  EXPECT_THAT(city[0].people, ElementsAre(3));
  EXPECT_EQ(city[1].flow, Flow::kEmigrationRest);
  EXPECT_THAT(city[1].people, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_EQ(ScenarioFault("targets { year: 2025 city { flow: FLOW_KIND_BIRTHS people: [1, 2] } }"),
            "parameters.scenario.targets[0].city[0].people");
}

}  // namespace
}  // namespace zwk::forecasting
