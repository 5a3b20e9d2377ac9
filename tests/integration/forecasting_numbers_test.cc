// Estimates, scenarios, trajectories and backtests of the forecasting service.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <gmock/gmock.h>

#include "platform/base/errors.h"
#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

class ForecastingNumbersTest : public ForecastingTest {
 protected:
  static v1::StartForecastRequest UncertainRequest(const std::string& name, int trajectories,
                                                   int last_year = 2034) {
    v1::StartForecastRequest request = StartRequest(name, last_year);
    v1::UncertaintyParameters& uncertainty =
        *request.mutable_forecast()->mutable_parameters()->mutable_uncertainty();
    uncertainty.set_trajectories(trajectories);
    uncertainty.set_seed(7);
    uncertainty.mutable_fertility();
    uncertainty.mutable_migration()->add_sigma(0.2);
    uncertainty.set_demographic_noise(true);
    uncertainty.add_age_bands()->set_youngest(30);
    v1::Figure& share = *uncertainty.add_figures();
    share.set_figure_id("foreign_share");
    share.mutable_people()->add_group_keys("foreign");
    share.mutable_per();
    return request;
  }
  absl::Status StartRun(const v1::StartForecastRequest& request) {
    v1::StartForecastResponse response;
    return Call("StartForecast", request, response);
  }
  std::vector<v1::FigureQuantiles> QuantilesOf(const std::string& name) {
    v1::StreamForecastQuantilesRequest request;
    request.set_forecast_id(Id(name));
    std::vector<v1::StreamForecastQuantilesResponse> items;
    const absl::Status status = Stream("StreamForecastQuantiles", request, items);
    EXPECT_TRUE(status.ok()) << status;
    std::vector<v1::FigureQuantiles> quantiles;
    for (const auto& item : items) quantiles.push_back(item.quantiles());
    return quantiles;
  }
  static std::string BytesOf(const std::vector<v1::FigureQuantiles>& quantiles) {
    std::string bytes;
    for (const v1::FigureQuantiles& one : quantiles) bytes += one.SerializeAsString();
    return bytes;
  }

  static std::string SeriesFile() {
    std::string text = "year;neighborhood;value\n";
    for (int year = 2000; year <= 2012; ++year) {
      for (int r = 0; r < 12; ++r) {
        absl::StrAppend(&text, year, ";n", r, ";", 500 + 100 * r + (r % 5) * (year - 2000), "\n");
      }
    }
    return text;
  }
};

TEST_F(ForecastingNumbersTest, QuantilesOfTrajectoriesAreAroundTheDeterministicPath) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(StartRun(UncertainRequest("run", 64)).ok());
  const v1::Forecast run = WatchToTheEnd("run");
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  EXPECT_EQ(run.chunks_done(), 8);
  EXPECT_EQ(run.chunks_total(), 8);
  EXPECT_EQ(run.percent_done(), 100);
  EXPECT_EQ(run.provenance().seed(), 7u);
  EXPECT_EQ(run.provenance().quantiles_sha256().size(), 64u);
  const std::vector<v1::FigureQuantiles> quantiles = QuantilesOf("run");
  ASSERT_EQ(quantiles.size(), 9u);  // total and a band, of the city and three; a figure
  const v1::FigureQuantiles& city = quantiles[0];
  EXPECT_EQ(city.figure_id(), "total");
  EXPECT_EQ(city.neighborhood_key(), "");
  ASSERT_EQ(city.years_size(), 11);
  const int levels = city.levels_size();
  ASSERT_EQ(city.values_size(), 11 * levels);
  EXPECT_DOUBLE_EQ(city.values(0), run.year_totals(0));
  EXPECT_DOUBLE_EQ(city.values(levels - 1), run.year_totals(0));
  for (int year = 1; year < 11; ++year) {
    const double low = city.values(year * levels), high = city.values((year + 1) * levels - 1);
    EXPECT_LT(low, high);
    EXPECT_GT(run.year_totals(year), low);
    EXPECT_LT(run.year_totals(year), high);
  }
  // Numbers of people are as far apart as forecasts are wrong, more so in a neighborhood.
  const auto width = [levels](const v1::FigureQuantiles& figure) {
    return std::log(figure.values(10 * levels + levels - 2) / figure.values(10 * levels + 1));
  };
  EXPECT_TRUE(city.calibrated());
  EXPECT_GT(width(city), 0.04);
  for (const v1::FigureQuantiles& figure : quantiles) {
    if (figure.figure_id() != "total" || figure.neighborhood_key().empty()) continue;
    EXPECT_TRUE(figure.calibrated());
    EXPECT_GT(width(figure), 1.2 * width(city)) << figure.neighborhood_key();
  }
  const v1::FigureQuantiles& share = quantiles.back();
  EXPECT_EQ(share.figure_id(), "foreign_share");
  EXPECT_FALSE(share.calibrated());
  for (const double value : share.values()) {
    EXPECT_GT(value, 0);
    EXPECT_LT(value, 1);
  }
  v1::StreamForecastQuantilesRequest unknown;
  unknown.set_forecast_id(Id("run"));
  unknown.add_figure_ids("martians");
  std::vector<v1::StreamForecastQuantilesResponse> none;
  EXPECT_TRUE(absl::IsNotFound(Stream("StreamForecastQuantiles", unknown, none)));
}

