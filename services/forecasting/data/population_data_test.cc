#include "forecasting/data/population_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;

TEST(DatasetTest, AYearHasItsOwnFiguresElseThoseOfTheLatestBefore) {
  const Dataset dataset{{{2020, {"a", "aa"}}, {2023, {"b", "bb"}}}};
  EXPECT_EQ(dataset.Of(2020)->import_id, "a");
  EXPECT_FALSE(dataset.Of(2021).has_value());
  EXPECT_EQ(dataset.UpTo(2019), nullptr);
  EXPECT_EQ(dataset.UpTo(2020)->import_id, "a");
  EXPECT_EQ(dataset.UpTo(2022)->import_id, "a");
  EXPECT_EQ(dataset.UpTo(2023)->import_id, "b");
  EXPECT_EQ(dataset.UpTo(2099)->import_id, "b");
  EXPECT_EQ(dataset.YearUpTo(2019), 0) << "there is none";
  EXPECT_EQ(dataset.YearUpTo(2020), 2020);
  EXPECT_EQ(dataset.YearUpTo(2022), 2020);
  EXPECT_EQ(dataset.YearUpTo(2099), 2023);
  EXPECT_EQ(Dataset().YearUpTo(2020), 0);
}

TEST(PopulationDataTest, ABlockSaysHowItsCellsAreRead) {
  const v1::PopulationBlock block =
      BlockOf("212", 2024, 5, Grid{2, 2}, {"german", "foreign"}, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(block.neighborhood_key(), "212");
  EXPECT_EQ(block.year(), 2024);
  EXPECT_EQ(block.age_width(), 5);
  EXPECT_EQ(block.age_classes(), 2);
  EXPECT_THAT(block.group_keys(), ElementsAre("german", "foreign"));
  EXPECT_THAT(block.values(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST(PopulationDataTest, AKindIsCalledAsPeopleReadIt) {
  EXPECT_EQ(NameOf(ImportKind::kStocks), std::string("stocks"));
  EXPECT_EQ(NameOf(ImportKind::kRates), std::string("rates"));
  EXPECT_EQ(NameOf(ImportKind::kFlows), std::string("flows"));
  EXPECT_EQ(NameOf(ImportKind::kSpecialPopulations), std::string("special populations"));
  EXPECT_EQ(NameOf(ImportKind::kHousing), std::string("housing"));
  EXPECT_EQ(NameOf(ImportKind::kMovingRates), std::string("rates of moving"));
}

}  // namespace
}  // namespace zwk::forecasting
