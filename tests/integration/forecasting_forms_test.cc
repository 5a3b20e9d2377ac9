// Forms of migration data, from the file to the figures that the service publishes.
#include <gmock/gmock.h>

#include <cmath>

#include "forecasting/engine/advance.h"
#include "forecasting/forecast/cohort_change.h"
#include "platform/base/errors.h"
#include "tests/integration/forecasting_figures.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

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
    const v1::Forecast run = WatchToTheEnd(request.forecast().title());
    EXPECT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
    const Figures figures = FiguresOf(request.forecast().title());
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

  // The fixture's city, as the engine has it.
  static Model TheModel(MigrationForm form) {
    Model model;
    model.grid = {kOpenAge + 1, 2};
    model.form = form;
    return model;
  }
  // One table of a neighborhood, by whoever is in the cell.
  static forecasting::Cells Table(
      const std::function<double(bool foreign, bool female, int age)>& value) {
    forecasting::Cells cells;
    for (const bool foreign : {false, true}) {
      for (const bool female : {false, true}) {
        for (int age = 0; age <= kOpenAge; ++age) cells.push_back(value(foreign, female, age));
      }
    }
    return cells;
  }
  static std::vector<forecasting::Cells> CellsOf(const Figures& figures, int year) {
    std::vector<forecasting::Cells> cells;
    for (const auto& [key, years] : figures) {
      const auto& values = years.at(year).block().values();
      cells.emplace_back(values.begin(), values.end());
    }
    return cells;
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
  variant.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("run"));
  v1::Modifier& modifier =
      *variant.mutable_forecast()->mutable_parameters()->mutable_scenario()->add_modifiers();
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
  request.mutable_estimate()->set_estimate_id(Id("by origin"));
  request.mutable_estimate()->set_title("by origin");
  request.mutable_estimate()->mutable_parameters()->add_years(2024);
  request.mutable_estimate()->mutable_parameters()->set_arrivals_by_origin(true);
  v1::EstimateRatesResponse response;
  EXPECT_EQ(FieldOf(Call("EstimateRates", request, response)),
            "estimate.parameters.arrivals_by_origin");
  for (const auto& [key, cluster] :
       {std::pair("1", "Mitte"), std::pair("2", "Rand"), std::pair("3", "Rand")}) {
    (*request.mutable_estimate()->mutable_parameters()->mutable_clusters())[key] = cluster;
  }
  const absl::Status estimated = Call("EstimateRates", request, response);
  ASSERT_TRUE(estimated.ok()) << estimated;
  EXPECT_TRUE(response.estimate().parameters().arrivals_by_origin());

  v1::StartForecastRequest run = StartRequest("run", 2026);
  run.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(Id("by origin"));
  const Figures figures = Published(run);
  // Some of the shares are those of all movers, but most of who leaves 1 stays away from it.
  const auto arrivals = [&](const Figures& of, const char* key) {
    return Of(of.at(key).at(2025), &v1::GroupComponents::internal_arrivals);
  };
  request.set_request_id(Id("estimate the pool"));
  request.mutable_estimate()->set_estimate_id(Id("pool"));
  request.mutable_estimate()->mutable_parameters()->set_arrivals_by_origin(false);
  ASSERT_TRUE(Call("EstimateRates", request, response).ok());
  v1::StartForecastRequest pool_run = StartRequest("pool", 2026);
  pool_run.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(Id("pool"));
  const Figures pool = Published(pool_run);
  // The city's moves are the same, and so are the arrivals of each, as they were counted.
  for (const char* key : {"1", "2", "3"}) {
    EXPECT_NEAR(arrivals(figures, key), arrivals(pool, key), 0.05 * arrivals(pool, "1")) << key;
  }
  // Twice as many leave 1: they go to 2, not back to 1.
  const auto doubled = [&](const std::string& base, const std::string& name) {
    v1::StartForecastRequest variant = StartRequest(name, 2026);
    variant.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id(base));
    variant.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(
        Id(base == "run" ? "by origin" : "pool"));
    v1::Modifier& modifier =
        *variant.mutable_forecast()->mutable_parameters()->mutable_scenario()->add_modifiers();
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

