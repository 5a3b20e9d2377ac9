#include "forecasting/estimate/rate_estimate.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

// What they are told once for each cluster of origins, in the order of the clusters' names.
void SplitByOrigin(const Cells& shares, const std::set<std::string>& clusters,
                   std::map<std::string, Cells>& tables) {
  const auto size = static_cast<std::ptrdiff_t>(shares.size() / clusters.size());
  auto from = shares.begin();
  for (const std::string& cluster : clusters) {
    tables[absl::StrCat(table::kArrivalShareFrom, cluster)] = {from, from + size};
    from += size;
  }
}

std::string GroupName(const std::vector<std::string>& keys, int group) {
  return group < 0 ? "" : keys[group];
}

}  // namespace

absl::Status CheckEstimateParameters(const EstimateParameters& parameters,
                                     const std::vector<std::string>& neighborhood_keys, int ages) {
  FieldErrors errors;
  const std::vector<int>& years = parameters.years;
  if (years.empty() || years.size() > EstimateParameters::kMaxYears) {
    errors.Add("parameters.years", absl::StrCat("must be 1 to ", EstimateParameters::kMaxYears));
  }
  for (size_t i = 0; i < years.size(); ++i) {
    if (years[i] < 1800 || years[i] > 2200 || (i > 0 && years[i] != years[i - 1] + 1)) {
      errors.Add(absl::StrCat("parameters.years[", i, "]"), "must be years that follow each other");
    }
  }
  for (const std::string& key : neighborhood_keys) {
    if (!parameters.clusters.empty() && !parameters.clusters.contains(key)) {
      errors.Add("parameters.clusters", absl::StrCat("neighborhood ", key, " has none"));
    }
  }
  for (const auto& [key, cluster] : parameters.clusters) {
    const std::string field = absl::StrCat("parameters.clusters.", key);
    if (!std::binary_search(neighborhood_keys.begin(), neighborhood_keys.end(), key)) {
      errors.Add(field, "no neighborhood is registered under this key");
    }
    if (cluster.empty() || cluster.size() > 64) errors.Add(field, "must be 1 to 64 bytes");
  }
  const EstimationOptions& options = parameters.options;
  if (options.arrivals_by_origin && parameters.clusters.empty()) {
    errors.Add("parameters.arrivals_by_origin", "needs clusters of neighborhoods");
  }
  if (parameters.trend_damping) {
    if (!(*parameters.trend_damping >= 0 && *parameters.trend_damping <= 1)) {
      errors.Add("parameters.trend_damping", "must be from 0 to 1");
    } else if (years.size() < kLeastTrendYears) {
      errors.Add("parameters.trend_damping",
                 absl::StrCat("needs ", kLeastTrendYears, " years of flows"));
    }
  }
  if (!(options.boys_per_girl >= 0.5 && options.boys_per_girl <= 2)) {
    errors.Add("parameters.boys_per_girl", "must be from 0.5 to 2");
  }
  const std::vector<double>& schedule = options.fertility_schedule;
  if (!schedule.empty() && schedule.size() != static_cast<size_t>(ages)) {
    errors.Add("parameters.fertility_schedule", absl::StrCat("must have ", ages, " values"));
  }
  for (size_t i = 0; i < schedule.size(); ++i) {
    if (!(schedule[i] >= 0 && schedule[i] <= 1e9)) {
      errors.Add(absl::StrCat("parameters.fertility_schedule[", i, "]"), "must not be negative");
    }
  }
  return errors.ToStatus();
}

std::optional<RateTrends> RateEstimate::trends() const {
  if (!parameters.trend_damping || level_trends.size() != 2) return std::nullopt;
  return RateTrends{.mortality = level_trends[0].slope,
                    .fertility = level_trends[1].slope,
                    .damping = *parameters.trend_damping,
                    .years = static_cast<int>(parameters.years.size()),
                    .last_year = parameters.years.back()};
}

