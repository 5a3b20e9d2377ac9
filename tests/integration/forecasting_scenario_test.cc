// What scenarios promise, on the figures that the service publishes.
#include <gmock/gmock.h>

#include <cmath>
#include <map>

#include "platform/base/errors.h"
#include "tests/integration/forecasting_figures.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

class ForecastingScenarioTest : public ForecastingFiguresTest {
 protected:
  // What the fixture's rates say of ages 1 to 39.
  static constexpr double kMortality = 0.002;
  static constexpr double kEmigration = 0.03;
  static constexpr double kFertility = 0.07;

  void SetUp() override {
    SetUpCity();
    ImportAll();
    ASSERT_TRUE(Start("base", 2030).ok());
    ASSERT_EQ(WatchToTheEnd("base").state(), v1::FORECAST_STATE_PUBLISHED);
    base_ = FiguresOf("base");
    base_bytes_ = Cells("base");
  }
  // Whatever ran beside it, a forecast stays as it was published.
  void TearDown() override { EXPECT_EQ(Cells("base"), base_bytes_); }

  static v1::StartForecastRequest VariantRequest(const v1::Scenario& scenario) {
    v1::StartForecastRequest request = StartRequest("variant", 2030);
    request.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("base"));
    *request.mutable_forecast()->mutable_parameters()->mutable_scenario() = scenario;
    return request;
  }
  Figures Published(const v1::Scenario& scenario) {
    const absl::Status started = StartRun(VariantRequest(scenario));
    EXPECT_TRUE(started.ok()) << started;
    const v1::Forecast run = WatchToTheEnd("variant");
    EXPECT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
    const Figures figures = FiguresOf("variant");
    ExpectBalanced(figures);
    return figures;
  }
  // Why the run failed; nothing of it can be fetched.
  std::string Failure(const v1::Scenario& scenario) {
    const absl::Status started = StartRun(VariantRequest(scenario));
    EXPECT_TRUE(started.ok()) << started;
    const v1::Forecast run = WatchToTheEnd("variant");
    EXPECT_EQ(run.state(), v1::FORECAST_STATE_FAILED);
    v1::StreamForecastCellsRequest request;
    request.set_forecast_id(Id("variant"));
    std::vector<v1::StreamForecastCellsResponse> items;
    EXPECT_TRUE(absl::IsFailedPrecondition(Stream("StreamForecastCells", request, items)));
    return run.failure();
  }
  // The path of what is wrong; nothing was started.
  std::string Fault(v1::Scenario scenario, const std::function<void(v1::Scenario&)>& change) {
    change(scenario);
    return FaultOf(VariantRequest(scenario));
  }
  std::string FaultOf(v1::StartForecastRequest request) {
    request.set_request_id(Id("wrong"));
    request.mutable_forecast()->set_forecast_id(Id("wrong"));
    const absl::Status status = StartRun(request);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    v1::GetForecastRequest get;
    get.set_forecast_id(Id("wrong"));
    v1::GetForecastResponse none;
    EXPECT_TRUE(absl::IsNotFound(Call("GetForecast", get, none)));
    return FieldOf(status);
  }

  // How far the scenario moved it from the base.
  double Moved(const Figures& figures, const std::string& key, int year, Component component) {
    return Of(figures.at(key).at(year), component) - Of(base_.at(key).at(year), component);
  }

  static void AddShare(const std::string& group, v1::Sex sex, int youngest, int oldest,
                       double share, google::protobuf::RepeatedPtrField<v1::ProfileShare>& to) {
    v1::ProfileShare& one = *to.Add();
    one.set_group_key(group);
    one.set_sex(sex);
    one.mutable_ages()->set_youngest(youngest);
    one.mutable_ages()->set_oldest(oldest);
    one.set_share(share);
  }
  static void AddSpecial(const std::string& neighborhood, v1::Sex sex, int age, double people,
                         v1::SpecialPopulations& to) {
    v1::SpecialPopulation& cell = *to.add_cells();
    cell.set_neighborhood_key(neighborhood);
    cell.set_group_key("german");
    cell.set_sex(sex);
    cell.set_age(age);
    cell.set_people(people);
  }

  Figures base_;
  std::string base_bytes_;
};

