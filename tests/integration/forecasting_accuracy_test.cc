// What every forecast says of how far forecasts have been off.
#include <map>

#include <gmock/gmock.h>

#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class ForecastingAccuracyTest : public ForecastingTest {
 protected:
  // As if everybody's neighborhood went its own way; whole numbers, so that sums are exact.
  static int PeopleIn(int year, const std::string& neighborhood, int age, bool foreign) {
    const int drift = neighborhood == "1" ? 1 : neighborhood == "2" ? -1 : 0;
    const int wave = (year * (neighborhood[0] - '0') + age) % 5;
    return 60 + (year - 2012) * drift + wave + age % 7 + (foreign ? 0 : 30);
  }
  void ImportStocks(int first_year, int last_year, const std::string& name, int more = 0) {
    std::string all = "year;neighborhood;sex;age;group;value\n";
    for (int year = first_year; year <= last_year; ++year) {
      all += Rows("", year, [&](const std::string& neighborhood, bool, int age, bool foreign) {
               return absl::StrCat(PeopleIn(year, neighborhood, age, foreign) + more);
             }).substr(1);
    }
    const auto done = Import(v1::IMPORT_KIND_STOCKS, all, name);
    ASSERT_TRUE(done.ok()) << done.status();
    ASSERT_TRUE(done->taken_over()) << done->ShortDebugString();
  }
  void ImportRatesAndFlows() {
    ASSERT_TRUE(Import(v1::IMPORT_KIND_RATES, RatesFile(), "rates")->taken_over());
    ASSERT_TRUE(Import(v1::IMPORT_KIND_FLOWS, FlowsFile(), "flows")->taken_over());
  }
  v1::Forecast Forecast(const v1::StartForecastRequest& request) {
    v1::StartForecastResponse response;
    const absl::Status started = Call("StartForecast", request, response);
    EXPECT_TRUE(started.ok()) << started;
    v1::WatchForecastRequest watch;
    watch.set_forecast_id(request.forecast().forecast_id());
    std::vector<v1::WatchForecastResponse> seen;
    EXPECT_TRUE(Stream("WatchForecast", watch, seen).ok());
    EXPECT_FALSE(seen.empty());
    return seen.empty() ? v1::Forecast() : seen.back().forecast();
  }
  static std::string BandOf(int age) {
    return age < 5 ? "0-4;" : age < 20 ? "5-19;" : age < 35 ? "20-34;" : "35+;";
  }
  // The same people as a file for a backtest, told apart as forecasts do.
  static std::string SeriesFile(int first_year, int last_year) {
    std::string all = "year;neighborhood;age;group;value\n";
    for (int year = first_year; year <= last_year; ++year) {
      for (const std::string n : {"1", "2", "3"}) {
        std::map<std::string, int> sums;
        for (const bool foreign : {false, true}) {
          for (int age = 0; age <= kOpenAge; ++age) {
            const int people = 2 * PeopleIn(year, n, age, foreign);  // men and women
            sums[";"] += people;
            sums[BandOf(age)] += people;
            sums[foreign ? ";foreign" : ";german"] += people;
          }
        }
        for (const auto& [slice, people] : sums) {
          absl::StrAppend(&all, year, ";", n, ";", slice, ";", people, "\n");
        }
      }
    }
    return all;
  }
  std::vector<v1::BacktestRow> Backtest(const std::string& file, const v1::Turnover& turnover) {
    v1::RunBacktestRequest part;
    v1::RunBacktestResponse response;
    int sent = 0;
    const auto next = [&](google::protobuf::Message& message) {
      auto& item = static_cast<v1::RunBacktestRequest&>(message);
      item.Clear();
      if (sent == 0) {
        item.mutable_header()->set_request_id(Id("backtest"));
        item.mutable_header()->set_backtest_id(Id("backtest"));
        item.mutable_header()->set_title("the same people");
        *item.mutable_header()->mutable_parameters()->mutable_turnover() = turnover;
      } else if (sent == 1) {
        item.set_chunk(file);
      }
      return ++sent <= 2;
    };
    EXPECT_TRUE(
        service_->channel()
            .UploadNow(RpcPath("RunBacktest"), test::CallerOf("bremerhaven"), part, next, response)
            .ok());
    EXPECT_TRUE(response.started()) << response.ShortDebugString();
    v1::WatchBacktestRequest watch;
    watch.set_backtest_id(Id("backtest"));
    std::vector<v1::WatchBacktestResponse> watched;
    EXPECT_TRUE(Stream("WatchBacktest", watch, watched).ok());
    v1::StreamBacktestRowsRequest request;
    request.set_backtest_id(Id("backtest"));
    std::vector<v1::StreamBacktestRowsResponse> batches;
    EXPECT_TRUE(Stream("StreamBacktestRows", request, batches).ok());
    std::vector<v1::BacktestRow> rows;
    for (const auto& batch : batches) {
      for (const v1::BacktestRow& row : batch.rows()) {
        if (row.size_from() == 0 && row.size_to() == 0) rows.push_back(row);
      }
    }
    return rows;
  }
};