// Deaths and moves as rates per person-year, invented; in a file and as the engine takes them.
class MultiregionalFormTest : public ForecastingFormsTest {
 protected:
  static double DeathRate(int area, bool female, int age) {
    return age == kOpenAge ? 0.25 : 0.001 * (area + 1) + (female ? 0 : 0.0005) + (age == 0) * 0.003;
  }
  static double Fertility(int area, bool female, int age) {
    return female && age > 17 && age < 38 ? 0.04 + 0.01 * area : 0;
  }
  // 1 to 2, 2 to 3, 3 to 1, and from 1 to 3 when young; nobody else moves.
  static double Moving(int from, int to, bool foreign, int age) {
    if (to == (from + 1) % 3) return foreign ? 0.125 : 0.0625;
    return from == 0 && to == 2 && age < 20 ? 0.25 : 0;
  }
  static double Net(int area, bool foreign, bool female, int age) {
    return foreign && female && age == 25 ? 3 - 2 * area : 0;
  }

  static std::string RatesFile(const std::string& death = "death_rate") {
    return Rows("year;neighborhood;sex;age;group;fertility;" + death, 2025,
                [](const std::string& key, bool female, int age, bool) {
                  const int area = key[0] - '1';
                  return absl::StrCat(Fertility(area, female, age), ";",
                                      DeathRate(area, female, age));
                });
  }
  static std::string MovingFile() {
    std::string text = "year;neighborhood;sex;age;group;other;value\n";
    for (int to = 0; to < 3; ++to) {
      const std::string rows =
          Rows("", 2025, [to](const std::string& key, bool, int age, bool foreign) {
            const double rate = Moving(key[0] - '1', to, foreign, age);
            return rate == 0 ? std::string() : absl::StrCat(to + 1, ";", rate);
          });
      text += rows.substr(1);
    }
    return text;
  }
  static std::string NetFile() {
    std::string text = "year;flow;neighborhood;sex;age;group;other;value\n";
    for (int area = 0; area < 3; ++area) {
      absl::StrAppend(&text, "2025;net_migration;", area + 1, ";f;25;foreign;;",
                      Net(area, true, true, 25), "\n");
    }
    return text;
  }
  static StepAssumptions TheAssumptions() {
    StepAssumptions step;
    for (int r = 0; r < 3; ++r) {
      auto area = std::make_shared<AreaAssumptions>();
      area->death_rate =
          Table([r](bool, bool female, int age) { return DeathRate(r, female, age); });
      area->fertility =
          Table([r](bool, bool female, int age) { return Fertility(r, female, age); });
      area->net_migration =
          Table([r](bool foreign, bool female, int age) { return Net(r, foreign, female, age); });
      for (int to = 0; to < 3; ++to) {
        area->moving.push_back(
            Table([r, to](bool foreign, bool, int age) { return Moving(r, to, foreign, age); }));
      }
      step.areas.push_back(area);
    }
    step.child_group = OwnGroup(2);
    return step;
  }
  static v1::StartForecastRequest Request(const std::string& name) {
    v1::StartForecastRequest request = StartRequest(name, 2029);
    request.mutable_forecast()->mutable_parameters()->set_form(v1::MIGRATION_FORM_MULTIREGIONAL);
    request.mutable_forecast()->mutable_parameters()->set_timing(v1::MIGRATION_TIMING_EVEN);
    return request;
  }
};