TEST_F(ForecastingScenarioTest, PeopleOfANewBuildingArriveFromTheCityAndFromOutside) {
  v1::Scenario scenario;
  v1::NewBuilding& building = *scenario.add_buildings();
  building.set_neighborhood_key("3");
  building.set_first_year(2026);
  building.add_people(30);
  building.add_people(10);
  // Men, so that no child is born who moves, too.
  AddShare("german", v1::SEX_MALE, 25, 34, 1, *building.mutable_profile());
  building.set_from_city(0.4);
  const Figures figures = Published(scenario);
  const auto from_outside = [&](int year) {
    return Moved(figures, "3", year, &v1::GroupComponents::immigration_rest);
  };
  EXPECT_NEAR(from_outside(2025), 0, 1e-9);
  EXPECT_NEAR(from_outside(2026), 18, 1e-9);
  EXPECT_NEAR(from_outside(2027), 6, 1e-9);
  EXPECT_NEAR(from_outside(2028), 0, 1e-9);
  // Twelve movers come to the building; a quarter of them would have come to the neighborhood
  // anyway. Nobody else moves.
  EXPECT_NEAR(Moved(figures, "3", 2026, &v1::GroupComponents::internal_arrivals), 9, 1e-9);
  EXPECT_NEAR(InCity(figures, 2026, &v1::GroupComponents::internal_arrivals),
              InCity(base_, 2026, &v1::GroupComponents::internal_arrivals), 1e-9);
  EXPECT_NEAR(Moved(figures, "1", 2026, &v1::GroupComponents::immigration_abroad), 0, 1e-9);
  EXPECT_GT(People(figures.at("3").at(2026)) - People(base_.at("3").at(2026)), 26);

  const auto fault = [&](const std::function<void(v1::NewBuilding&)>& change) {
    return Fault(scenario, [&](v1::Scenario& s) { change(*s.mutable_buildings(0)); });
  };
  const std::string at = "forecast.parameters.scenario.buildings[0]";
  EXPECT_EQ(fault([](auto& b) { b.set_neighborhood_key("7"); }), at + ".neighborhood_key");
  EXPECT_EQ(fault([](auto& b) { b.set_people(1, -1); }), at + ".people[1]");
  EXPECT_EQ(fault([](auto& b) { b.mutable_profile(0)->set_share(0.9); }), at + ".profile");
  EXPECT_EQ(fault([](auto& b) { b.mutable_profile(0)->set_group_key("martian"); }),
            at + ".profile[0].group_key");
  EXPECT_EQ(fault([](auto& b) { b.set_from_city(1.5); }), at + ".from_city");
  v1::StartForecastRequest net = VariantRequest(scenario);
  net.mutable_forecast()->mutable_parameters()->clear_base_forecast_id();
  net.mutable_forecast()->mutable_parameters()->set_form(v1::MIGRATION_FORM_NET_MIGRATION);
  net.mutable_forecast()->mutable_parameters()->set_timing(v1::MIGRATION_TIMING_EVEN);
  EXPECT_EQ(FaultOf(net), "forecast.parameters.scenario.buildings");
}