TEST_F(ForecastingNumbersTest, TenTrajectoriesAreToldExactlyAndWithARemark) {
  SetUpCity();
  ImportAll();
  v1::StartForecastRequest request = UncertainRequest("run", 10);
  v1::UncertaintyParameters& asked =
      *request.mutable_forecast()->mutable_parameters()->mutable_uncertainty();
  asked.clear_age_bands();
  asked.set_no_age_bands(true);
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Forecast run = WatchToTheEnd("run");
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  EXPECT_EQ(run.chunks_total(), 0);
  ASSERT_EQ(run.remarks_size(), 1);
  EXPECT_THAT(run.remarks(0), HasSubstr("10 trajectories are few"));
  const std::vector<v1::FigureQuantiles> quantiles = QuantilesOf("run");
  ASSERT_EQ(quantiles.size(), 5u);  // everybody, of the city and three; a figure
  EXPECT_GT(quantiles[0].values(10 * 7 + 6), quantiles[0].values(10 * 7));
  // The same once more, and of the city alone.
  asked.set_city_only(true);
  request.mutable_forecast()->set_forecast_id(Id("city"));
  request.set_request_id(Id("city request"));
  ASSERT_TRUE(StartRun(request).ok());
  ASSERT_EQ(WatchToTheEnd("city").state(), v1::FORECAST_STATE_PUBLISHED);
  const std::vector<v1::FigureQuantiles> city = QuantilesOf("city");
  ASSERT_EQ(city.size(), 2u);
  EXPECT_EQ(city[0].SerializeAsString(), quantiles[0].SerializeAsString());
  EXPECT_EQ(city[1].SerializeAsString(), quantiles[4].SerializeAsString());
}

// Indicators that fit ages up to 40.
const char* const kIndicators[] = {"median_age", "simpson", "mean_age", "foreign", "people_16_19"};

class ForecastingIndicatorsTest : public ForecastingNumbersTest {
 protected:
  std::vector<v1::StreamForecastIndicatorsResponse> IndicatorsOf(
      const v1::StreamForecastIndicatorsRequest& request) {
    std::vector<v1::StreamForecastIndicatorsResponse> items;
    const absl::Status status = Stream("StreamForecastIndicators", request, items);
    EXPECT_TRUE(status.ok()) << status;
    return items;
  }
  // Value of an indicator in a year; fails the test where it is not there.
  static double ValueOf(const v1::StreamForecastIndicatorsResponse& area, const std::string& id,
                        int year) {
    for (const v1::ForecastIndicator& indicator : area.indicators()) {
      for (const v1::IndicatorValue& value : indicator.values()) {
        if (indicator.indicator_id() == id && value.year() == year && value.has_value()) {
          return value.value();
        }
      }
    }
    ADD_FAILURE() << "no " << id << " of " << year;
    return 0;
  }
};