TEST_F(ForecastingAccuracyTest, WithEnoughYearsAForecastSaysWhatABacktestOfThemSays) {
  SetUpCity();
  ImportStocks(2004, 2024, "stocks");
  ImportRatesAndFlows();
  const v1::Forecast run = Forecast(StartRequest("run", 2030));
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  const v1::ForecastAccuracy& accuracy = run.accuracy();
  EXPECT_THAT(accuracy.remark(), IsEmpty());
  ASSERT_EQ(accuracy.stock_years_size(), 21);
  EXPECT_EQ(accuracy.stock_years(0), 2004);
  EXPECT_EQ(accuracy.noise_floors_size(), 5);
  EXPECT_GT(accuracy.turnover().moves(), 0.05);
  EXPECT_LT(accuracy.turnover().moves(), 0.2);
  EXPECT_FALSE(accuracy.turnover_is_assumed());

  const std::vector<v1::BacktestRow> rows = Backtest(SeriesFile(2004, 2024), accuracy.turnover());
  int covered = 0;
  for (const v1::MethodAccuracy& method : accuracy.methods()) {
    double mape = 0, malpe = 0, coverage = 0;
    int launches = 0, intervals = 0;
    for (const v1::BacktestRow& row : rows) {
      if (row.method() != method.method() || row.slice() != method.slice() ||
          row.horizon() != method.horizon()) {
        continue;
      }
      ++launches;
      mape += row.accuracy().mape();
      malpe += row.accuracy().malpe();
      if (!row.has_intervals()) continue;
      ++intervals;
      coverage += row.intervals().coverage(1);
    }
    const std::string what = method.ShortDebugString();
    ASSERT_GT(launches, 0) << what;
    EXPECT_EQ(method.launches(), launches) << what;
    EXPECT_EQ(method.neighborhoods(), 3) << what;
    EXPECT_DOUBLE_EQ(method.mape(), mape / launches) << what;
    EXPECT_DOUBLE_EQ(method.malpe(), malpe / launches) << what;
    EXPECT_EQ(method.interval_launches(), intervals) << what;
    if (intervals > 0) {
      EXPECT_DOUBLE_EQ(method.coverage_80(), coverage / intervals) << what;
    }
    covered += intervals;
  }
  // Horizons; everybody and four bands of age by five methods, two groups without HP.
  EXPECT_EQ(accuracy.methods_size(), 5 * (5 * 5 + 2 * 4));
  EXPECT_EQ(accuracy.fans_size(), 5 * 2);
  EXPECT_EQ(accuracy.fans(0).launches(), 0);  // no flows of years before
  EXPECT_GT(covered, 0);
  EXPECT_EQ(Events("ForecastPublished"), 1u);
}

TEST_F(ForecastingAccuracyTest, WithTooFewYearsItSaysSoInWordsBesideWhatChanceDoes) {
  SetUpCity();
  ImportStocks(2022, 2024, "stocks");
  // Later years are not known at the jump-off year.
  ImportStocks(2025, 2026, "later");
  ImportRatesAndFlows();
  const v1::Forecast run = Forecast(StartRequest("run", 2030));
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  EXPECT_EQ(run.accuracy().stock_years_size(), 3);
  EXPECT_EQ(run.accuracy().methods_size(), 0);
  EXPECT_THAT(run.accuracy().remark(), HasSubstr("stocks of 3 years"));
  ASSERT_EQ(run.accuracy().noise_floors_size(), 5);
  double before = 0;
  for (const v1::NoiseFloor& floor : run.accuracy().noise_floors()) {
    EXPECT_GT(floor.mape(), before) << "chance does more in more years";
    before = floor.mape();
  }
  EXPECT_LT(before, 0.05);
  EXPECT_EQ(run.provenance().stock_import_ids_size(), 1);
}

