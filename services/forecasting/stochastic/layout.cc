#include "forecasting/stochastic/layout.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "forecasting/engine/step.h"
#include "forecasting/stochastic/standards.h"

namespace zwk::forecasting {
namespace {

Shape ShapeOf(const SimulationInput& input) {
  return {static_cast<int>(input.start.size()), input.model.grid.groups, input.model.grid.ages};
}

// Calls with row, column, neighborhood and cell of the grid.
template <class Visit>
void ForEachCell(const Shape& shape, const Grid& grid, const Visit& visit) {
  for (int s = 0; s < kSexes; ++s) {
    for (int a = 0; a < shape.ages; ++a) {
      for (int g = 0; g < shape.groups; ++g) {
        for (int r = 0; r < shape.areas; ++r) {
          visit(static_cast<size_t>(shape.row(s, a)), static_cast<size_t>(g) * shape.areas + r, r,
                grid.at(g, s, a));
        }
      }
    }
  }
}

// ---- People at the start ----

// Whole people, so that each neighborhood's running total is off by at most half a person.
Cells Rounded(const Cells& people) {
  Cells whole(people.size());
  double total = 0, given = 0;
  for (size_t i = 0; i < people.size(); ++i) {
    total += people[i];
    whole[i] = std::max(0.0, std::floor(total + 0.5) - given);
    given += whole[i];
  }
  return whole;
}

std::vector<double> Start(const SimulationInput& input) {
  const Shape shape = ShapeOf(input);
  std::vector<Cells> people = input.start;
  if (input.uncertainty.demographic_noise) {
    for (Cells& area : people) area = Rounded(area);
  }
  std::vector<double> start(static_cast<size_t>(shape.rows()) * shape.columns());
  ForEachCell(shape, input.model.grid, [&](size_t row, size_t column, int r, size_t cell) {
    start[row * shape.columns() + column] = people[r][cell];
  });
  return start;
}

// ---- Assumptions ----

// The pairs of groups between which anybody changes in any year.
std::vector<GroupChange> Changes(const SimulationInput& input) {
  std::set<std::pair<int, int>> pairs;
  std::set<const AreaAssumptions*> seen;
  const Grid& grid = input.model.grid;
  for (const StepAssumptions& year : input.years) {
    for (const auto& area : year.areas) {
      if (!seen.insert(area.get()).second) continue;
      for (size_t to = 0; to < area->naturalization.size(); ++to) {
        const Cells& rates = area->naturalization[to];
        for (size_t i = 0; i < rates.size(); ++i) {
          if (rates[i] != 0) {
            pairs.emplace(static_cast<int>(to), static_cast<int>(i / grid.ages / kSexes));
          }
        }
      }
    }
  }
  std::vector<GroupChange> changes;
  for (const auto& [to, from] : pairs) changes.push_back({from, to});
  return changes;
}

double ChangeRate(const AreaAssumptions& in, const GroupChange& change, size_t cell) {
  return in.naturalization.empty() ? 0.0 : ValueOr0(in.naturalization[change.to], cell);
}

// Of the movers who are not yet settled in neighborhoods before r, the share of r.
std::vector<double> ConditionalShares(const Shape& shape, const std::vector<double>& shares) {
  std::vector<double> conditional(shares.size());
  for (size_t first = 0; first < shares.size(); first += shape.areas) {
    double left = 0;
    for (int r = shape.areas - 1; r >= 0; --r) {
      const double share = shares[first + r];
      left += share;
      conditional[first + r] = share > 0 ? share / left : 0.0;
    }
  }
  return conditional;
}

std::vector<ClusterRun> ClusterRuns(const StepAssumptions& in) {
  std::vector<ClusterRun> runs;
  for (int r = 0; r < static_cast<int>(in.areas.size()); ++r) {
    const int cluster = in.cluster_of(r);
    if (runs.empty() || runs.back().cluster != cluster) runs.push_back({r, r, cluster});
    runs.back().end = r + 1;
  }
  return runs;
}

void AddRates(const SimulationInput& input, const StepAssumptions& in,
              const std::vector<GroupChange>& changes, YearTables& out) {
  const Shape shape = ShapeOf(input);
  const size_t columns = shape.columns();
  const size_t cells = shape.rows() * columns;
  out.cells.resize(cells);
  out.clusters = in.clusters();
  out.cluster_runs = ClusterRuns(in);
  out.arrival_share.resize(cells * out.clusters);
  out.half_fertility.resize(shape.ages * columns);
  out.changes.resize(shape.rows() * changes.size() * shape.areas);
  out.own_change.resize(kSexes * columns);
  out.fertile.resize(shape.ages);
  out.mortality_limit.assign(shape.rows(), HUGE_VAL);
  ForEachCell(shape, input.model.grid, [&](size_t row, size_t column, int r, size_t cell) {
    const AreaAssumptions& area = *in.areas[r];
    const size_t age = cell % shape.ages;
    const int group = static_cast<int>(column / shape.areas);
    double gone = ValueOr0(area.emigration_abroad, cell) + ValueOr0(area.emigration_rest, cell);
    double change_out = 0;
    for (size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].from != group) continue;
      const double rate = ChangeRate(area, changes[i], cell);
      out.changes[(row * changes.size() + i) * shape.areas + r] = rate;
      change_out += rate;
    }
    gone += change_out;
    const double leaving = ValueOr0(area.leaving, cell);
    const double q = ValueOr0(area.mortality, cell);
    const double arriving =
        ValueOr0(area.immigration_abroad, cell) + ValueOr0(area.immigration_rest, cell);
    const size_t i = row * columns + column;
    out.cells[i] = {q / 2, age == 0 ? gone : 2 - gone - leaving, leaving, arriving};
    for (int k = 0; k < out.clusters; ++k) {
      out.arrival_share[(row * out.clusters + k) * columns + column] =
          ValueOr0(area.arrival_share, k * input.model.grid.size() + cell);
    }
    const size_t sex = cell / shape.ages % kSexes;
    if (age == 0) out.own_change[sex * columns + column] = change_out;
    if (sex == kFemale && ValueOr0(area.fertility, cell) != 0) {
      out.half_fertility[age * columns + column] = area.fertility[cell] / 2;
      out.fertile[age] = 1;
    }
    if (q > 0) {
      // Nobody is left behind below zero: q <= (1 - l) / (1 - l/2), l the share who leave
      // (CheckAssumptions solved for q).
      const double left = gone + leaving;
      const double most = std::max((1 - left) / (1 - left / 2), q);
      out.mortality_limit[row] = std::min(out.mortality_limit[row], most / q);
    }
  });
  out.conditional_share = ConditionalShares(shape, out.arrival_share);
}