std::vector<DataBlock> ToBlocks(const StepAssumptions& assumptions,
                                const EstimateParameters& parameters,
                                const std::vector<std::string>& group_keys,
                                const std::vector<std::string>& neighborhood_keys) {
  std::set<std::string> origins;
  if (!assumptions.origin_cluster.empty()) {
    for (const auto& [key, cluster] : parameters.clusters) origins.insert(cluster);
  }
  std::vector<DataBlock> blocks;
  for (const auto& area : assumptions.areas) {
    DataBlock& block = blocks.emplace_back();
    std::map<std::string, Cells>& tables = block.tables;
    tables[table::kMortality] = area->mortality;
    tables[table::kFertility] = area->fertility;
    tables[table::kEmigrationAbroad] = area->emigration_abroad;
    tables[table::kEmigrationRest] = area->emigration_rest;
    tables[table::kLeaving] = area->leaving;
    if (origins.empty()) {
      tables[table::kArrivalShare] = area->arrival_share;
    } else {
      block.origin_cluster = parameters.clusters.at(neighborhood_keys[blocks.size() - 1]);
      SplitByOrigin(area->arrival_share, origins, tables);
    }
    tables[table::kImmigrationAbroad] = area->immigration_abroad;
    tables[table::kImmigrationRest] = area->immigration_rest;
    for (size_t h = 0; h < area->naturalization.size(); ++h) {
      tables[absl::StrCat(table::kNaturalizationTo, group_keys[h])] = area->naturalization[h];
    }
    std::erase_if(tables, [](const auto& entry) { return entry.second.empty(); });
  }
  return blocks;
}

std::vector<KindSummary> Summarize(const Estimates& estimates,
                                   const std::vector<std::string>& group_keys) {
  std::vector<KindSummary> summaries;
  for (const KindEstimate& kind : estimates.kinds) {
    KindSummary& summary = summaries.emplace_back();
    summary.kind = RateKindName(kind.kind);
    summary.from_group = GroupName(group_keys, kind.from_group);
    summary.to_group = GroupName(group_keys, kind.to_group);
    summary.events = kind.events;
    summary.exposure = kind.exposure;
    summary.variance = kind.areas.variance;
    summary.remarks = kind.remarks;
    double expected = 0;
    for (const ShrunkLevel& unit : kind.areas.units) {
      summary.mean_weight += unit.weight * unit.expected;
      expected += unit.expected;
    }
    if (expected > 0) summary.mean_weight /= expected;
  }
  return summaries;
}

std::vector<LevelRow> ToRows(const Estimates& estimates, const EstimateParameters& parameters,
                             const Grid& grid, const std::vector<std::string>& group_keys,
                             const std::vector<std::string>& neighborhood_keys) {
  const std::vector<AgeBand> bands = BroadBands(grid);
  std::vector<LevelRow> rows;
  for (const KindEstimate& kind : estimates.kinds) {
    LevelRow row;
    row.kind = RateKindName(kind.kind);
    row.from_group = GroupName(group_keys, kind.from_group);
    row.to_group = GroupName(group_keys, kind.to_group);
    for (size_t c = 0; c < kind.clusters.units.size(); ++c) {
      row.cluster = kind.cluster_names[c];
      row.level = kind.clusters.units[c];
      rows.push_back(row);
    }
    for (size_t r = 0; r < kind.areas.units.size(); ++r) {
      row.neighborhood = neighborhood_keys[r];
      const auto cluster = parameters.clusters.find(row.neighborhood);
      row.cluster = cluster == parameters.clusters.end() ? "" : cluster->second;
      row.first_age = row.last_age = 0;
      row.level = kind.areas.units[r];
      rows.push_back(row);
      for (size_t b = 0; b < kind.bands.size() && b < bands.size(); ++b) {
        row.first_age = bands[b].first;
        row.last_age = bands[b].last;
        row.level = kind.bands[b].units[r];
        rows.push_back(row);
      }
      row.first_age = row.last_age = 0;
      for (size_t g = 0; g < kind.groups.size(); ++g) {
        row.from_group = group_keys[g];
        row.level = kind.groups[g].units[r];
        rows.push_back(row);
      }
      row.from_group = GroupName(group_keys, kind.from_group);
    }
  }
  return rows;
}

}  // namespace zwk::forecasting
