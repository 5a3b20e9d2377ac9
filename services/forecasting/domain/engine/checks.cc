#include "forecasting/domain/engine/checks.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "forecasting/domain/engine/step.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

enum class Range { kRate, kCount, kAny };

// More than anybody will ever count, and far from where sums overflow.
constexpr double kMost = 1e12;

absl::Status Refuse(const Model& model, size_t area, size_t cell, const char* what, double value,
                    const char* should) {
  return absl::FailedPreconditionError(
      absl::StrCat(CellName(model, area, cell), ": ", what, " is ", value, ", ", should));
}

// `times`: how many tables follow each other in `cells`.
absl::Status CheckTable(const Model& model, size_t area, const char* what, const Cells& cells,
                        Range range, int times = 1) {
  if (cells.empty()) return absl::OkStatus();
  const size_t should = model.grid.size() * times;
  if (cells.size() != should) {
    return absl::FailedPreconditionError(absl::StrCat(AreaName(model, area), ": ", what, " has ",
                                                      cells.size(), " cells, not ", should));
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    const double value = cells[i];
    if (!std::isfinite(value)) return Refuse(model, area, i, what, value, "should be finite");
    if (range != Range::kAny && value < 0) {
      return Refuse(model, area, i, what, value, "should not be negative");
    }
    if (range == Range::kRate && value > 1) {
      return Refuse(model, area, i, what, value, "should be at most 1");
    }
    if (std::abs(value) > kMost) {
      return Refuse(model, area, i, what, value, "should be at most 1e12");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFertility(const Model& model, size_t area, const Cells& fertility) {
  const Grid& grid = model.grid;
  for (size_t i = 0; i < fertility.size(); ++i) {
    const int age = static_cast<int>(i % grid.ages);
    const bool male = i / grid.ages % kSexes == kMale;
    if (fertility[i] != 0 && (male || age == 0 || age == grid.open())) {
      return Refuse(model, area, i, "fertility", fertility[i], "should be 0 there");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLeavers(const Model& model, size_t area, const AreaAssumptions& in) {
  const Grid& grid = model.grid;
  for (size_t h = 0; h < in.naturalization.size(); ++h) {
    const Cells& into = in.naturalization[h];
    for (size_t i = 0; i < into.size(); ++i) {
      const size_t group = i / grid.ages / kSexes;
      if (group == h && into[i] != 0) {
        return Refuse(model, area, i, "naturalization into the own group", into[i], "should be 0");
      }
    }
  }
  if (model.allow_negative_cells) return absl::OkStatus();
  for (size_t i = 0; i < grid.size(); ++i) {
    double leavers = ValueOr0(in.emigration_abroad, i) + ValueOr0(in.emigration_rest, i) +
                     ValueOr0(in.leaving, i);
    for (const Cells& into : in.naturalization) leavers += ValueOr0(into, i);
    const double q = ValueOr0(in.mortality, i);
    const double most = (1 - q) / (1 - q / 2);
    if (leavers > most + kShareTolerance) {
      return absl::FailedPreconditionError(absl::StrCat(
          CellName(model, area, i), ": emigration, naturalization and moving inside the city take ",
          leavers, " of the people, at mortality ", q, " at most ", most, " can go"));
    }
  }
  return absl::OkStatus();
}

// Where somebody of a cluster leaves, its shares sum to one over the neighborhoods.
absl::Status CheckArrivals(const Model& model, const StepAssumptions& assumptions) {
  const size_t cells = model.grid.size();
  for (int c = 0; c < assumptions.clusters(); ++c) {
    for (size_t i = 0; i < cells; ++i) {
      double shares = 0;
      size_t left = assumptions.areas.size();  // the first neighborhood that somebody leaves
      for (size_t r = assumptions.areas.size(); r-- > 0;) {
        const AreaAssumptions& area = *assumptions.areas[r];
        shares += ValueOr0(area.arrival_share, c * cells + i);
        if (assumptions.cluster_of(r) == c && ValueOr0(area.leaving, i) > 0) left = r;
      }
      if (left < assumptions.areas.size() && std::abs(shares - 1) > kShareTolerance) {
        return Refuse(model, left, i, "the sum of the shares of arriving from there", shares,
                      "should be 1");
      }
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
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "mortality", in.mortality, Range::kRate));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "emigration abroad", in.emigration_abroad, Range::kRate));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "emigration inside the country", in.emigration_rest, Range::kRate));
    ZWK_RETURN_IF_ERROR(
        CheckTable(model, r, "immigration from abroad", in.immigration_abroad, Range::kCount));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "immigration from inside the country",
                                   in.immigration_rest, Range::kCount));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "leaving", in.leaving, Range::kRate));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "share of arriving", in.arrival_share, Range::kRate,
                                   assumptions.clusters()));
    if (!in.naturalization.empty() &&
        static_cast<int>(in.naturalization.size()) != model.grid.groups) {
      return absl::FailedPreconditionError(
          absl::StrCat(AreaName(model, r), ": naturalization needs a table per group"));
    }
    for (const Cells& into : in.naturalization) {
      ZWK_RETURN_IF_ERROR(CheckTable(model, r, "naturalization", into, Range::kRate));
    }
    ZWK_RETURN_IF_ERROR(CheckLeavers(model, r, in));
  }
  return CheckArrivals(model, assumptions);
}

absl::Status CheckNetMigration(const Model& model, const StepAssumptions& assumptions) {
  for (size_t r = 0; r < assumptions.areas.size(); ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "mortality", in.mortality, Range::kRate));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "net migration", in.net_migration, Range::kAny));
  }
  return absl::OkStatus();
}

// Linear integration cannot take more than two per step and person; the open class is no interval.
absl::Status CheckMultiregional(const Model& model, const StepAssumptions& assumptions) {
  const Grid& grid = model.grid;
  const size_t areas = assumptions.areas.size();
  for (size_t r = 0; r < areas; ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "death rate", in.death_rate, Range::kCount));
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "net migration", in.net_migration, Range::kAny));
    if (!in.moving.empty() && in.moving.size() != areas) {
      return absl::FailedPreconditionError(
          absl::StrCat(AreaName(model, r), ": moving needs a table per neighborhood"));
    }
    for (const Cells& to : in.moving) {
      ZWK_RETURN_IF_ERROR(CheckTable(model, r, "moving", to, Range::kCount));
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
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "fertility", fertility, Range::kCount));
    ZWK_RETURN_IF_ERROR(CheckFertility(model, r, fertility));
  }
  switch (model.form) {
    case MigrationForm::kNetMigration:
      return CheckNetMigration(model, assumptions);
    case MigrationForm::kMultiregional:
      return CheckMultiregional(model, assumptions);
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
    ZWK_RETURN_IF_ERROR(CheckTable(model, r, "people", start[r], Range::kCount));
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