TEST_F(ForecastingAccuracyTest, LaterImportsChangeNothingOfARunThatHasPinnedItsPast) {
  SetUpCity();
  ImportStocks(2014, 2023, "past");
  ImportStocks(2024, 2024, "jump-off");
  ImportRatesAndFlows();
  const v1::Forecast first = Forecast(StartRequest("first", 2030));
  ASSERT_EQ(first.state(), v1::FORECAST_STATE_PUBLISHED) << first.failure();
  EXPECT_EQ(first.provenance().stock_import_ids_size(), 2);

  ImportStocks(2014, 2016, "corrected", 40);
  v1::StartForecastRequest variant = StartRequest("variant", 2030);
  variant.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("first"));
  const v1::Forecast pinned = Forecast(variant);
  EXPECT_EQ(pinned.accuracy().SerializeAsString(), first.accuracy().SerializeAsString());
  EXPECT_EQ(pinned.provenance().input_sha256(), first.provenance().input_sha256());

  const v1::Forecast fresh = Forecast(StartRequest("fresh", 2030));
  EXPECT_NE(fresh.accuracy().SerializeAsString(), first.accuracy().SerializeAsString());
  EXPECT_NE(fresh.provenance().input_sha256(), first.provenance().input_sha256());
  EXPECT_EQ(fresh.provenance().result_sha256(), first.provenance().result_sha256());
  EXPECT_EQ(fresh.provenance().stock_import_ids_size(), 3);
}

TEST_F(ForecastingAccuracyTest, YearsBeforeANeighborhoodWasThereAreLeftOut) {
  SetUpCity();
  ImportStocks(2014, 2020, "without it");
  ASSERT_TRUE(Register("4").ok());
  std::string all = "year;neighborhood;sex;age;group;value\n";
  for (const int year : {2023, 2024}) {
    const std::string rows =
        Rows("", year, [](const std::string&, bool, int, bool) { return "20"; });
    all += rows.substr(1);
    for (const char* sex : {"m", "f"}) {
      for (const char* group : {"german", "foreign"}) {
        for (int age = 0; age <= kOpenAge; ++age) {
          absl::StrAppend(&all, year, ";4;", sex, ";", age, ";", group, ";5\n");
        }
      }
    }
  }
  ASSERT_TRUE(Import(v1::IMPORT_KIND_STOCKS, all, "with it")->taken_over());
  std::string net = "year;neighborhood;sex;age;group;mortality;fertility\n";
  for (const char* n : {"1", "2", "3", "4"}) {
    for (const char* sex : {"m", "f"}) {
      for (const char* group : {"german", "foreign"}) {
        for (int age = 0; age <= kOpenAge; ++age) {
          absl::StrAppend(&net, "2025;", n, ";", sex, ";", age, ";", group, ";0.01;",
                          sex[0] == 'f' && age > 17 && age < 35 ? 0.07 : 0.0, "\n");
        }
      }
    }
  }
  ASSERT_TRUE(Import(v1::IMPORT_KIND_RATES, net, "rates")->taken_over());
  ASSERT_TRUE(Import(v1::IMPORT_KIND_FLOWS,
                     "year;flow;neighborhood;sex;age;group;other;value\n"
                     "2025;net_migration;4;f;20;german;;2\n",
                     "flows")
                  ->taken_over());
  v1::StartForecastRequest request = StartRequest("run", 2030);
  request.mutable_forecast()->mutable_parameters()->set_form(v1::MIGRATION_FORM_NET_MIGRATION);
  request.mutable_forecast()->mutable_parameters()->set_timing(v1::MIGRATION_TIMING_EVEN);
  const v1::Forecast run = Forecast(request);
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  EXPECT_THAT(run.accuracy().stock_years(), testing::ElementsAre(2023, 2024));
  EXPECT_TRUE(run.accuracy().turnover_is_assumed());
  EXPECT_EQ(run.accuracy().turnover().moves(), 0.12);
}

TEST_F(ForecastingAccuracyTest, ARunThatWasKilledWhileItLookedBackComesToTheSameBytes) {
  SetUpCity();
  ImportStocks(2000, 2024, "stocks");
  ImportRatesAndFlows();
  const v1::Forecast straight = Forecast(StartRequest("straight", 2030));
  ASSERT_EQ(straight.state(), v1::FORECAST_STATE_PUBLISHED) << straight.failure();
  ASSERT_TRUE(Start("killed", 2030).ok());
  service_->Kill9();
  service_ = std::make_unique<test::ServiceProcess>(FORECASTING_SERVICE, redis_.address());
  const v1::Forecast killed = WatchToTheEnd("killed");
  ASSERT_EQ(killed.state(), v1::FORECAST_STATE_PUBLISHED) << killed.failure();
  EXPECT_EQ(killed.accuracy().SerializeAsString(), straight.accuracy().SerializeAsString());
  EXPECT_EQ(killed.provenance().result_sha256(), straight.provenance().result_sha256());
}

}  // namespace
}  // namespace zwk::forecasting