TEST_F(ForecastingIndicatorsTest, OfAPublishedForecastAreThoseOfItsCells) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("run", 2030).ok());
  ASSERT_EQ(WatchToTheEnd("run").state(), v1::FORECAST_STATE_PUBLISHED);
  v1::StreamForecastCellsRequest cells_request;
  cells_request.set_forecast_id(Id("run"));
  std::vector<v1::StreamForecastCellsResponse> cells;
  ASSERT_TRUE(Stream("StreamForecastCells", cells_request, cells).ok());

  v1::StreamForecastIndicatorsRequest request;
  request.set_forecast_id(Id("run"));
  const auto areas = IndicatorsOf(request);
  ASSERT_EQ(areas.size(), 4u);
  EXPECT_EQ(areas[0].neighborhood_key(), "1");
  EXPECT_EQ(areas[3].neighborhood_key(), "");
  struct Sums {
    double all = 0, foreign = 0, years = 0, youths = 0;
    void Add(const v1::PopulationBlock& block) {
      const int ages = kOpenAge + 1;
      for (int i = 0; i < block.values_size(); ++i) {
        const double people = block.values(i);
        const int age = i % ages;
        all += people;
        years += (age + 0.5) * people;
        if (i / ages / 2 == 1) foreign += people;
        if (age >= 16 && age < 19) youths += people;
      }
    }
  };
  for (int year = 2024; year <= 2030; ++year) {
    Sums city;
    for (size_t r = 0; r < 4; ++r) {
      Sums area;
      for (const auto& item : cells) {
        const bool here = r == 3 || item.block().neighborhood_key() == areas[r].neighborhood_key();
        if (here && item.block().year() == year) area.Add(item.block());
      }
      const double foreign = area.foreign / area.all;
      EXPECT_NEAR(ValueOf(areas[r], "pop", year), area.all, 1e-8);
      EXPECT_NEAR(ValueOf(areas[r], "foreign", year), 100 * foreign, 1e-8);
      EXPECT_NEAR(ValueOf(areas[r], "mean_age", year), area.years / area.all, 1e-8);
      EXPECT_NEAR(ValueOf(areas[r], "people_16_19", year), area.youths, 1e-8);
      EXPECT_NEAR(ValueOf(areas[r], "simpson", year), 2 * foreign * (1 - foreign), 1e-8);
    }
  }
  for (const v1::ForecastIndicator& indicator : areas[0].indicators()) {
    EXPECT_NE(indicator.indicator_id(), "aq_20_65") << "nobody is told apart at 65";
  }

  request.add_neighborhood_keys("2");
  request.add_indicator_ids("women_15_40");
  request.add_years(2027);
  const auto one = IndicatorsOf(request);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].indicators_size(), 1);
  EXPECT_EQ(one[0].indicators(0).values_size(), 1);
  EXPECT_GT(ValueOf(one[0], "women_15_40", 2027), 0);

  std::vector<v1::StreamForecastIndicatorsResponse> none;
  const auto fault = [&](const std::function<void(v1::StreamForecastIndicatorsRequest&)>& change) {
    v1::StreamForecastIndicatorsRequest wrong = request;
    change(wrong);
    return FieldOf(Stream("StreamForecastIndicators", wrong, none));
  };
  EXPECT_EQ(fault([](auto& r) { r.add_indicator_ids("happiness"); }), "indicator_ids[1]");
  EXPECT_EQ(fault([](auto& r) { r.add_indicator_ids("jq_20_65"); }), "indicator_ids[1]");
  EXPECT_EQ(fault([](auto& r) { r.add_years(2031); }), "years[1]");
  EXPECT_EQ(fault([](auto& r) {
              for (int i = 0; i < 200; ++i) r.add_indicator_ids("pop");
            }),
            "indicator_ids");
  EXPECT_THAT(none, testing::IsEmpty());
}

// Who plans sees counts that are rounded, by the usual bands: enough sums of ages of one's own choice
// would have each single age.
TEST_F(ForecastingIndicatorsTest, WhoPlansSeesProtectedFigures) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("run", 2026).ok());
  ASSERT_EQ(WatchToTheEnd("run").state(), v1::FORECAST_STATE_PUBLISHED);
  v1::StreamForecastIndicatorsRequest request;
  request.set_forecast_id(Id("run"));
  const auto exact = IndicatorsOf(request);
  EXPECT_EQ(exact[0].rounded_to(), 0);
  std::vector<v1::StreamForecastIndicatorsResponse> shown;
  ASSERT_TRUE(StreamAs("PLANNER", "StreamForecastIndicators", request, shown).ok());
  ASSERT_EQ(shown.size(), exact.size());
  int rounded = 0;
  for (size_t r = 0; r < shown.size(); ++r) {
    EXPECT_EQ(shown[r].rounded_to(), 5);
    for (const char* id : {"pop", "people_0_3", "people_16_19"}) {
      for (const int year : {2024, 2025, 2026}) {
        const double told = ValueOf(shown[r], id, year), counted = ValueOf(exact[r], id, year);
        EXPECT_EQ(std::fmod(told, 5), 0) << id << year;
        EXPECT_NEAR(told, counted, 2.5) << id << year;
        rounded += told != counted;
      }
    }
    EXPECT_NEAR(ValueOf(shown[r], "foreign", 2026), ValueOf(exact[r], "foreign", 2026), 0.5);
    EXPECT_NEAR(ValueOf(shown[r], "mean_age", 2026), ValueOf(exact[r], "mean_age", 2026), 0.5);
  }
  EXPECT_GT(rounded, 0);
  for (const char* id : {"people_0_1", "people_7_8", "women_15_16", "share_0_1", "share_39"}) {
    request.clear_indicator_ids();
    request.add_indicator_ids("pop");
    request.add_indicator_ids(id);
    std::vector<v1::StreamForecastIndicatorsResponse> none;
    const absl::Status refused = StreamAs("PLANNER", "StreamForecastIndicators", request, none);
    EXPECT_TRUE(absl::IsPermissionDenied(refused)) << id << refused;
    EXPECT_EQ(ReasonOf(refused), "FIGURE_OF_OWN_CHOICE") << id;
    EXPECT_THAT(none, testing::IsEmpty());
    EXPECT_TRUE(StreamAs("STATISTICS", "StreamForecastIndicators", request, none).ok()) << id;
  }
}

