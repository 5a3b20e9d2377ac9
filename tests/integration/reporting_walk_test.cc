// What every RPC of reporting keeps: a change happens once, wrong input changes nothing.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/integration/reporting_fixture.h"
#include "tests/support/rpc_walk.h"

namespace zwk::reporting {
namespace {

// Meeting and documents have ids that others have given.
std::string WithIds(const std::string& text) {
  return absl::StrReplaceAll(text, {{"MEETING", kMeeting},
                                    {"MINUTES", MinutesDocumentId("bremerhaven", kMeeting)},
                                    {"FORECAST", kForecast}});
}

std::vector<test::Step> Steps() {
  return {
      {"PublishProfile", WithIds(R"(neighborhood_key: "212" forecast_id: "FORECAST")"),
       R"(forecast_id: "$other forecast$")"},
      {"GetNeighborhoodProfile", R"(neighborhood_key: "212" version: 1)"},
      {"GetMinutes", WithIds(R"(meeting_id: "MEETING" locale: "de" format: "markdown")")},
      {"GetDocument", WithIds(R"(document_id: "MINUTES")")},
      {"GetDocumentContent", WithIds(R"(document_id: "MINUTES" locale: "en" format: "html")")},
      {"ListDocuments", ""},
      {"GetForecastPicture", WithIds(R"(forecast_id: "FORECAST" picture: 2)")},
      {"ListIndicators", ""},
      {"GetIndicatorValues", R"(neighborhood_keys: "212")"},
      {"ExportIndicatorValues", R"(neighborhood_keys: "212" format: "csv")"},
      {"CompareNeighborhoods", R"(neighborhood_keys: "212" indicator_ids: "foreign")"},
      {"GetComparisonPage", R"(neighborhood_keys: "212" locale: "de")"},
      {"GetIndexPage", R"(locale: "de" map: "over65")"},
      {"GetMeetingsPage", R"(locale: "de")"},
      {"GetOperationsPage", R"(locale: "de")"},
      {"GetMeetingCalendar", WithIds(R"(meeting_id: "MEETING")")},
      {"GetUsageFigures", ""},
  };
}

std::vector<test::Wrong> WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  return {
      {"PublishProfile", "neighborhood_key", "", "neighborhood_key"},
      {"PublishProfile", "", R"(neighborhood_key: "../x")", "neighborhood_key"},
      {"PublishProfile", "", R"(neighborhood_key: "999")", "", kNotFound},
      {"PublishProfile", "", R"(forecast_id: "$other forecast$")", "OTHER_FORECAST",
       absl::StatusCode::kFailedPrecondition},
      {"GetNeighborhoodProfile", "", R"(neighborhood_key: "../x")", "neighborhood_key"},
      {"GetNeighborhoodProfile", "", R"(neighborhood_key: "999")", "", kNotFound},
      {"GetNeighborhoodProfile", "", R"(locale: "fr")", "locale"},
      {"GetNeighborhoodProfile", "", R"(format: "pdf")", "format"},
      {"GetNeighborhoodProfile", "", "version: 99", "", kNotFound},
      {"GetMinutes", "", R"(meeting_id: "$nobody$")", "", kNotFound},
      {"GetMinutes", "", R"(locale: "fr")", "locale"},
      {"GetMinutes", "", R"(format: "pdf")", "format"},
      {"GetMinutes", "", "version: 99", "", kNotFound},
      {"GetDocument", "", R"(document_id: "$nobody$")", "", kNotFound},
      {"GetDocument", "", "version: 99", "", kNotFound},
      {"GetDocumentContent", "", R"(document_id: "$nobody$")", "", kNotFound},
      {"GetDocumentContent", "", R"(locale: "fr")", "locale"},
      {"GetDocumentContent", "", R"(format: "pdf")", "format"},
      {"GetDocumentContent", "", "version: 99", "", kNotFound},
      {"ListDocuments", "", "kind: 99", "kind"},
      {"GetForecastPicture", "", R"(forecast_id: "1")", "forecast_id"},
      {"GetForecastPicture", "picture", "", "picture"},
      {"GetForecastPicture", "", R"(neighborhood_key: "../x")", "neighborhood_key"},
      {"GetForecastPicture", "", R"(neighborhood_key: "999")", "", kNotFound},
      {"GetForecastPicture", "", R"(figure_id: "nobody_counts")", "", kNotFound},
      {"GetForecastPicture", "", R"(locale: "fr")", "locale"},
      {"GetForecastPicture", "", R"(format: "pdf")", "format"},
      {"GetIndicatorValues", "", R"(neighborhood_keys: "../x")", "neighborhood_keys[1]"},
      {"GetIndicatorValues", "", R"(neighborhood_keys: "999")", "", kNotFound},
      {"GetIndicatorValues", "", R"(indicator_ids: "unheard_of")", "indicator_ids[0]"},
      {"GetIndicatorValues", "", R"(dates: "2021-02-30")", "dates[0]"},
      {"ExportIndicatorValues", "", R"(neighborhood_keys: "999")", "", kNotFound},
      {"ExportIndicatorValues", "", R"(format: "pdf")", "format"},
      {"ExportIndicatorValues", "", R"(locale: "fr")", "locale"},
      {"CompareNeighborhoods", "", R"(neighborhood_keys: "999")", "", kNotFound},
      {"CompareNeighborhoods", "", R"(indicator_ids: "unheard_of")", "indicator_ids[1]"},
      {"GetComparisonPage", "", R"(neighborhood_keys: "999")", "", kNotFound},
      {"GetComparisonPage", "", R"(locale: "fr")", "locale"},
      {"GetIndexPage", "", R"(locale: "fr")", "locale"},
      {"GetIndexPage", "", R"(map: "under65")", "map"},
      {"GetMeetingsPage", "", R"(locale: "fr")", "locale"},
      {"GetOperationsPage", "", R"(locale: "fr")", "locale"},
      {"GetMeetingCalendar", "", R"(meeting_id: "1")", "meeting_id"},
      {"GetMeetingCalendar", "", R"(meeting_id: "$nobody$")", "", kNotFound},
  };
}

class ReportingWalkTest : public ReportingTest, protected test::RpcWalk {
 protected:
  ReportingWalkTest() : RpcWalk(TheWay()) {
    GivenPopulation();
    GivenForecastAndGaps();
    GivenMeeting();
    AskForDraft();
    CatchUp();
  }

