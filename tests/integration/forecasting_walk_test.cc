// What every RPC of forecasting keeps: a change happens once, wrong input changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "platform/rpc/allowed_roles.h"
#include "tests/integration/forecasting_fixture.h"
#include "tests/support/rpc_walk.h"

namespace zwk::forecasting {
namespace {

std::string Chunk(const std::string& bytes) {
  return absl::StrCat("--- chunk: \"", absl::CEscape(bytes), "\"");
}

class ForecastingWalkTest : public ForecastingTest, protected test::RpcWalk {
 protected:
  ForecastingWalkTest() : RpcWalk(TheWay()) {}

  static const test::Way& TheWay() {
    static const test::Way way = {{std::begin(kServices), std::end(kServices)},
                                  "tests/integration/forecasting_walk_test.cc",
                                  Steps(),
                                  WrongInput()};
    return way;
  }
  static std::vector<test::Step> Steps();
  static std::vector<test::Wrong> WrongInput();

  // Stocks of three years, flows of two and rates of one, of neighborhoods 1 to 3.
  static std::string Stocks() {
    std::string all = "year;neighborhood;sex;age;group;value\n";
    for (const int year : {2022, 2023, 2024}) {
      const std::string rows =
          Rows("", year, [](const std::string& neighborhood, bool, int age, bool foreign) {
            return absl::StrCat(50 + age % 7 + (foreign ? 0 : 20) + (neighborhood == "2" ? 30 : 0));
          });
      all += rows.substr(1);  // without the empty header
    }
    return all;
  }
  static std::string Flows() {
    std::string all = "year;flow;neighborhood;sex;age;group;other;value\n";
    for (const int year : {2023, 2024}) {
      for (const char* neighborhood : {"1", "2", "3"}) {
        for (const char* group : {"german", "foreign"}) {
          for (int age = 20; age < 35; ++age) {
            for (const char* flow :
                 {"births;%;f;", "immigration_abroad;%;m;", "emigration_rest;%;f;"}) {
              absl::StrAppend(&all, year, ";", absl::StrReplaceAll(flow, {{"%", neighborhood}}),
                              age, ";", group, ";;2\n");
            }
            absl::StrAppend(&all, year, ";internal;", neighborhood, ";f;", age, ";", group, ";",
                            neighborhood == std::string("1") ? "2" : "1", ";1\n");
          }
        }
      }
    }
    return all;
  }
  static std::string Homes(int people) {
    return absl::StrCat("year;neighborhood;sex;age;group;value\n2024;1;f;40;german;", people, "\n");
  }
  // The same as an office has it.
  static constexpr char kOfficeMapping[] = R"(mapping {
      columns { column: "year" source: "Stichtag" } columns { column: "neighborhood" source: "Gebiet" }
      columns { column: "sex" source: "Geschlecht" } columns { column: "age" source: "Alter" }
      columns { column: "value" source: "Anzahl" } constants { column: "group" value: "german" }
      values { column: "sex" from: "w" to: "f" } decimal_sign: "," })";
  static std::string OfficeHomes(int people) {
    return absl::StrCat(
        "Stichtag;Gebiet;Geschlecht;Alter;Anzahl\n31.12.2024;1;w;40 und \u00E4lter;", people,
        ",0\n");
  }
  static std::string Dwellings(int count) {
    return absl::StrCat("year;neighborhood;item;project;ready;status;value\n2024;1;dwellings;;;;",
                        count,
                        "\n2024;1;people_per_dwelling;;;;2\n2024;1;project;Am Hafen;2026;0;20\n");
  }
  // For backtests.
  static std::string Series(int first_year = 2000, int neighborhoods = 12) {
    std::string all = "year;neighborhood;value\n";
    for (int year = first_year; year <= 2012; ++year) {
      for (int n = 0; n < neighborhoods; ++n) {
        absl::StrAppend(&all, year, ";n", n, ";", 500 + 100 * n + (n % 5) * (year - 2000), "\n");
      }
    }
    return all;
  }

