// Special populations and housing, from the file to the figures of a forecast.
#include <map>

#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"
#include "platform/base/errors.h"
#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

class ForecastingImportedScenarioTest : public ForecastingTest {
 protected:
  static constexpr int kLastYear = 2028;

  void SetUp() override {
    SetUpCity();
    ImportAll();
  }
  v1::ImportPopulationResponse Take(v1::ImportKind kind, const std::string& file,
                                    const std::string& request_name) {
    const auto answer = Import(kind, file, request_name);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::ImportPopulationResponse();
  }
  using Change = std::function<void(v1::ForecastParameters&)>;
  absl::Status Try(const std::string& name, const Change& change = nullptr) {
    v1::StartForecastRequest request = StartRequest(name, kLastYear);
    if (change) change(*request.mutable_forecast()->mutable_parameters());
    v1::StartForecastResponse response;
    return Call("StartForecast", request, response);
  }
  v1::Forecast Run(const std::string& name, const Change& change = nullptr) {
    const absl::Status started = Try(name, change);
    EXPECT_TRUE(started.ok()) << started;
    v1::Forecast forecast = WatchToTheEnd(name);
    EXPECT_EQ(forecast.state(), v1::FORECAST_STATE_PUBLISHED) << forecast.failure();
    return forecast;
  }
  double PeopleIn(const std::string& name, const std::string& neighborhood, int year) {
    v1::StreamForecastCellsRequest request;
    request.set_forecast_id(Id(name));
    request.add_neighborhood_keys(neighborhood);
    request.set_from_year(year);
    request.set_to_year(year);
    std::vector<v1::StreamForecastCellsResponse> items;
    EXPECT_TRUE(Stream("StreamForecastCells", request, items).ok());
    double sum = 0;
    for (const auto& item : items) {
      for (const double value : item.block().values()) sum += value;
    }
    return sum;
  }

  static std::string Homes(int year, int women = 5) {
    return absl::StrCat("year;neighborhood;sex;age;group;value\n", year, ";1;f;40;german;", women,
                        "\n", year, ";2;m;20;foreign;3\n");
  }
  static void SameHomes(v1::ForecastParameters& parameters) {
    v1::SpecialPopulations& homes = *parameters.mutable_scenario()->add_special_populations();
    homes.set_from_year(2024);
    v1::SpecialPopulation& women = *homes.add_cells();
    women.set_neighborhood_key("1");
    women.set_group_key("german");
    women.set_sex(v1::SEX_FEMALE);
    women.set_age(40);
    women.set_people(5);
    v1::SpecialPopulation& men = *homes.add_cells();
    men.set_neighborhood_key("2");
    men.set_group_key("foreign");
    men.set_sex(v1::SEX_MALE);
    men.set_age(20);
    men.set_people(3);
  }

  // Neighborhood 1 has room for 2,500 people and gets 60 dwellings, of which a quarter is not
  // built; neighborhood 3 is not in the file.
  static std::string Dwellings(int in_the_first = 1250) {
    return absl::StrCat(
        "year;neighborhood;item;project;ready;status;value\n"
        "2024;1;dwellings;;;;",
        in_the_first,
        "\n2024;1;people_per_dwelling;;;;2\n"
        "2024;1;project;Am Hafen;2026;1;60\n"
        "2024;2;dwellings;;;;2000\n"
        "2024;2;people_per_dwelling;;;;2\n"
        "2024;2;vacancy;;;;0.2\n");
  }
  static void UseHousing(v1::ForecastParameters& parameters) {
    v1::ImportedHousing& housing = *parameters.mutable_imported_housing();
    housing.add_not_realized(0);
    housing.add_not_realized(0.25);
    housing.set_less(0.75);
  }
  static void SamePlans(v1::ForecastParameters& parameters) {
    v1::HousingPlan first;
    first.set_neighborhood_key("1");
    first.set_dwellings(1250);
    first.set_people_per_dwelling(2);
    v1::BuildingProject& project = *first.add_projects();
    project.set_year(2026);
    project.set_dwellings(60);
    project.set_status(1);
    first.add_not_realized(0);
    first.add_not_realized(0.25);
    first.set_less(0.75);
    v1::HousingPlan second = first;
    second.set_neighborhood_key("2");
    second.set_dwellings(2000);
    second.set_vacancy(0.2);
    second.clear_projects();
    *parameters.mutable_scenario()->add_housing_plans() = first;
    *parameters.mutable_scenario()->add_housing_plans() = second;
  }
};

