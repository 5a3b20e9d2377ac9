#include "forecasting/engine/checks.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/step.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// More than anybody will ever count, and far from where sums overflow.
constexpr double kMost = 1e12;

struct Range {
  double least;
  double most;
  const char* should;
};
constexpr Range kRate{0, 1, "should be from 0 to 1"};
constexpr Range kCount{0, kMost, "should be from 0 to 1e12"};
constexpr Range kAny{-kMost, kMost, "should be from -1e12 to 1e12"};

absl::Status Refuse(const Model& model, size_t area, size_t cell, const char* what, double value,
                    const char* should) {
  return absl::FailedPreconditionError(
      absl::StrCat(CellName(model, area, cell), ": ", what, " is ", value, ", ", should));
}

// `times`: how many tables follow each other in `cells`.
absl::Status CheckTable(const Model& model, size_t area, const char* what, const Cells& cells,
                        const Range& range, int times = 1) {
  if (cells.empty()) return absl::OkStatus();
  const size_t should = model.grid.size() * times;
  if (cells.size() != should) {
    return absl::FailedPreconditionError(absl::StrCat(AreaName(model, area), ": ", what, " has ",
                                                      cells.size(), " cells, not ", should));
  }
  // Written so that a NaN is never inside.
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!(cells[i] >= range.least && cells[i] <= range.most)) {
      return Refuse(model, area, i % model.grid.size(), what, cells[i], range.should);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFertility(const Model& model, size_t area, const Cells& fertility) {
  const Grid& grid = model.grid;
  for (int g = 0; g < grid.groups && !fertility.empty(); ++g) {
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < grid.ages; ++a) {
        const size_t i = grid.at(g, s, a);
        if (fertility[i] != 0 && (s == kMale || a == 0 || a == grid.open())) {
          return Refuse(model, area, i, "fertility", fertility[i], "should be 0 there");
        }
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLeavers(const Model& model, size_t area, const AreaAssumptions& in) {
  const Grid& grid = model.grid;
  for (size_t h = 0; h < in.naturalization.size(); ++h) {
    const Cells& into = in.naturalization[h];
    const int group = static_cast<int>(h);
    for (size_t i = grid.at(group, 0, 0); i < grid.at(group + 1, 0, 0) && !into.empty(); ++i) {
      if (into[i] == 0) continue;
      return Refuse(model, area, i, "naturalization into the own group", into[i], "should be 0");
    }
  }
  if (model.allow_negative_cells) return absl::OkStatus();
  Cells leavers(grid.size());
  const auto add = [&](const Cells& rates) {
    for (size_t i = 0; i < rates.size(); ++i) leavers[i] += rates[i];
  };
  for (const Cells* rates : {&in.emigration_abroad, &in.emigration_rest, &in.leaving}) add(*rates);
  for (const Cells& into : in.naturalization) add(into);
  for (size_t i = 0; i < grid.size(); ++i) {
    const double q = ValueOr0(in.mortality, i);
    if (leavers[i] * (1 - q / 2) <= 1 - q + kShareTolerance) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        CellName(model, area, i), ": emigration, naturalization and moving inside the city take ",
        leavers[i], " of the people, at mortality ", q, " at most ", (1 - q) / (1 - q / 2),
        " can go"));
  }
  return absl::OkStatus();
}

// The first neighborhood of a cluster that somebody of a cell leaves.
size_t FirstLeft(const StepAssumptions& assumptions, int cluster, size_t cell) {
  size_t r = 0;
  while (assumptions.cluster_of(r) != cluster ||
         ValueOr0(assumptions.areas[r]->leaving, cell) == 0) {
    ++r;
  }
  return r;
}

// Where somebody of a cluster leaves, its shares sum to one over the neighborhoods.
absl::Status CheckArrivals(const Model& model, const StepAssumptions& assumptions) {
  const size_t cells = model.grid.size();
  for (int c = 0; c < assumptions.clusters(); ++c) {
    Cells shares(cells), leaving(cells);
    for (size_t r = 0; r < assumptions.areas.size(); ++r) {
      const AreaAssumptions& area = *assumptions.areas[r];
      const bool origin = assumptions.cluster_of(r) == c && !area.leaving.empty();
      for (size_t i = 0; i < cells && origin; ++i) leaving[i] += area.leaving[i];
      if (area.arrival_share.empty()) continue;
      for (size_t i = 0; i < cells; ++i) shares[i] += area.arrival_share[c * cells + i];
    }
    for (size_t i = 0; i < cells; ++i) {
      if (leaving[i] == 0 || std::abs(shares[i] - 1) <= kShareTolerance) continue;
      return Refuse(model, FirstLeft(assumptions, c, i), i,
                    "the sum of the shares of arriving from there", shares[i], "should be 1");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckClusters(const Model& model, const StepAssumptions& assumptions) {
  const std::vector<int>& clusters = assumptions.origin_cluster;
  if (!clusters.empty() && clusters.size() != assumptions.areas.size()) {
    return absl::FailedPreconditionError(absl::StrCat("clusters are given for ", clusters.size(),
                                                      " neighborhoods, not for ",
                                                      assumptions.areas.size()));
  }
  for (size_t r = 0; r < clusters.size(); ++r) {
    if (clusters[r] < 0 || clusters[r] >= static_cast<int>(clusters.size())) {
      return absl::FailedPreconditionError(
          absl::StrCat(AreaName(model, r), ": there is no cluster ", clusters[r]));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckGrossFlows(const Model& model, const StepAssumptions& assumptions) {
  ZWK_RETURN_IF_ERROR(CheckClusters(model, assumptions));
  for (size_t r = 0; r < assumptions.areas.size(); ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "mortality", in.mortality, kRate));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "emigration abroad", in.emigration_abroad, kRate));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "emigration inside the country", in.emigration_rest, kRate));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "immigration from abroad", in.immigration_abroad, kCount));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "immigration from inside the country", in.immigration_rest, kCount));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "leaving", in.leaving, kRate));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "share of arriving", in.arrival_share, kRate, assumptions.clusters()));
    if (!in.naturalization.empty() &&
        static_cast<int>(in.naturalization.size()) != model.grid.groups) {
      return absl::FailedPreconditionError(
          absl::StrCat(AreaName(model, r), ": naturalization needs a table per group"));
    }
    for (const Cells& into : in.naturalization) {
      ZWK_RETURN_IF_ERROR(CheckTable(model, r, "naturalization", into, kRate));
    }
    ZWK_RETURN_IF_ERROR(CheckLeavers(model, r, in));
  }
  return CheckArrivals(model, assumptions);
}