  // --- the walk ---
  rpc::Channel& channel() override { return ForecastingTest::service_->channel(); }
  // But for what is staged: it counts once an import or a backtest names it (ADR 8). Nor does {zwk}
  // count, where the service tries whether it can write, nor what is recorded of acts of office.
  std::string State() override {
    std::string counting;
    for (const absl::string_view line :
         absl::StrSplit(redis_.Contents("{[^z]*}:forecasting:*"), '\n')) {
      const bool staged =
          absl::StrContains(line, ":d:data/") || absl::StrContains(line, ":d:series/");
      const bool recorded = absl::StrContains(line, ":forecasting:audit") ||
                            absl::StrContains(line, ":d:audit/") ||
                            absl::StrContains(line, ":i:audit_");
      const bool nothing = line == "0";  // there are no keys at all
      if (!staged && !recorded && !nothing) absl::StrAppend(&counting, line, "\n");
    }
    return counting;
  }
  // Nothing runs behind what was answered.
  void Settle() override {
    for (const char* run : {"run", "other run", "cancelled run"}) {
      (void)Try("WatchForecast", absl::StrCat("forecast_id: \"", test::Id(run), "\""));
    }
    for (const char* run : {"backtest", "cancelled backtest"}) {
      (void)Try("WatchBacktest", absl::StrCat("backtest_id: \"", test::Id(run), "\""));
    }
  }
  // Somebody starts something long and stops it.
  void WorldMovesOnBefore(const std::string& method) override {
    if (method == "CancelForecast") StartAndCancelForecast();
    if (method == "CancelBacktest") StartAndCancelBacktest();
  }
  void StartAndCancelBacktest() {
    const std::string header = R"(header { backtest_id: "$cancelled backtest$" title: "lang" })";
    ASSERT_TRUE(Try("RunBacktest", absl::StrCat(header, Chunk(Series(1950, 400)))).ok());
    const absl::Status cancelled = Try("CancelBacktest", R"(backtest_id: "$cancelled backtest$")");
    ASSERT_TRUE(cancelled.ok()) << cancelled;
    Settle();
  }
  void StartAndCancelForecast() {
    ASSERT_TRUE(Try("StartForecast", R"(forecast { forecast_id: "$cancelled run$" title: "lang"
                                        parameters { jump_off_year: 2024 last_year: 2124
                                                     form: MIGRATION_FORM_GROSS_FLOWS } })")
                    .ok());
    const absl::Status cancelled = Try("CancelForecast", R"(forecast_id: "$cancelled run$")");
    ASSERT_TRUE(cancelled.ok()) << cancelled;
    Settle();
  }
};

