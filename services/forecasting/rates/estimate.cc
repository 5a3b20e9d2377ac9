#include "forecasting/rates/estimate.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"
#include "forecasting/engine/step.h"
#include "forecasting/rates/area_levels.h"
#include "forecasting/rates/city_rates.h"
#include "forecasting/rates/occurrences.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

Cells CitySum(const Grid& grid, const std::vector<Cells>& areas) {
  Cells sum(grid.size());
  for (const Cells& cells : areas) {
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += cells[i];
  }
  return sum;
}

std::vector<int> AllGroups(const Grid& grid) {
  std::vector<int> groups(grid.groups);
  std::iota(groups.begin(), groups.end(), 0);
  return groups;
}

void Remark(KindEstimate& estimate) {
  if (estimate.events == 0) {
    estimate.remarks.push_back("nothing was counted: zero for every neighborhood");
  } else if (estimate.areas.variance == 0 && estimate.areas.units.size() > 1) {
    estimate.remarks.push_back(
        "neighborhoods differ no more than by chance: each has the level it is shrunk to");
  }
}

// Only the cells of one group can change into another.
Occurrences OfGroup(const Grid& grid, const Occurrences& all, int group) {
  Occurrences of_group = all;
  const size_t block = static_cast<size_t>(kSexes) * grid.ages;
  for (std::vector<Cells>* tables : {&of_group.events, &of_group.exposure}) {
    for (Cells& cells : *tables) {
      for (size_t i = 0; i < cells.size(); ++i) {
        if (i / block != static_cast<size_t>(group)) cells[i] = 0;
      }
    }
  }
  return of_group;
}

class Estimator {
 public:
  Estimator(const EstimationInput& input, const EstimationOptions& options)
      : input_(input), options_(options), grid_(input.model.grid) {
    levels_.clusters = input.clusters;
    if (options.bands) levels_.bands = BroadBands(grid_);
    for (size_t r = 0; r < input.stocks[0].size(); ++r) {
      areas_.push_back(std::make_shared<AreaAssumptions>());
      areas_[r]->naturalization.assign(grid_.groups, Cells(grid_.size()));
    }
  }

  absl::StatusOr<Estimates> Run() {
    ZWK_ASSIGN_OR_RETURN(const CityOccurrences city, CountOccurrences(input_, options_));
    using Table = AreaAssumptions;
    ZWK_RETURN_IF_ERROR(Rates(RateKind::kMortality, city.deaths, &Table::mortality));
    ZWK_RETURN_IF_ERROR(Rates(RateKind::kFertility, city.births, &Table::fertility));
    ZWK_RETURN_IF_ERROR(
        Rates(RateKind::kEmigrationAbroad, city.emigration_abroad, &Table::emigration_abroad));
    ZWK_RETURN_IF_ERROR(
        Rates(RateKind::kEmigrationRest, city.emigration_rest, &Table::emigration_rest));
    ZWK_RETURN_IF_ERROR(Rates(RateKind::kLeaving, city.leaving, &Table::leaving));
    ZWK_RETURN_IF_ERROR(Naturalization(city));
    ZWK_RETURN_IF_ERROR(Arriving(RateKind::kImmigrationAbroad, city.immigration_abroad, city.lived,
                                 &Table::immigration_abroad));
    ZWK_RETURN_IF_ERROR(Arriving(RateKind::kImmigrationRest, city.immigration_rest, city.lived,
                                 &Table::immigration_rest));
    ZWK_RETURN_IF_ERROR(
        Arriving(RateKind::kArrivalShare, city.arrivals, city.lived, &Table::arrival_share));
    if (options_.arrivals_by_origin) ZWK_RETURN_IF_ERROR(ByOrigin(city.arrivals_from));
    CutRates();

    estimates_.years = input_.years;
    estimates_.assumptions.areas.assign(areas_.begin(), areas_.end());
    estimates_.assumptions.boys_per_girl = options_.boys_per_girl;
    estimates_.assumptions.child_group = city.child_group;
    ZWK_RETURN_IF_ERROR(CheckAssumptions(input_.model, estimates_.assumptions));
    return std::move(estimates_);
  }

