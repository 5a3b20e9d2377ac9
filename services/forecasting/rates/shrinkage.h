#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace zwk::forecasting {

// How far one unit (a neighborhood, a cluster, ages of a neighborhood) is from what is expected of
// it. Levels are factors: 1.1 is a tenth more events than expected.
struct ShrunkLevel {
  double observed = 0;  // O: events
  double expected = 0;  // E: events at the rates of the whole
  double raw = 0;       // O / E; the target where nothing is expected
  double target = 0;    // m: what the level is shrunk to
  double weight = 0;    // w: share of the unit's own events in the level, 0 to 1
  double level = 0;     // m + w (O/E - m)
  // What is known of the level: Gamma(shape, rate) with mean `level`; both 0 where it is the target
  // and nothing else.
  double shape = 0;
  double rate = 0;
};

struct ShrunkLevels {
  double variance = 0;  // A: of the true levels between units; 0: all differences are chance
  bool no_events = false;
  std::vector<ShrunkLevel> units;
};

// Empirical Bayes after Marshall 1991 (global form): m = sum O / sum E, s2 = sum E (O/E - m)^2 /
// sum E, A = max(0, s2 - m / mean E), w = A / (A + m / E). Units without expected events get m; so
// do all where A is 0. INVALID_ARGUMENT names the unit with a number that is not finite or
// negative, or with events where none are expected.
absl::StatusOr<ShrunkLevels> ShrinkLevels(absl::Span<const double> observed,
                                          absl::Span<const double> expected);

// Units are shrunk to known targets, one each, instead of to their common mean: the same with m = 1
// on E x target.
absl::StatusOr<ShrunkLevels> ShrinkLevelsTo(absl::Span<const double> targets,
                                            absl::Span<const double> observed,
                                            absl::Span<const double> expected);

// Two levels: clusters are shrunk to the whole, units to their cluster. `clusters` names one per
// unit.
struct ClusteredLevels {
  std::vector<std::string> names;  // of the clusters, sorted
  ShrunkLevels clusters;
  ShrunkLevels units;
};
absl::StatusOr<ClusteredLevels> ShrinkInClusters(const std::vector<std::string>& clusters,
                                                 absl::Span<const double> observed,
                                                 absl::Span<const double> expected);

}  // namespace zwk::forecasting
