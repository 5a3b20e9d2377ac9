// The cohort-component step with gross flows, origin groups, naturalization and a pool of movers
// inside the city.
//
// All rates are by the age at the end of the year and act on the people of 1 January who reach that
// age. Who leaves or changes group is exposed to death for half a year (infants: two thirds of it);
// who arrives, too. Movers inside the city leave their neighborhood into a pool by group, sex, age
// and cluster of neighborhoods, and arrive from it by shares.
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

constexpr double kInfantExposure = 2.0 / 3.0;

// The share of a cell's people who change to any other group.
double NaturalizationOut(const AreaAssumptions& in, size_t cell) {
  double sum = 0;
  for (const Cells& to : in.naturalization) sum += ValueOr0(to, cell);
  return sum;
}

// C_gh: from the group of `cell` to group h.
double Naturalization(const AreaAssumptions& in, int h, size_t cell) {
  return in.naturalization.empty() ? 0.0 : ValueOr0(in.naturalization[h], cell);
}

// Finds the ages of one group and sex in a table, from 0 on.
class Rows {
 public:
  explicit Rows(const Grid& grid) : zeros_(grid.ages, 0.0) {}
  const double* operator()(const Cells& table, size_t base) const {
    return table.empty() ? zeros_.data() : table.data() + base;
  }

 private:
  Cells zeros_;  // a table of zeros may be left empty
};

void GrowOlder(const Grid& grid, const Cells& P, Cells& n) {
  const int A = grid.open();
  for (size_t base = 0; base < grid.size(); base += grid.ages) {
    for (int a = 1; a < A; ++a) n[base + a] = P[base + a - 1];
    n[base + A] = P[base + A - 1] + P[base + A];
  }
}

// What happens to one group and sex from age 1 on, but for internal arrivals.
void AgeFromOne(const Grid& grid, int g, int s, const AreaAssumptions& in, const Rows& row,
                AreaStep& out) {
  const int A = grid.open();
  const size_t base = grid.at(g, s, 0);
  Cells c(grid.ages), joiners(grid.ages);  // leaving for, coming from other groups
  for (size_t h = 0; h < in.naturalization.size(); ++h) {
    const double* C = row(in.naturalization[h], base);
    for (int a = 1; a <= A; ++a) c[a] += C[a];
  }
  for (int from = 0; from < grid.groups && !in.naturalization.empty(); ++from) {
    const double* C = row(in.naturalization[g], grid.at(from, s, 0));
    const double* n = out.start.data() + grid.at(from, s, 0);
    for (int a = 1; a <= A; ++a) joiners[a] += n[a] * C[a];
  }
  const double* n = out.start.data() + base;
  const double* q = row(in.mortality, base);
  const double* e_abroad = row(in.emigration_abroad, base);
  const double* e_rest = row(in.emigration_rest, base);
  const double* i_abroad = row(in.immigration_abroad, base);
  const double* i_rest = row(in.immigration_rest, base);
  const double* leaving = row(in.leaving, base);
  for (int a = 1; a <= A; ++a) {
    const size_t i = base + a;
    const double q_next = q[a < A ? a + 1 : a];
    out.emigration_abroad[i] = n[a] * e_abroad[a];
    out.emigration_rest[i] = n[a] * e_rest[a];
    out.immigration_abroad[i] = i_abroad[a];
    out.immigration_rest[i] = i_rest[a];
    out.naturalized_out[i] = n[a] * c[a];
    out.naturalized_in[i] = joiners[a];
    out.deaths[i] = n[a] * (q[a] - (e_abroad[a] + e_rest[a] + c[a]) * q[a] / 2) +
                    joiners[a] * q[a] / 2 + (i_abroad[a] + i_rest[a]) * q_next / 2;
    out.internal_departures[i] = n[a] * leaving[a] * (1 - q[a] / 2);
  }
}

// Calls `change` for the cells of all groups and sexes with ages from..to.
template <typename Change>
void ForEachCell(const Grid& grid, int from, int to, Change change) {
  for (size_t base = 0; base < grid.size(); base += grid.ages) {
    for (size_t i = base + from; i <= base + to; ++i) change(i);
  }
}

