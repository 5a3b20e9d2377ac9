// One catalog of indicators: what profiles show and what forecasts tell have the same ids, limits
// and formulas.
#include <gtest/gtest.h>

#include "forecasting/engine/indicators.h"
#include "reporting/base/exact_codec.h"
#include "reporting/base/indicator.h"

namespace zwk {
namespace {

using reporting::Population;

TEST(IndicatorsAgreeTest, ProfilesAndForecastsCalculateTheSame) {
  forecasting::Model model;
  model.grid = {101, 3};
  const std::vector<forecasting::GroupFlags> groups = {{true, false}, {true, true}, {false, true}};
  forecasting::Cells cells(model.grid.size());
  Population population{.area = "A", .date = "2021-12-31", .source = "invented for this test"};
  for (auto& sexes : population.people) {
    for (auto& ages : sexes) ages.assign(101, 0);
  }
  for (int g = 0; g < 3; ++g) {
    for (int sex = 0; sex < 2; ++sex) {
      for (int age = 0; age <= 100; ++age) {
        const double people = 5 + (age * 7 + g * 3 + sex) % 11;
        cells[model.grid.at(g, sex, age)] = people;
        population
            .people[groups[g].national ? Population::kNational : Population::kForeign][sex][age] +=
            people;
      }
    }
  }
  for (int g = 0; g < 3; ++g) {
    Population::Group& group = population.groups.emplace_back();
    group.national = groups[g].national;
    group.migration_history = groups[g].migration_history;
    for (int sex = 0; sex < 2; ++sex) {
      for (int age = 0; age <= 100; ++age) group.people += cells[model.grid.at(g, sex, age)];
    }
  }
  for (const reporting::IndicatorDefinition& indicator : reporting::Indicators()) {
    const auto shown = reporting::Calculate(indicator, population);
    if (indicator.from != reporting::IndicatorDefinition::From::kPopulation) continue;
    const auto told = forecasting::MakeIndicator(model, indicator.id, groups);
    ASSERT_TRUE(told.ok()) << indicator.id << ": " << told.status();
    ASSERT_TRUE(shown) << indicator.id;
    EXPECT_NEAR(told->Of(cells).value(), reporting::Stored(*shown), 1e-9) << indicator.id;
  }
}

}  // namespace
}  // namespace zwk
