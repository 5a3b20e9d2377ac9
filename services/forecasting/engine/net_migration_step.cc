// The cohort-component step with net migration, as the United Nations use it. z: years of a step, S
// = 1 - q: survival ratios, M: net migrants of the step.
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

AreaStep StepOfArea(const Model& model, const Cells& P, const AreaAssumptions& in,
                    const StepAssumptions& assumptions) {
  const Grid& grid = model.grid;
  const int A = grid.open();
  const double z = model.age_width;
  const bool even = model.timing == MigrationTiming::kEven;
  AreaStep out(grid);
  std::vector<double> children(grid.groups, 0.0);

  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      const size_t base = grid.at(g, s, 0);
      const auto q = [&](int x) { return ValueOr0(in.mortality, base + x); };
      const auto M = [&](int x) { return ValueOr0(in.net_migration, base + x); };
      const auto S = [&](int x) { return 1.0 - q(x); };
      // Who comes at the start and takes part in the whole step, and who comes at its end.
      const auto early = [&](int x) { return even ? M(x) / 2 : 0.0; };
      const auto E = [&](int x) { return even ? M(x) / 2 : 0.0; };
      const auto at_start = [&](int x) { return P[base + x] + early(x); };
      std::vector<double> N(grid.ages, 0.0);
      for (int x = 1; x <= A; ++x) {
        const double from = x < A ? at_start(x - 1) : at_start(A - 1) + at_start(A);
        const double deaths = (1.0 - S(x)) * from;
        out.start[base + x] = x < A ? P[base + x - 1] : P[base + A - 1] + P[base + A];
        out.deaths[base + x] = deaths;
        N[x] = from - deaths + E(x);
        // Booked at the age they reach, which those of the last two classes share.
        const double came_early = x < A ? early(x - 1) : early(A - 1) + early(A);
        out.net_migration[base + x] = came_early + E(x);
      }
      if (s == kFemale) {
        for (int x = 1; x < A; ++x) {
          const double born = z * ValueOr0(in.fertility, base + x) * (at_start(x) + N[x]) / 2;
          out.births_by_mother[base + x] = born;
          children[g] += born;
        }
      }
      for (int x = 1; x <= A; ++x) {
        if (!even) {  // all at the very end: nobody of them was exposed to anything
          out.net_migration[base + x] += M(x);
          N[x] += M(x);
        }
        out.end[base + x] = N[x];
      }
    }
  }

  const std::vector<double> born = ChildrenByGroupAndSex(grid, children, assumptions);
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      const size_t i = grid.at(g, s, 0);
      const double B = born[g * kSexes + s];
      // In an even step the other half of the youngest has grown into the next class.
      const double migrants =
          even ? ValueOr0(in.net_migration, i) / 2 : ValueOr0(in.net_migration, i);
      out.births[i] = B;
      out.deaths[i] = ValueOr0(in.mortality, i) * B;
      out.net_migration[i] = migrants;
      out.end[i] = B - out.deaths[i] + migrants;
    }
  }
  return out;
}

}  // namespace

CityStep NetMigrationStep(const Model& model, const std::vector<Cells>& start,
                          const StepAssumptions& assumptions) {
  CityStep step;
  for (size_t r = 0; r < start.size(); ++r) {
    step.areas.push_back(StepOfArea(model, start[r], *assumptions.areas[r], assumptions));
  }
  return step;
}

}  // namespace zwk::forecasting