TEST_F(ForecastingScenarioTest, PeopleOfAShockLiveInTheirShelterAndSettleFromThere) {
  v1::Scenario scenario;
  v1::Shock& shock = *scenario.add_shocks();
  shock.set_name("flood");
  v1::ShockArrivals& arrivals = *shock.add_arrivals();
  arrivals.set_year(2026);
  arrivals.set_group_key("foreign");
  arrivals.set_people(60);
  // Men, so that no child is born that has to be counted, too.
  AddShare("foreign", v1::SEX_MALE, 20, 29, 1, *shock.mutable_profile());
  shock.add_shelters()->set_neighborhood_key("2");
  shock.mutable_shelters(0)->set_share(1);
  shock.add_destinations()->set_neighborhood_key("1");
  shock.mutable_destinations(0)->set_share(0.75);
  shock.add_destinations()->set_neighborhood_key("3");
  shock.mutable_destinations(1)->set_share(0.25);
  shock.set_settle(0.3);
  shock.set_return_abroad(0.1);
  shock.set_naturalize(0.05);
  shock.set_naturalize_into_group_key("german");
  const Figures figures = Published(scenario);
  EXPECT_NEAR(Moved(figures, "2", 2026, &v1::GroupComponents::immigration_abroad), 60, 1e-9);
  const double sheltered = 60 * (1 - kMortality / 2);
  EXPECT_NEAR(People(figures.at("2").at(2026)) - People(base_.at("2").at(2026)), sheltered, 1e-9);
  const double settling = sheltered * 0.3 * (1 - kMortality / 2);
  EXPECT_NEAR(Moved(figures, "2", 2027, &v1::GroupComponents::internal_departures), settling, 1e-9);
  EXPECT_NEAR(Moved(figures, "1", 2027, &v1::GroupComponents::internal_arrivals), settling * 0.75,
              1e-9);
  EXPECT_NEAR(Moved(figures, "3", 2027, &v1::GroupComponents::internal_arrivals), settling * 0.25,
              1e-9);
  EXPECT_NEAR(Moved(figures, "2", 2027, &v1::GroupComponents::emigration_abroad), sheltered * 0.1,
              1e-9);
  EXPECT_NEAR(Moved(figures, "2", 2027, &v1::GroupComponents::naturalized_in), sheltered * 0.05,
              1e-9);
  EXPECT_NEAR(Moved(figures, "1", 2026, &v1::GroupComponents::internal_arrivals), 0, 1e-9);

  const auto fault = [&](const std::function<void(v1::Shock&)>& change) {
    return Fault(scenario, [&](v1::Scenario& s) { change(*s.mutable_shocks(0)); });
  };
  const std::string at = "forecast.parameters.scenario.shocks[0]";
  EXPECT_EQ(fault([](auto& s) { s.mutable_arrivals(0)->set_group_key("martian"); }),
            at + ".arrivals[0].group_key");
  EXPECT_EQ(fault([](auto& s) { s.mutable_arrivals(0)->set_people(-1); }),
            at + ".arrivals[0].people");
  // Who came by then is in the stocks.
  EXPECT_EQ(fault([](auto& s) { s.mutable_arrivals(0)->set_year(2024); }),
            at + ".arrivals[0].year");
  EXPECT_EQ(fault([](auto& s) { s.mutable_profile(0)->set_share(0.5); }), at + ".profile");
  EXPECT_EQ(fault([](auto& s) { s.mutable_shelters(0)->set_share(0.5); }), at + ".shelters");
  EXPECT_EQ(fault([](auto& s) { s.clear_destinations(); }), at + ".destinations");
  EXPECT_EQ(fault([](auto& s) { s.set_settle(0.9); }), at + ".settle");
  EXPECT_EQ(fault([](auto& s) { s.clear_naturalize_into_group_key(); }),
            at + ".naturalize_into_group_key");
}

