// The cohort-component step with gross flows, origin groups, naturalization and a pool of movers
// inside the city.
//
// All rates are by the age at the end of the year and act on the people of 1 January who reach that
// age. Who leaves or changes group is exposed to death for half a year (infants: two thirds of it);
// who arrives, too. Movers inside the city leave their neighborhood into a pool by group, sex, age
// and cluster of neighborhoods, and arrive from it by shares.
#include <algorithm>

#include "forecasting/domain/engine/step.h"

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

// Everything but internal arrivals, for the ages from 1 on.
void AgeFromOne(const Model& model, const Cells& P, const AreaAssumptions& in, AreaStep& out) {
  const Grid& grid = model.grid;
  const int A = grid.open();
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      const size_t base = grid.at(g, s, 0);
      for (int a = 1; a <= A; ++a) {
        out.start[base + a] = a < A ? P[base + a - 1] : P[base + A - 1] + P[base + A];
      }
    }
  }
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 1; a <= A; ++a) {
        const size_t i = grid.at(g, s, a);
        const double n = out.start[i];
        const double q = ValueOr0(in.mortality, i);
        const double q_next = ValueOr0(in.mortality, a < A ? i + 1 : i);
        const double e_abroad = ValueOr0(in.emigration_abroad, i);
        const double e_rest = ValueOr0(in.emigration_rest, i);
        const double c = NaturalizationOut(in, i);
        const double i_abroad = ValueOr0(in.immigration_abroad, i);
        const double i_rest = ValueOr0(in.immigration_rest, i);
        double joiners = 0;  // from other groups
        for (int from = 0; from < grid.groups; ++from) {
          const size_t j = grid.at(from, s, a);
          joiners += out.start[j] * Naturalization(in, g, j);
        }
        out.emigration_abroad[i] = n * e_abroad;
        out.emigration_rest[i] = n * e_rest;
        out.immigration_abroad[i] = i_abroad;
        out.immigration_rest[i] = i_rest;
        out.naturalized_out[i] = n * c;
        out.naturalized_in[i] = joiners;
        out.deaths[i] = n * (q - (e_abroad + e_rest + c) * q / 2) + joiners * q / 2 +
                        (i_abroad + i_rest) * q_next / 2;
        out.internal_departures[i] = n * ValueOr0(in.leaving, i) * (1 - q / 2);
      }
    }
  }
}

// The movers of one group, sex and age leave into the pool of their neighborhood's cluster and
// arrive from it; nobody gets lost. `pool` has room for each cluster.
void Pool(const StepAssumptions& assumptions, size_t cell, std::vector<AreaStep>& areas,
          std::vector<double>& pool) {
  std::fill(pool.begin(), pool.end(), 0.0);
  for (size_t r = 0; r < areas.size(); ++r) {
    pool[assumptions.cluster_of(r)] += areas[r].internal_departures[cell];
  }
  for (size_t r = 0; r < areas.size(); ++r) {
    const Cells& share = assumptions.areas[r]->arrival_share;
    double arrivals = 0;
    for (size_t c = 0; c < pool.size(); ++c) {
      arrivals += ValueOr0(share, c * areas[r].end.size() + cell) * pool[c];
    }
    areas[r].internal_arrivals[cell] = arrivals;
  }
}

void Close(AreaStep& out, size_t i) {
  out.end[i] = out.start[i] + out.births[i] - out.deaths[i] - out.emigration_abroad[i] -
               out.emigration_rest[i] + out.immigration_abroad[i] + out.immigration_rest[i] -
               out.naturalized_out[i] + out.naturalized_in[i] - out.internal_departures[i] +
               out.internal_arrivals[i];
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
  std::vector<double> pool(assumptions.clusters());

  for (size_t r = 0; r < areas.size(); ++r) {
    AgeFromOne(model, start[r], *assumptions.areas[r], areas[r]);
  }
  for (size_t i = 0; i < grid.size(); ++i) {
    if (i % grid.ages == 0) continue;
    Pool(assumptions, i, areas, pool);
    for (AreaStep& area : areas) Close(area, i);
  }
  for (size_t r = 0; r < areas.size(); ++r) {
    Births(model, *assumptions.areas[r], assumptions, areas[r]);
    Infants(model, *assumptions.areas[r], areas[r]);
  }
  for (size_t i = 0; i < grid.size(); i += grid.ages) {
    Pool(assumptions, i, areas, pool);
    for (AreaStep& area : areas) Close(area, i);
  }
  return step;
}

}  // namespace zwk::forecasting
