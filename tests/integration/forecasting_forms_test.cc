// Forms of migration data, from the file to the figures that the service publishes.
#include <gmock/gmock.h>

#include "platform/base/errors.h"
#include "tests/integration/forecasting_figures.h"

namespace zwk::forecasting {
namespace {

class ForecastingFormsTest : public ForecastingFiguresTest {
 protected:
  void TakeOver(v1::ImportKind kind, const std::string& file, const std::string& request_name) {
    const auto done = Import(kind, file, request_name);
    ASSERT_TRUE(done.ok()) << done.status();
    ASSERT_TRUE(done->taken_over()) << done->ShortDebugString();
  }
  // The first error of a file that is not taken over: row, column, code.
  std::string FirstError(v1::ImportKind kind, const std::string& file,
                         const std::string& request_name) {
    const auto done = Import(kind, file, request_name);
    EXPECT_TRUE(done.ok()) << done.status();
    if (!done.ok() || done->errors().empty()) return "";
    EXPECT_FALSE(done->taken_over());
    const v1::ImportError& error = done->errors(0);
    return absl::StrCat(error.row(), " ", error.column(), " ",
                        v1::ImportErrorCode_Name(error.code()));
  }
  Figures Published(const v1::StartForecastRequest& request) {
    const absl::Status started = StartRun(request);
    EXPECT_TRUE(started.ok()) << started;
    const v1::Forecast run = WatchToTheEnd(request.title());
    EXPECT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
    const Figures figures = FiguresOf(request.title());
    ExpectBalanced(figures);
    return figures;
  }
  static void ExpectSameCells(const Figures& left, const Figures& right) {
    for (const auto& [key, years] : left) {
      for (const auto& [year, item] : years) {
        const v1::PopulationBlock& other = right.at(key).at(year).block();
        for (int i = 0; i < item.block().values_size(); ++i) {
          ASSERT_NEAR(item.block().values(i), other.values(i), 1e-9) << key << " " << year;
        }
      }
    }
  }