TEST_F(MultiregionalFormTest, WhatIsPublishedIsWhatTheEngineCalculates) {
  SetUpCity();
  TakeOver(v1::IMPORT_KIND_STOCKS, StocksFile(), "stocks");
  TakeOver(v1::IMPORT_KIND_RATES, RatesFile(), "rates");
  TakeOver(v1::IMPORT_KIND_FLOWS, NetFile(), "flows");
  absl::Status without = StartRun(Request("too early"));
  EXPECT_TRUE(absl::IsFailedPrecondition(without)) << without;
  EXPECT_THAT(without.message(), HasSubstr("no rates of moving for 2025"));
  TakeOver(v1::IMPORT_KIND_MOVING_RATES, MovingFile(), "moving");
  const Figures figures = Published(Request("run"));

  const Model model = TheModel(MigrationForm::kMultiregional);
  const auto steps = AdvanceAll(model, {}, std::vector<StepAssumptions>(5, TheAssumptions()),
                                {2024, CellsOf(figures, 2024), {}});
  ASSERT_TRUE(steps.ok()) << steps.status();
  for (int k = 0; k < 5; ++k) {
    const std::vector<forecasting::Cells> published = CellsOf(figures, 2025 + k);
    for (int r = 0; r < 3; ++r) {
      const AreaStep& area = (*steps)[k].step.areas[r];
      for (size_t i = 0; i < area.end.size(); ++i) {
        ASSERT_NEAR(published[r][i], area.end[i], 1e-9) << 2025 + k << " " << r << " " << i;
      }
      const auto sum = [](const forecasting::Cells& cells) {
        double all = 0;
        for (const double value : cells) all += value;
        return all;
      };
      const auto& item = figures.at(absl::StrCat(r + 1)).at(2025 + k);
      EXPECT_NEAR(Of(item, &v1::GroupComponents::deaths), sum(area.deaths), 1e-8);
      EXPECT_NEAR(Of(item, &v1::GroupComponents::internal_departures),
                  sum(area.internal_departures), 1e-8);
      EXPECT_GT(Of(item, &v1::GroupComponents::internal_departures), 0);
    }
  }
  v1::GetForecastRequest get;
  get.set_forecast_id(Id("run"));
  v1::GetForecastResponse run;
  ASSERT_TRUE(Call("GetForecast", get, run).ok());
  EXPECT_EQ(run.forecast().parameters().form(), v1::MIGRATION_FORM_MULTIREGIONAL);
  EXPECT_EQ(run.forecast().parameters().timing(), v1::MIGRATION_TIMING_EVEN);
  EXPECT_EQ(run.forecast().provenance().moving_rate_import_ids_size(), 1);
  EXPECT_EQ(Events("RatesImported"), 2u);

  // A variant pins the same rates of moving, whatever was imported meanwhile.
  TakeOver(v1::IMPORT_KIND_MOVING_RATES,
           "year;neighborhood;sex;age;group;other;value\n2025;1;m;30;german;2;0.5\n", "others");
  v1::StartForecastRequest variant = Request("variant");
  variant.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("run"));
  ExpectSameCells(figures, Published(variant));
  const Figures others = Published(Request("others"));
  EXPECT_GT(People(others.at("1").at(2029)), People(figures.at("1").at(2029)) + 1);
  variant = StartRequest("another form", 2029);
  variant.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("run"));
  EXPECT_EQ(FieldOf(StartRun(variant)), "forecast.parameters.form");
}

