// What the forecasting service promises, as a process, over real gRPC and a real Redis.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {
namespace {

using testing::HasSubstr;

TEST_F(ForecastingTest, AFileIsTakenOverWholeOrNotAtAll) {
  SetUpCity();
  std::string bad = StocksFile();
  bad.insert(bad.find('\n') + 1, "2024;7;m;200;martian;-1\n");
  const auto refused = Import(v1::IMPORT_KIND_STOCKS, bad, "bad");
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_FALSE(refused->taken_over());
  EXPECT_EQ(refused->error_count(), 3);
  EXPECT_EQ(refused->errors(0).row(), 2);
  EXPECT_EQ(refused->errors(0).column(), "neighborhood");
  EXPECT_EQ(refused->errors(0).code(), v1::IMPORT_ERROR_CODE_UNKNOWN_NEIGHBORHOOD);
  EXPECT_EQ(refused->errors(0).value(), "7");
  EXPECT_TRUE(absl::IsNotFound(People("1").status()));

  const auto good = Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "good");
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_TRUE(good->taken_over());
  EXPECT_TRUE(good->population_import().synthetic());
  EXPECT_EQ(good->population_import().source(), "invented for this test");
  const double people = People("1").value();
  EXPECT_GT(people, 0);
  EXPECT_EQ(Events("StocksImported"), 1u);

  // A bad file on top of good data changes nothing.
  EXPECT_FALSE(Import(v1::IMPORT_KIND_STOCKS, bad, "bad again")->taken_over());
  EXPECT_FALSE(Import(v1::IMPORT_KIND_STOCKS, StocksFile(99), "dry", true)->taken_over());
  EXPECT_EQ(People("1").value(), people);
  // A good one replaces its years.
  EXPECT_TRUE(Import(v1::IMPORT_KIND_STOCKS, StocksFile(99), "better")->taken_over());
  EXPECT_GT(People("1").value(), people);
}

TEST_F(ForecastingTest, AFileThatIsWrongByNowIsAnsweredAsWhenItWasTakenOver) {
  SetUpCity();
  const auto first = Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "same");
  ASSERT_TRUE(first.ok()) << first.status();
  std::string bad = StocksFile();
  bad.insert(bad.find('\n') + 1, "2024;7;m;200;martian;-1\n");
  const auto other = Import(v1::IMPORT_KIND_STOCKS, bad, "same");
  EXPECT_EQ(ReasonOf(other.status()), "REQUEST_ID_REUSED") << other.status();
  // The file lacks a neighborhood now.
  ASSERT_TRUE(Register("new").ok());
  const auto second = Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "same");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_FALSE(Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "another")->taken_over());
  EXPECT_EQ(Events("StocksImported"), 1u);
}

TEST_F(ForecastingTest, ARequestThatComesTwiceHasOneEffectAndOneAnswer) {
  SetUpCity();
  EXPECT_TRUE(Register("1").ok());
  EXPECT_EQ(Events("NeighborhoodRegistered"), 3u);

  const auto first = Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "same");
  const auto second = Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "same");
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Events("StocksImported"), 1u);
  const auto other = Import(v1::IMPORT_KIND_STOCKS, StocksFile(11), "same");
  EXPECT_TRUE(absl::IsAlreadyExists(other.status())) << other.status();
  // The same id under another request: the same content is the same import, other content is
  // refused.
  const std::string id = first->population_import().import_id();
  EXPECT_TRUE(Import(v1::IMPORT_KIND_STOCKS, StocksFile(11), "by id", false, id).status().code() ==
              absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Events("StocksImported"), 1u);

  ASSERT_TRUE(Import(v1::IMPORT_KIND_RATES, RatesFile(), "rates")->taken_over());
  ASSERT_TRUE(Import(v1::IMPORT_KIND_FLOWS, FlowsFile(), "flows")->taken_over());
  ASSERT_TRUE(Start("run", 2034).ok());
  ASSERT_EQ(WatchToTheEnd("run").state(), v1::FORECAST_STATE_PUBLISHED);
  EXPECT_TRUE(Start("run", 2034).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Start("run", 2035)));
  EXPECT_EQ(Events("ForecastStarted"), 1u);
  EXPECT_EQ(Events("ForecastPublished"), 1u);
}