std::vector<test::Step> ForecastingWalkTest::Steps() {
  const std::string source = R"(source: "invented for this test" synthetic: true })";
  return {
      {"RegisterNeighborhood",
       R"(neighborhood { neighborhood_key: "1" names { key: "de" value: "Quartier 1" } })",
       R"(neighborhood { names { key: "de" value: "anders" } })"},
      {"RegisterNeighborhood",
       R"(neighborhood { neighborhood_key: "2" names { key: "de" value: "Quartier 2" } })",
       R"(neighborhood { names { key: "de" value: "anders" } })"},
      {"RegisterNeighborhood",
       R"(neighborhood { neighborhood_key: "3" names { key: "de" value: "Quartier 3" } })",
       R"(neighborhood { names { key: "de" value: "anders" } })"},
      {"GetNeighborhood", R"(neighborhood_key: "1")"},
      {"ListNeighborhoods", ""},
      {"CheckBoundaries", ""},
      {"SetPopulationStructure", absl::StrCat("structure { age_width: 1 open_age: ", kOpenAge, R"(
          groups { key: "german" names { key: "de" value: "deutsch" } national: true }
          groups { key: "foreign" names { key: "de" value: "nicht deutsch" }
                   migration_history: true } })"),
       "structure { open_age: 60 }"},
      {"GetPopulationStructure", ""},
      {"ImportPopulation",
       absl::StrCat(R"(header { import_id: "$stocks$" kind: IMPORT_KIND_STOCKS )", source,
                    Chunk(Stocks())),
       Chunk(StocksFile())},
      {"ImportPopulation",
       absl::StrCat("header { kind: IMPORT_KIND_RATES ", source, Chunk(RatesFile())),
       "header { synthetic: false }"},
      {"ImportPopulation",
       absl::StrCat("header { kind: IMPORT_KIND_FLOWS ", source, Chunk(Flows())),
       Chunk(FlowsFile())},
      {"ImportPopulation",
       absl::StrCat("header { kind: IMPORT_KIND_SPECIAL_POPULATIONS ", source, Chunk(Homes(3))),
       Chunk(Homes(4))},
      {"ImportPopulation",
       absl::StrCat("header { kind: IMPORT_KIND_HOUSING ", source, Chunk(Dwellings(5200))),
       Chunk(Dwellings(5100))},
      {"ImportPopulation",
       absl::StrCat("header { kind: IMPORT_KIND_SPECIAL_POPULATIONS ", kOfficeMapping, " ", source,
                    Chunk(OfficeHomes(3))),
       Chunk(OfficeHomes(4))},
      {"ProposeImportMapping", R"(head: "Stadtteil;Anzahl\n1;5\n2;7\n")"},
      {"GetImport", R"(import_id: "$stocks$")"},
      {"ListImports", ""},
      {"GetStocks", R"(neighborhood_key: "1" year: 2024)"},
      {"StreamStocks", R"(neighborhood_keys: "1")"},
      {"EstimateRates",
       R"(estimate { estimate_id: "$estimate$" title: "zwei Jahre"
                     parameters { years: 2023 years: 2024 } })",
       R"(estimate { title: "anders" })"},
      {"GetRateEstimate", R"(estimate_id: "$estimate$")"},
      {"ListRateEstimates", ""},
      {"StreamShrunkLevels", R"(estimate_id: "$estimate$")"},
      {"StartForecast",
       R"(forecast { forecast_id: "$run$" title: "Basis"
          parameters { jump_off_year: 2024 last_year: 2027 form: MIGRATION_FORM_GROSS_FLOWS
                       imported_housing { not_realized: 0.1 } } })",
       "forecast { parameters { last_year: 2028 } }"},
      {"StartForecast",
       R"(forecast { forecast_id: "$other run$" title: "Mit Unsicherheit"
          parameters { jump_off_year: 2024 last_year: 2026 form: MIGRATION_FORM_GROSS_FLOWS
                       rate_estimate_id: "$estimate$"
                       uncertainty { trajectories: 64 seed: 7 fertility {} } } })",
       "forecast { parameters { last_year: 2028 } }"},
      {"GetForecast", R"(forecast_id: "$run$")"},
      {"ListForecasts", ""},
      {"WatchForecast", R"(forecast_id: "$run$")"},
      {"StreamForecastCells", R"(forecast_id: "$run$")"},
      {"StreamForecastIndicators", R"(forecast_id: "$run$" indicator_ids: "pop" years: 2025)"},
      {"StreamForecastQuantiles", R"(forecast_id: "$other run$")"},
      {"CompareForecasts", R"(forecast_id: "$other run$" base_forecast_id: "$run$"
                              age_bands { youngest: 0 oldest: 17 })"},
      {"CancelForecast", R"(forecast_id: "$cancelled run$")", R"(forecast_id: "$run$")"},
      {"ResumeForecast", R"(forecast_id: "$cancelled run$")", R"(forecast_id: "$run$")"},
      {"RunBacktest",
       absl::StrCat(R"(header { backtest_id: "$backtest$" title: "Rückschau"
                                parameters { launches: "2008" by_neighborhood: true } )",
                    source, Chunk(Series())),
       Chunk(Series(2001))},
      {"CancelBacktest", R"(backtest_id: "$cancelled backtest$")", R"(backtest_id: "$backtest$")"},
      {"GetBacktest", R"(backtest_id: "$backtest$")"},
      {"ListBacktests", ""},
      {"WatchBacktest", R"(backtest_id: "$backtest$")"},
      {"StreamBacktestRows", R"(backtest_id: "$backtest$")"},
      {"StreamBacktestForecasts", R"(backtest_id: "$backtest$")"},
  };
}

