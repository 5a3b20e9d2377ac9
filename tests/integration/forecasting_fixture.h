// The forecasting service as a process, over real gRPC and a real Redis.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/uuid.h"
#include "platform/rpc/channel.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/service_process.h"
#include "zwk/forecasting/v1/backtest.pb.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/forecasting/v1/population.pb.h"
#include "zwk/forecasting/v1/population_import.pb.h"
#include "zwk/forecasting/v1/rate_estimate.pb.h"
#include "zwk/forecasting/v1/stocks.pb.h"

namespace zwk::forecasting {

class ForecastingTest : public testing::Test {
 protected:
  static constexpr int kOpenAge = 40;

  ForecastingTest()
      : service_(std::make_unique<test::ServiceProcess>(FORECASTING_SERVICE, redis_.address())) {}

  template <typename Request, typename Response>
  absl::Status Call(const char* method, const Request& request, Response& response,
                    const std::string& municipality = "bremerhaven") {
    return service_->channel().CallNow(RpcPath(method), test::CallerOf(municipality), request,
                                       response);
  }
  // The items of a server stream, as bytes in order.
  template <typename Response, typename Request>
  absl::Status Stream(const char* method, const Request& request, std::vector<Response>& items,
                      const std::string& municipality = "bremerhaven",
                      std::function<bool(const Response&)> go_on = nullptr) {
    Response item;
    return service_->channel().StreamNow(
        RpcPath(method), test::CallerOf(municipality), request, item,
        [&items, &go_on](const google::protobuf::Message& message) {
          items.push_back(static_cast<const Response&>(message));
          return go_on && !go_on(items.back()) ? absl::CancelledError("enough") : absl::OkStatus();
        });
  }
  // The same for somebody with this role alone.
  template <typename Response, typename Request>
  absl::Status StreamAs(const std::string& role, const char* method, const Request& request,
                        std::vector<Response>& items) {
    Response item;
    Caller caller = test::CallerOf("bremerhaven");
    caller.roles = {role};
    return service_->channel().StreamNow(RpcPath(method), caller, request, item,
                                         [&items](const google::protobuf::Message& message) {
                                           items.push_back(static_cast<const Response&>(message));
                                           return absl::OkStatus();
                                         });
  }
  static std::string Id(const std::string& name) { return UuidFromName(name); }

  static constexpr const char* kServices[] = {
      "zwk.forecasting.v1.NeighborhoodService",     "zwk.forecasting.v1.PopulationStructureService",
      "zwk.forecasting.v1.PopulationImportService", "zwk.forecasting.v1.StocksService",
      "zwk.forecasting.v1.RateEstimateService",     "zwk.forecasting.v1.ForecastService",
      "zwk.forecasting.v1.BacktestService"};
  // The service is the one that has the method.
  static std::string RpcPath(const std::string& method) {
    const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
    for (const char* service : kServices) {
      if (pool.FindServiceByName(service)->FindMethodByName(method) != nullptr) {
        return absl::StrCat("/", service, "/", method);
      }
    }
    ADD_FAILURE() << "no service has " << method;
    return "";
  }

  // --- a small city: neighborhoods 1, 2, 3, groups german and foreign ---
  void SetUpCity(const std::string& municipality = "bremerhaven") {
    for (const char* key : {"1", "2", "3"}) {
      ASSERT_TRUE(Register(key, municipality).ok());
    }
    v1::SetPopulationStructureRequest request;
    request.set_request_id(Id("structure"));
    v1::PopulationStructure& structure = *request.mutable_structure();
    structure.set_age_width(1);
    structure.set_open_age(kOpenAge);
    for (const bool national : {true, false}) {
      v1::OriginGroup& group = *structure.add_groups();
      group.set_key(national ? "german" : "foreign");
      (*group.mutable_names())["de"] = national ? "deutsch" : "ausländisch";
      group.set_national(national);
      group.set_migration_history(!national);
    }
    v1::SetPopulationStructureResponse response;
    ASSERT_TRUE(Call("SetPopulationStructure", request, response, municipality).ok());
  }
  absl::Status Register(const std::string& key, const std::string& municipality = "bremerhaven") {
    v1::RegisterNeighborhoodRequest request;
    request.set_request_id(Id("register " + key));
    request.mutable_neighborhood()->set_neighborhood_key(key);
    (*request.mutable_neighborhood()->mutable_names())["de"] = "Quartier " + key;
    v1::RegisterNeighborhoodResponse response;
    return Call("RegisterNeighborhood", request, response, municipality);
  }

