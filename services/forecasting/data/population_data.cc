#include "forecasting/data/population_data.h"

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

// The shares of all clusters, one after the other.
Cells SharesFrom(const std::set<std::string>& clusters, const DataBlock& rates) {
  Cells shares;
  for (const std::string& cluster : clusters) {
    const Cells from = TableOf(rates, absl::StrCat(table::kArrivalShareFrom, cluster));
    shares.insert(shares.end(), from.begin(), from.end());
  }
  return shares;
}

AreaAssumptions AreaFrom(const std::vector<std::string>& group_keys, const DataBlock& rates,
                         const DataBlock& flows) {
  AreaAssumptions in;
  in.mortality = TableOf(rates, table::kMortality);
  in.death_rate = TableOf(rates, table::kDeathRate);
  in.fertility = TableOf(rates, table::kFertility);
  in.emigration_abroad = TableOf(rates, table::kEmigrationAbroad);
  in.emigration_rest = TableOf(rates, table::kEmigrationRest);
  in.leaving = TableOf(rates, table::kLeaving);
  in.arrival_share = TableOf(rates, table::kArrivalShare);
  for (const std::string& group : group_keys) {
    in.naturalization.push_back(TableOf(rates, absl::StrCat(table::kNaturalizationTo, group)));
  }
  in.immigration_abroad = TableOf(flows, table::kImmigrationAbroad);
  in.immigration_rest = TableOf(flows, table::kImmigrationRest);
  in.net_migration = TableOf(flows, table::kNetMigration);
  return in;
}

// Rates of moving to each neighborhood; no cells where nobody moves.
std::vector<Cells> MovingFrom(const Model& model, const DataBlock& block) {
  const std::vector<std::string>& keys = model.area_names;
  std::vector<Cells> moving(keys.size());
  for (const Transition& transition : block.transitions) {
    const auto to = std::find(keys.begin(), keys.end(), transition.other);
    Cells& rates = moving[to - keys.begin()];
    if (rates.empty()) rates.resize(model.grid.size());
    rates[transition.cell] = transition.people;
  }
  return moving;
}

}  // namespace

const char* NameOf(ImportKind kind) {
  switch (kind) {
    case ImportKind::kStocks:
      return "stocks";
    case ImportKind::kRates:
      return "rates";
    case ImportKind::kFlows:
      return "flows";
    case ImportKind::kSpecialPopulations:
      return "special populations";
    case ImportKind::kHousing:
      return "housing";
    case ImportKind::kMovingRates:
      return "rates of moving";
    case ImportKind::kUnspecified:
      break;
  }
  return "none";
}

Cells TableOf(const DataBlock& block, const std::string& name) {
  const auto found = block.tables.find(name);
  return found == block.tables.end() ? Cells() : found->second;
}

v1::PopulationBlock BlockOf(const std::string& neighborhood_key, int year, int age_width,
                            const Grid& grid, const std::vector<std::string>& group_keys,
                            const Cells& people) {
  v1::PopulationBlock block;
  block.set_neighborhood_key(neighborhood_key);
  block.set_year(year);
  block.set_age_width(age_width);
  block.set_age_classes(grid.ages);
  block.mutable_group_keys()->Assign(group_keys.begin(), group_keys.end());
  block.mutable_values()->Assign(people.begin(), people.end());
  return block;
}

std::optional<Dataset::Source> Dataset::Of(int year) const {
  const auto found = years.find(year);
  return found == years.end() ? std::nullopt : std::make_optional(found->second);
}

const Dataset::Source* Dataset::UpTo(int year) const {
  const auto after = years.upper_bound(year);
  return after == years.begin() ? nullptr : &std::prev(after)->second;
}

int Dataset::YearUpTo(int year) const {
  const auto after = years.upper_bound(year);
  return after == years.begin() ? 0 : std::prev(after)->first;
}

StepAssumptions ToAssumptions(const Model& model, const StepBlocks& blocks) {
  std::set<std::string> clusters;
  for (const DataBlock& block : blocks.rates) {
    if (!block.origin_cluster.empty()) clusters.insert(block.origin_cluster);
  }
  StepAssumptions step;
  for (size_t r = 0; r < blocks.rates.size(); ++r) {
    const DataBlock& rates = blocks.rates[r];
    // A closed city has no flows.
    AreaAssumptions in =
        AreaFrom(model.group_names, rates, blocks.flows.empty() ? DataBlock() : blocks.flows[r]);
    if (!clusters.empty()) {
      in.arrival_share = SharesFrom(clusters, rates);
      step.origin_cluster.push_back(
          static_cast<int>(std::distance(clusters.begin(), clusters.find(rates.origin_cluster))));
    }
    if (!blocks.moving.empty()) in.moving = MovingFrom(model, blocks.moving[r]);
    step.areas.push_back(std::make_shared<const AreaAssumptions>(std::move(in)));
  }
  return step;
}

}  // namespace zwk::forecasting
