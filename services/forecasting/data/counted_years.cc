#include "forecasting/data/counted_years.h"

#include <algorithm>
#include <utility>

namespace zwk::forecasting {
namespace {

uint32_t IndexOf(const std::vector<std::string>& keys, const std::string& key) {
  return static_cast<uint32_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
}

AreaFlows FlowsOf(const Model& model, const DataBlock& block) {
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
      flows.moves.push_back(
          {IndexOf(model.area_names, transition.other), transition.cell, transition.people});
    } else {
      flows.naturalizations.push_back(
          {IndexOf(model.group_names, transition.other), transition.cell, transition.people});
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
  for (const std::vector<DataBlock>& year : flows) {
    std::vector<AreaFlows>& areas = input.flows.emplace_back();
    for (const DataBlock& block : year) areas.push_back(FlowsOf(model, block));
  }
  if (!clusters.empty()) {
    for (const std::string& key : model.area_names) input.clusters.push_back(clusters.at(key));
  }
  input.model = std::move(model);
  return input;
}

}  // namespace zwk::forecasting