  // One row per cell; `values` answers the columns after the key, "" leaves the row out.
  using Values = std::function<std::string(const std::string& neighborhood, bool female, int age,
                                           bool foreign)>;
  static std::string Rows(const std::string& header, int year, const Values& values) {
    std::string text = header + "\n";
    for (const char* neighborhood : {"1", "2", "3"}) {
      for (const bool foreign : {false, true}) {
        for (const bool female : {false, true}) {
          for (int age = 0; age <= kOpenAge; ++age) {
            const std::string row = values(neighborhood, female, age, foreign);
            if (row.empty()) continue;
            absl::StrAppend(&text, year, ";", neighborhood, ";", female ? "f" : "m", ";", age, ";",
                            foreign ? "foreign" : "german", ";", row, "\n");
          }
        }
      }
    }
    return text;
  }
  static std::string StocksFile(double of_each = 10) {
    return Rows("year;neighborhood;sex;age;group;value", 2024,
                [of_each](const std::string& neighborhood, bool, int age, bool foreign) {
                  return absl::StrCat(of_each + age % 7 + (foreign ? 1 : 3) +
                                      (neighborhood == "2" ? 5 : 0));
                });
  }
  static std::string RatesFile(double leaving = 0.1) {
    return Rows(
        "year;neighborhood;sex;age;group;mortality;fertility;emigration_abroad;leaving;"
        "arrival_share;naturalization_to_german",
        2025, [leaving](const std::string& neighborhood, bool female, int age, bool foreign) {
          return absl::StrCat(age == kOpenAge ? 0.1 : 0.002, ";",
                              female && age > 17 && age < 35 ? 0.07 : 0.0, ";0.03;",
                              neighborhood == "3" && age == 30 ? leaving : 0.1, ";",
                              neighborhood == "1" ? 0.5 : 0.25, ";", foreign ? 0.02 : 0.0);
        });
  }
  static std::string FlowsFile() {
    return "year;flow;neighborhood;sex;age;group;other;value\n"
           "2025;immigration_abroad;1;f;25;foreign;;12.5\n"
           "2025;immigration_rest;2;m;3;german;;4\n";
  }

  absl::StatusOr<v1::ImportPopulationResponse> Import(v1::ImportKind kind, const std::string& file,
                                                      const std::string& request_name,
                                                      bool dry_run = false,
                                                      const std::string& import_id = "",
                                                      const std::string& city = "bremerhaven") {
    v1::ImportHeader header = HeaderOf(kind, request_name);
    header.set_import_id(import_id);
    header.set_dry_run(dry_run);
    return Send(header, file, city);
  }
  static v1::ImportHeader HeaderOf(v1::ImportKind kind, const std::string& request_name) {
    v1::ImportHeader header;
    header.set_request_id(Id(request_name));
    header.set_kind(kind);
    header.set_source("invented for this test");
    header.set_synthetic(true);
    return header;
  }
  absl::StatusOr<v1::ImportPopulationResponse> Send(const v1::ImportHeader& header,
                                                    const std::string& file,
                                                    const std::string& city = "bremerhaven") {
    v1::ImportPopulationRequest part;
    v1::ImportPopulationResponse response;
    size_t at = 0;
    bool header_sent = false;
    const auto next = [&](google::protobuf::Message& message) {
      auto& item = static_cast<v1::ImportPopulationRequest&>(message);
      item.Clear();
      if (!std::exchange(header_sent, true)) {
        *item.mutable_header() = header;
        return true;
      }
      if (at >= file.size()) return false;
      item.set_chunk(file.substr(at, 1000));
      at += 1000;
      return true;
    };
    const absl::Status status = service_->channel().UploadNow(
        RpcPath("ImportPopulation"), test::CallerOf(city), part, next, response);
    if (!status.ok()) return status;
    return response;
  }
  void ImportAll() {
    for (const auto& [kind, file] : {std::pair(v1::IMPORT_KIND_STOCKS, StocksFile()),
                                     std::pair(v1::IMPORT_KIND_RATES, RatesFile()),
                                     std::pair(v1::IMPORT_KIND_FLOWS, FlowsFile())}) {
      const auto done = Import(kind, file, absl::StrCat("import ", kind));
      ASSERT_TRUE(done.ok()) << done.status();
      ASSERT_TRUE(done->taken_over()) << done->ShortDebugString();
    }
  }
  absl::StatusOr<double> People(const std::string& neighborhood, int year = 0) {
    v1::GetStocksRequest request;
    request.set_neighborhood_key(neighborhood);
    request.set_year(year);
    v1::GetStocksResponse response;
    const absl::Status status = Call("GetStocks", request, response);
    if (!status.ok()) return status;
    double sum = 0;
    for (const double value : response.block().values()) sum += value;
    return sum;
  }