TEST_F(ForecastingNumbersTest, WhoPlansComparesByTheUsualBands) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("run", 2026).ok());
  ASSERT_EQ(WatchToTheEnd("run").state(), v1::FORECAST_STATE_PUBLISHED);
  v1::CompareForecastsRequest compare;
  compare.set_forecast_id(Id("run"));
  compare.set_base_forecast_id(Id("run"));
  v1::AgeBand& band = *compare.add_age_bands();
  band.set_youngest(0);
  band.set_oldest(17);
  std::vector<v1::CompareForecastsResponse> exact, shown;
  ASSERT_TRUE(StreamAs("STATISTICS", "CompareForecasts", compare, exact).ok());
  ASSERT_TRUE(StreamAs("PLANNER", "CompareForecasts", compare, shown).ok());
  ASSERT_EQ(shown.size(), 4u);
  for (size_t r = 0; r < shown.size(); ++r) {
    EXPECT_EQ(exact[r].rounded_to(), 0);
    EXPECT_EQ(shown[r].rounded_to(), 5);
    ASSERT_EQ(shown[r].bands_size(), 2);
    for (int b = 0; b < 2; ++b) {
      ASSERT_EQ(shown[r].bands(b).people_size(), exact[r].bands(b).people_size());
      for (int y = 0; y < shown[r].bands(b).people_size(); ++y) {
        EXPECT_EQ(std::fmod(shown[r].bands(b).people(y), 5), 0);
        EXPECT_NEAR(shown[r].bands(b).people(y), exact[r].bands(b).people(y), 2.5);
        EXPECT_EQ(shown[r].bands(b).differences(y), 0);
      }
    }
  }
  for (const auto& [youngest, oldest] : {std::pair(7, 7), {0, 16}, {1, 17}, {0, 39}}) {
    band.set_youngest(youngest);
    band.set_oldest(oldest);
    std::vector<v1::CompareForecastsResponse> none;
    const absl::Status refused = StreamAs("PLANNER", "CompareForecasts", compare, none);
    EXPECT_TRUE(absl::IsPermissionDenied(refused)) << youngest << refused;
    EXPECT_EQ(ReasonOf(refused), "FIGURE_OF_OWN_CHOICE");
    EXPECT_THAT(none, testing::IsEmpty());
  }
}

