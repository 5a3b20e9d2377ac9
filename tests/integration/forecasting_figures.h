// What the service publishes of a forecast, as tests look at it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {

class ForecastingFiguresTest : public ForecastingTest {
 protected:
  // By neighborhood and year.
  using Figures = std::map<std::string, std::map<int, v1::StreamForecastCellsResponse>>;

  absl::Status StartRun(const v1::StartForecastRequest& request) {
    v1::StartForecastResponse response;
    return Call("StartForecast", request, response);
  }
  Figures FiguresOf(const std::string& name) {
    v1::StreamForecastCellsRequest request;
    request.set_forecast_id(Id(name));
    std::vector<v1::StreamForecastCellsResponse> items;
    const absl::Status status = Stream("StreamForecastCells", request, items);
    EXPECT_TRUE(status.ok()) << status;
    Figures figures;
    for (const auto& item : items) {
      figures[item.block().neighborhood_key()][item.block().year()] = item;
    }
    return figures;
  }
  static double People(const v1::StreamForecastCellsResponse& item) {
    double sum = 0;
    for (const double value : item.block().values()) sum += value;
    return sum;
  }
  static double Cell(const v1::StreamForecastCellsResponse& item, bool foreign, bool female,
                     int age) {
    return item.block().values(((foreign ? 2 : 0) + (female ? 1 : 0)) * (kOpenAge + 1) + age);
  }
  using Component = double (v1::GroupComponents::*)() const;
  static double Of(const v1::StreamForecastCellsResponse& item, Component component) {
    double sum = 0;
    for (const v1::GroupComponents& group : item.components()) sum += (group.*component)();
    return sum;
  }
  static double InCity(const Figures& figures, int year, Component component) {
    double sum = 0;
    for (const auto& [key, years] : figures) sum += Of(years.at(year), component);
    return sum;
  }
  static void ExpectBalanced(const Figures& figures) {
    for (const auto& [key, years] : figures) {
      double before = -1;
      for (const auto& [year, item] : years) {
        const double end = People(item);
        if (before >= 0) {
          double start = 0, sum = 0;
          for (const v1::GroupComponents& c : item.components()) {
            start += c.start();
            sum += c.end();
            EXPECT_NEAR(c.start() + c.births() - c.deaths() + c.immigration_abroad() +
                            c.immigration_rest() - c.emigration_abroad() - c.emigration_rest() +
                            c.internal_arrivals() - c.internal_departures() + c.naturalized_in() -
                            c.naturalized_out() + c.net_migration() + c.adjustment() +
                            c.special_change() + c.net_change(),
                        c.end(), 1e-6)
                << key << " " << year << " " << c.group_key();
          }
          EXPECT_NEAR(start, before, 1e-6) << key << " " << year;
          EXPECT_NEAR(sum, end, 1e-6) << key << " " << year;
        }
        before = end;
      }
    }
  }
};

}  // namespace zwk::forecasting