// The movers of one group, sex and age leave into the pool of their neighborhood's cluster and
// arrive from it; nobody gets lost.
void Pool(const Grid& grid, int from, int to, const StepAssumptions& assumptions,
          std::vector<AreaStep>& areas) {
  std::vector<Cells> pools(assumptions.clusters(), Cells(grid.size()));
  for (size_t r = 0; r < areas.size(); ++r) {
    Cells& pool = pools[assumptions.cluster_of(r)];
    const Cells& departures = areas[r].internal_departures;
    ForEachCell(grid, from, to, [&](size_t i) { pool[i] += departures[i]; });
  }
  for (size_t r = 0; r < areas.size(); ++r) {
    if (assumptions.areas[r]->arrival_share.empty()) continue;
    const double* share = assumptions.areas[r]->arrival_share.data();
    Cells& arrivals = areas[r].internal_arrivals;
    for (const Cells& pool : pools) {
      ForEachCell(grid, from, to, [&](size_t i) { arrivals[i] += share[i] * pool[i]; });
      share += grid.size();
    }
  }
}

void Close(const Grid& grid, int from, int to, AreaStep& out) {
  ForEachCell(grid, from, to, [&](size_t i) {
    out.end[i] = out.start[i] + out.births[i] - out.deaths[i] - out.emigration_abroad[i] -
                 out.emigration_rest[i] + out.immigration_abroad[i] + out.immigration_rest[i] -
                 out.naturalized_out[i] + out.naturalized_in[i] - out.internal_departures[i] +
                 out.internal_arrivals[i];
  });
}

void Births(const Model& model, const AreaAssumptions& in, const StepAssumptions& assumptions,
            AreaStep& out) {
  const Grid& grid = model.grid;
  std::vector<double> children(grid.groups, 0.0);
  for (int g = 0; g < grid.groups; ++g) {
    for (int a = 1; a < grid.open(); ++a) {
      const size_t i = grid.at(g, kFemale, a);
      const double women = (out.start[i] + out.end[i]) / 2;
      out.births_by_mother[i] = ValueOr0(in.fertility, i) * women;
      children[g] += out.births_by_mother[i];
    }
  }
  const std::vector<double> born = ChildrenByGroupAndSex(grid, children, assumptions);
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) out.births[grid.at(g, s, 0)] = born[g * kSexes + s];
  }
}

void Infants(const Model& model, const AreaAssumptions& in, AreaStep& out) {
  const Grid& grid = model.grid;
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      const size_t i = grid.at(g, s, 0);
      const double B = out.births[i];
      const double q = ValueOr0(in.mortality, i);
      const double e_abroad = ValueOr0(in.emigration_abroad, i);
      const double e_rest = ValueOr0(in.emigration_rest, i);
      const double c = NaturalizationOut(in, i);
      const double i_abroad = ValueOr0(in.immigration_abroad, i);
      const double i_rest = ValueOr0(in.immigration_rest, i);
      double joiners = 0;
      for (int from = 0; from < grid.groups; ++from) {
        const size_t j = grid.at(from, s, 0);
        joiners += out.births[j] * Naturalization(in, g, j);
      }
      // The FSO exposes the group's own rate instead of the children who join.
      const double exposed_joiners = model.fso_infant_term ? c : joiners;
      out.deaths[i] = q * (B * (1 - kInfantExposure * (e_abroad + e_rest + c)) +
                           kInfantExposure * (i_abroad + i_rest + exposed_joiners));
      out.emigration_abroad[i] = B * e_abroad;
      out.emigration_rest[i] = B * e_rest;
      out.immigration_abroad[i] = i_abroad;
      out.immigration_rest[i] = i_rest;
      out.naturalized_out[i] = B * c;
      out.naturalized_in[i] = joiners;
      out.internal_departures[i] = B * ValueOr0(in.leaving, i) * (1 - q / 2);
    }
  }
}

}  // namespace

CityStep GrossFlowStep(const Model& model, const std::vector<Cells>& start,
                       const StepAssumptions& assumptions) {
  const Grid& grid = model.grid;
  CityStep step;
  step.areas.assign(start.size(), AreaStep(grid));
  std::vector<AreaStep>& areas = step.areas;
  const Rows row(grid);

  for (size_t r = 0; r < areas.size(); ++r) {
    GrowOlder(grid, start[r], areas[r].start);
    for (int g = 0; g < grid.groups; ++g) {
      for (int s = 0; s < kSexes; ++s) {
        AgeFromOne(grid, g, s, *assumptions.areas[r], row, areas[r]);
      }
    }
  }
  Pool(grid, 1, grid.open(), assumptions, areas);
  for (size_t r = 0; r < areas.size(); ++r) {
    Close(grid, 1, grid.open(), areas[r]);
    Births(model, *assumptions.areas[r], assumptions, areas[r]);
    Infants(model, *assumptions.areas[r], areas[r]);
  }
  Pool(grid, 0, 0, assumptions, areas);
  for (AreaStep& area : areas) Close(grid, 0, 0, area);
  return step;
}

}  // namespace zwk::forecasting