TEST_F(ForecastingIndicatorsTest, OfTrajectoriesAreFiguresOfTheCityAndEachNeighborhood) {
  SetUpCity();
  ImportAll();
  v1::StartForecastRequest start = UncertainRequest("run", 64);
  for (const char* id : kIndicators) {
    start.mutable_forecast()->mutable_parameters()->mutable_uncertainty()->add_indicator_ids(id);
  }
  ASSERT_TRUE(StartRun(start).ok());
  const v1::Forecast run = WatchToTheEnd("run");
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  v1::StreamForecastIndicatorsRequest request;
  request.set_forecast_id(Id("run"));
  const auto areas = IndicatorsOf(request);
  ASSERT_EQ(areas.size(), 4u);
  int told = 0;
  for (const v1::FigureQuantiles& figure : QuantilesOf("run")) {
    const bool is_indicator =
        std::count(std::begin(kIndicators), std::end(kIndicators), figure.figure_id()) > 0;
    if (!is_indicator) continue;
    ++told;
    const size_t r = figure.neighborhood_key().empty() ? 3 : figure.neighborhood_key()[0] - '1';
    const int levels = figure.levels_size();
    for (int y = 0; y < figure.years_size(); ++y) {
      const double path = ValueOf(areas[r], figure.figure_id(), figure.years(y));
      const double low = figure.values(y * levels), high = figure.values((y + 1) * levels - 1);
      const std::string what = absl::StrCat(figure.figure_id(), " of '", figure.neighborhood_key(),
                                            "' ", figure.years(y));
      if (y == 0) {
        EXPECT_NEAR(low, path, 1e-9) << what;
        EXPECT_NEAR(high, path, 1e-9) << what;
        continue;
      }
      EXPECT_LT(low, high) << what;
      // The path without uncertainty is near the middle.
      EXPECT_GT(path, low - (high - low)) << what;
      EXPECT_LT(path, high + (high - low)) << what;
    }
  }
  EXPECT_EQ(told, 5 * 4);

  const auto fault = [&](const std::function<void(v1::ForecastParameters&)>& change) {
    v1::StartForecastRequest wrong = UncertainRequest("wrong", 64);
    change(*wrong.mutable_forecast()->mutable_parameters());
    const absl::Status status = StartRun(wrong);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return FieldOf(status);
  };
  const std::string field = "forecast.parameters.uncertainty.indicator_ids[0]";
  EXPECT_EQ(fault([](auto& p) { p.mutable_uncertainty()->add_indicator_ids("happiness"); }), field);
  EXPECT_EQ(fault([](auto& p) { p.mutable_uncertainty()->add_indicator_ids("aq_20_65"); }), field);
  EXPECT_EQ(fault([](auto& p) {
              p.mutable_uncertainty()->add_indicator_ids("pop");
              p.mutable_uncertainty()->add_indicator_ids("pop");
            }),
            "forecast.parameters.uncertainty.indicator_ids[1]");
  EXPECT_EQ(fault([](auto& p) {
              p.mutable_uncertainty()->mutable_figures(0)->set_figure_id("simpson");
              p.mutable_uncertainty()->add_indicator_ids("simpson");
            }),
            "forecast.parameters.uncertainty.figures[0].figure_id");
  EXPECT_EQ(fault([](auto& p) {
              p.mutable_uncertainty()->clear_figures();
              p.mutable_uncertainty()->add_indicator_ids("median_age");
              v1::SpecialPopulations& homes = *p.mutable_scenario()->add_special_populations();
              homes.set_from_year(2024);
              v1::SpecialPopulation& home = *homes.add_cells();
              home.set_neighborhood_key("1");
              home.set_group_key("german");
              home.set_sex(v1::SEX_FEMALE);
              home.set_age(40);
              home.set_people(5);
            }),
            field);
}

TEST_F(ForecastingNumbersTest, ChunksOfAKilledReplicaAreFinishedByTheOtherToTheSameBytes) {
  service_.reset();
  setenv("ZWK_CHUNK_LEASE_SECONDS", "1", 1);
  service_ = std::make_unique<test::ServiceProcess>(FORECASTING_SERVICE, redis_.address());
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(StartRun(UncertainRequest("straight", 1600)).ok());
  const v1::Forecast straight = WatchToTheEnd("straight");
  ASSERT_EQ(straight.state(), v1::FORECAST_STATE_PUBLISHED) << straight.failure();

  auto replica = std::make_unique<test::ServiceProcess>(FORECASTING_SERVICE, redis_.address());
  ASSERT_TRUE(StartRun(UncertainRequest("killed", 1600)).ok());
  const v1::Forecast seen =
      WatchUntil("killed", [](const v1::Forecast& f) { return f.chunks_done() >= 10; });
  ASSERT_LT(seen.chunks_done(), seen.chunks_total()) << "it was over before it was killed";
  service_->Kill9();
  service_ = std::move(replica);
  const v1::Forecast killed = WatchToTheEnd("killed");
  ASSERT_EQ(killed.state(), v1::FORECAST_STATE_PUBLISHED) << killed.failure();
  EXPECT_EQ(killed.provenance().quantiles_sha256(), straight.provenance().quantiles_sha256());
  EXPECT_EQ(BytesOf(QuantilesOf("killed")), BytesOf(QuantilesOf("straight")));
  EXPECT_EQ(Events("ForecastPublished"), 2u);
  // Each chunk was stored once, whoever calculated it.
  const std::string stored =
      redis_.Command({"HVALS", "{bremerhaven}:forecasting:c:chunks/" + Id("killed")});
  EXPECT_EQ(std::count(stored.begin(), stored.end(), '1'), killed.chunks_total()) << stored;
  unsetenv("ZWK_CHUNK_LEASE_SECONDS");
}