TEST_F(MultiregionalFormTest, BadInputIsRefusedWithItsPlace) {
  SetUpCity();
  TakeOver(v1::IMPORT_KIND_STOCKS, StocksFile(), "stocks");
  TakeOver(v1::IMPORT_KIND_FLOWS, NetFile(), "flows");
  const auto moving = [&](const std::string& row) {
    return FirstError(v1::IMPORT_KIND_MOVING_RATES,
                      absl::StrCat("year;neighborhood;sex;age;group;other;value\n",
                                   "2025;1;m;30;german;2;0.5\n", row, "\n"),
                      row);
  };
  EXPECT_EQ(moving("2025;1;m;31;german;9;0.5"), "3 other IMPORT_ERROR_CODE_UNKNOWN_NEIGHBORHOOD");
  EXPECT_EQ(moving("2025;1;m;31;german;1;0.5"), "3 other IMPORT_ERROR_CODE_UNKNOWN_NEIGHBORHOOD");
  EXPECT_EQ(moving("2025;1;m;31;german;2;-0.5"), "3 value IMPORT_ERROR_CODE_NEGATIVE");
  EXPECT_EQ(moving("2025;1;m;30;german;3;1.75"), "0 value IMPORT_ERROR_CODE_RATE_TOO_HIGH");
  EXPECT_EQ(moving("2025;1;m;30;german;2;0.5"), "3  IMPORT_ERROR_CODE_DUPLICATE_KEY");
  std::string rates = RatesFile();
  rates.replace(rates.rfind(";0.2"), 5, ";-0.25");
  EXPECT_EQ(FirstError(v1::IMPORT_KIND_RATES, rates, "negative"),
            "493 death_rate IMPORT_ERROR_CODE_NEGATIVE");
  const std::string no_deaths =
      Rows("year;neighborhood;sex;age;group;fertility", 2025,
           [](const std::string&, bool, int, bool) { return std::string("0"); });
  EXPECT_EQ(FirstError(v1::IMPORT_KIND_RATES, no_deaths, "no deaths"),
            "1 mortality IMPORT_ERROR_CODE_BAD_HEADER");

  TakeOver(v1::IMPORT_KIND_MOVING_RATES, MovingFile(), "moving");
  TakeOver(v1::IMPORT_KIND_RATES, RatesFile("mortality"), "shares");
  absl::Status status = StartRun(Request("no death rates"));
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("the rates of 2025 have no column death_rate"));
  TakeOver(v1::IMPORT_KIND_RATES, RatesFile(), "rates");
  status = StartRun(StartRequest("no mortality", 2029));
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("the rates of 2025 have no column mortality"));

  v1::StartForecastRequest wrong = Request("wrong");
  wrong.mutable_forecast()->mutable_parameters()->clear_timing();
  EXPECT_EQ(FieldOf(StartRun(wrong)), "forecast.parameters.timing");
  wrong = Request("wrong");
  wrong.mutable_forecast()->mutable_parameters()->set_fso_infant_term(true);
  EXPECT_EQ(FieldOf(StartRun(wrong)), "forecast.parameters.fso_infant_term");
  wrong = Request("wrong");
  wrong.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(Id("some"));
  EXPECT_EQ(FieldOf(StartRun(wrong)), "forecast.parameters.rate_estimate_id");
  wrong = Request("wrong");
  wrong.mutable_forecast()->mutable_parameters()->mutable_uncertainty()->set_trajectories(64);
  EXPECT_EQ(FieldOf(StartRun(wrong)), "forecast.parameters.uncertainty");
}

// Only the stocks of 2019 and 2024 are known.
class HamiltonPerryFormTest : public ForecastingFormsTest {
 protected:
  static std::string Stocks(int year, double scale = 1) {
    return Rows("year;neighborhood;sex;age;group;value", year,
                [&](const std::string& key, bool female, int age, bool foreign) {
                  const int area = key[0] - '1';
                  const int later = year == 2024;
                  return absl::StrCat(scale * (20 + 7 * area + (age * (area + 2) + later) % 5 +
                                               (foreign ? later * 3 : 11) + female));
                });
  }
  static v1::StartForecastRequest Request(const std::string& name, int last_year = 2034) {
    v1::StartForecastRequest request = StartRequest(name, last_year);
    request.mutable_forecast()->mutable_parameters()->set_form(v1::MIGRATION_FORM_HAMILTON_PERRY);
    return request;
  }
};

