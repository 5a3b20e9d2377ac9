#include "forecasting/forecast/forecast_result.h"

#include <utility>

namespace zwk::forecasting {
namespace {

double SumOfGroup(const Grid& grid, int group, const Cells& cells) {
  double sum = 0;
  for (size_t i = grid.at(group, 0, 0); i < grid.at(group + 1, 0, 0); ++i) sum += cells[i];
  return sum;
}

v1::GroupComponents ComponentsOf(const Grid& grid, const AreaStep& step, int group) {
  const auto sum = [&](const Cells& cells) { return SumOfGroup(grid, group, cells); };
  v1::GroupComponents components;
  components.set_start(sum(step.start) + sum(step.special));
  components.set_births(sum(step.births));
  components.set_deaths(sum(step.deaths));
  components.set_immigration_abroad(sum(step.immigration_abroad));
  components.set_immigration_rest(sum(step.immigration_rest));
  components.set_emigration_abroad(sum(step.emigration_abroad));
  components.set_emigration_rest(sum(step.emigration_rest));
  components.set_internal_arrivals(sum(step.internal_arrivals));
  components.set_internal_departures(sum(step.internal_departures));
  components.set_naturalized_in(sum(step.naturalized_in));
  components.set_naturalized_out(sum(step.naturalized_out));
  components.set_net_migration(sum(step.net_migration));
  components.set_adjustment(sum(step.adjustment));
  components.set_special_change(sum(step.special_change));
  components.set_net_change(step.net_change.empty() ? 0 : sum(step.net_change));
  components.set_end(sum(step.end));
  return components;
}

}  // namespace

ResultBlock ToResult(const Grid& grid, const AreaStep& step, const Sheltered& sheltered,
                     size_t area) {
  ResultBlock block;
  block.people = step.end;
  for (const std::vector<Cells>& areas : sheltered) block.sheltered.push_back(areas[area]);
  for (int g = 0; g < grid.groups; ++g) block.components.push_back(ComponentsOf(grid, step, g));
  return block;
}

double Sum(const Cells& cells) {
  double sum = 0;
  for (const double value : cells) sum += value;
  return sum;
}

}  // namespace zwk::forecasting
