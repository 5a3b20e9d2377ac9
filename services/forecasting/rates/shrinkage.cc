#include "forecasting/rates/shrinkage.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

bool IsCount(double value) { return std::isfinite(value) && value >= 0; }

absl::Status CheckCounts(absl::Span<const double> observed, absl::Span<const double> expected) {
  if (observed.size() != expected.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "levels: ", observed.size(), " observed numbers, but ", expected.size(), " expected ones"));
  }
  for (size_t r = 0; r < observed.size(); ++r) {
    if (!IsCount(observed[r]) || !IsCount(expected[r])) {
      return absl::InvalidArgumentError(
          absl::StrCat("levels: unit ", r, " has ", observed[r], " observed and ", expected[r],
                       " expected events; both must be finite and not negative"));
    }
    if (observed[r] > 0 && expected[r] == 0) {
      return absl::InvalidArgumentError(absl::StrCat("levels: unit ", r, " has ", observed[r],
                                                     " observed events where none are expected"));
    }
  }
  return absl::OkStatus();
}

double Sum(absl::Span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// Marshall's weights around the mean m.
ShrunkLevels ShrinkAround(double m, absl::Span<const double> observed,
                          absl::Span<const double> expected) {
  const double all_expected = Sum(expected);
  ShrunkLevels shrunk;
  shrunk.no_events = Sum(observed) == 0;
  // Units without expected events say nothing of the differences between units.
  double s2 = 0, units = 0;
  for (size_t r = 0; r < observed.size(); ++r) {
    if (expected[r] == 0) continue;
    const double theta = observed[r] / expected[r];
    s2 += expected[r] * (theta - m) * (theta - m) / all_expected;
    units += 1;
  }
  const double chance = units > 0 ? m / (all_expected / units) : 0.0;
  const double A = shrunk.variance = std::max(0.0, s2 - chance);
  for (size_t r = 0; r < observed.size(); ++r) {
    const double O = observed[r], E = expected[r];
    ShrunkLevel unit{.observed = O, .expected = E, .raw = E > 0 ? O / E : m, .target = m};
    unit.weight = A > 0 && E > 0 ? A / (A + m / E) : 0.0;
    unit.level = m + unit.weight * (unit.raw - m);
    if (A > 0) {
      unit.shape = O + m * m / A;
      unit.rate = E + m / A;
    }
    shrunk.units.push_back(unit);
  }
  return shrunk;
}

}  // namespace

absl::StatusOr<ShrunkLevels> ShrinkLevels(absl::Span<const double> observed,
                                          absl::Span<const double> expected) {
  ZWK_RETURN_IF_ERROR(CheckCounts(observed, expected));
  const double all_expected = Sum(expected);
  return ShrinkAround(all_expected > 0 ? Sum(observed) / all_expected : 0.0, observed, expected);
}

absl::StatusOr<ShrunkLevels> ShrinkLevelsTo(absl::Span<const double> targets,
                                            absl::Span<const double> observed,
                                            absl::Span<const double> expected) {
  ZWK_RETURN_IF_ERROR(CheckCounts(observed, expected));
  if (targets.size() != expected.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("levels: ", targets.size(), " targets for ", expected.size(), " units"));
  }
  std::vector<double> at_target(expected.begin(), expected.end());
  for (size_t r = 0; r < targets.size(); ++r) {
    if (!IsCount(targets[r])) {
      return absl::InvalidArgumentError(
          absl::StrCat("levels: the target of unit ", r, " is ", targets[r]));
    }
    at_target[r] *= targets[r];
  }
  ZWK_RETURN_IF_ERROR(CheckCounts(observed, at_target));
  ShrunkLevels shrunk = ShrinkAround(1.0, observed, at_target);
  for (size_t r = 0; r < targets.size(); ++r) {
    // From factors of the target back to levels.
    ShrunkLevel& unit = shrunk.units[r];
    unit.expected = expected[r];
    unit.raw = expected[r] > 0 ? observed[r] / expected[r] : targets[r];
    unit.target = targets[r];
    unit.level *= targets[r];
    if (unit.rate > 0 && targets[r] > 0) {
      unit.rate /= targets[r];
    } else {
      unit.shape = unit.rate = 0;
    }
  }
  return shrunk;
}

absl::StatusOr<ClusteredLevels> ShrinkInClusters(const std::vector<std::string>& clusters,
                                                 absl::Span<const double> observed,
                                                 absl::Span<const double> expected) {
  ZWK_RETURN_IF_ERROR(CheckCounts(observed, expected));
  if (clusters.size() != observed.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("levels: ", clusters.size(), " clusters for ", observed.size(), " units"));
  }
  struct Counts {
    double observed = 0, expected = 0;
    size_t index = 0;
  };
  std::map<std::string, Counts> by_name;
  for (size_t r = 0; r < clusters.size(); ++r) {
    Counts& counts = by_name[clusters[r]];
    counts.observed += observed[r];
    counts.expected += expected[r];
  }
  ClusteredLevels levels;
  std::vector<double> cluster_observed, cluster_expected;
  for (auto& [name, counts] : by_name) {
    counts.index = levels.names.size();
    levels.names.push_back(name);
    cluster_observed.push_back(counts.observed);
    cluster_expected.push_back(counts.expected);
  }
  ZWK_ASSIGN_OR_RETURN(levels.clusters, ShrinkLevels(cluster_observed, cluster_expected));
  std::vector<double> targets;
  for (const std::string& name : clusters) {
    targets.push_back(levels.clusters.units[by_name[name].index].level);
  }
  ZWK_ASSIGN_OR_RETURN(levels.units, ShrinkLevelsTo(targets, observed, expected));
  return levels;
}

}  // namespace zwk::forecasting