TEST_F(ForecastingScenarioTest, TargetsOfTheCityAndOfNeighborhoodsAreMet) {
  v1::Scenario scenario;
  v1::YearTargets& first = *scenario.add_targets();
  first.set_year(2026);
  const auto city = [&](v1::FlowKind flow, double people) {
    v1::CityTarget& target = *first.add_city();
    target.set_flow(flow);
    target.add_people(people);
    return people;
  };
  const double births =
      city(v1::FLOW_KIND_BIRTHS, 1.1 * InCity(base_, 2026, &v1::GroupComponents::births));
  const double deaths =
      city(v1::FLOW_KIND_DEATHS, 0.9 * InCity(base_, 2026, &v1::GroupComponents::deaths));
  city(v1::FLOW_KIND_IMMIGRATION_ABROAD, 40);
  v1::NeighborhoodTarget& net = *first.add_neighborhoods();
  net.set_neighborhood_key("2");
  net.set_net_migration(-30);
  v1::YearTargets& second = *scenario.add_targets();
  second.set_year(2028);
  const auto neighborhood = [&](const std::string& key) -> v1::NeighborhoodTarget& {
    v1::NeighborhoodTarget& target = *second.add_neighborhoods();
    target.set_neighborhood_key(key);
    return target;
  };
  neighborhood("1").set_people(2600);
  const double room = People(base_.at("2").at(2028)) + 20;
  neighborhood("2").mutable_housing()->set_people(room);
  neighborhood("2");  // not about anything yet
  EXPECT_EQ(Fault(scenario, [](v1::Scenario&) {}),
            "forecast.parameters.scenario.targets[1].neighborhoods[2]");
  second.mutable_neighborhoods(2)->set_neighborhood_key("3");
  const double less_room = People(base_.at("3").at(2028)) - 60;
  second.mutable_neighborhoods(2)->mutable_housing()->set_people(less_room);
  const Figures figures = Published(scenario);
  EXPECT_NEAR(InCity(figures, 2026, &v1::GroupComponents::births), births, 1e-6);
  EXPECT_NEAR(InCity(figures, 2026, &v1::GroupComponents::deaths), deaths, 1e-6);
  EXPECT_NEAR(InCity(figures, 2026, &v1::GroupComponents::immigration_abroad), 40, 1e-6);
  const v1::StreamForecastCellsResponse& two = figures.at("2").at(2026);
  EXPECT_NEAR(Of(two, &v1::GroupComponents::immigration_abroad) +
                  Of(two, &v1::GroupComponents::immigration_rest) -
                  Of(two, &v1::GroupComponents::emigration_abroad) -
                  Of(two, &v1::GroupComponents::emigration_rest),
              -30, 1e-6);
  EXPECT_NEAR(People(figures.at("1").at(2028)), 2600, 1e-6);
  EXPECT_NEAR(People(figures.at("2").at(2028)), room, 1e-6);
  EXPECT_NEAR(People(figures.at("3").at(2028)), less_room, 1e-6);
  // A year without targets has the rates and counts of the base.
  EXPECT_NEAR(InCity(figures, 2027, &v1::GroupComponents::immigration_abroad), 12.5, 1e-9);

  const auto fault = [&](const std::function<void(v1::YearTargets&)>& change) {
    return Fault(scenario, [&](v1::Scenario& s) { change(*s.mutable_targets(1)); });
  };
  const std::string at = "forecast.parameters.scenario.targets[1]";
  EXPECT_EQ(fault([](auto& t) { t.set_year(2026); }), at + ".year");
  EXPECT_EQ(fault([](auto& t) { t.set_year(2031); }), at + ".year");
  EXPECT_EQ(fault([](auto& t) { t.mutable_neighborhoods(0)->set_neighborhood_key("7"); }),
            at + ".neighborhoods[0].neighborhood_key");
  EXPECT_EQ(fault([](auto& t) { t.mutable_neighborhoods(1)->set_neighborhood_key("1"); }),
            at + ".neighborhoods[1].neighborhood_key");
  EXPECT_EQ(fault([](auto& t) { t.mutable_neighborhoods(0)->set_people(-1); }),
            at + ".neighborhoods[0].people");
  EXPECT_EQ(fault([](auto& t) { t.mutable_neighborhoods(0)->set_net_migration(std::nan("")); }),
            at + ".neighborhoods[0].net_migration");
  EXPECT_EQ(fault([](auto& t) { t.mutable_neighborhoods(1)->mutable_housing()->set_less(2); }),
            at + ".neighborhoods[1].housing.less");
  EXPECT_EQ(fault([](auto& t) { t.add_city()->add_people(1); }), at + ".city[0].flow");
  EXPECT_EQ(fault([](auto& t) {
              t.add_city()->set_flow(v1::FLOW_KIND_BIRTHS);
              t.mutable_city(0)->add_people(1);
              t.mutable_city(0)->add_people(1);
            }),
            at + ".city[0].people");
}

TEST_F(ForecastingScenarioTest, ATargetThatCannotBeMetFailsTheRunAndNamesThePlace) {
  v1::Scenario scenario;
  v1::YearTargets& targets = *scenario.add_targets();
  targets.set_year(2026);
  v1::NeighborhoodTarget& target = *targets.add_neighborhoods();
  target.set_neighborhood_key("3");
  target.set_net_migration(30);
  const std::string failure = Failure(scenario);
  EXPECT_THAT(failure, HasSubstr("year 2026"));
  EXPECT_THAT(failure, HasSubstr("neighborhood 3"));
  EXPECT_THAT(failure, HasSubstr("nobody arrives"));
}