// The variance of a five-year step of the gap (bayesLife).
double GapVariance(const LifeExpectancyUncertainty& in, double e0) {
  constexpr double kFlatFrom = 82.5;
  return e0 >= kFlatFrom ? in.a : in.a + in.b * (e0 - kFlatFrom);
}

// b_x at [sex * ages + age].
std::vector<double> AgePattern(const LifeExpectancyUncertainty& in, const Grid& grid) {
  if (!in.age_pattern.empty()) return in.age_pattern;
  return std::vector<double>(static_cast<size_t>(kSexes) * grid.ages, 1.0);
}

std::shared_ptr<const YearTables> Tables(const SimulationInput& input, const StepAssumptions& in,
                                         const std::vector<GroupChange>& changes) {
  auto out = std::make_shared<YearTables>();
  AddRates(input, in, changes, *out);
  if (input.uncertainty.fertility) out->base_tfr = CityTfr(input.model, input.start, in);
  if (const auto& life = input.uncertainty.life_expectancy) {
    const auto mortality = CityMortality(input.model, input.start, in);
    const auto pattern = AgePattern(*life, input.model.grid);
    out->base_e0 = LifeExpectancy(input.model, mortality, pattern, 0);
    out->gap_sd = Annualize(life->rho, GapVariance(*life, out->base_e0)).sd;
    out->kappa = KappaOfGaps(input.model, mortality, pattern);
  }
  return out;
}