TEST_F(ForecastingNumbersTest, TrajectoriesThatWereCancelledGoOnWhereTheyStopped) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(StartRun(UncertainRequest("straight", 1600)).ok());
  ASSERT_TRUE(StartRun(UncertainRequest("broken", 1600)).ok());
  WatchUntil("broken", [](const v1::Forecast& f) { return f.chunks_done() >= 3; });
  v1::CancelForecastResponse cancelled;
  ASSERT_TRUE(
      OnRun<v1::CancelForecastRequest>("CancelForecast", "broken", "cancel", cancelled).ok());
  EXPECT_EQ(WatchToTheEnd("broken").state(), v1::FORECAST_STATE_CANCELLED);
  v1::StreamForecastQuantilesRequest request;
  request.set_forecast_id(Id("broken"));
  std::vector<v1::StreamForecastQuantilesResponse> items;
  EXPECT_TRUE(absl::IsFailedPrecondition(Stream("StreamForecastQuantiles", request, items)));
  v1::ResumeForecastResponse resumed;
  ASSERT_TRUE(OnRun<v1::ResumeForecastRequest>("ResumeForecast", "broken", "resume", resumed).ok());
  ASSERT_EQ(WatchToTheEnd("broken").state(), v1::FORECAST_STATE_PUBLISHED);
  ASSERT_EQ(WatchToTheEnd("straight").state(), v1::FORECAST_STATE_PUBLISHED);
  EXPECT_EQ(BytesOf(QuantilesOf("broken")), BytesOf(QuantilesOf("straight")));
}

TEST_F(ForecastingNumbersTest, AScenarioDiffersFromItsBaseByWhatItChanges) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("base", 2034).ok());
  ASSERT_EQ(WatchToTheEnd("base").state(), v1::FORECAST_STATE_PUBLISHED);
  v1::StartForecastRequest request = StartRequest("childless", 2034);
  request.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("base"));
  v1::Scenario& scenario = *request.mutable_forecast()->mutable_parameters()->mutable_scenario();
  v1::Modifier& modifier = *scenario.add_modifiers();
  modifier.set_quantity(v1::QUANTITY_FERTILITY);
  modifier.set_operation(v1::OPERATION_MULTIPLY);
  modifier.set_amount(0);
  modifier.set_first_year(2030);
  v1::SpecialPopulation& home = *scenario.add_special_populations()->add_cells();
  scenario.mutable_special_populations(0)->set_from_year(2024);
  home.set_neighborhood_key("1");
  home.set_group_key("german");
  home.set_sex(v1::SEX_FEMALE);
  home.set_age(40);
  home.set_people(5);
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Forecast childless = WatchToTheEnd("childless");
  ASSERT_EQ(childless.state(), v1::FORECAST_STATE_PUBLISHED) << childless.failure();

  v1::CompareForecastsRequest compare;
  compare.set_forecast_id(Id("childless"));
  compare.set_base_forecast_id(Id("base"));
  compare.add_age_bands()->set_oldest(4);
  std::vector<v1::CompareForecastsResponse> items;
  ASSERT_TRUE(Stream("CompareForecasts", compare, items).ok());
  ASSERT_EQ(items.size(), 4u);
  const v1::CompareForecastsResponse& city = items.back();
  EXPECT_EQ(city.neighborhood_key(), "");
  ASSERT_EQ(city.bands_size(), 2);
  const v1::BandDifference& children = city.bands(1);
  for (int y = 0; y < city.years_size(); ++y) {
    if (city.years(y) < 2030) {
      EXPECT_NEAR(children.differences(y), 0, 1e-9) << city.years(y);
    } else {
      EXPECT_LT(children.differences(y), 0) << city.years(y);
    }
  }
  EXPECT_EQ(city.bands(0).differences(0), 0);  // the same people at the jump-off year

  const auto fault = [&](const std::function<void(v1::ForecastParameters&)>& change) {
    v1::StartForecastRequest wrong = request;
    wrong.set_request_id(Id("wrong"));
    wrong.mutable_forecast()->set_forecast_id(Id("wrong"));
    change(*wrong.mutable_forecast()->mutable_parameters());
    const absl::Status status = StartRun(wrong);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return FieldOf(status);
  };
  EXPECT_EQ(fault([](auto& p) { p.mutable_scenario()->mutable_modifiers(0)->clear_quantity(); }),
            "forecast.parameters.scenario.modifiers[0].quantity");
  EXPECT_EQ(
      fault([](auto& p) {
        p.mutable_scenario()->mutable_modifiers(0)->mutable_people()->add_neighborhood_keys("7");
      }),
      "forecast.parameters.scenario.modifiers[0].people.neighborhood_keys[0]");
  EXPECT_EQ(fault([](auto& p) { p.set_last_year(2044); }), "forecast.parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { p.mutable_uncertainty()->set_trajectories(9); }),
            "forecast.parameters.uncertainty.trajectories");
  EXPECT_EQ(fault([](auto& p) {
              p.mutable_uncertainty()->set_trajectories(64);
              p.mutable_uncertainty()->mutable_migration()->add_phi(2);
            }),
            "forecast.parameters.uncertainty.migration.phi[0]");
}