 private:
  absl::Status Rates(RateKind kind, const Occurrences& occurrences,
                     Cells AreaAssumptions::* table) {
    KindEstimate estimate{.kind = kind};
    ZWK_RETURN_IF_ERROR(Fit(occurrences, AllGroups(grid_), estimate));
    for (size_t r = 0; r < areas_.size(); ++r) {
      *areas_[r].*table = AreaRates(grid_, levels_, estimate, r);
    }
    estimates_.kinds.push_back(std::move(estimate));
    return absl::OkStatus();
  }

  // Each pair of groups is a kind of its own: who may become what is law, not chance.
  absl::Status Naturalization(const CityOccurrences& city) {
    for (int from = 0; from < grid_.groups; ++from) {
      for (int to = 0; to < grid_.groups; ++to) {
        if (from == to) continue;
        KindEstimate estimate{
            .kind = RateKind::kNaturalization, .from_group = from, .to_group = to};
        ZWK_RETURN_IF_ERROR(Fit(OfGroup(grid_, city.naturalization[to], from), {from}, estimate));
        for (size_t r = 0; r < areas_.size(); ++r) {
          const Cells rates = AreaRates(grid_, levels_, estimate, r);
          Cells& into = areas_[r]->naturalization[to];
          for (size_t i = 0; i < into.size(); ++i) into[i] += rates[i];
        }
        estimates_.kinds.push_back(std::move(estimate));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Fit(const Occurrences& occurrences, std::vector<int> groups,
                   KindEstimate& estimate) {
    const Cells events = CitySum(grid_, occurrences.events);
    const Cells exposure = CitySum(grid_, occurrences.exposure);
    estimate.events = Sum(events);
    estimate.exposure = Sum(exposure);
    for (const Cells& cells : occurrences.exposure) estimate.area_exposure.push_back(Sum(cells));
    ZWK_ASSIGN_OR_RETURN(estimate.city,
                         CityRates(grid_, events, exposure,
                                   {.groups = std::move(groups),
                                    .graduate = options_.graduate,
                                    .only_counted_ages = estimate.kind == RateKind::kFertility}));
    ZWK_RETURN_IF_ERROR(FitLevels(grid_, occurrences, levels_, estimate));
    Remark(estimate);
    return absl::OkStatus();
  }

  absl::Status Arriving(RateKind kind, const std::vector<Cells>& arrivals,
                        const std::vector<Cells>& lived, Cells AreaAssumptions::* table) {
    KindEstimate estimate{.kind = kind};
    ZWK_ASSIGN_OR_RETURN(std::vector<Cells> shares,
                         FitShares(grid_, arrivals, lived, levels_, estimate));
    ZWK_ASSIGN_OR_RETURN(estimate.city,
                         CityCounts(grid_, CitySum(grid_, arrivals),
                                    static_cast<double>(input_.years.size()), options_.graduate));
    for (size_t r = 0; r < areas_.size(); ++r) {
      if (kind != RateKind::kArrivalShare) {
        for (size_t i = 0; i < grid_.size(); ++i) shares[r][i] *= estimate.city[i];
      }
      *areas_[r].*table = std::move(shares[r]);
    }
    Remark(estimate);
    estimates_.kinds.push_back(std::move(estimate));
    return absl::OkStatus();
  }

  // Shares of arriving for each cluster of origins, one after the other in the table.
  absl::Status ByOrigin(const std::vector<std::vector<Cells>>& arrivals_from) {
    std::vector<Cells> shares;
    for (const auto& area : areas_) shares.push_back(std::move(area->arrival_share));
    for (const std::vector<Cells>& arrivals : arrivals_from) {
      ShrunkLevels levels;
      ZWK_ASSIGN_OR_RETURN(const std::vector<Cells> from,
                           SharesFrom(grid_, arrivals, shares, levels));
      for (size_t r = 0; r < areas_.size(); ++r) {
        Cells& table = areas_[r]->arrival_share;
        table.insert(table.end(), from[r].begin(), from[r].end());
      }
      estimates_.kinds.back().origins.push_back(std::move(levels));
    }
    estimates_.assumptions.origin_cluster = IndexClusters(input_.clusters).of_area;
    return absl::OkStatus();
  }

  // Nobody dies or leaves more than once: q at most 1, and e + sum C + h at most (1-q)/(1-q/2).
  void CutRates() {
    size_t deaths_cut = 0, leavers_cut = 0;
    for (const auto& area : areas_) {
      for (size_t i = 0; i < grid_.size(); ++i) {
        double& q = area->mortality[i];
        if (q > 1) q = 1, ++deaths_cut;
        std::vector<double*> leavers = {&area->emigration_abroad[i], &area->emigration_rest[i],
                                        &area->leaving[i]};
        for (Cells& into : area->naturalization) leavers.push_back(&into[i]);
        double all = 0;
        for (const double* rate : leavers) all += *rate;
        const double most = (1 - q) / (1 - q / 2);
        if (all <= most) continue;
        for (double* rate : leavers) *rate *= most / all;
        ++leavers_cut;
      }
    }
    for (KindEstimate& estimate : estimates_.kinds) {
      if (estimate.kind == RateKind::kMortality && deaths_cut > 0) {
        estimate.remarks.push_back(absl::StrCat(deaths_cut, " rates above 1 were cut"));
      }
      if (estimate.kind == RateKind::kLeaving && leavers_cut > 0) {
        estimate.remarks.push_back(absl::StrCat(
            "in ", leavers_cut,
            " cells the rates of leaving, emigration and naturalization were cut: they "
            "would take more people than there are"));
      }
    }
  }

  const EstimationInput& input_;
  const EstimationOptions& options_;
  const Grid& grid_;
  LevelOptions levels_;
  std::vector<std::shared_ptr<AreaAssumptions>> areas_;
  Estimates estimates_;
};

}  // namespace

const char* RateKindName(RateKind kind) {
  switch (kind) {
    case RateKind::kMortality:
      return "mortality";
    case RateKind::kFertility:
      return "fertility";
    case RateKind::kEmigrationAbroad:
      return "emigration_abroad";
    case RateKind::kEmigrationRest:
      return "emigration_rest";
    case RateKind::kLeaving:
      return "leaving";
    case RateKind::kNaturalization:
      return "naturalization";
    case RateKind::kImmigrationAbroad:
      return "immigration_abroad";
    case RateKind::kImmigrationRest:
      return "immigration_rest";
    case RateKind::kArrivalShare:
      return "arrival_share";
  }
  return "";
}

std::vector<AgeBand> BroadBands(const Grid& grid) {
  std::vector<AgeBand> bands;
  const int starts[] = {0, 18, 30, 50, 65, grid.ages};
  for (size_t b = 0; b + 1 < std::size(starts); ++b) {
    if (starts[b] >= grid.ages) break;
    bands.push_back({starts[b], std::min(starts[b + 1] - 1, grid.open())});
  }
  bands.back().last = grid.open();
  return bands;
}

absl::StatusOr<Estimates> Estimate(const EstimationInput& input, const EstimationOptions& options) {
  ZWK_RETURN_IF_ERROR(CheckEstimationInput(input));
  const size_t groups = static_cast<size_t>(input.model.grid.groups);
  if (!options.child_group.empty() && options.child_group.size() != groups * groups) {
    return absl::InvalidArgumentError(absl::StrCat("child_group: ", options.child_group.size(),
                                                   " shares for ", groups, " groups"));
  }
  if (options.arrivals_by_origin && input.clusters.empty()) {
    return absl::InvalidArgumentError("arrivals_by_origin: needs clusters of neighborhoods");
  }
  return Estimator(input, options).Run();
}

}  // namespace zwk::forecasting