absl::Status CheckNetMigration(const Model& model, const StepAssumptions& assumptions) {
  for (size_t r = 0; r < assumptions.areas.size(); ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "mortality", in.mortality, kRate));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "net migration", in.net_migration, kAny));
  }
  return absl::OkStatus();
}

// Linear integration cannot take more than two per step and person; the open class is no interval.
absl::Status CheckMultiregional(const Model& model, const StepAssumptions& assumptions) {
  const Grid& grid = model.grid;
  const size_t areas = assumptions.areas.size();
  for (size_t r = 0; r < areas; ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "death rate", in.death_rate, kCount));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "net migration", in.net_migration, kAny));
    if (!in.moving.empty() && in.moving.size() != areas) {
      return absl::FailedPreconditionError(
          absl::StrCat(AreaName(model, r), ": moving needs a table per neighborhood"));
    }
    for (const Cells& to : in.moving) {
      ZWK_RETURN_IF_ERROR(CheckTable(model, r, "moving", to, kCount));
    }
    for (size_t i = 0; i < grid.size(); ++i) {
      double leaving = ValueOr0(in.death_rate, i);
      for (const Cells& to : in.moving) leaving += ValueOr0(to, i);
      if (static_cast<int>(i % grid.ages) < grid.open() && leaving * model.age_width > 2) {
        return Refuse(model, r, i, "the rate of dying and moving", leaving,
                      "should be at most 2 in a step");
      }
      if (!in.moving.empty() && ValueOr0(in.moving[r], i) != 0) {
        return Refuse(model, r, i, "moving to the same neighborhood", in.moving[r][i],
                      "should be 0");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHamiltonPerry(const Model& model, const StepAssumptions& assumptions) {
  for (size_t r = 0; r < assumptions.areas.size(); ++r) {
    const Cells& ratios = assumptions.areas[r]->cohort_ratio;
    if (ratios.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat(AreaName(model, r), " has no cohort change ratios"));
    }
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "the cohort change ratio", ratios, kCount));
  }
  if (!(assumptions.total > 0 && assumptions.total <= kMost)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the city's total is ", assumptions.total, ", should be above 0"));
  }
  return absl::OkStatus();
}

absl::Status CheckChildGroups(const Grid& grid, const StepAssumptions& assumptions) {
  if (!(assumptions.boys_per_girl > 0) || !std::isfinite(assumptions.boys_per_girl)) {
    return absl::FailedPreconditionError(
        absl::StrCat("boys per girl is ", assumptions.boys_per_girl, ", should be above 0"));
  }
  if (assumptions.child_group.size() != static_cast<size_t>(grid.groups) * grid.groups) {
    return absl::FailedPreconditionError("shares of children's groups: one per pair of groups");
  }
  for (int g = 0; g < grid.groups; ++g) {
    double sum = 0;
    for (int h = 0; h < grid.groups; ++h) {
      const double share = assumptions.child_group[static_cast<size_t>(g) * grid.groups + h];
      if (!(share >= 0)) {
        return absl::FailedPreconditionError(
            absl::StrCat("share of children of group ", g, " in group ", h, " is ", share));
      }
      sum += share;
    }
    if (!(std::abs(sum - 1) <= kShareTolerance)) {
      return absl::FailedPreconditionError(
          absl::StrCat("shares of the children of group ", g, " sum to ", sum, ", not to 1"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckAssumptions(const Model& model, const StepAssumptions& assumptions) {
  const Grid& grid = model.grid;
  ZWK_RETURN_IF_ERROR(CheckChildGroups(grid, assumptions));
  for (size_t r = 0; r < assumptions.areas.size(); ++r) {
    const Cells& fertility = assumptions.areas[r]->fertility;
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "fertility", fertility, kCount));
    ZWK_RETURN_IF_ERROR(CheckFertility(model, r, fertility));
  }
  switch (model.form) {
    case MigrationForm::kNetMigration:
      return CheckNetMigration(model, assumptions);
    case MigrationForm::kMultiregional:
      return CheckMultiregional(model, assumptions);
    case MigrationForm::kHamiltonPerry:
      return CheckHamiltonPerry(model, assumptions);
    case MigrationForm::kGrossFlows:
      break;
  }
  return CheckGrossFlows(model, assumptions);
}

absl::Status CheckStart(const Model& model, const std::vector<Cells>& start) {
  for (size_t r = 0; r < start.size(); ++r) {
    if (start[r].size() != model.grid.size()) {
      return absl::FailedPreconditionError(absl::StrCat(
          AreaName(model, r), " has ", start[r].size(), " cells, not ", model.grid.size()));
    }
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "people", start[r], kCount));
  }
  return absl::OkStatus();
}

bool AreShares(const std::vector<double>& shares) {
  double sum = 0;
  for (const double share : shares) {
    if (!(share >= 0)) return false;
    sum += share;
  }
  return std::abs(sum - 1) <= kShareTolerance;
}

}  // namespace zwk::forecasting