std::vector<test::Wrong> ForecastingWalkTest::WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  constexpr auto kState = absl::StatusCode::kFailedPrecondition;
  return {
      {"RegisterNeighborhood", "", R"(neighborhood { neighborhood_key: "../x" })",
       "neighborhood.neighborhood_key"},
      {"RegisterNeighborhood", "neighborhood.names", "", "neighborhood.names"},
      {"RegisterNeighborhood", "", "expected_version: 99", "", kNotFound},
      {"RegisterNeighborhood", "", R"(neighborhood { geometry { polygons { rings {
          positions { longitude: 8 latitude: 53 } positions { longitude: 9 latitude: 54 }
          positions { longitude: 9 latitude: 53 } positions { longitude: 8 latitude: 54 }
          positions { longitude: 8 latitude: 53 } } } } })",
       "neighborhood.geometry.polygons[0]"},
      {"RegisterNeighborhood", "", R"(neighborhood { address_points {
          position { longitude: 53.5 latitude: 8.5 } weight: 1 } })",
       "neighborhood.geometry"},
      {"GetNeighborhood", "", R"(neighborhood_key: "9")", "", kNotFound},
      {"SetPopulationStructure", "", "structure { age_width: 3 }", "structure.age_width"},
      {"SetPopulationStructure", "", "structure { open_age: 1000 }", "structure.open_age"},
      {"SetPopulationStructure", "structure.groups", "", "structure.groups"},
      {"SetPopulationStructure", "", R"(structure { groups { key: "?" } })",
       "structure.groups[2].key"},
      {"SetPopulationStructure", "", "expected_version: 99", "", kNotFound},
      {"ImportPopulation", "header", "", "header"},
      {"ImportPopulation", "header.kind", "", "header.kind"},
      {"ImportPopulation", "", "header { kind: 99 }", "header.kind"},
      {"ImportPopulation", "", absl::StrCat("header { source: \"", std::string(501, 'x'), "\" }"),
       "header.source"},
      {"ImportPopulation", "", "header { balance_tolerance: -1 }", "header.balance_tolerance"},
      {"ImportPopulation", "", "header { balance_tolerance: 1 skip_balance_check: true }",
       "header.balance_tolerance"},
      {"ImportPopulation", "", "header { kind: IMPORT_KIND_RATES skip_balance_check: true }",
       "header.skip_balance_check"},
      {"ImportPopulation", "", "--- header { kind: IMPORT_KIND_STOCKS }", "header"},
      {"ImportPopulation", "",
       R"(header { mapping { columns { column: "value" source: "n" } separator: "ab" } })",
       "header.mapping.separator"},
      {"ImportPopulation", "",
       R"(header { mapping { columns { column: "value" source: "n" } header_line: -1 } })",
       "header.mapping.header_line"},
      {"ProposeImportMapping", "head", "", "head"},
      {"ProposeImportMapping", "", R"(head: "no table")", "head"},
      {"GetImport", "", R"(import_id: "$nobody$")", "", kNotFound},
      {"GetStocks", "", R"(neighborhood_key: "../x")", "neighborhood_key"},
      {"GetStocks", "", "year: 1999", "", kNotFound},
      {"StreamStocks", "", R"(neighborhood_keys: "9")", "", kNotFound},
      {"StreamStocks", "", "years: 1999", "", kNotFound},
      {"EstimateRates", "estimate.title", "", "estimate.title"},
      {"EstimateRates", "estimate.parameters.years", "", "estimate.parameters.years"},
      {"EstimateRates", "estimate.parameters.years", "estimate { parameters { years: 2022 } }", "",
       kState},
      {"GetRateEstimate", "", R"(estimate_id: "$nobody$")", "", kNotFound},
      {"StreamShrunkLevels", "", R"(estimate_id: "$nobody$")", "", kNotFound},
      {"StartForecast", "forecast.title", "", "forecast.title"},
      {"StartForecast", "forecast.parameters.form", "", "forecast.parameters.form"},
      {"StartForecast", "", "forecast { parameters { form: MIGRATION_FORM_MULTIREGIONAL } }",
       "forecast.parameters.timing"},
      {"StartForecast", "", "forecast { parameters { hamilton_perry { years: 5 } } }",
       "forecast.parameters.hamilton_perry"},
      {"StartForecast", "", "forecast { parameters { last_year: 2024 } }",
       "forecast.parameters.last_year"},
      {"StartForecast", "", "forecast { parameters { timing: MIGRATION_TIMING_END } }",
       "forecast.parameters.timing"},
      {"StartForecast", "", "forecast { parameters { jump_off_year: 2020 } }", "", kState},
      {"StartForecast", "", "forecast { parameters { imported_housing { not_realized: 1.1 } } }",
       "forecast.parameters.imported_housing.not_realized[1]"},
      {"StartForecast", "", "forecast { parameters { imported_housing { longest_delay: -1 } } }",
       "forecast.parameters.imported_housing.longest_delay"},
      {"StartForecast", "", "forecast { parameters { imported_housing { less: 2 } } }",
       "forecast.parameters.imported_housing.less"},
      {"StartForecast", "", R"(forecast { parameters { rate_estimate_id: "$nobody$" } })", "",
       kNotFound},
      {"StartForecast", "", R"(forecast { parameters { base_forecast_id: "$nobody$" } })", "",
       kNotFound},
      {"StartForecast", "", "forecast { parameters { uncertainty { trajectories: 9 } } }",
       "forecast.parameters.uncertainty.trajectories"},
      {"StartForecast", "",
       R"(forecast { parameters { uncertainty { trajectories: 64 indicator_ids: "happiness" } } })",
       "forecast.parameters.uncertainty.indicator_ids[0]"},
      {"GetForecast", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"WatchForecast", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"StreamForecastCells", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"StreamForecastCells", "", R"(neighborhood_keys: "9")", "", kNotFound},
      {"StreamForecastIndicators", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"StreamForecastIndicators", "", R"(neighborhood_keys: "9")", "", kNotFound},
      {"StreamForecastIndicators", "", R"(indicator_ids: "happiness")", "indicator_ids[1]"},
      {"StreamForecastIndicators", "", R"(indicator_ids: "jq_20_65")", "indicator_ids[1]"},
      {"StreamForecastIndicators", "", "years: 1999", "years[1]"},
      {"StreamForecastQuantiles", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"StreamForecastQuantiles", "", R"(forecast_id: "$run$")", "", kState},
      {"CompareForecasts", "", R"(base_forecast_id: "$nobody$")", "", kNotFound},
      {"CompareForecasts", "", "age_bands { youngest: 9 oldest: 3 }", "age_bands[1]"},
      {"CancelForecast", "", R"(forecast_id: "$run$")", "", kState},
      {"CancelForecast", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"ResumeForecast", "", R"(forecast_id: "$run$")", "", kState},
      {"ResumeForecast", "", R"(forecast_id: "$nobody$")", "", kNotFound},
      {"RunBacktest", "header", "", "header"},
      {"RunBacktest", "header.title", "", "header.title"},
      {"RunBacktest", "", R"(header { parameters { launches: "1999" } })",
       "header.parameters.launches[1]"},
      {"CancelBacktest", "", R"(backtest_id: "$backtest$")", "", kState},
      {"CancelBacktest", "", R"(backtest_id: "$nobody$")", "", kNotFound},
      {"GetBacktest", "", R"(backtest_id: "$nobody$")", "", kNotFound},
      {"WatchBacktest", "", R"(backtest_id: "$nobody$")", "", kNotFound},
      {"StreamBacktestRows", "", R"(backtest_id: "$nobody$")", "", kNotFound},
      {"StreamBacktestForecasts", "", R"(backtest_id: "$nobody$")", "", kNotFound},
  };
}