TEST_F(ForecastingNumbersTest, RatesThatWereEstimatedCarryAForecast) {
  SetUpCity();
  const std::string header = "year;neighborhood;sex;age;group;value";
  for (const int year : {2022, 2023, 2024}) {
    const std::string stocks =
        Rows(header, year, [](const std::string& n, bool, int age, bool foreign) {
          return absl::StrCat(50 + age % 7 + (foreign ? 0 : 20) + (n == "2" ? 30 : 0));
        });
    ASSERT_TRUE(
        Import(v1::IMPORT_KIND_STOCKS, stocks, absl::StrCat("stocks ", year))->taken_over());
  }
  std::string flows = "year;flow;neighborhood;sex;age;group;other;value\n";
  for (const int year : {2023, 2024}) {
    for (const char* n : {"1", "2", "3"}) {
      for (const char* group : {"german", "foreign"}) {
        for (int age = 20; age < 35; ++age) {
          absl::StrAppend(&flows, year, ";births;", n, ";f;", age, ";", group, ";;2\n");
          absl::StrAppend(&flows, year, ";immigration_abroad;", n, ";m;", age, ";", group, ";;3\n");
          absl::StrAppend(&flows, year, ";emigration_rest;", n, ";f;", age, ";", group, ";;2\n");
          absl::StrAppend(&flows, year, ";internal;", n, ";f;", age, ";", group, ";",
                          n == std::string("1") ? "2" : "1", ";", n == std::string("3") ? 9 : 1,
                          "\n");
        }
      }
    }
  }
  ASSERT_TRUE(Import(v1::IMPORT_KIND_FLOWS, flows, "flows")->taken_over());

  v1::EstimateRatesRequest request;
  request.set_request_id(Id("estimate"));
  request.mutable_estimate()->set_estimate_id(Id("estimate"));
  request.mutable_estimate()->set_title("two years");
  v1::EstimateRatesResponse response;
  EXPECT_EQ(FieldOf(Call("EstimateRates", request, response)), "estimate.parameters.years");
  request.mutable_estimate()->mutable_parameters()->add_years(2022);
  EXPECT_TRUE(absl::IsFailedPrecondition(Call("EstimateRates", request, response)));
  request.mutable_estimate()->mutable_parameters()->set_years(0, 2023);
  request.mutable_estimate()->mutable_parameters()->add_years(2024);
  request.set_request_id(Id("estimate again"));
  const absl::Status estimated = Call("EstimateRates", request, response);
  ASSERT_TRUE(estimated.ok()) << estimated;
  EXPECT_EQ(response.estimate().stock_import_ids_size(), 3);
  EXPECT_GT(response.estimate().kinds_size(), 5);

  v1::StreamShrunkLevelsRequest levels;
  levels.set_estimate_id(Id("estimate"));
  levels.add_kinds("leaving");
  std::vector<v1::StreamShrunkLevelsResponse> items;
  ASSERT_TRUE(Stream("StreamShrunkLevels", levels, items).ok());
  ASSERT_EQ(items.size(), 1u);
  int whole = 0;
  for (const v1::ShrunkLevel& level : items[0].levels()) {
    EXPECT_EQ(level.kind(), "leaving");
    EXPECT_GE(level.weight(), 0);
    EXPECT_LE(level.weight(), 1);
    if (level.first_age() != 0 || level.last_age() != 0) continue;
    ++whole;
    EXPECT_NEAR(level.level(), level.target() + level.weight() * (level.raw() - level.target()),
                1e-9);
    if (level.neighborhood_key() == "3") {
      EXPECT_GT(level.level(), 1);
    }
  }
  EXPECT_EQ(whole, 3);

  v1::StartForecastRequest run = StartRequest("run", 2029);
  EXPECT_TRUE(absl::IsFailedPrecondition(StartRun(run)));  // no rates were imported
  run.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(Id("nobody's"));
  EXPECT_TRUE(absl::IsNotFound(StartRun(run)));
  run.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(Id("estimate"));
  const absl::Status started = StartRun(run);
  ASSERT_TRUE(started.ok()) << started;
  const v1::Forecast forecast = WatchToTheEnd("run");
  ASSERT_EQ(forecast.state(), v1::FORECAST_STATE_PUBLISHED) << forecast.failure();
  EXPECT_EQ(forecast.provenance().rate_estimate_id(), Id("estimate"));
  EXPECT_EQ(forecast.provenance().rate_import_ids_size(), 0);
}