TEST_F(ForecastingScenarioTest, AHousingPlanIsTheLimitOfEachYear) {
  v1::Scenario scenario;
  v1::HousingPlan& plan = *scenario.add_housing_plans();
  plan.set_neighborhood_key("1");
  plan.set_dwellings(1000);
  plan.set_people_per_dwelling(2.5);
  plan.set_vacancy(0.02);
  v1::BuildingProject& project = *plan.add_projects();
  project.set_year(2027);
  project.set_dwellings(40);
  project.set_status(1);
  plan.add_not_realized(0);
  plan.add_not_realized(0.25);
  plan.set_longest_delay(1);  // half of it a year late
  const Figures figures = Published(scenario);
  for (const auto& [year, dwellings] : std::map<int, double>{
           {2025, 1000}, {2026, 1000}, {2027, 1015}, {2028, 1030}, {2029, 1030}, {2030, 1030}}) {
    // Up to 1e-9 of the people, see targets.h.
    EXPECT_NEAR(People(figures.at("1").at(year)) / (dwellings * 2.5 * 0.98), 1, 2e-9) << year;
  }

  const auto fault = [&](const std::function<void(v1::HousingPlan&)>& change) {
    return Fault(scenario, [&](v1::Scenario& s) { change(*s.mutable_housing_plans(0)); });
  };
  const std::string at = "forecast.parameters.scenario.housing_plans[0]";
  EXPECT_EQ(fault([](auto& p) { p.set_neighborhood_key("7"); }), at + ".neighborhood_key");
  EXPECT_EQ(fault([](auto& p) { p.set_dwellings(-1); }), at + ".dwellings");
  EXPECT_EQ(fault([](auto& p) { p.set_vacancy(2); }), at + ".vacancy");
  EXPECT_EQ(fault([](auto& p) { p.set_more(2); }), at + ".more");
  EXPECT_EQ(fault([](auto& p) { p.set_longest_delay(-1); }), at + ".longest_delay");
  EXPECT_EQ(fault([](auto& p) { p.set_not_realized(1, 2); }), at + ".not_realized[1]");
  EXPECT_EQ(fault([](auto& p) { p.mutable_projects(0)->set_status(2); }),
            at + ".projects[0].status");
  EXPECT_EQ(Fault(scenario,
                  [](v1::Scenario& s) {
                    v1::YearTargets& targets = *s.add_targets();
                    targets.set_year(2026);
                    targets.add_neighborhoods()->set_neighborhood_key("1");
                    targets.mutable_neighborhoods(0)->set_people(2500);
                  }),
            at + ".neighborhood_key");
}

TEST_F(ForecastingScenarioTest, SpecialPopulationsStayAndNothingHappensToThem) {
  v1::Scenario scenario;
  v1::SpecialPopulations& first = *scenario.add_special_populations();
  first.set_from_year(2024);
  AddSpecial("1", v1::SEX_FEMALE, 30, 15, first);  // everybody of this cell
  AddSpecial("1", v1::SEX_FEMALE, kOpenAge, 5, first);
  v1::SpecialPopulations& second = *scenario.add_special_populations();
  second.set_from_year(2028);
  AddSpecial("1", v1::SEX_FEMALE, 30, 22, second);
  const Figures figures = Published(scenario);
  ASSERT_EQ(Cell(figures.at("1").at(2024), false, true, 30), 15);
  EXPECT_EQ(People(figures.at("1").at(2024)), People(base_.at("1").at(2024)));

  // Fifteen women who would have been mothers at 31, and five who would have died at the open age.
  const double bearing = 15 * (1 - kMortality * (1 - kEmigration / 2) - kEmigration);
  const double births = kFertility * (15 + bearing) / 2;
  EXPECT_NEAR(InCity(figures, 2025, &v1::GroupComponents::births),
              InCity(base_, 2025, &v1::GroupComponents::births) - births, 1e-9);
  const double deaths = (15 * kMortality + 5 * 0.1) * (1 - kEmigration / 2) +
                        births * kMortality * (1 - 2 * kEmigration / 3);
  EXPECT_NEAR(InCity(figures, 2025, &v1::GroupComponents::deaths),
              InCity(base_, 2025, &v1::GroupComponents::deaths) - deaths, 1e-9);
  for (const auto& [year, change] :
       std::map<int, double>{{2025, 0}, {2026, 0}, {2027, 0}, {2028, 2}, {2029, 0}, {2030, 0}}) {
    const v1::StreamForecastCellsResponse& item = figures.at("1").at(year);
    EXPECT_GT(Cell(item, false, true, 30), year < 2028 ? 15 : 22) << year;
    EXPECT_NEAR(Of(item, &v1::GroupComponents::special_change), change, 1e-9) << year;
  }

  const std::string at = "forecast.parameters.scenario.special_populations[1]";
  const auto fault = [&](const std::function<void(v1::SpecialPopulations&)>& change) {
    return Fault(scenario, [&](v1::Scenario& s) { change(*s.mutable_special_populations(1)); });
  };
  EXPECT_EQ(fault([](auto& s) { s.set_from_year(2024); }), at + ".from_year");
  EXPECT_EQ(fault([](auto& s) { s.mutable_cells(0)->clear_sex(); }), at + ".cells[0].sex");
  EXPECT_EQ(fault([](auto& s) { s.mutable_cells(0)->set_age(kOpenAge + 1); }),
            at + ".cells[0].age");
  EXPECT_EQ(fault([](auto& s) { s.mutable_cells(0)->set_people(-1); }), at + ".cells[0].people");
}