TEST_F(HamiltonPerryFormTest, WhatIsPublishedIsWhatTheEngineCalculates) {
  SetUpCity();
  TakeOver(v1::IMPORT_KIND_STOCKS, Stocks(2024), "stocks");
  const absl::Status alone = StartRun(Request("one year alone"));
  EXPECT_TRUE(absl::IsFailedPrecondition(alone)) << alone;
  EXPECT_THAT(alone.message(), HasSubstr("no stocks for 2019"));
  TakeOver(v1::IMPORT_KIND_STOCKS, Stocks(2019), "earlier stocks");
  const Figures figures = Published(Request("line"));

  // By the stocks as the service has them.
  std::vector<forecasting::Cells> before;
  for (const char* key : {"1", "2", "3"}) {
    v1::GetStocksRequest request;
    request.set_neighborhood_key(key);
    request.set_year(2019);
    v1::GetStocksResponse response;
    ASSERT_TRUE(Call("GetStocks", request, response).ok());
    before.emplace_back(response.block().values().begin(), response.block().values().end());
  }
  const std::vector<forecasting::Cells> after = CellsOf(figures, 2024);
  const Model model = TheModel(MigrationForm::kHamiltonPerry);
  const auto ratios = ShrunkCohortRatios(model, before, after);
  const auto totals = LinearTotals(before, after, 2);
  ASSERT_TRUE(ratios.ok() && totals.ok()) << ratios.status() << totals.status();
  StepAssumptions assumptions;
  assumptions.child_group = OwnGroup(2);
  for (const forecasting::Cells& of_area : *ratios) {
    auto area = std::make_shared<AreaAssumptions>();
    area->cohort_ratio = of_area;
    assumptions.areas.push_back(area);
  }
  std::vector<StepAssumptions> steps(2, assumptions);
  for (int k = 0; k < 2; ++k) steps[k].total = (*totals)[k];
  const auto advanced = AdvanceAll(model, {}, steps, {2024, after, {}});
  ASSERT_TRUE(advanced.ok()) << advanced.status();
  for (int k = 0; k < 2; ++k) {
    const int year = 2029 + 5 * k;
    double city = 0;
    for (int r = 0; r < 3; ++r) {
      const auto& item = figures.at(absl::StrCat(r + 1)).at(year);
      const AreaStep& area = (*advanced)[k].step.areas[r];
      for (size_t i = 0; i < area.end.size(); ++i) {
        ASSERT_NEAR(item.block().values(static_cast<int>(i)), area.end[i], 1e-9) << year;
      }
      city += People(item);
      EXPECT_NE(Of(item, &v1::GroupComponents::net_change), 0);
      EXPECT_EQ(Of(item, &v1::GroupComponents::births), 0);
    }
    EXPECT_NEAR(city, (*totals)[k], 1e-6);
  }

  v1::GetForecastRequest get;
  get.set_forecast_id(Id("line"));
  v1::GetForecastResponse run;
  ASSERT_TRUE(Call("GetForecast", get, run).ok());
  EXPECT_EQ(run.forecast().parameters().hamilton_perry().years(), 5);
  EXPECT_EQ(run.forecast().steps_total(), 2);
  EXPECT_THAT(run.forecast().years(), testing::ElementsAre(2024, 2029, 2034));
  EXPECT_EQ(run.forecast().provenance().stock_import_ids_size(), 2);
  EXPECT_EQ(run.forecast().provenance().rate_import_ids_size(), 0);

  // A variant with totals of its own has the same stocks and other figures.
  v1::StartForecastRequest variant = Request("own totals", 2029);
  variant.mutable_forecast()->mutable_parameters()->set_base_forecast_id(Id("line"));
  variant.mutable_forecast()->mutable_parameters()->mutable_hamilton_perry()->add_totals(8000);
  const Figures own = Published(variant);
  double city = 0;
  for (const auto& [key, years] : own) city += People(years.at(2029));
  EXPECT_NEAR(city, 8000, 1e-6);
  EXPECT_NEAR(People(own.at("1").at(2029)) / 8000, People(figures.at("1").at(2029)) / (*totals)[0],
              1e-9);
  variant.mutable_forecast()->mutable_parameters()->mutable_hamilton_perry()->set_years(1);
  variant.mutable_forecast()->mutable_parameters()->mutable_hamilton_perry()->clear_totals();
  variant.set_request_id(Id("other years"));
  variant.mutable_forecast()->set_forecast_id(Id("other years"));
  EXPECT_EQ(FieldOf(StartRun(variant)), "forecast.parameters.hamilton_perry.years");
}