  // The fixture's rates with clusters: neighborhood 1 is the center, 2 and 3 are the edge.
  // `shares`: of who leaves the center and of who leaves the edge, by where they go.
  static std::string ClusterRates(
      const std::function<std::string(const std::string& neighborhood)>& shares,
      const std::string& cluster_of_3 = "edge") {
    return Rows(
        "year;neighborhood;sex;age;group;mortality;fertility;emigration_abroad;leaving;"
        "naturalization_to_german;origin_cluster;arrival_share_from_center;"
        "arrival_share_from_edge",
        2025, [&](const std::string& neighborhood, bool female, int age, bool foreign) {
          return absl::StrCat(age == kOpenAge ? 0.1 : 0.002, ";",
                              female && age > 17 && age < 35 ? 0.07 : 0.0, ";0.03;0.1;",
                              foreign ? 0.02 : 0.0, ";",
                              neighborhood == "1"   ? "center"
                              : neighborhood == "2" ? "edge"
                                                    : cluster_of_3,
                              ";", shares(neighborhood));
        });
  }
};

TEST_F(ForecastingFormsTest, ClustersOfTheSameSharesAreThePool) {
  SetUpCity();
  ImportAll();
  const Figures pool = Published(StartRequest("pool", 2029));
  TakeOver(v1::IMPORT_KIND_RATES, ClusterRates([](const std::string& neighborhood) {
             return neighborhood == "1" ? "0.5;0.5" : "0.25;0.25";
           }),
           "clusters");
  ExpectSameCells(pool, Published(StartRequest("clusters", 2029)));
}

TEST_F(ForecastingFormsTest, WhoLeavesAClusterArrivesByItsShares) {
  SetUpCity();
  ImportAll();
  const auto apart = [](const std::string& neighborhood) {
    return neighborhood == "1" ? "0;1" : neighborhood == "2" ? "0.7;0" : "0.3;0";
  };
  EXPECT_EQ(FirstError(v1::IMPORT_KIND_RATES, ClusterRates(apart, "harbor"), "unknown"),
            "330 origin_cluster IMPORT_ERROR_CODE_UNKNOWN_CLUSTER");
  TakeOver(v1::IMPORT_KIND_RATES, ClusterRates(apart), "clusters");
  const Figures figures = Published(StartRequest("run", 2029));
  for (const int year : {2025, 2029}) {
    const auto arrivals = [&](const char* key) {
      return Of(figures.at(key).at(year), &v1::GroupComponents::internal_arrivals);
    };
    const auto departures = [&](const char* key) {
      return Of(figures.at(key).at(year), &v1::GroupComponents::internal_departures);
    };
    EXPECT_NEAR(arrivals("1"), departures("2") + departures("3"), 1e-8) << year;
    EXPECT_NEAR(arrivals("2"), 0.7 * departures("1"), 1e-8) << year;
    EXPECT_NEAR(arrivals("3"), 0.3 * departures("1"), 1e-8) << year;
  }
  // A variant reads the same clusters, and a modifier of shares keeps them.
  v1::StartForecastRequest variant = StartRequest("variant", 2029);
  variant.mutable_parameters()->set_base_forecast_id(Id("run"));
  v1::Modifier& modifier = *variant.mutable_parameters()->mutable_scenario()->add_modifiers();
  modifier.set_quantity(v1::QUANTITY_ARRIVAL_SHARE);
  modifier.set_operation(v1::OPERATION_MULTIPLY);
  modifier.set_amount(0);
  modifier.mutable_people()->add_neighborhood_keys("3");
  const Figures without_3 = Published(variant);
  EXPECT_NEAR(Of(without_3.at("2").at(2025), &v1::GroupComponents::internal_arrivals),
              Of(figures.at("1").at(2025), &v1::GroupComponents::internal_departures), 1e-8);
}

TEST_F(ForecastingFormsTest, EstimatedClustersCarryAForecast) {
  SetUpCity();
  const std::string header = "year;neighborhood;sex;age;group;value";
  for (const int year : {2023, 2024}) {
    TakeOver(v1::IMPORT_KIND_STOCKS,
             Rows(header, year, [](const std::string&, bool, int, bool) { return "60"; }),
             absl::StrCat("stocks ", year));
  }
  // Everybody who leaves 1 goes to 2, who leaves 2 or 3 goes to 1.
  std::string flows = "year;flow;neighborhood;sex;age;group;other;value\n";
  for (const char* neighborhood : {"1", "2", "3"}) {
    for (const char* group : {"german", "foreign"}) {
      for (int age = 20; age < 35; ++age) {
        absl::StrAppend(&flows, "2024;births;", neighborhood, ";f;", age, ";", group, ";;2\n");
        for (const char* sex : {"m", "f"}) {
          absl::StrAppend(&flows, "2024;internal;", neighborhood, ";", sex, ";", age, ";", group,
                          *neighborhood == '1' ? ";2;6\n" : ";1;3\n");
        }
      }
    }
  }
  TakeOver(v1::IMPORT_KIND_FLOWS, flows, "flows");
  v1::EstimateRatesRequest request;
  request.set_request_id(Id("estimate"));
  request.set_estimate_id(Id("by origin"));
  request.set_title("by origin");
  request.mutable_parameters()->add_years(2024);
  request.mutable_parameters()->set_arrivals_by_origin(true);
  v1::EstimateRatesResponse response;
  EXPECT_EQ(FieldOf(Call("EstimateRates", request, response)), "parameters.arrivals_by_origin");
  for (const auto& [key, cluster] :
       {std::pair("1", "Mitte"), std::pair("2", "Rand"), std::pair("3", "Rand")}) {
    (*request.mutable_parameters()->mutable_clusters())[key] = cluster;
  }
  const absl::Status estimated = Call("EstimateRates", request, response);
  ASSERT_TRUE(estimated.ok()) << estimated;
  EXPECT_TRUE(response.estimate().parameters().arrivals_by_origin());

  v1::StartForecastRequest run = StartRequest("run", 2026);
  run.mutable_parameters()->set_rate_estimate_id(Id("by origin"));
  const Figures figures = Published(run);
  // Some of the shares are those of all movers, but most of who leaves 1 stays away from it.
  const auto arrivals = [&](const Figures& of, const char* key) {
    return Of(of.at(key).at(2025), &v1::GroupComponents::internal_arrivals);
  };
  request.set_request_id(Id("estimate the pool"));
  request.set_estimate_id(Id("pool"));
  request.mutable_parameters()->set_arrivals_by_origin(false);
  ASSERT_TRUE(Call("EstimateRates", request, response).ok());
  v1::StartForecastRequest pool_run = StartRequest("pool", 2026);
  pool_run.mutable_parameters()->set_rate_estimate_id(Id("pool"));
  const Figures pool = Published(pool_run);
  // The city's moves are the same, and so are the arrivals of each, as they were counted.
  for (const char* key : {"1", "2", "3"}) {
    EXPECT_NEAR(arrivals(figures, key), arrivals(pool, key), 0.05 * arrivals(pool, "1")) << key;
  }
  // Twice as many leave 1: they go to 2, not back to 1.
  const auto doubled = [&](const std::string& base, const std::string& name) {
    v1::StartForecastRequest variant = StartRequest(name, 2026);
    variant.mutable_parameters()->set_base_forecast_id(Id(base));
    variant.mutable_parameters()->set_rate_estimate_id(Id(base == "run" ? "by origin" : "pool"));
    v1::Modifier& modifier = *variant.mutable_parameters()->mutable_scenario()->add_modifiers();
    modifier.set_quantity(v1::QUANTITY_LEAVING);
    modifier.set_operation(v1::OPERATION_MULTIPLY);
    modifier.set_amount(2);
    modifier.mutable_people()->add_neighborhood_keys("1");
    return Published(variant);
  };
  const double back_by_origin = arrivals(doubled("run", "a"), "1") - arrivals(figures, "1");
  const double back_by_pool = arrivals(doubled("pool", "b"), "1") - arrivals(pool, "1");
  EXPECT_LT(back_by_origin, 0.2 * back_by_pool);
}

}  // namespace
}  // namespace zwk::forecasting