TEST_F(ForecastingScenarioTest, MoreSpecialPeopleThanThereAreFailTheRunAndNameTheCell) {
  v1::Scenario scenario;
  scenario.add_special_populations()->set_from_year(2024);
  AddSpecial("1", v1::SEX_FEMALE, 30, 16, *scenario.mutable_special_populations(0));
  EXPECT_THAT(Failure(scenario), HasSubstr("neighborhood 1, group german, female, age 30"));
}

// What trajectories draw around is the path with its shelters, buildings and targets.
TEST_F(ForecastingScenarioTest, TrajectoriesOfAScenarioAreAroundItsPath) {
  v1::Scenario scenario;
  v1::Shock& shock = *scenario.add_shocks();
  v1::ShockArrivals& arrivals = *shock.add_arrivals();
  arrivals.set_year(2026);
  arrivals.set_group_key("foreign");
  arrivals.set_people(400);
  AddShare("foreign", v1::SEX_UNSPECIFIED, 5, 29, 1, *shock.mutable_profile());
  shock.add_shelters()->set_neighborhood_key("2");
  shock.mutable_shelters(0)->set_share(1);
  shock.add_destinations()->set_neighborhood_key("1");
  shock.mutable_destinations(0)->set_share(1);
  shock.set_settle(0.3);
  scenario.add_special_populations()->set_from_year(2024);
  AddSpecial("3", v1::SEX_MALE, 20, 10, *scenario.mutable_special_populations(0));
  v1::StartForecastRequest request = VariantRequest(scenario);
  request.mutable_forecast()->mutable_parameters()->mutable_uncertainty()->set_trajectories(64);
  request.mutable_forecast()->mutable_parameters()->mutable_uncertainty()->set_demographic_noise(
      true);
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Forecast run = WatchToTheEnd("variant");
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  const Figures figures = FiguresOf("variant");
  v1::StreamForecastQuantilesRequest ask;
  ask.set_forecast_id(Id("variant"));
  ask.add_figure_ids("total");
  std::vector<v1::StreamForecastQuantilesResponse> items;
  ASSERT_TRUE(Stream("StreamForecastQuantiles", ask, items).ok());
  ASSERT_EQ(items.size(), 4u);
  for (const auto& item : items) {
    const v1::FigureQuantiles& quantiles = item.quantiles();
    if (quantiles.neighborhood_key().empty()) continue;
    const int levels = quantiles.levels_size();
    for (int y = 1; y < quantiles.years_size(); ++y) {
      const double path = People(figures.at(quantiles.neighborhood_key()).at(quantiles.years(y)));
      EXPECT_GT(path, quantiles.values(y * levels)) << quantiles.ShortDebugString();
      EXPECT_LT(path, quantiles.values((y + 1) * levels - 1)) << quantiles.ShortDebugString();
    }
  }
}

}  // namespace
}  // namespace zwk::forecasting