TEST_F(HamiltonPerryFormTest, BadInputIsRefusedWithItsField) {
  SetUpCity();
  TakeOver(v1::IMPORT_KIND_STOCKS, Stocks(2024), "stocks");
  TakeOver(v1::IMPORT_KIND_STOCKS, Stocks(2019, 2.5), "earlier stocks");
  const auto fault = [&](const std::function<void(v1::ForecastParameters&)>& change) {
    v1::StartForecastRequest wrong = Request("wrong");
    change(*wrong.mutable_forecast()->mutable_parameters());
    const absl::Status status = StartRun(wrong);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return FieldOf(status);
  };
  EXPECT_EQ(fault([](auto& p) { p.set_last_year(2030); }), "forecast.parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { p.mutable_hamilton_perry()->set_years(-5); }),
            "forecast.parameters.hamilton_perry.years");
  EXPECT_EQ(fault([](auto& p) {
              p.set_last_year(2066);
              p.mutable_hamilton_perry()->set_years(21);
            }),
            "forecast.parameters.hamilton_perry.years");
  EXPECT_EQ(fault([](auto& p) { p.mutable_hamilton_perry()->add_totals(9000); }),
            "forecast.parameters.hamilton_perry.totals");
  EXPECT_EQ(fault([](auto& p) {
              p.mutable_hamilton_perry()->add_totals(9000);
              p.mutable_hamilton_perry()->add_totals(0);
            }),
            "forecast.parameters.hamilton_perry.totals[1]");
  EXPECT_EQ(fault([](auto& p) { p.mutable_scenario()->add_modifiers(); }),
            "forecast.parameters.scenario");
  EXPECT_EQ(fault([](auto& p) { p.set_timing(v1::MIGRATION_TIMING_END); }),
            "forecast.parameters.timing");
  EXPECT_EQ(fault([](auto& p) { p.set_allow_negative_cells(true); }),
            "forecast.parameters.allow_negative_cells");
  EXPECT_EQ(fault([](auto& p) { p.mutable_uncertainty()->set_trajectories(64); }),
            "forecast.parameters.uncertainty");
  EXPECT_EQ(fault([](auto& p) {
              p.set_form(v1::MIGRATION_FORM_GROSS_FLOWS);
              p.mutable_hamilton_perry();
            }),
            "forecast.parameters.hamilton_perry");

  // More than half of the city went: the line ends before the forecast does.
  ASSERT_TRUE(StartRun(Request("too far")).ok());
  const v1::Forecast run = WatchToTheEnd("too far");
  EXPECT_EQ(run.state(), v1::FORECAST_STATE_FAILED);
  EXPECT_THAT(run.failure(), HasSubstr("leaves nobody at the end of step 1; give totals"));
}

// Deaths and births of four years that fall from one to the next.
class EstimatedTrendTest : public ForecastingFormsTest {
 protected:
  void ImportYears() {
    std::string flows = "year;flow;neighborhood;sex;age;group;other;value\n";
    for (int year = 2020; year <= 2024; ++year) {
      TakeOver(v1::IMPORT_KIND_STOCKS,
               Rows("year;neighborhood;sex;age;group;value", year,
                    [](const std::string&, bool, int, bool) { return std::string("100"); }),
               absl::StrCat("stocks ", year));
      if (year == 2020) continue;
      const double level = 1 - 0.1 * (year - 2021);
      for (const char* neighborhood : {"1", "2", "3"}) {
        for (const char* group : {"german", "foreign"}) {
          for (int age = 20; age <= kOpenAge; ++age) {
            const auto add = [&](const char* flow, const char* sex, double value) {
              absl::StrAppend(&flows, year, ";", flow, ";", neighborhood, ";", sex, ";", age, ";",
                              group, ";;", value, "\n");
            };
            add("deaths", "m", 2 * level);
            add("deaths", "f", 2 * level);
            if (age < 35) add("births", "f", 8 * level);
          }
        }
      }
    }
    TakeOver(v1::IMPORT_KIND_FLOWS, flows, "flows");
  }
  static v1::EstimateRatesRequest Request(const std::string& name, double damping) {
    v1::EstimateRatesRequest request;
    request.set_request_id(Id("estimate " + name));
    request.mutable_estimate()->set_estimate_id(Id(name));
    request.mutable_estimate()->set_title(name);
    for (int year = 2021; year <= 2024; ++year)
      request.mutable_estimate()->mutable_parameters()->add_years(year);
    if (damping >= 0) request.mutable_estimate()->mutable_parameters()->set_trend_damping(damping);
    return request;
  }
  Figures Run(const std::string& estimate) {
    v1::StartForecastRequest run = StartRequest("run by " + estimate, 2034);
    run.mutable_forecast()->mutable_parameters()->set_rate_estimate_id(Id(estimate));
    return Published(run);
  }
};