TEST_F(ForecastingImportedScenarioTest, SpecialPopulationsAreKeptAsThoseOfAScenario) {
  const v1::Forecast nobody = Run("nobody");
  Run("scenario", SameHomes);
  const auto homes = Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2022), "homes");
  ASSERT_TRUE(homes.taken_over()) << homes.ShortDebugString();
  EXPECT_EQ(Events("SpecialPopulationsImported"), 1u);
  EXPECT_EQ(homes.population_import().year_totals(0), 8);
  const std::string import_id = homes.population_import().import_id();

  const v1::Forecast imported = Run("imported");
  EXPECT_EQ(imported.provenance().special_population_import_id(), import_id);
  EXPECT_EQ(Cells("imported"), Cells("scenario"));
  EXPECT_NE(Cells("imported"), Cells("nobody"));
  EXPECT_NE(imported.provenance().input_sha256(), nobody.provenance().input_sha256());

  // A scenario takes their place, and what is for later years is not used.
  ASSERT_TRUE(Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2025, 7), "later").taken_over());
  const v1::Forecast own = Run("own", [](v1::ForecastParameters& parameters) {
    SameHomes(parameters);
    parameters.mutable_scenario()->mutable_special_populations(0)->mutable_cells(0)->set_people(6);
  });
  EXPECT_EQ(own.provenance().special_population_import_id(), "");
  EXPECT_NE(Cells("own"), Cells("imported"));
  Run("after", nullptr);
  EXPECT_EQ(Cells("after"), Cells("imported"));

  // What was imported since does not change a forecast on the base of an earlier one.
  ASSERT_TRUE(Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2023, 9), "newer").taken_over());
  for (const auto& [name, base] : {std::pair("on nobody", "nobody"), std::pair("on own", "own"),
                                   std::pair("on imported", "imported")}) {
    Run(name, [base = base](v1::ForecastParameters& parameters) {
      parameters.set_base_forecast_id(Id(base));
    });
  }
  EXPECT_EQ(Cells("on nobody"), Cells("nobody"));
  EXPECT_EQ(Cells("on own"), Cells("imported"));  // without the scenario
  EXPECT_EQ(Cells("on imported"), Cells("imported"));
  Run("now");
  EXPECT_NE(Cells("now"), Cells("imported"));
}

TEST_F(ForecastingImportedScenarioTest, ACellOfSpecialPopulationsIsPartOfTheStocks) {
  const auto refused = Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2024, 500), "many");
  EXPECT_FALSE(refused.taken_over());
  ASSERT_EQ(refused.error_count(), 1) << refused.ShortDebugString();
  EXPECT_EQ(refused.errors(0).row(), 2);
  EXPECT_EQ(refused.errors(0).column(), "value");
  EXPECT_EQ(refused.errors(0).code(), v1::IMPORT_ERROR_CODE_MORE_THAN_STOCKS);
  EXPECT_EQ(refused.errors(0).value(), "500");
  EXPECT_THAT(refused.errors(0).message(),
              HasSubstr("neighborhood 1, group german, female, age 40"));
  EXPECT_EQ(Events("SpecialPopulationsImported"), 0u);
  ASSERT_TRUE(Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2024), "few").taken_over());

  // The other way round: stocks that come after them.
  ASSERT_TRUE(Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2020, 500), "before").taken_over());
  const std::string stocks = absl::StrReplaceAll(StocksFile(), {{"2024;", "2020;"}});
  const auto fewer = Take(v1::IMPORT_KIND_STOCKS, stocks, "stocks");
  EXPECT_FALSE(fewer.taken_over());
  ASSERT_EQ(fewer.error_count(), 1) << fewer.ShortDebugString();
  EXPECT_EQ(fewer.errors(0).row(), 2 * (kOpenAge + 1) + 1);
  EXPECT_EQ(fewer.errors(0).code(), v1::IMPORT_ERROR_CODE_MORE_THAN_STOCKS);
  ASSERT_TRUE(Take(v1::IMPORT_KIND_SPECIAL_POPULATIONS, Homes(2020), "corrected").taken_over());
  EXPECT_TRUE(Take(v1::IMPORT_KIND_STOCKS, stocks, "stocks again").taken_over());
}

