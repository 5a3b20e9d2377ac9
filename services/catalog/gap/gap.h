#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/base/geometry.h"
#include "catalog/register/need_type.h"

// The offer-gap method: demand of people set against supply in their reach. Deterministic: the same
// input gives the same rows. The unit of account is place-hours a week.
namespace zwk::catalog {

// Obstacles that fit says something about; each can be taken away to see what it costs.
enum class Obstacle : uint8_t { kLanguage, kAccess, kCost, kConsumption, kThreshold };
inline constexpr int kObstacles = 5;
// What an unknown counts: people may find out, or not.
inline constexpr double kUnknownFit = 0.2;

// How well one supply fits one group: who may come, and 1, 0 or the floor per obstacle.
struct Fit {
  double eligible = 1;
  double without[kObstacles] = {1, 1, 1, 1, 1};
};

// 1 if met or not asked for, 0 if missed, the floor if unknown.
inline double FitOf(bool required, std::optional<bool> fact) {
  if (!required) return 1;
  return fact ? (*fact ? 1.0 : 0.0) : kUnknownFit;
}

// One offer at one place, or a supply point, that answers the need.
struct Supply {
  std::string id;
  std::optional<Point> point;             // none: reached through its service area
  std::vector<std::string> served_zones;  // without a way to go
  bool serves_all = false;                // the whole municipality, without a way to go
  std::optional<double> places;           // at the same time; none: taken from the median
  double weekly_hours = 0;
};

struct GroupDemand {
  std::string group_key;
  std::vector<double> persons;  // per zone
  double rate = 0;              // places per person; RATED only
  double catchment_meters = 0;
  std::string source;
  std::vector<Fit> fits;  // per supply
};

struct NeedProblem {
  std::string need_key;
  NeedRating rating = NeedRating::kRated;
  double hours_per_place = 0;
  double covered_below = 0.10;
  const std::vector<Zone>* zones = nullptr;
  std::vector<Supply> supplies;
  std::vector<GroupDemand> groups;
};

enum class GapClass : uint8_t {
  kDesert = 1,
  kCovered,
  kOverloaded,
  kPartlyReached,
  kUnrated,
  kNoDemand
};

enum class GapCause : uint8_t {
  kDistance = 1,
  kLanguage,
  kAccess,
  kCost,
  kConsumption,
  kThreshold,
  kHours,
  kCapacity,
  kNoSupply
};

struct OfferGap {
  std::string neighborhood_key, group_key, need_key;
  int year = 0;
  double persons = 0, demand_hours = 0, served_hours = 0, missing_places = 0, persons_without = 0;
  std::optional<double> gap_index;
  GapClass gap_class = GapClass::kNoDemand;
  std::optional<GapCause> main_cause;
  std::map<GapCause, double> causes;  // how much smaller the index would be
  double interaction = 0;
  std::optional<double> nearest_meters;
  double imputed_share = 0;
  double access_2sfca = 0;
  double supply_per_1000 = 0;
  std::string source;
  int rounded_to = 0;  // what its numbers of people are multiples of; 0: those of an older build
};

// Rows by zone, then by group. INTERNAL when a conservation law is broken.
absl::StatusOr<std::vector<OfferGap>> ComputeGaps(const NeedProblem& problem);

// --- the steps, for tests and for comparison with literature ---

using Matrix = std::vector<std::vector<double>>;  // [demand][supply]

// Truncated Gaussian: 1 at the door, 0 from d0 on.
double Decay(double meters, double catchment_meters);

// Balanced allocation, then capping: who cannot be served looks for what is left within reach.
struct Allocation {
  std::vector<double> served;  // per demand
  std::vector<double> access;  // step 2, before capping: supply per demand
  int rounds = 0;
};
absl::StatusOr<Allocation> Allocate(const std::vector<double>& demand,
                                    const std::vector<double>& supply, const Matrix& weights);

// Classic two-step floating catchment area (Luo & Wang 2003): A_i = sum_j R_j w_ij.
std::vector<double> TwoStepFloatingCatchment(const std::vector<double>& demand,
                                             const std::vector<double>& supply,
                                             const Matrix& weights);

}  // namespace zwk::catalog
