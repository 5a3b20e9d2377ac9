// Indicators as data: what was imported and published is what is told, page by page, and to its own
// city alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/reporting_fixture.h"

namespace zwk::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ReportingIndicatorTest : public ReportingTest {
 protected:
  void SetUp() override {
    GivenPopulation();
    fv1::NeighborhoodRegistered registered;
    registered.mutable_neighborhood()->set_neighborhood_key("231");
    (*registered.mutable_neighborhood()->mutable_names())["de"] = "Surheide";
    Publish(forecasting_, "neighborhood/231", registered);
    GivenForecastAndGaps();
    CatchUp();
  }

  v1::GetIndicatorValuesResponse Values(const v1::GetIndicatorValuesRequest& request) {
    const auto response = Call<v1::GetIndicatorValuesResponse>("GetIndicatorValues", request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::GetIndicatorValuesResponse();
  }
  // Of neighborhood 212, by itself.
  v1::IndicatorValue Of(const std::string& id, const std::string& date = "") {
    v1::GetIndicatorValuesRequest request;
    request.add_neighborhood_keys("212");
    request.add_indicator_ids(id);
    if (!date.empty()) request.add_dates(date);
    request.set_without_city(true);
    const auto values = Values(request);
    EXPECT_EQ(values.values_size(), 1) << id;
    return values.values_size() == 1 ? values.values(0) : v1::IndicatorValue();
  }
};

TEST_F(ReportingIndicatorTest, TheCatalogSaysForWhichDaysThereAreFigures) {
  const auto catalog =
      Call<v1::ListIndicatorsResponse>("ListIndicators", v1::ListIndicatorsRequest());
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  std::map<std::string, v1::Indicator> by_id;
  for (const v1::Indicator& one : catalog->indicators()) by_id[one.indicator_id()] = one;
  EXPECT_THAT(by_id["pop"].dates(), ElementsAre("2021-12-31"));
  EXPECT_THAT(by_id["share_65"].dates(), ElementsAre("2021-12-31", "2036-12-31"));
  EXPECT_THAT(by_id["fc_pop"].dates(), ElementsAre("2021-12-31", "2036-12-31"));
  EXPECT_THAT(by_id["gap"].dates(), ElementsAre("2022-12-31"));
  EXPECT_EQ(by_id["share_65"].formula(), "P(65..) / P * 100");
  EXPECT_EQ(by_id["share_65"].unit(), v1::INDICATOR_UNIT_PERCENT);
  EXPECT_THAT(by_id["share_65"].protection_rules().at("en"), HasSubstr("rounded"));
}

TEST_F(ReportingIndicatorTest, FiguresCarryWhatIsNeededToTrustThem) {
  const v1::IndicatorValue people = Of("pop");
  EXPECT_EQ(people.area_name(), "Geestendorf");
  EXPECT_EQ(people.value().count(), 10100);
  EXPECT_EQ(people.value().status(), v1::VALUE_STATUS_FINAL);
  EXPECT_EQ(people.value().protection(), v1::VALUE_PROTECTION_ROUND_5);
  EXPECT_EQ(people.value().release_id(), "import-1");
  EXPECT_EQ(people.source(), "Einwohnerregister");
  EXPECT_TRUE(people.synthetic());
  EXPECT_EQ(Of("foreign").date(), "2021-12-31") << "the last day that was counted";
  EXPECT_EQ(Of("foreign").value().ratio(), 20);
  const v1::IndicatorValue expected = Of("foreign", "2036-12-31");
  EXPECT_EQ(expected.value().status(), v1::VALUE_STATUS_ESTIMATED);
  EXPECT_EQ(expected.value().release_id(), kForecast);
  EXPECT_EQ(Of("fc_pop").value().count(), 9090);
  EXPECT_EQ(Of("gap").value().count(), 10) << "12 places";
  EXPECT_EQ(Of("gap").value().release_id(), kGaps);
}

TEST_F(ReportingIndicatorTest, TheFanOfAForecastIsABand) {
  bulk_.trajectories = true;
  GivenForecastAndGaps();
  CatchUp();
  const v1::IndicatorValue value = Of("fc_pop");
  EXPECT_EQ(value.date(), "2022-12-31");
  EXPECT_EQ(value.value().count(), 1000);
  EXPECT_EQ(value.value().band_low(), 900);
  EXPECT_EQ(value.value().band_high(), 1100);
}

TEST_F(ReportingIndicatorTest, OfANeedWithoutARateNobodyKnowsWhatIsMissing) {
  bulk_.unrated = true;
  GivenForecastAndGaps();
  CatchUp();
  v1::GetIndicatorValuesRequest request;
  request.add_neighborhood_keys("212");
  request.add_indicator_ids("gap");
  EXPECT_EQ(Values(request).values_size(), 0) << "neither there nor in the city it is 0";
}

TEST_F(ReportingIndicatorTest, PagesEndWithTheCity) {
  v1::GetIndicatorValuesRequest request;
  request.add_indicator_ids("pop");
  request.set_page_size(1);
  const auto first = Values(request);
  ASSERT_EQ(first.values_size(), 1);
  EXPECT_EQ(first.values(0).neighborhood_key(), "212");
  request.set_page_token(first.next_page_token());
  const auto second = Values(request);
  EXPECT_EQ(second.next_page_token(), "");
  ASSERT_EQ(second.values_size(), 1) << "nobody has counted 231";
  EXPECT_EQ(second.values(0).neighborhood_key(), "");
  EXPECT_EQ(second.values(0).value().protection(), v1::VALUE_PROTECTION_NONE) << "official";
}

TEST_F(ReportingIndicatorTest, AComparisonIsAgainstTheCity) {
  v1::CompareNeighborhoodsRequest request;
  request.add_indicator_ids("foreign");
  request.add_indicator_ids("pop");
  const auto compared = Call<v1::CompareNeighborhoodsResponse>("CompareNeighborhoods", request);
  ASSERT_TRUE(compared.ok()) << compared.status();
  ASSERT_EQ(compared->comparisons_size(), 2);
  const v1::IndicatorComparison& foreign = compared->comparisons(0);
  EXPECT_EQ(foreign.city().ratio(), 20);
  ASSERT_EQ(foreign.neighborhoods_size(), 1);
  EXPECT_EQ(foreign.neighborhoods(0).name(), "Geestendorf");
  EXPECT_EQ(foreign.neighborhoods(0).difference(), 0);
  EXPECT_FALSE(compared->comparisons(1).neighborhoods(0).has_difference()) << "counts";
}

TEST_F(ReportingIndicatorTest, AnotherCityHasFiguresOfItsOwn) {
  const auto values = Call<v1::GetIndicatorValuesResponse>(
      "GetIndicatorValues", v1::GetIndicatorValuesRequest(), kOtherCity);
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_EQ(values->values_size(), 0);
  v1::ExportIndicatorValuesRequest file;
  const auto csv = Call<google::api::HttpBody>("ExportIndicatorValues", file, kOtherCity);
  ASSERT_TRUE(csv.ok()) << csv.status();
  EXPECT_EQ(csv->content_type(), "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(csv->data().find("Geestendorf"), std::string::npos);
}

}  // namespace
}  // namespace zwk::reporting