YearView View(const SimulationInput& input, const YearTables& tables,
              const std::vector<double>& child_group, double boys_per_girl) {
  YearView view = {};
  view.cells = tables.cells.data();
  view.clusters = tables.clusters;
  view.cluster_runs = tables.cluster_runs.data();
  view.cluster_run_count = static_cast<int>(tables.cluster_runs.size());
  view.arrival_share = tables.arrival_share.data();
  view.conditional_share = tables.conditional_share.data();
  view.half_fertility = tables.half_fertility.data();
  view.fertile = tables.fertile.data();
  view.changes = tables.changes.data();
  view.own_change = tables.own_change.data();
  view.child_group = child_group.data();
  view.boys = boys_per_girl / (1 + boys_per_girl);
  view.mortality_limit = tables.mortality_limit.data();
  view.base_tfr = tables.base_tfr;
  if (const auto& fertility = input.uncertainty.fertility; fertility && tables.base_tfr > 0) {
    // What the assumptions themselves have below the limit stays there.
    view.lowest_scale = std::min(1.0, fertility->lowest_tfr / tables.base_tfr);
  }
  view.base_e0 = tables.base_e0;
  view.gap_sd = tables.gap_sd;
  view.kappa = tables.kappa.data();
  return view;
}

void AddYears(const SimulationInput& input, Simulation::Layout& layout) {
  for (size_t t = 0; t < input.years.size(); ++t) {
    const StepAssumptions& year = input.years[t];
    const bool as_before = t > 0 && year.areas == input.years[t - 1].areas &&
                           year.origin_cluster == input.years[t - 1].origin_cluster;
    layout.tables.push_back(as_before ? layout.tables.back() : Tables(input, year, layout.changes));
    layout.child_groups.push_back(year.child_group);
  }
  for (size_t t = 0; t < input.years.size(); ++t) {
    layout.years.push_back(
        View(input, *layout.tables[t], layout.child_groups[t], input.years[t].boys_per_girl));
  }
}

// ---- Processes ----

std::vector<double> Flat(const std::vector<std::vector<double>>& paths) {
  std::vector<double> flat;
  for (const auto& path : paths) flat.insert(flat.end(), path.begin(), path.end());
  return flat;
}

std::vector<double> PerArea(const std::vector<double>& values, int areas) {
  return values.size() == 1 ? std::vector<double>(areas, values[0]) : values;
}

void AddProcesses(const SimulationInput& input, Simulation::Layout& layout) {
  const Uncertainty& uncertainty = input.uncertainty;
  RunView& run = layout.run;
  if (const auto& fertility = uncertainty.fertility) {
    const Annual annual = Annualize(fertility->rho, fertility->sigma * fertility->sigma);
    run.fertility = true;
    run.fertility_rho = annual.rho;
    run.fertility_sd = annual.sd;
    layout.national_tfr = Flat(fertility->national);
    run.national_tfr_paths = static_cast<int>(fertility->national.size());
  }
  if (const auto& life = uncertainty.life_expectancy) {
    run.life_expectancy = true;
    run.gap_rho = Annualize(life->rho, 0).rho;
    layout.national_e0 = Flat(life->national);
    run.national_e0_paths = static_cast<int>(life->national.size());
    const auto pattern = AgePattern(*life, layout.grid);
    layout.age_pattern.resize(pattern.size());
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < run.shape.ages; ++a) {
        layout.age_pattern[run.shape.row(s, a)] = pattern[s * run.shape.ages + a];
      }
    }
  }
  if (const auto& migration = uncertainty.migration) {
    const int areas = run.shape.areas;
    run.migration = true;
    layout.migration_mean = PerArea(migration->mean, areas);
    layout.migration_phi = PerArea(migration->phi, areas);
    layout.migration_sigma = PerArea(migration->sigma, areas);
    run.city_weight = std::sqrt(migration->correlation);
    run.area_weight = std::sqrt(1 - migration->correlation);
    std::vector<double> variance(areas, 0.0);
    for (size_t t = 0; t < input.years.size(); ++t) {
      for (int r = 0; r < areas; ++r) {
        const double phi = layout.migration_phi[r], sigma = layout.migration_sigma[r];
        variance[r] = phi * phi * variance[r] + sigma * sigma;
        layout.migration_centre.push_back(variance[r] / 2);
      }
    }
  }
}

// ---- Figures ----