TEST_F(ForecastingNumbersTest, ABacktestIsStoredWholeOrNotAtAll) {
  const auto refused = SendSeries("year;neighborhood;value\n2000;a;1\n2000;a;2\n2001;b;x\n", "bad");
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_FALSE(refused->started());
  EXPECT_GE(refused->error_count(), 2);
  EXPECT_EQ(refused->errors(0).row(), 3);
  v1::ListBacktestsRequest list;
  v1::ListBacktestsResponse listed;
  ASSERT_TRUE(Call("ListBacktests", list, listed).ok());
  EXPECT_EQ(listed.backtests_size(), 0);
  EXPECT_EQ(FieldOf(SendSeries(SeriesFile(), "no such launch", "1999").status()),
            "header.parameters.launches[0]");

  const auto sent = SendSeries(SeriesFile(), "good", "2008");
  ASSERT_TRUE(sent.ok()) << sent.status();
  ASSERT_TRUE(sent->started()) << sent->ShortDebugString();
  EXPECT_EQ(SendSeries(SeriesFile(), "good", "2008")->backtest().backtest_id(), Id("good"));
  v1::WatchBacktestRequest watch;
  watch.set_backtest_id(Id("good"));
  std::vector<v1::WatchBacktestResponse> watched;
  ASSERT_TRUE(Stream("WatchBacktest", watch, watched).ok());
  const v1::Backtest& backtest = watched.back().backtest();
  ASSERT_EQ(backtest.state(), v1::BACKTEST_STATE_PUBLISHED) << backtest.failure();
  EXPECT_EQ(backtest.percent_done(), 100);
  v1::StreamBacktestRowsRequest rows;
  rows.set_backtest_id(Id("good"));
  std::vector<v1::StreamBacktestRowsResponse> batches;
  ASSERT_TRUE(Stream("StreamBacktestRows", rows, batches).ok());
  int64_t count = 0;
  for (const auto& batch : batches) {
    for (const v1::BacktestRow& row : batch.rows()) {
      ++count;
      EXPECT_EQ(row.launch(), "2008");
      EXPECT_GT(row.noise_floor(), 0);
    }
  }
  EXPECT_EQ(count, backtest.rows());
  EXPECT_GT(count, 0);
  EXPECT_EQ(Events("BacktestPublished"), 1u);
  v1::CancelBacktestRequest cancel;
  cancel.set_request_id(Id("cancel"));
  cancel.set_backtest_id(Id("good"));
  v1::CancelBacktestResponse cancelled;
  EXPECT_TRUE(absl::IsFailedPrecondition(Call("CancelBacktest", cancel, cancelled)));
}

TEST_F(ForecastingNumbersTest, OursForecastsEachNeighborhoodFromTheLastDateOn) {
  const auto sent = SendSeries(SeriesFile(), "ahead", "2008", /*by_neighborhood=*/true);
  ASSERT_TRUE(sent.ok()) << sent.status();
  v1::WatchBacktestRequest watch;
  watch.set_backtest_id(Id("ahead"));
  std::vector<v1::WatchBacktestResponse> watched;
  ASSERT_TRUE(Stream("WatchBacktest", watch, watched).ok());
  ASSERT_EQ(watched.back().backtest().state(), v1::BACKTEST_STATE_PUBLISHED);
  v1::StreamBacktestForecastsRequest request;
  request.set_backtest_id(Id("ahead"));
  std::vector<v1::StreamBacktestForecastsResponse> items;
  ASSERT_TRUE(Stream("StreamBacktestForecasts", request, items).ok());
  // From 2008 the series has what came 1, 2 and 3 years later; from 2012 nothing of 1, 2, 3, 5, 10.
  ASSERT_EQ(items.size(), 8u);
  for (const auto& item : items) {
    const v1::NeighborhoodForecasts& table = item.forecasts();
    EXPECT_EQ(table.slice(), "total");
    ASSERT_EQ(table.neighborhood_keys_size(), 12);
    ASSERT_EQ(table.forecast_size(), 12);
    EXPECT_EQ(table.actual_size(), table.launch() == "2008" ? 12 : 0);
    const int levels = table.levels_size();
    ASSERT_EQ(table.quantiles_size(), 12 * levels);
    for (int r = 0; r < 12; ++r) {
      EXPECT_LT(table.quantiles(r * levels), table.forecast(r));
      EXPECT_GT(table.quantiles(r * levels + levels - 1), table.forecast(r));
    }
  }
  request.add_launches("2012");
  ASSERT_TRUE(Stream("StreamBacktestForecasts", request, items).ok());
  EXPECT_EQ(items.back().forecasts().launch(), "2012");

  ASSERT_TRUE(SendSeries(SeriesFile(), "alone", "2008").ok());
  request.set_backtest_id(Id("alone"));
  watch.set_backtest_id(Id("alone"));
  ASSERT_TRUE(Stream("WatchBacktest", watch, watched).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Stream("StreamBacktestForecasts", request, items)));
}

}  // namespace
}  // namespace zwk::forecasting
