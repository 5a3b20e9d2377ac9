// One catalog of indicators: what profiles show and what forecasts tell have the same ids, limits
// and formulas.
#include <gtest/gtest.h>

#include "forecasting/engine/indicators.h"
#include "reporting/base/population.h"

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
  for (const absl::string_view id : reporting::IndicatorIds()) {
    const auto told = forecasting::MakeIndicator(model, id, groups);
    ASSERT_TRUE(told.ok()) << id << ": " << told.status();
    const auto shown = reporting::Calculate(id, population);
    ASSERT_TRUE(shown) << id;
    EXPECT_NEAR(told->Of(cells).value(), shown->value, 1e-9) << id;
  }
}

}  // namespace
}  // namespace zwk