  // --- backtests ---
  absl::StatusOr<v1::RunBacktestResponse> SendSeries(const std::string& file,
                                                     const std::string& name,
                                                     const std::string& launch = "",
                                                     bool by_neighborhood = false) {
    v1::RunBacktestRequest part;
    v1::RunBacktestResponse response;
    int sent = 0;
    const auto next = [&](google::protobuf::Message& message) {
      auto& item = static_cast<v1::RunBacktestRequest&>(message);
      item.Clear();
      if (sent == 0) {
        item.mutable_header()->set_request_id(Id("send " + name));
        item.mutable_header()->set_backtest_id(Id(name));
        item.mutable_header()->set_title(name);
        item.mutable_header()->mutable_parameters()->set_by_neighborhood(by_neighborhood);
        if (!launch.empty()) item.mutable_header()->mutable_parameters()->add_launches(launch);
      } else if (sent == 1) {
        item.set_chunk(file);
      }
      return ++sent <= 2;
    };
    const absl::Status status = service_->channel().UploadNow(
        RpcPath("RunBacktest"), test::CallerOf("bremerhaven"), part, next, response);
    if (!status.ok()) return status;
    return response;
  }

  // --- runs ---
  static v1::StartForecastRequest StartRequest(const std::string& name, int last_year) {
    v1::StartForecastRequest request;
    request.set_request_id(Id("start " + name));
    v1::Forecast& forecast = *request.mutable_forecast();
    forecast.set_forecast_id(Id(name));
    forecast.set_title(name);
    forecast.mutable_parameters()->set_jump_off_year(2024);
    forecast.mutable_parameters()->set_last_year(last_year);
    forecast.mutable_parameters()->set_form(v1::MIGRATION_FORM_GROSS_FLOWS);
    return request;
  }
  absl::Status Start(const std::string& name, int last_year = 2124) {
    v1::StartForecastResponse response;
    return Call("StartForecast", StartRequest(name, last_year), response);
  }
  // Watches until the condition holds or the run has ended; the last state that was seen.
  v1::Forecast WatchUntil(const std::string& name,
                          const std::function<bool(const v1::Forecast&)>& condition) {
    v1::WatchForecastRequest request;
    request.set_forecast_id(Id(name));
    std::vector<v1::WatchForecastResponse> seen;
    const absl::Status status = Stream<v1::WatchForecastResponse>(
        "WatchForecast", request, seen, "bremerhaven",
        [&](const v1::WatchForecastResponse& item) { return !condition(item.forecast()); });
    EXPECT_TRUE(status.ok() || absl::IsCancelled(status)) << status;
    return seen.empty() ? v1::Forecast() : seen.back().forecast();
  }
  v1::Forecast WatchToTheEnd(const std::string& name) {
    return WatchUntil(name, [](const v1::Forecast&) { return false; });
  }
  std::string Cells(const std::string& name) {
    v1::StreamForecastCellsRequest request;
    request.set_forecast_id(Id(name));
    std::vector<v1::StreamForecastCellsResponse> items;
    const absl::Status status = Stream("StreamForecastCells", request, items);
    EXPECT_TRUE(status.ok()) << status;
    std::string bytes;
    for (const auto& item : items) bytes += item.SerializeAsString();
    return bytes;
  }
  template <typename Request, typename Response>
  absl::Status OnRun(const char* method, const std::string& name, const std::string& request_name,
                     Response& response) {
    Request request;
    request.set_request_id(Id(request_name));
    request.set_forecast_id(Id(name));
    return Call(method, request, response);
  }
  size_t Events(const std::string& type) {
    const std::string all =
        redis_.Command({"XRANGE", "{bremerhaven}:forecasting:outbox", "-", "+"});
    size_t count = 0;
    for (size_t at = all.find("zwk.forecasting.v1." + type); at != std::string::npos;
         at = all.find("zwk.forecasting.v1." + type, at + 1)) {
      ++count;
    }
    return count;
  }

  test::RedisServer redis_;
  std::unique_ptr<test::ServiceProcess> service_;
};

}  // namespace zwk::forecasting
