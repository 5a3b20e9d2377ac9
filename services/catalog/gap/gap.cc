#include "catalog/gap/gap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace zwk::catalog {
namespace {

constexpr double kDetour = 1.3;  // streets are longer than the beeline
constexpr double kNoDemandBelow = 1e-9;
constexpr double kCauseThreshold = 0.2;  // of the gap; below it nothing but capacity explains it

// One rerun of the method with something taken away.
struct Variant {
  std::optional<Obstacle> without;
  double catchment_factor = 1;
  bool full_hours = false;
};

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double FitFactor(const Fit& fit, std::optional<Obstacle> without) {
  double factor = fit.eligible;
  for (int k = 0; k < kObstacles; ++k) {
    if (!without || static_cast<int>(*without) != k) factor *= fit.without[k];
  }
  return factor;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Walking meters from each address point of each zone to each supply; nothing to walk: 0, never
// reached: infinity.
class Distances {
 public:
  explicit Distances(const NeedProblem& problem) : problem_(problem) {
    for (const Zone& zone : *problem.zones) {
      std::vector<std::vector<double>> rows;
      for (const AddressPoint& address : zone.points) {
        std::vector<double> row;
        for (const Supply& supply : problem.supplies) {
          row.push_back(Meters(zone, address.point, supply));
        }
        rows.push_back(std::move(row));
      }
      meters_.push_back(std::move(rows));
    }
  }

  double Share(size_t zone, size_t point) const {
    return (*problem_.zones)[zone].points[point].share;
  }
  size_t points(size_t zone) const { return meters_[zone].size(); }
  double At(size_t zone, size_t point, size_t supply) const { return meters_[zone][point][supply]; }

  double Reach(size_t zone, size_t supply, double catchment) const {
    double reach = 0;
    for (size_t p = 0; p < points(zone); ++p) {
      reach += Share(zone, p) * Decay(At(zone, p, supply), catchment);
    }
    return reach;
  }

  double Mean(size_t zone, size_t supply) const {
    double mean = 0;
    for (size_t p = 0; p < points(zone); ++p) mean += Share(zone, p) * At(zone, p, supply);
    return mean;
  }

 private:
  static double Meters(const Zone& zone, const Point& from, const Supply& supply) {
    if (supply.serves_all) return 0;
    for (const std::string& key : supply.served_zones) {
      if (key == zone.neighborhood_key) return 0;
    }
    if (!supply.point) return std::numeric_limits<double>::infinity();
    return kDetour * HaversineMeters(from, *supply.point);
  }

  const NeedProblem& problem_;
  std::vector<std::vector<std::vector<double>>> meters_;  // [zone][point][supply]
};

// The gap index of every (zone, group), in the order zone, group, and what it was made of.
struct Result {
  std::vector<double> demand, served, reach;  // reach: sum of weights
  Matrix weights;
  std::vector<double> supply;
  std::vector<double> access;

  double Index(size_t i) const { return std::clamp(1 - served[i] / demand[i], 0.0, 1.0); }
};

class Method {
 public:
  explicit Method(const NeedProblem& problem)
      : problem_(problem), distances_(problem), groups_(problem.groups.size()) {
    std::vector<double> stated;
    for (const Supply& supply : problem.supplies) {
      if (supply.places) stated.push_back(*supply.places);
    }
    median_places_ = Median(std::move(stated));
  }

  absl::StatusOr<Result> Run(const Variant& variant) const {
    return problem_.rating == NeedRating::kCatchmentOnly ? RunCatchment(variant)
                                                         : RunCapacity(variant);
  }

  double Demand(size_t i) const {
    const GroupDemand& group = problem_.groups[i % groups_];
    const double persons = group.persons[i / groups_];
    return problem_.rating == NeedRating::kRated ? persons * group.rate * problem_.hours_per_place
                                                 : persons;
  }
  size_t size() const { return problem_.zones->size() * groups_; }

  std::optional<double> NearestFitting(size_t i) const {
    std::optional<double> nearest;
    for (size_t j = 0; j < problem_.supplies.size(); ++j) {
      if (FitFactor(problem_.groups[i % groups_].fits[j], std::nullopt) <= 0) continue;
      const double meters = distances_.Mean(i / groups_, j);
      if (std::isfinite(meters) && (!nearest || meters < *nearest)) nearest = meters;
    }
    return nearest;
  }

  bool AnyFitting(size_t i) const {
    const std::vector<Fit>& fits = problem_.groups[i % groups_].fits;
    return std::any_of(fits.begin(), fits.end(),
                       [](const Fit& fit) { return FitFactor(fit, std::nullopt) > 0; });
  }

 private:
  absl::StatusOr<Result> RunCapacity(const Variant& variant) const {
    Result result = Prepare(variant);
    absl::StatusOr<Allocation> allocation = Allocate(result.demand, result.supply, result.weights);
    if (!allocation.ok()) return allocation.status();
    result.served = std::move(allocation->served);
    result.access = std::move(allocation->access);
    return result;
  }

  // A person is served by the best fitting supply within the catchment of the address.
  absl::StatusOr<Result> RunCatchment(const Variant& variant) const {
    Result result = Prepare(variant);
    for (size_t i = 0; i < size(); ++i) {
      const GroupDemand& group = problem_.groups[i % groups_];
      const double catchment = group.catchment_meters * variant.catchment_factor;
      const size_t zone = i / groups_;
      double served = 0;
      for (size_t p = 0; p < distances_.points(zone); ++p) {
        double best = 0;
        for (size_t j = 0; j < problem_.supplies.size(); ++j) {
          if (distances_.At(zone, p, j) > catchment) continue;
          best = std::max(best, FitFactor(group.fits[j], variant.without));
        }
        served += distances_.Share(zone, p) * best;
      }
      result.served.push_back(result.demand[i] * served);
    }
    result.access.assign(size(), 0);
    return result;
  }

  Result Prepare(const Variant& variant) const {
    Result result;
    for (const Supply& supply : problem_.supplies) {
      const double hours = variant.full_hours
                               ? std::max(supply.weekly_hours, problem_.hours_per_place)
                               : supply.weekly_hours;
      result.supply.push_back(supply.places.value_or(median_places_) * hours);
    }
    for (size_t i = 0; i < size(); ++i) {
      const GroupDemand& group = problem_.groups[i % groups_];
      result.demand.push_back(Demand(i));
      std::vector<double> row;
      for (size_t j = 0; j < problem_.supplies.size(); ++j) {
        const double fit = FitFactor(group.fits[j], variant.without);
        row.push_back(
            fit <= 0 ? 0
                     : fit * distances_.Reach(i / groups_, j,
                                              group.catchment_meters * variant.catchment_factor));
      }
      result.reach.push_back(Sum(row));
      result.weights.push_back(std::move(row));
    }
    return result;
  }

  const NeedProblem& problem_;
  Distances distances_;
  size_t groups_;
  double median_places_ = 0;
};

GapClass ClassOf(const NeedProblem& problem, const Result& result, size_t i, double index) {
  if (problem.rating == NeedRating::kCatchmentOnly) {
    if (result.served[i] <= 0) return GapClass::kDesert;
    return index <= problem.covered_below ? GapClass::kCovered : GapClass::kPartlyReached;
  }
  if (result.reach[i] <= 0) return GapClass::kDesert;
  return index <= problem.covered_below ? GapClass::kCovered : GapClass::kOverloaded;
}

// The obstacle whose removal helps most; where none helps, what is left to blame.
GapCause MainCause(const Method& method, const OfferGap& row, size_t i) {
  const auto largest =
      std::max_element(row.causes.begin(), row.causes.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (largest != row.causes.end() && largest->second >= kCauseThreshold * *row.gap_index) {
    return largest->first;
  }
  if (row.gap_class == GapClass::kOverloaded) return GapCause::kCapacity;
  return method.AnyFitting(i) ? GapCause::kDistance : GapCause::kNoSupply;
}

std::vector<std::pair<GapCause, Variant>> Variants(NeedRating rating) {
  std::vector<std::pair<GapCause, Variant>> variants = {
      {GapCause::kDistance, {.catchment_factor = 2}},
      {GapCause::kLanguage, {.without = Obstacle::kLanguage}},
      {GapCause::kAccess, {.without = Obstacle::kAccess}},
      {GapCause::kCost, {.without = Obstacle::kCost}},
      {GapCause::kConsumption, {.without = Obstacle::kConsumption}},
      {GapCause::kThreshold, {.without = Obstacle::kThreshold}}};
  if (rating == NeedRating::kRated) {
    variants.push_back({GapCause::kHours, {.full_hours = true}});
  }
  return variants;
}

}  // namespace

double Decay(double meters, double catchment_meters) {
  if (!(meters <= catchment_meters)) return 0;
  const double edge = std::exp(-0.5);
  const double x = meters / catchment_meters;
  return (std::exp(-x * x / 2) - edge) / (1 - edge);
}

absl::StatusOr<Allocation> Allocate(const std::vector<double>& demand,
                                    const std::vector<double>& supply, const Matrix& weights) {
  const size_t n = demand.size(), m = supply.size();
  Allocation allocation;
  allocation.served.assign(n, 0);
  allocation.access.assign(n, 0);

  // Steps 1 and 2: everybody spreads by the weights; what a supply has is divided by its load.
  std::vector<double> load(m, 0), reach(n, 0);
  for (size_t i = 0; i < n; ++i) reach[i] = Sum(weights[i]);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < m && reach[i] > 0; ++j) load[j] += demand[i] * weights[i][j] / reach[i];
  }
  double reached_supply = 0, received = 0;
  for (size_t j = 0; j < m; ++j) reached_supply += load[j] > 0 ? supply[j] : 0;
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < m && reach[i] > 0; ++j) {
      if (load[j] > 0) allocation.access[i] += weights[i][j] / reach[i] * supply[j] / load[j];
    }
    received += demand[i] * allocation.access[i];
  }
  if (std::abs(received - reached_supply) > 1e-6 * std::max(1.0, reached_supply)) {
    return absl::InternalError(
        absl::StrCat("gap method: ", received, " received of ", reached_supply, " supplied"));
  }

  // Step 3: nobody gets more than is needed, nothing gives more than there is; the rest tries
  // again.
  std::vector<double> rest_demand = demand, rest_supply = supply;
  const double enough = 1e-9 * Sum(demand);
  constexpr int kMaxRounds = 200;
  for (; allocation.rounds < kMaxRounds; ++allocation.rounds) {
    Matrix choice(n, std::vector<double>(m, 0));
    std::vector<double> asked(m, 0);
    for (size_t i = 0; i < n; ++i) {
      double open = 0;
      for (size_t j = 0; j < m; ++j) open += rest_supply[j] > 1e-9 ? weights[i][j] : 0;
      if (open <= 0 || rest_demand[i] <= 0) continue;
      for (size_t j = 0; j < m; ++j) {
        if (rest_supply[j] <= 1e-9) continue;
        choice[i][j] = rest_demand[i] * weights[i][j] / open;
        asked[j] += choice[i][j];
      }
    }
    double increment = 0;
    std::vector<double> given(m, 0);
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < m; ++j) {
        if (choice[i][j] <= 0) continue;
        const double served = choice[i][j] * std::min(1.0, rest_supply[j] / asked[j]);
        allocation.served[i] += served;
        rest_demand[i] = std::max(0.0, rest_demand[i] - served);
        given[j] += served;
        increment += served;
      }
    }
    for (size_t j = 0; j < m; ++j) rest_supply[j] = std::max(0.0, rest_supply[j] - given[j]);
    if (increment <= enough) break;
  }
  return allocation;
}

