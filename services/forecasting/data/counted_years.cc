#include "forecasting/data/counted_years.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace zwk::forecasting {
namespace {

using Places = absl::flat_hash_map<absl::string_view, uint32_t>;

// Where each key stands: a city has a transition for each pair of neighborhoods and cell.
Places PlacesOf(const std::vector<std::string>& keys) {
  Places places;
  for (size_t i = 0; i < keys.size(); ++i) places.emplace(keys[i], static_cast<uint32_t>(i));
  return places;
}

// Keys that are not there get a place behind all: CheckEstimationInput names it.
uint32_t PlaceOf(const Places& places, const std::string& key) {
  const auto found = places.find(key);
  return found == places.end() ? static_cast<uint32_t>(places.size()) : found->second;
}

AreaFlows FlowsOf(const Places& areas, const Places& groups, const DataBlock& block) {
  AreaFlows flows;
  flows.births = TableOf(block, table::kBirths);
  flows.deaths = TableOf(block, table::kDeaths);
  flows.emigration_abroad = TableOf(block, table::kEmigrationAbroad);
  flows.emigration_rest = TableOf(block, table::kEmigrationRest);
  flows.immigration_abroad = TableOf(block, table::kImmigrationAbroad);
  flows.immigration_rest = TableOf(block, table::kImmigrationRest);
  for (const char* name : {table::kNetMigration, table::kCorrections}) {
    const Cells cells = TableOf(block, name);
    flows.other_changes.resize(std::max(flows.other_changes.size(), cells.size()));
    for (size_t i = 0; i < cells.size(); ++i) flows.other_changes[i] += cells[i];
  }
  for (const Transition& transition : block.transitions) {
    if (transition.table == table::kInternal) {
      flows.moves.push_back({PlaceOf(areas, transition.other), transition.cell, transition.people});
    } else {
      flows.naturalizations.push_back(
          {PlaceOf(groups, transition.other), transition.cell, transition.people});
    }
  }
  return flows;
}

}  // namespace

EstimationInput ToEstimationInput(Model model, std::vector<int> years,
                                  const std::map<std::string, std::string>& clusters,
                                  const std::vector<std::vector<DataBlock>>& stocks,
                                  const std::vector<std::vector<DataBlock>>& flows) {
  EstimationInput input;
  input.years = std::move(years);
  for (const std::vector<DataBlock>& year : stocks) {
    std::vector<Cells>& people = input.stocks.emplace_back();
    for (const DataBlock& block : year) people.push_back(TableOf(block, table::kPeople));
  }
  const Places areas = PlacesOf(model.area_names), groups = PlacesOf(model.group_names);
  for (const std::vector<DataBlock>& year : flows) {
    std::vector<AreaFlows>& of_year = input.flows.emplace_back();
    for (const DataBlock& block : year) of_year.push_back(FlowsOf(areas, groups, block));
  }
  if (!clusters.empty()) {
    for (const std::string& key : model.area_names) input.clusters.push_back(clusters.at(key));
  }
  input.model = std::move(model);
  return input;
}

}  // namespace zwk::forecasting
