#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/support/source_tree.h"
#include "zwkctl/directory.h"

namespace zwk::ctl {
namespace {

// What cannot name an object of another municipality, and why not.
const std::map<std::string, std::string>& CannotNameOne() {
  static const auto& reasons = *new std::map<std::string, std::string>{
      {"forecasting.RegisterNeighborhood", "upserts by a key of one's own"},
      {"forecasting.ListNeighborhoods", "lists one's own"},
      {"forecasting.CheckBoundaries", "looks at one's own"},
      {"forecasting.SetPopulationStructure", "sets one's own"},
      {"forecasting.GetPopulationStructure", "reads one's own"},
      {"forecasting.ImportPopulation", "keys of others are errors in the file"},
      {"forecasting.ListImports", "lists one's own"},
      {"forecasting.ProposeImportMapping", "names nothing and keeps nothing"},
      {"forecasting.StartForecast", "starts from one's own data"},
      {"forecasting.ListForecasts", "lists one's own"},
      {"forecasting.EstimateRates", "estimates from one's own data"},
      {"forecasting.ListRateEstimates", "lists one's own"},
      {"forecasting.RunBacktest", "measures what is sent"},
      {"forecasting.ListBacktests", "lists one's own"},
      {"forecasting.WatchEvents", "tells one's own; its own test tries another city's cursor"},
      {"participation.WatchEvents", "as that of forecasting"},
      {"catalog.WatchEvents", "as that of forecasting"},
      {"reporting.WatchEvents", "as that of forecasting"},
      {"participation.ConfigureMunicipality", "configures oneself"},
      {"participation.GetMunicipality", "reads oneself"},
      {"participation.CreateProgramme", "creates"},
      {"participation.CreateBoard", "creates"},
      {"participation.ListBoards", "lists one's own; the demo of Moorsum checks it"},
      {"participation.ListSessions", "lists one's own"},
      {"participation.RedeemCode", "a code is looked up among one's own"},
      {"participation.ListErasures", "lists one's own"},
      {"participation.ProposeLab", "neighborhoods are named by key"},
      {"participation.SearchPublishedInitiatives", "finds what was published for all"},
      {"catalog.ListOrganizations", "lists one's own"},
      {"catalog.ListPlaces", "lists one's own"},
      {"catalog.DefineTargetGroup", "upserts by a key of one's own"},
      {"catalog.ListTargetGroups", "lists one's own"},
      {"catalog.ListNeedTypes", "lists one's own"},
      {"catalog.DefineSynonyms", "upserts by a key of one's own"},
      {"catalog.ListSynonyms", "lists one's own"},
      {"catalog.ImportHsds", "references to others are errors in the file"},
      {"catalog.GetHsdsApi", "names nothing"},
      {"catalog.ListHsdsServices", "lists one's own"},
      {"catalog.ExportHsds", "lists one's own"},
      {"catalog.ListGapAnalyses", "lists one's own"},
      {"reporting.GetIndexPage", "shows one's own; a browser test looks at it"},
      {"reporting.GetMeetingsPage", "lists one's own; a browser test looks at it"},
      {"reporting.GetOperationsPage", "counts one's own; a browser test looks at it"},
      {"reporting.ListDocuments", "lists one's own"},
      {"reporting.ListIndicators", "lists one's own"},
      {"reporting.GetUsageFigures", "reads one's own"},
  };
  return reasons;
}

TEST(ForeignObjectsTest, EveryRpcThatNamesAnObjectIsTriedOnAnotherMunicipalitys) {
  std::ifstream file(test::SourceTree() + "/tests/contract/foreign_objects.jsonl");
  ASSERT_TRUE(file);
  std::set<std::string> tried;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto step = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    ASSERT_TRUE(step.is_object()) << line;
    const bool refused = step.contains("refused") && step["refused"]["code"] == "NOT_FOUND";
    const bool empty = step.contains("expect");
    if (refused || empty) tried.insert(step["call"].get<std::string>());
  }
  for (const Area& area : Areas()) {
    for (const ServiceDescriptor* service : area.services) {
      for (int i = 0; i < service->method_count(); ++i) {
        const std::string rpc = area.name + "." + service->method(i)->name();
        EXPECT_NE(tried.contains(rpc), CannotNameOne().contains(rpc))
            << rpc << " is neither tried nor exempted, or both";
      }
    }
  }
}

}  // namespace
}  // namespace zwk::ctl