TEST_F(ForecastingTest, APublishedForecastHasAllItsCellsAndTheyBalance) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("run", 2034).ok());
  const v1::Forecast forecast = WatchToTheEnd("run");
  ASSERT_EQ(forecast.state(), v1::FORECAST_STATE_PUBLISHED) << forecast.failure();
  EXPECT_EQ(forecast.steps_done(), 10);
  EXPECT_EQ(forecast.provenance().result_sha256().size(), 64u);

  v1::StreamForecastCellsRequest request;
  request.set_forecast_id(Id("run"));
  std::vector<v1::StreamForecastCellsResponse> items;
  ASSERT_TRUE(Stream("StreamForecastCells", request, items).ok());
  ASSERT_EQ(items.size(), 33u);  // 3 neighborhoods, 11 years
  std::vector<double> totals(11);
  double before = 0;
  for (const auto& item : items) {
    double sum = 0;
    for (const double value : item.block().values()) sum += value;
    totals[item.block().year() - 2024] += sum;
    double end = 0;
    double change = 0;
    for (const v1::GroupComponents& c : item.components()) {
      end += c.end();
      change += c.births() - c.deaths() + c.immigration_abroad() + c.immigration_rest() -
                c.emigration_abroad() - c.emigration_rest() + c.internal_arrivals() -
                c.internal_departures() + c.naturalized_in() - c.naturalized_out() + c.adjustment();
    }
    if (item.block().year() > 2024) {
      EXPECT_NEAR(sum, end, 1e-8);
      EXPECT_NEAR(sum, before + change, 1e-8);
    }
    before = sum;
  }
  for (int i = 0; i < 11; ++i) EXPECT_NEAR(totals[i], forecast.year_totals(i), 1e-8);
  EXPECT_NEAR(items[0].block().values(0), 13, 1e-12);  // the jump-off stocks themselves

  items.clear();
  request.add_neighborhood_keys("2");
  request.set_from_year(2034);
  ASSERT_TRUE(Stream("StreamForecastCells", request, items).ok());
  EXPECT_EQ(items.size(), 1u);
}

TEST_F(ForecastingTest, ARunThatWasCancelledAndResumedComesToTheSameBytes) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("straight").ok());
  const v1::Forecast straight = WatchToTheEnd("straight");
  ASSERT_EQ(straight.state(), v1::FORECAST_STATE_PUBLISHED) << straight.failure();

  ASSERT_TRUE(Start("broken").ok());
  WatchUntil("broken", [](const v1::Forecast& f) { return f.steps_done() >= 3; });
  v1::CancelForecastResponse cancelled;
  const absl::Status cancel =
      OnRun<v1::CancelForecastRequest>("CancelForecast", "broken", "cancel", cancelled);
  ASSERT_TRUE(cancel.ok()) << cancel;
  EXPECT_EQ(cancelled.forecast().state(), v1::FORECAST_STATE_CANCELLED);
  EXPECT_LT(cancelled.forecast().steps_done(), 100);
  EXPECT_EQ(WatchToTheEnd("broken").state(), v1::FORECAST_STATE_CANCELLED);
  v1::StreamForecastCellsRequest cells;
  cells.set_forecast_id(Id("broken"));
  std::vector<v1::StreamForecastCellsResponse> items;
  EXPECT_TRUE(absl::IsFailedPrecondition(Stream("StreamForecastCells", cells, items)));

  v1::ResumeForecastResponse resumed;
  ASSERT_TRUE(OnRun<v1::ResumeForecastRequest>("ResumeForecast", "broken", "resume", resumed).ok());
  // A late repetition of the cancellation answers what was said then and stops nothing.
  ASSERT_TRUE(
      OnRun<v1::CancelForecastRequest>("CancelForecast", "broken", "cancel", cancelled).ok());
  const v1::Forecast broken = WatchToTheEnd("broken");
  ASSERT_EQ(broken.state(), v1::FORECAST_STATE_PUBLISHED) << broken.failure();
  EXPECT_EQ(broken.provenance().result_sha256(), straight.provenance().result_sha256());
  EXPECT_EQ(Cells("broken"), Cells("straight"));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      OnRun<v1::CancelForecastRequest>("CancelForecast", "broken", "late", cancelled)));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      OnRun<v1::ResumeForecastRequest>("ResumeForecast", "broken", "later", resumed)));
}