TEST_F(ForecastingImportedScenarioTest, HousingLimitsAForecastThatAsksForItAsPlansOfAScenario) {
  Run("free");
  Run("plans", SamePlans);
  EXPECT_TRUE(absl::IsFailedPrecondition(Try("no housing", UseHousing)));
  const auto housing = Take(v1::IMPORT_KIND_HOUSING, Dwellings(), "housing");
  ASSERT_TRUE(housing.taken_over()) << housing.ShortDebugString();
  EXPECT_EQ(Events("HousingImported"), 1u);
  EXPECT_EQ(housing.population_import().year_totals(0), 3250);

  const v1::Forecast limited = Run("limited", UseHousing);
  EXPECT_EQ(limited.provenance().housing_import_id(), housing.population_import().import_id());
  EXPECT_EQ(limited.parameters().imported_housing().not_realized_size(), 2);
  EXPECT_EQ(Cells("limited"), Cells("plans"));
  EXPECT_NEAR(PeopleIn("limited", "1", 2025), 2500, 1e-4);
  EXPECT_NEAR(PeopleIn("limited", "1", 2027), 2590, 1e-4);
  EXPECT_NEAR(PeopleIn("limited", "2", 2027), 3200, 1e-4);
  const v1::Forecast not_asked = Run("not asked");
  EXPECT_EQ(Cells("not asked"), Cells("free"));
  EXPECT_EQ(not_asked.provenance().housing_import_id(), "");

  // What a scenario says of a neighborhood and year takes its place.
  Run("own target", [](v1::ForecastParameters& parameters) {
    UseHousing(parameters);
    v1::YearTargets& targets = *parameters.mutable_scenario()->add_targets();
    targets.set_year(2026);
    v1::NeighborhoodTarget& target = *targets.add_neighborhoods();
    target.set_neighborhood_key("1");
    target.set_people(2520);
  });
  EXPECT_NEAR(PeopleIn("own target", "1", 2026), 2520, 1e-4);
  EXPECT_NEAR(PeopleIn("own target", "1", 2027), 2590, 1e-4);
  EXPECT_NEAR(PeopleIn("own target", "2", 2026), 3200, 1e-4);

  // A newer file counts from the next forecast on, but not for one on the base of an earlier one.
  ASSERT_TRUE(Take(v1::IMPORT_KIND_HOUSING, Dwellings(1260), "newer").taken_over());
  Run("newer", UseHousing);
  EXPECT_NEAR(PeopleIn("newer", "1", 2025), 2520, 1e-4);
  Run("on limited", [](v1::ForecastParameters& parameters) {
    UseHousing(parameters);
    parameters.set_base_forecast_id(Id("limited"));
  });
  EXPECT_EQ(Cells("on limited"), Cells("limited"));
}

TEST_F(ForecastingImportedScenarioTest, AssumptionsThatDoNotFitTheHousingAreRefusedByTheirField) {
  ASSERT_TRUE(Take(v1::IMPORT_KIND_HOUSING, Dwellings(), "housing").taken_over());
  const auto fault = [this](const Change& change) {
    const absl::Status status = Try("wrong", change);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return FieldOf(status);
  };
  EXPECT_EQ(fault([](auto& p) { p.mutable_imported_housing()->add_not_realized(0.5); }),
            "forecast.parameters.imported_housing");  // the project has status 1
  EXPECT_EQ(fault([](auto& p) { p.mutable_imported_housing()->add_not_realized(-1); }),
            "forecast.parameters.imported_housing.not_realized[0]");
  EXPECT_EQ(fault([](auto& p) { p.mutable_imported_housing()->set_more(1.5); }),
            "forecast.parameters.imported_housing.more");
  EXPECT_EQ(fault([](auto& p) {
              p.mutable_imported_housing();
              p.set_form(v1::MIGRATION_FORM_NET_MIGRATION);
              p.set_timing(v1::MIGRATION_TIMING_EVEN);
            }),
            "forecast.parameters.imported_housing");
  // Not asked for statuses, all projects are realized.
  Run("all", [](auto& p) { p.mutable_imported_housing(); });
  EXPECT_NEAR(PeopleIn("all", "1", 2027), 2620, 1e-4);
}

}  // namespace
}  // namespace zwk::forecasting