  static const test::Way& TheWay() {
    static const test::Way way = {{std::begin(kReportingServices), std::end(kReportingServices)},
                                  "tests/integration/reporting_walk_test.cc",
                                  Steps(),
                                  WrongInput()};
    return way;
  }
  rpc::Channel& channel() override { return server_.channel(); }
  std::string State() override { return redis_.Contents("*}:reporting:*"); }
  void Settle() override { CatchUp(); }
  void WorldMovesOnBefore(const std::string& method) override {
    if (method == "GetUsageFigures") ForecastIsReplaced();
  }

  // From now on the profile that was published could not be published any more.
  void ForecastIsReplaced() {
    fv1::ForecastPublished forecast;
    forecast.set_forecast_id(test::Id("other forecast"));
    forecast.set_version(1);
    forecast.mutable_parameters()->set_jump_off_year(2021);
    forecast.mutable_parameters()->set_last_year(2036);
    auto* totals = forecast.add_totals();
    totals->set_neighborhood_key("212");
    totals->add_years(2036);
    totals->add_people(9000);
    Publish(forecasting_, "forecast/2", forecast);
    CatchUp();
  }
};

TEST_F(ReportingWalkTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }

TEST_F(ReportingWalkTest, EveryChangeHappensOnceHoweverOftenItIsAskedFor) {
  ExpectChangesHappenOnce();
}

TEST_F(ReportingWalkTest, EveryRpcIsForItsRolesAlone) { ExpectRolesAreAskedFor(); }

TEST_F(ReportingWalkTest, WrongInputIsRefusedWithItsPathAndChangesNothing) {
  ExpectWrongInputIsRefused();
}

TEST_F(ReportingWalkTest, TheAnswerToTooMuchIsSmallAndNobodyElseNotices) {
  ExpectRefusalsAreBounded();
}

TEST_F(ReportingWalkTest, AnotherMunicipalityFindsNothing) {
  ExpectNothingIsThereElsewhere({"GetIndexPage", "GetMeetingsPage", "GetOperationsPage",
                                 "GetUsageFigures", "ListIndicators"});
}

}  // namespace
}  // namespace zwk::reporting