// Where bands of ages begin, so that every term is a sum of whole bands.
std::vector<int> BandStarts(const SimulationInput& input) {
  std::set<int> starts = {0};
  const int ages = input.model.grid.ages;
  for (const Figure& figure : input.figures) {
    for (const auto* terms : {&figure.numerator, &figure.denominator}) {
      for (const Term& term : *terms) {
        starts.insert(term.people.youngest);
        if (term.people.oldest >= 0 && term.people.oldest < ages - 1) {
          starts.insert(term.people.oldest + 1);
        }
      }
    }
  }
  return {starts.begin(), starts.end()};
}

std::vector<int> AllIfEmpty(std::vector<int> indices, int count) {
  if (indices.empty()) {
    for (int i = 0; i < count; ++i) indices.push_back(i);
  }
  return indices;
}

void AddFigures(const SimulationInput& input, Simulation::Layout& layout) {
  const Shape& shape = layout.run.shape;
  const std::vector<int> starts = BandStarts(input);
  const int bands = static_cast<int>(starts.size());
  const auto band_of_age = [&](int age) {
    return static_cast<int>(std::upper_bound(starts.begin(), starts.end(), age) - starts.begin()) -
           1;
  };
  layout.band_of_row.resize(shape.rows());
  for (int s = 0; s < kSexes; ++s) {
    for (int a = 0; a < shape.ages; ++a) {
      layout.band_of_row[shape.row(s, a)] = s * bands + band_of_age(a);
    }
  }
  layout.run.band_rows = kSexes * bands;
  const auto add = [&](const Term& term) {
    const Selection& people = term.people;
    const int last = band_of_age(people.oldest < 0 ? shape.ages - 1 : people.oldest);
    for (const int s : AllIfEmpty(people.sexes, kSexes)) {
      for (int band = band_of_age(people.youngest); band <= last; ++band) {
        for (const int g : AllIfEmpty(people.groups, shape.groups)) {
          for (const int r : AllIfEmpty(people.areas, shape.areas)) {
            layout.term_place.push_back((s * bands + band) * shape.columns() + g * shape.areas + r);
            layout.term_weight.push_back(term.weight);
          }
        }
      }
    }
  };
  for (const Figure& figure : input.figures) {
    for (const auto* terms : {&figure.numerator, &figure.denominator}) {
      layout.term_begin.push_back(static_cast<int>(layout.term_place.size()));
      for (const Term& term : *terms) add(term);
    }
  }
  layout.term_begin.push_back(static_cast<int>(layout.term_place.size()));
}

void PointAtTables(Simulation::Layout& layout) {
  RunView& run = layout.run;
  run.changes = layout.changes.data();
  run.change_count = static_cast<int>(layout.changes.size());
  run.start = layout.start.data();
  run.national_tfr = layout.national_tfr.data();
  run.national_e0 = layout.national_e0.data();
  run.age_pattern = layout.age_pattern.data();
  run.migration_mean = layout.migration_mean.data();
  run.migration_phi = layout.migration_phi.data();
  run.migration_sigma = layout.migration_sigma.data();
  run.migration_centre = layout.migration_centre.data();
  run.years = layout.years.data();
  run.band_of_row = layout.band_of_row.data();
  run.term_begin = layout.term_begin.data();
  run.term_place = layout.term_place.data();
  run.term_weight = layout.term_weight.data();
}

}  // namespace

std::shared_ptr<const Simulation::Layout> LayOut(const SimulationInput& input) {
  auto layout = std::make_shared<Simulation::Layout>();
  layout->grid = input.model.grid;
  layout->run.shape = ShapeOf(input);
  layout->run.seed = input.seed;
  layout->run.fso_infant_term = input.model.fso_infant_term;
  layout->run.demographic_noise = input.uncertainty.demographic_noise;
  layout->run.year_count = static_cast<int>(input.years.size());
  layout->run.figure_count = static_cast<int>(input.figures.size());
  layout->start = Start(input);
  layout->changes = Changes(input);
  AddProcesses(input, *layout);
  AddYears(input, *layout);
  AddFigures(input, *layout);
  PointAtTables(*layout);
  return layout;
}

}  // namespace zwk::forecasting