TEST_F(ForecastingWalkTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(ForecastingWalkTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  ExpectChangesHappenOnce();
}

TEST_F(ForecastingWalkTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

// Whether a message holds quantiles, at any depth.
bool HasQuantiles(const google::protobuf::Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *message.field(i);
    if (field.name() == "quantiles") return true;
    if (field.message_type() != nullptr && HasQuantiles(*field.message_type())) return true;
  }
  return false;
}

TEST_F(ForecastingWalkTest, QuantilesOfNeighborhoodsAreForStatisticsAndServices) {
  std::vector<std::string> found;
  for (const char* name : kServices) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->method(i);
      if (!HasQuantiles(*method.output_type())) continue;
      found.push_back(std::string(method.name()));
      const auto allowed = rpc::AllowedRoles::Of(method);
      ASSERT_TRUE(allowed.ok()) << allowed.status();
      EXPECT_THAT(allowed->names(), testing::UnorderedElementsAre("STATISTICS", "SERVICE"))
          << method.name();
    }
  }
  EXPECT_THAT(found,
              testing::UnorderedElementsAre("StreamForecastQuantiles", "StreamBacktestForecasts"));
}

TEST_F(ForecastingWalkTest, WrongInputIsRefusedWithItsPathAndChangesNothing) {
  ExpectWrongInputIsRefused();
}

TEST_F(ForecastingWalkTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) {
  ExpectRefusalsAreBounded();
}

TEST_F(ForecastingWalkTest, AnotherMunicipalityFindsNothing) {
  ExpectNothingIsThereElsewhere(
      {"RegisterNeighborhood", "CheckBoundaries", "SetPopulationStructure", "ImportPopulation",
       "ProposeImportMapping", "EstimateRates", "StartForecast", "RunBacktest", "StreamStocks"});
}

}  // namespace
}  // namespace zwk::forecasting