TEST_F(ForecastingTest, ARunSurvivesKill9AndComesToTheSameBytes) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("straight").ok());
  const v1::Forecast straight = WatchToTheEnd("straight");
  ASSERT_TRUE(Start("killed").ok());
  for (const int steps : {2, 40}) {
    const v1::Forecast seen =
        WatchUntil("killed", [steps](const v1::Forecast& f) { return f.steps_done() >= steps; });
    ASSERT_LT(seen.steps_done(), 100) << "the run was over before it was killed";
    service_->Kill9();
    service_ = std::make_unique<test::ServiceProcess>(FORECASTING_SERVICE, redis_.address());
  }
  const v1::Forecast killed = WatchToTheEnd("killed");
  ASSERT_EQ(killed.state(), v1::FORECAST_STATE_PUBLISHED) << killed.failure();
  EXPECT_EQ(killed.provenance().result_sha256(), straight.provenance().result_sha256());
  EXPECT_EQ(Cells("killed"), Cells("straight"));
  EXPECT_EQ(Events("ForecastPublished"), 2u);
}

TEST_F(ForecastingTest, ARunWithImpossibleRatesFailsAndNamesTheCell) {
  SetUpCity();
  ASSERT_TRUE(Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "stocks")->taken_over());
  ASSERT_TRUE(Import(v1::IMPORT_KIND_RATES, RatesFile(0.98), "rates")->taken_over());
  ASSERT_TRUE(Import(v1::IMPORT_KIND_FLOWS, FlowsFile(), "flows")->taken_over());
  ASSERT_TRUE(Start("run", 2034).ok());
  const v1::Forecast run = WatchToTheEnd("run");
  EXPECT_EQ(run.state(), v1::FORECAST_STATE_FAILED);
  EXPECT_EQ(run.steps_done(), 0);
  EXPECT_THAT(run.failure(), HasSubstr("year 2025: neighborhood 3, group german, male, age 30"));
  EXPECT_EQ(Events("ForecastFailed"), 1u);
}

TEST_F(ForecastingTest, AnotherMunicipalitySeesNothing) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("run", 2034).ok());
  ASSERT_EQ(WatchToTheEnd("run").state(), v1::FORECAST_STATE_PUBLISHED);
  const std::string other = "moorsum";
  v1::GetNeighborhoodRequest neighborhood;
  neighborhood.set_neighborhood_key("1");
  v1::GetNeighborhoodResponse neighborhood_answer;
  EXPECT_TRUE(absl::IsNotFound(Call("GetNeighborhood", neighborhood, neighborhood_answer, other)));
  v1::GetStocksRequest stocks;
  stocks.set_neighborhood_key("1");
  v1::GetStocksResponse stocks_answer;
  EXPECT_TRUE(absl::IsNotFound(Call("GetStocks", stocks, stocks_answer, other)));
  v1::GetForecastRequest forecast;
  forecast.set_forecast_id(Id("run"));
  v1::GetForecastResponse forecast_answer;
  EXPECT_TRUE(absl::IsNotFound(Call("GetForecast", forecast, forecast_answer, other)));
  v1::CancelForecastRequest cancel;
  cancel.set_request_id(Id("cancel"));
  cancel.set_forecast_id(Id("run"));
  v1::CancelForecastResponse cancel_answer;
  EXPECT_TRUE(absl::IsNotFound(Call("CancelForecast", cancel, cancel_answer, other)));
  v1::StreamForecastCellsRequest cells;
  cells.set_forecast_id(Id("run"));
  std::vector<v1::StreamForecastCellsResponse> items;
  EXPECT_TRUE(absl::IsNotFound(Stream("StreamForecastCells", cells, items, other)));
  v1::ListForecastsRequest list;
  v1::ListForecastsResponse list_answer;
  EXPECT_TRUE(Call("ListForecasts", list, list_answer, other).ok());
  EXPECT_EQ(list_answer.forecasts_size(), 0);
}