TEST_F(EstimatedTrendTest, MortalityAndFertilityGoOnAlongTheDampedTrend) {
  SetUpCity();
  ImportYears();
  v1::EstimateRatesResponse stays, falls;
  ASSERT_TRUE(Call("EstimateRates", Request("stays", -1), stays).ok());
  EXPECT_EQ(stays.estimate().level_trends_size(), 0);
  v1::EstimateRatesRequest request = Request("falls", 1.5);
  EXPECT_EQ(FieldOf(Call("EstimateRates", request, falls)), "estimate.parameters.trend_damping");
  request = Request("falls", 0.5);
  request.mutable_estimate()->mutable_parameters()->mutable_years()->Truncate(2);
  EXPECT_EQ(FieldOf(Call("EstimateRates", request, falls)), "estimate.parameters.trend_damping");
  const absl::Status estimated = Call("EstimateRates", Request("falls", 0.5), falls);
  ASSERT_TRUE(estimated.ok()) << estimated;
  ASSERT_EQ(falls.estimate().level_trends_size(), 2);
  EXPECT_EQ(falls.estimate().parameters().trend_damping(), 0.5);
  double slopes[2];
  for (int k = 0; k < 2; ++k) {
    const v1::LevelTrend& trend = falls.estimate().level_trends(k);
    EXPECT_EQ(trend.kind(), k == 0 ? "mortality" : "fertility");
    EXPECT_EQ(trend.levels_size(), 4);
    slopes[k] = trend.slope();
    EXPECT_NEAR(slopes[k], std::log(0.7) / 3, 0.01);
  }
  // The rates themselves are the same ones.
  EXPECT_EQ(falls.estimate().result_sha256(), stays.estimate().result_sha256());

  // Who plans is told events and person-years in tens or fives.
  v1::GetRateEstimateRequest summary;
  summary.set_estimate_id(Id("falls"));
  v1::GetRateEstimateResponse told;
  Caller planner = test::CallerOf("bremerhaven");
  planner.roles = {"PLANNER"};
  ASSERT_TRUE(service_->channel().CallNow(RpcPath("GetRateEstimate"), planner, summary, told).ok());
  ASSERT_EQ(told.estimate().kinds_size(), falls.estimate().kinds_size());
  for (int k = 0; k < told.estimate().kinds_size(); ++k) {
    const v1::KindSummary& kind = told.estimate().kinds(k);
    EXPECT_EQ(std::fmod(kind.events(), 5), 0) << kind.ShortDebugString();
    EXPECT_EQ(std::fmod(kind.exposure(), 5), 0) << kind.ShortDebugString();
    EXPECT_NEAR(kind.events(), falls.estimate().kinds(k).events(), 5);
  }

  const Figures constant = Run("stays"), damped = Run("falls");
  const auto factor = [&](Component component, int year) {
    return InCity(damped, year, component) / InCity(constant, year, component);
  };
  // From the middle of the years to the last one and one year on; the rest is who lives longer.
  EXPECT_NEAR(factor(&v1::GroupComponents::births, 2025), std::exp(2.5 * slopes[1]), 0.005);
  EXPECT_NEAR(factor(&v1::GroupComponents::deaths, 2025), std::exp(2.5 * slopes[0]), 0.005);
  EXPECT_NEAR(factor(&v1::GroupComponents::births, 2034), std::exp(3.5 * slopes[1]), 0.03);
  // Another input, and said so.
  v1::GetForecastRequest get;
  v1::GetForecastResponse one, other;
  get.set_forecast_id(Id("run by stays"));
  ASSERT_TRUE(Call("GetForecast", get, one).ok());
  get.set_forecast_id(Id("run by falls"));
  ASSERT_TRUE(Call("GetForecast", get, other).ok());
  EXPECT_NE(one.forecast().provenance().input_sha256(),
            other.forecast().provenance().input_sha256());
}

}  // namespace
}  // namespace zwk::forecasting