std::vector<double> TwoStepFloatingCatchment(const std::vector<double>& demand,
                                             const std::vector<double>& supply,
                                             const Matrix& weights) {
  std::vector<double> access(demand.size(), 0);
  for (size_t j = 0; j < supply.size(); ++j) {
    double load = 0;
    for (size_t i = 0; i < demand.size(); ++i) load += demand[i] * weights[i][j];
    if (load <= 0) continue;
    for (size_t i = 0; i < demand.size(); ++i) access[i] += supply[j] / load * weights[i][j];
  }
  return access;
}

absl::StatusOr<std::vector<OfferGap>> ComputeGaps(const NeedProblem& problem) {
  const Method method(problem);
  absl::StatusOr<Result> full = method.Run({});
  if (!full.ok()) return full.status();

  std::vector<std::pair<GapCause, Result>> reruns;
  if (problem.rating != NeedRating::kUnrated) {
    for (const auto& [cause, variant] : Variants(problem.rating)) {
      absl::StatusOr<Result> rerun = method.Run(variant);
      if (!rerun.ok()) return rerun.status();
      reruns.emplace_back(cause, *std::move(rerun));
    }
  }
  const std::vector<double> access =
      TwoStepFloatingCatchment(full->demand, full->supply, full->weights);

  std::vector<OfferGap> rows;
  const size_t groups = problem.groups.size();
  for (size_t i = 0; i < method.size(); ++i) {
    const GroupDemand& group = problem.groups[i % groups];
    OfferGap row;
    row.neighborhood_key = (*problem.zones)[i / groups].neighborhood_key;
    row.group_key = group.group_key;
    row.need_key = problem.need_key;
    row.persons = group.persons[i / groups];
    row.source = group.source;
    row.nearest_meters = method.NearestFitting(i);
    row.access_2sfca = access[i];

    double reachable = 0, imputed = 0;
    for (size_t j = 0; j < problem.supplies.size(); ++j) {
      const double share = full->weights[i][j] * full->supply[j];
      reachable += share;
      if (!problem.supplies[j].places) imputed += share;
    }
    if (reachable > 0) row.imputed_share = imputed / reachable;
    if (row.persons > 0) row.supply_per_1000 = 1000 * reachable / row.persons;

    if (full->demand[i] < kNoDemandBelow) {
      row.gap_class = GapClass::kNoDemand;
    } else if (problem.rating == NeedRating::kUnrated) {
      row.gap_class = GapClass::kUnrated;
    } else {
      const double index = full->Index(i);
      row.gap_index = index;
      row.persons_without = row.persons * index;
      row.gap_class = ClassOf(problem, *full, i, index);
      if (problem.rating == NeedRating::kRated) {
        row.demand_hours = full->demand[i];
        row.served_hours = full->served[i];
        row.missing_places = full->demand[i] * index / problem.hours_per_place;
      }
      double explained = 0;
      for (const auto& [cause, rerun] : reruns) {
        const double reduction = index - rerun.Index(i);
        if (std::abs(reduction) < 1e-9) continue;
        row.causes[cause] = reduction;
        explained += reduction;
      }
      row.interaction = index - explained;
      if (row.gap_class != GapClass::kCovered) row.main_cause = MainCause(method, row, i);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace zwk::catalog