TEST_F(ForecastingTest, WrongInputIsNamedByFieldAndChangesNothing) {
  // Nothing is there yet.
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "too early").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(Start("too early", 2034)));
  SetUpCity();
  EXPECT_EQ(FieldOf(Import(v1::IMPORT_KIND_UNSPECIFIED, "", "no kind").status()), "header.kind");
  EXPECT_EQ(FieldOf(Import(v1::IMPORT_KIND_STOCKS, "", "bad id", false, "not-a-uuid").status()),
            "header.import_id");
  EXPECT_TRUE(absl::IsFailedPrecondition(Start("no stocks", 2034)));
  ImportAll();

  const auto fault = [this](const std::function<void(v1::StartForecastRequest&)>& change) {
    v1::StartForecastRequest request = StartRequest("wrong", 2034);
    change(request);
    v1::StartForecastResponse response;
    const absl::Status status = Call("StartForecast", request, response);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return FieldOf(status);
  };
  EXPECT_EQ(fault([](auto& r) { r.set_request_id(""); }), "request_id");
  EXPECT_EQ(fault([](auto& r) { r.mutable_forecast()->set_forecast_id("x"); }),
            "forecast.forecast_id");
  EXPECT_EQ(fault([](auto& r) { r.mutable_forecast()->set_title(""); }), "forecast.title");
  EXPECT_EQ(fault([](auto& r) { r.mutable_forecast()->mutable_parameters()->clear_form(); }),
            "forecast.parameters.form");
  EXPECT_EQ(fault([](auto& r) {
              r.mutable_forecast()->mutable_parameters()->set_timing(v1::MIGRATION_TIMING_END);
            }),
            "forecast.parameters.timing");
  EXPECT_EQ(fault([](auto& r) { r.mutable_forecast()->mutable_parameters()->set_last_year(2024); }),
            "forecast.parameters.last_year");
  EXPECT_EQ(fault([](auto& r) {
              auto& share = *r.mutable_forecast()->mutable_parameters()->add_child_group_shares();
              share.set_from_year(2024);
              share.set_mother_group_key("foreign");
              share.set_child_group_key("martian");
              share.set_share(1);
            }),
            "forecast.parameters.child_group_shares[0].child_group_key");
  EXPECT_TRUE(absl::IsFailedPrecondition([this] {
    v1::StartForecastRequest request = StartRequest("wrong", 2034);
    request.mutable_forecast()->mutable_parameters()->set_jump_off_year(2020);
    v1::StartForecastResponse response;
    return Call("StartForecast", request, response);
  }()));

  v1::RegisterNeighborhoodRequest neighborhood;
  neighborhood.set_request_id(Id("wrong"));
  neighborhood.mutable_neighborhood()->set_neighborhood_key("4");
  v1::RegisterNeighborhoodResponse neighborhood_answer;
  EXPECT_EQ(FieldOf(Call("RegisterNeighborhood", neighborhood, neighborhood_answer)),
            "neighborhood.names");
  v1::ListForecastsRequest list;
  list.set_page_size(-1);
  v1::ListForecastsResponse list_answer;
  EXPECT_EQ(FieldOf(Call("ListForecasts", list, list_answer)), "page_size");
  list.set_page_size(1);
  list.set_page_token("forged");
  EXPECT_EQ(FieldOf(Call("ListForecasts", list, list_answer)), "page_token");

  v1::SetPopulationStructureRequest structure;
  structure.set_request_id(Id("other ages"));
  structure.mutable_structure()->set_age_width(1);
  structure.mutable_structure()->set_open_age(90);
  v1::OriginGroup& group = *structure.mutable_structure()->add_groups();
  group.set_key("all");
  group.set_national(true);
  (*group.mutable_names())["de"] = "alle";
  v1::SetPopulationStructureResponse structure_answer;
  EXPECT_TRUE(
      absl::IsFailedPrecondition(Call("SetPopulationStructure", structure, structure_answer)));

  list.Clear();
  ASSERT_TRUE(Call("ListForecasts", list, list_answer).ok());
  EXPECT_EQ(list_answer.forecasts_size(), 0);
  EXPECT_EQ(Events("NeighborhoodRegistered"), 3u);
}

TEST_F(ForecastingTest, ANeighborhoodRegisteredAfterTheImportsMustGetFiguresFirst) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Register("4").ok());
  const absl::Status status = Start("run", 2034);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("neighborhood 4 has no stocks"));
}

TEST_F(ForecastingTest, AClosedCityNeedsNoFlows) {
  SetUpCity();
  ASSERT_TRUE(Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "stocks")->taken_over());
  ASSERT_TRUE(Import(v1::IMPORT_KIND_RATES, RatesFile(), "rates")->taken_over());
  v1::StartForecastRequest request = StartRequest("closed", 2027);
  v1::StartForecastResponse response;
  const absl::Status refused = Call("StartForecast", request, response);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("say closed_city"));
  request.mutable_forecast()->mutable_parameters()->set_closed_city(true);
  ASSERT_TRUE(Call("StartForecast", request, response).ok());
  const v1::Forecast run = WatchToTheEnd("closed");
  ASSERT_EQ(run.state(), v1::FORECAST_STATE_PUBLISHED) << run.failure();
  EXPECT_EQ(run.provenance().flow_import_ids_size(), 0);
  ASSERT_EQ(run.remarks_size(), 1);
  EXPECT_EQ(run.remarks(0), "nobody comes from outside the city");
}

}  // namespace
}  // namespace zwk::forecasting
