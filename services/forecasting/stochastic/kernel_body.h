#pragma once

// The gross-flow step (gross_flow_step.cc) for trajectories side by side. Included only by the
// kernels, as lanes.h.
//
// Rows are walked from the oldest age to the youngest, in place: the people of age a - 1 are read
// from the row below and written as those of age a. A row holds the cells of all neighborhoods, so
// that its movers meet in the pool while the row is in the first-level cache.

#include "forecasting/stochastic/draws.h"
#include "forecasting/stochastic/kernel.h"

namespace zwk::forecasting {
namespace {

template <class Real>
struct Steps {
  static constexpr int kLanes = kLanesOf<Real>;
  using Word = WordOf<Real>;

  ZWK_INLINE static Real At(const double* array, int64_t index) {
    return Load<Real>(array + index * kLanes);
  }
  ZWK_INLINE static void Put(double* array, int64_t index, const Real& value) {
    Store(array + index * kLanes, value);
  }
  ZWK_INLINE static void Add(double* array, int64_t index, const Real& value) {
    Put(array, index, At(array, index) + value);
  }
  static void Fill(double* array, int64_t count, double value) {
    for (int64_t i = 0; i < count; ++i) Put(array, i, Splat<Real>(value));
  }
  static Word Trajectories(const BlockView& block) {
    double numbers[kLanes];
    for (int i = 0; i < kLanes; ++i) numbers[i] = kWhole + block.first_trajectory + i;
    return Bits<Word>(Load<Real>(numbers)) & SplatWord<Word>(0xffffffff);
  }

  static void Begin(const RunView& run, const BlockView& block) {
    const Shape& shape = run.shape;
    const int64_t cells = int64_t{shape.rows()} * shape.columns();
    for (int64_t i = 0; i < cells; ++i) Put(block.people, i, Splat<Real>(run.start[i]));
    Fill(block.fertility_alpha, 1, 1.0);
    Fill(block.gap, 1, 0.0);
    Fill(block.migration_x, shape.areas, 0.0);
    Fill(block.fertility_factor, 1, 1.0);
    Fill(block.mortality_factor, shape.rows(), 1.0);
    Fill(block.migration_factor, shape.areas, 1.0);
  }

  // ---- Processes ----

  // What trajectory k takes of national paths: entry k modulo their number.
  static Real National(const double* paths, int count, int year_count, int year,
                       const BlockView& block) {
    double values[kLanes];
    for (int i = 0; i < kLanes; ++i) {
      const uint32_t path = (block.first_trajectory + i) % static_cast<uint32_t>(count);
      values[i] = paths[int64_t{path} * year_count + year];
    }
    return Load<Real>(values);
  }

  static Real Normal(const RunView& run, RandomStream stream, int year, uint32_t place,
                     const Word& trajectories) {
    return InverseNormal(
        Random<Real>(run.seed, stream, static_cast<uint32_t>(year), place, trajectories, 0)
            .FineUniform());
  }

  // kappa of a gap, linear between the entries of the year's table.
  static Real Kappa(const YearView& year, const Real& gap) {
    constexpr double kPerYear = (kGaps - 1) / (2 * kWidestGap);
    const Real place =
        (Min(Max(gap, Splat<Real>(-kWidestGap)), Splat<Real>(kWidestGap)) + kWidestGap) * kPerYear;
    double values[kLanes];
    Store(values, place);
    for (double& value : values) {
      const int below = value >= kGaps - 1 ? kGaps - 2 : static_cast<int>(value);
      value = year.kappa[below] + (value - below) * (year.kappa[below + 1] - year.kappa[below]);
    }
    return Load<Real>(values);
  }

  static void Draw(const RunView& run, int t, const BlockView& block) {
    const Shape& shape = run.shape;
    const YearView& year = run.years[t];
    const Word trajectories = Trajectories(block);
    if (run.fertility) {
      const Real z = Normal(run, RandomStream::kFertility, t, 0, trajectories);
      const Real alpha =
          (At(block.fertility_alpha, 0) - 1.0) * run.fertility_rho + z * run.fertility_sd + 1.0;
      Put(block.fertility_alpha, 0, alpha);
      Real scale = alpha;
      if (run.national_tfr_paths > 0) {
        scale = alpha *
                National(run.national_tfr, run.national_tfr_paths, run.year_count, t, block) /
                year.base_tfr;
      }
      Put(block.fertility_factor, 0, Max(scale, Splat<Real>(year.lowest_scale)));
    }
    if (run.life_expectancy) {
      const Real z = Normal(run, RandomStream::kLifeExpectancy, t, 0, trajectories);
      Real gap = At(block.gap, 0) * run.gap_rho + z * year.gap_sd;
      Put(block.gap, 0, gap);
      if (run.national_e0_paths > 0) {
        gap = gap + National(run.national_e0, run.national_e0_paths, run.year_count, t, block) -
              year.base_e0;
      }
      const Real kappa = Kappa(year, gap);
      Real factor = Splat<Real>(1.0);
      for (int row = 0; row < shape.rows(); ++row) {
        // ln q = ln q of the assumptions + b kappa (Lee & Carter).
        if (row == 0 || run.age_pattern[row] != run.age_pattern[row - 1]) {
          factor = Exp(kappa * run.age_pattern[row]);
        }
        Put(block.mortality_factor, row, Min(factor, Splat<Real>(year.mortality_limit[row])));
      }
    }
    if (run.migration) {
      const Real city = Normal(run, RandomStream::kMigration, t, 0, trajectories);
      for (int r = 0; r < shape.areas; ++r) {
        const Real own = Normal(run, RandomStream::kMigration, t, r + 1, trajectories);
        const Real eps = (city * run.city_weight + own * run.area_weight) * run.migration_sigma[r];
        const double mean = run.migration_mean[r];
        const Real x = (At(block.migration_x, r) - mean) * run.migration_phi[r] + mean + eps;
        Put(block.migration_x, r, x);
        Put(block.migration_factor, r, Exp(x - run.migration_centre[int64_t{t} * shape.areas + r]));
      }
    }
  }

  // ---- The step, in expected people ----

  static void Step(const RunView& run, int t, const BlockView* blocks, int count) {
    const Shape& shape = run.shape;
    const YearView& year = run.years[t];
    for (int b = 0; b < count; ++b) Fill(blocks[b].children, shape.columns(), 0.0);
    for (int s = 0; s < 2; ++s) {
      for (int a = shape.ages - 1; a >= 1; --a) {
        for (int b = 0; b < count; ++b) {
          const double* from = ReachingAge(shape, s, a, blocks[b]);
          if (run.demographic_noise) {
            CountRow(run, t, s, a, from, blocks[b]);
          } else {
            ExpectRow(run, year, s, a, from, blocks[b]);
          }
          if (s == 1 && year.fertile[a]) MothersOfRow(year, shape, a, from, blocks[b]);
        }
      }
    }
    for (int b = 0; b < count; ++b) {
      Births(run, t, blocks[b]);
      for (int s = 0; s < 2; ++s) {
        if (run.demographic_noise) {
          CountInfants(run, t, s, blocks[b]);
        } else {
          ExpectInfants(run, year, s, blocks[b]);
        }
      }
    }
  }

  // The people who reach age a within the year, by column.
  static const double* ReachingAge(const Shape& shape, int s, int a, const BlockView& block) {
    const int64_t columns = shape.columns();
    const double* younger = block.people + shape.row(s, a - 1) * columns * kLanes;
    if (a < shape.ages - 1) return younger;
    for (int64_t c = 0; c < columns; ++c) {
      Put(block.open, c, At(younger, c) + At(block.people, shape.row(s, a) * columns + c));
    }
    return block.open;
  }

  // What the row needs of run, year and block is kept in variables: a store of lanes may alias
  // anything that has an address.
  static void ExpectRow(const RunView& run, const YearView& year, int s, int a, const double* from,
                        const BlockView& block) {
    const Shape shape = run.shape;
    const int64_t R = shape.areas;
    const int64_t columns = shape.columns();
    const int64_t row = shape.row(s, a);
    double* const to = block.people + row * columns * kLanes;
    const double* const migration_factor = block.migration_factor;
    const CellRates* const rates = year.cells + row * columns;
    // Who arrives ages towards the next year; the oldest stay at their age.
    const int64_t above = a == shape.ages - 1 ? row : shape.row(s, a + 1);
    const CellRates* const rates_above = year.cells + above * columns;
    const Real factor = At(block.mortality_factor, row);
    const Real factor_above = At(block.mortality_factor, above);
    const double* const changes = year.changes + row * run.change_count * R;
    const int change_count = run.change_count;
    Fill(block.pools, int64_t{shape.groups} * year.clusters, 0.0);
    int change = 0;
    for (int g = 0; g < shape.groups; ++g) {
      const int64_t first = g * R;
      for (int i = 0; i < year.cluster_run_count; ++i) {
        const ClusterRun cluster_run = year.cluster_runs[i];
        Real pool = At(block.pools, g * year.clusters + cluster_run.cluster);
        for (int64_t r = cluster_run.begin, c = first + r; r < cluster_run.end; ++r, ++c) {
          __builtin_prefetch(&rates[c + columns]);  // of the next row
          __builtin_prefetch(from + (c + columns) * kLanes);
          const Real n = At(from, c);
          const Real alive = n * (1.0 - factor * rates[c].half_q);
          const Real u_next = 1.0 - factor_above * rates_above[c].half_q;
          pool = pool + alive * rates[c].leaving;
          Put(to, c,
              (alive * rates[c].keep - n) + At(migration_factor, r) * rates[c].arriving * u_next);
        }
        Put(block.pools, g * year.clusters + cluster_run.cluster, pool);
      }
      const int change_begin = change;
      while (change < change_count && run.changes[change].to == g) ++change;
      if (change > change_begin) {
        for (int64_t r = 0; r < R; ++r) {
          Real joiners = Splat<Real>(0.0);
          for (int i = change_begin; i < change; ++i) {
            joiners = joiners + At(from, run.changes[i].from * R + r) * changes[i * R + r];
          }
          Add(to, first + r, joiners * (1.0 - factor * rates[first + r].half_q));
        }
      }
      Arrive(shape, year, row, g, block.pools, to);
    }
  }

  // The movers of one group, sex, age and cluster arrive from their pool by shares.
  ZWK_INLINE static void Arrive(const Shape& shape, const YearView& year, int64_t row, int group,
                                const double* pools, double* to) {
    const int64_t R = shape.areas;
    const int64_t columns = shape.columns();
    const int clusters = year.clusters;
    const double* share = year.arrival_share + row * clusters * columns + group * R;
    double* const of_group = to + group * R * kLanes;
    for (int k = 0; k < clusters; ++k, share += columns) {
      const Real pool = At(pools, group * clusters + k);
      for (int64_t r = 0; r < R; ++r) Add(of_group, r, pool * share[r]);
    }
  }

  // Calls with each group and each run of neighborhoods of a cluster, and with what is in the pool
  // of both; takes what is in it then.
  template <class Visit>
  ZWK_INLINE static void ForEachRun(const Shape& shape, const YearView& year, double* pools,
                                    const Visit& visit) {
    for (int g = 0; g < shape.groups; ++g) {
      for (int i = 0; i < year.cluster_run_count; ++i) {
        const ClusterRun& run = year.cluster_runs[i];
        const int64_t pool = int64_t{g} * year.clusters + run.cluster;
        Put(pools, pool, visit(g, run.begin, run.end, At(pools, pool)));
      }
    }
  }

  // Children of the women who reach age a, on the mean of the women at start and end.
  static void MothersOfRow(const YearView& year, const Shape& shape, int a, const double* from,
                           const BlockView& block) {
    const int64_t columns = shape.columns();
    const double* end = block.people + shape.row(1, a) * columns * kLanes;
    const double* half_fertility = year.half_fertility + a * columns;
    double* const children = block.children;
    for (int64_t c = 0; c < columns; ++c) {
      Add(children, c, (At(from, c) + At(end, c)) * half_fertility[c]);
    }
  }

  // born[sex][column]: expected, or counted with demographic noise.
  static void Births(const RunView& run, int t, const BlockView& block) {
    const Shape& shape = run.shape;
    const YearView& year = run.years[t];
    const int R = shape.areas;
    const int64_t columns = shape.columns();
    const Real factor = At(block.fertility_factor, 0);
    const Word trajectories = Trajectories(block);
    for (int h = 0; h < shape.groups; ++h) {
      for (int r = 0; r < R; ++r) {
        Real born = Splat<Real>(0.0);
        for (int g = 0; g < shape.groups; ++g) {
          born = born + At(block.children, g * R + r) * year.child_group[g * shape.groups + h];
        }
        born = born * factor;
        Real boys = born * year.boys;
        Real girls = born - boys;
        if (run.demographic_noise) {
          const auto random =
              Random<Real>(run.seed, RandomStream::kBirths, t, h * R + r, trajectories, 0);
          boys = Poisson(boys, random.Uniform(0));
          girls = Poisson(girls, random.Uniform(1));
        }
        Put(block.born, h * R + r, boys);
        Put(block.born, columns + h * R + r, girls);
      }
    }
  }

  static constexpr double kInfantExposure = 2.0 / 3.0;

  static void ExpectInfants(const RunView& run, const YearView& year, int s,
                            const BlockView& block) {
    const Shape& shape = run.shape;
    const int R = shape.areas;
    const int64_t columns = shape.columns();
    const int64_t row = shape.row(s, 0);
    double* to = block.people + row * columns * kLanes;
    const double* born = block.born + s * columns * kLanes;
    const CellRates* rates = year.cells + row * columns;
    const Real factor = At(block.mortality_factor, row);
    Fill(block.pools, int64_t{shape.groups} * year.clusters, 0.0);
    ForEachRun(shape, year, block.pools, [&](int g, int begin, int end, Real pool) {
      for (int r = begin; r < end; ++r) {
        const int64_t c = int64_t{g} * R + r;
        const CellRates& rate = rates[c];
        const Real B = At(born, c);
        const Real half_q = factor * rate.half_q;
        const Real q = half_q * 2.0;
        const Real joiners = JoiningInfants(run, year, row, g, r, born);
        const Real arriving = At(block.migration_factor, r) * rate.arriving;
        // The FSO exposes the group's own rate instead of the children who join.
        const Real exposed_joiners =
            run.fso_infant_term ? Splat<Real>(year.own_change[s * columns + c]) : joiners;
        const Real deaths = q * (B * (1.0 - kInfantExposure * rate.keep) +
                                 (arriving + exposed_joiners) * kInfantExposure);
        const Real leaving = B * rate.leaving * (1.0 - half_q);
        pool = pool + leaving;
        Put(to, c, B - deaths - B * rate.keep - leaving + arriving + joiners);
      }
      return pool;
    });
    for (int g = 0; g < shape.groups; ++g) Arrive(shape, year, row, g, block.pools, to);
  }

  static Real JoiningInfants(const RunView& run, const YearView& year, int64_t row, int group,
                             int area, const double* born) {
    const int R = run.shape.areas;
    const double* change = year.changes + row * run.change_count * R;
    Real joiners = Splat<Real>(0.0);
    for (int i = 0; i < run.change_count; ++i, change += R) {
      if (run.changes[i].to != group) continue;
      joiners = joiners + At(born, run.changes[i].from * R + area) * change[area];
    }
    return joiners;
  }

  // ---- The step, person by person ----
  //
  // Of n people each one moves inside the city, changes group and survives, is gone (dies, also
  // after changing group, or leaves the city) or stays, with the probabilities of the expected
  // step; of Poisson arrivals those who survive are Poisson again. Arriving movers are multinomial.

  // Words of a cell's first draw.
  enum Use { kGone = 0, kMoving = 1, kImmigrants = 2, kArriving = 3 };

  // Gives the fates to the people of a cell: who stays and who changes group is added to the row,
  // who moves is returned. `chance_of_change` gives that of surviving a change i of the group.
  template <class ChanceOfChange>
  ZWK_INLINE static Real Fates(const RunView& run, int t, const Real& n, const Real& gone,
                               const Real& moving, int group, int area, uint32_t cell,
                               const RandomWords<Real>& random, const Word& trajectories,
                               const ChanceOfChange& chance_of_change, double* to) {
    constexpr double kTiny = 1e-300;  // where nobody is left, nobody is drawn
    const int R = run.shape.areas;
    const Real tiny = Splat<Real>(kTiny);
    Real left = n - Binomial(n, gone, random.Uniform(kGone));
    Real chance_left = 1.0 - gone;
    const Real moved = Binomial(left, moving / Max(chance_left, tiny), random.Uniform(kMoving));
    left = left - moved;
    chance_left = chance_left - moving;
    RandomWords<Real> words;
    int used = 0;
    for (int i = 0; i < run.change_count; ++i) {
      if (run.changes[i].from != group) continue;
      if (used % 4 == 0) {
        words = Random<Real>(run.seed, RandomStream::kPeople, t, cell, trajectories,
                             static_cast<uint32_t>(1 + used / 4));
      }
      const Real chance = chance_of_change(i);
      const Real changed = Binomial(left, chance / Max(chance_left, tiny), words.Uniform(used % 4));
      ++used;
      left = left - changed;
      chance_left = chance_left - chance;
      Add(to, run.changes[i].to * R + area, changed);
    }
    Add(to, int64_t{group} * R + area, left);
    return moved;
  }

  // Movers arrive one neighborhood after the other: of those who are left, a binomial number. The
  // first cluster takes the uniform numbers that are kept, each other one draws its own.
  static void ArriveCounted(const RunView& run, int t, int s, int a, const BlockView& block,
                            double* to) {
    constexpr uint32_t kDrawOfCluster = 1 << 16;
    const Shape& shape = run.shape;
    const YearView& year = run.years[t];
    const int64_t columns = shape.columns();
    const int64_t row = shape.row(s, a);
    const double* share = year.conditional_share + row * year.clusters * columns;
    const Word trajectories = Trajectories(block);
    for (int k = 0; k < year.clusters; ++k, share += columns) {
      for (int g = 0; g < shape.groups; ++g) {
        Real left = At(block.pools, g * year.clusters + k);
        for (int r = 0; r < shape.areas; ++r) {
          const int64_t c = int64_t{g} * shape.areas + r;
          const Real u =
              k == 0 ? At(block.uniforms, c)
                     : Random<Real>(run.seed, RandomStream::kPeople, t,
                                    CellNumber(shape, r, g, s, a), trajectories, kDrawOfCluster + k)
                           .Uniform(kArriving);
          const Real arrived = Binomial(left, Splat<Real>(share[c]), u);
          left = left - arrived;
          Add(to, c, arrived);
        }
      }
    }
  }

  // What the cell is called by the random numbers: neighborhood, group, sex, age.
  static uint32_t CellNumber(const Shape& shape, int r, int g, int s, int a) {
    return static_cast<uint32_t>(((r * shape.groups + g) * 2 + s) * shape.ages + a);
  }

  static void CountRow(const RunView& run, int t, int s, int a, const double* from,
                       const BlockView& block) {
    const Shape& shape = run.shape;
    const YearView& year = run.years[t];
    const int R = shape.areas;
    const int64_t columns = shape.columns();
    const int64_t row = shape.row(s, a);
    const bool oldest = a == shape.ages - 1;
    double* to = block.people + row * columns * kLanes;
    const CellRates* rates = year.cells + row * columns;
    const double* changes = year.changes + row * run.change_count * R;
    const Real factor = At(block.mortality_factor, row);
    const Word trajectories = Trajectories(block);
    // u of this age beside that of the age above.
    double* u_here = block.survivors + (a % 2) * columns * kLanes;
    const double* u_above = block.survivors + ((a + 1) % 2) * columns * kLanes;
    for (int64_t c = 0; c < columns; ++c) {
      Put(u_here, c, 1.0 - factor * rates[c].half_q);
      Put(to, c, Splat<Real>(0.0));
    }
    Fill(block.pools, int64_t{shape.groups} * year.clusters, 0.0);
    ForEachRun(shape, year, block.pools, [&](int g, int begin, int end, Real pool) {
      for (int r = begin; r < end; ++r) {
        const int64_t c = int64_t{g} * R + r;
        const CellRates& rate = rates[c];
        const uint32_t cell = CellNumber(shape, r, g, s, a);
        const auto random = Random<Real>(run.seed, RandomStream::kPeople, t, cell, trajectories, 0);
        const Real u = At(u_here, c);
        const Real u_next = oldest ? u : At(u_above, c);
        Add(to, c,
            Poisson(At(block.migration_factor, r) * rate.arriving * u_next,
                    random.Uniform(kImmigrants)));
        const auto change = [&](int i) {
          return At(u_here, run.changes[i].to * R + r) * changes[i * R + r];
        };
        Real gone = 2.0 - u * (rate.keep + rate.leaving);
        for (int i = 0; i < run.change_count; ++i) {
          if (run.changes[i].from == g) gone = gone - change(i);
        }
        pool = pool + Fates(run, t, At(from, c), gone, u * rate.leaving, g, r, cell, random,
                            trajectories, change, to);
        Put(block.uniforms, c, random.Uniform(kArriving));
      }
      return pool;
    });
    ArriveCounted(run, t, s, a, block, to);
  }

  static void CountInfants(const RunView& run, int t, int s, const BlockView& block) {
    const Shape& shape = run.shape;
    const YearView& year = run.years[t];
    const int R = shape.areas;
    const int64_t columns = shape.columns();
    const int64_t row = shape.row(s, 0);
    double* to = block.people + row * columns * kLanes;
    const double* born = block.born + s * columns * kLanes;
    const CellRates* rates = year.cells + row * columns;
    const double* changes = year.changes + row * run.change_count * R;
    const Real factor = At(block.mortality_factor, row);
    const Word trajectories = Trajectories(block);
    Fill(to, columns, 0.0);
    Fill(block.pools, int64_t{shape.groups} * year.clusters, 0.0);
    ForEachRun(shape, year, block.pools, [&](int g, int begin, int end, Real pool) {
      for (int r = begin; r < end; ++r) {
        const int64_t c = int64_t{g} * R + r;
        const CellRates& rate = rates[c];
        const uint32_t cell = CellNumber(shape, r, g, s, 0);
        const auto random = Random<Real>(run.seed, RandomStream::kPeople, t, cell, trajectories, 0);
        const Real half_q = factor * rate.half_q;
        const Real q = half_q * 2.0;
        Add(to, c,
            Poisson(At(block.migration_factor, r) * rate.arriving * (1.0 - q * kInfantExposure),
                    random.Uniform(kImmigrants)));
        const auto change = [&](int i) {
          const Real q_new = factor * rates[run.changes[i].to * R + r].half_q * 2.0;
          return (1.0 - q_new * kInfantExposure) * changes[i * R + r];
        };
        Real gone = q * (1.0 - kInfantExposure * rate.keep) + rate.keep;
        for (int i = 0; i < run.change_count; ++i) {
          if (run.changes[i].from == g) gone = gone - change(i);
        }
        pool = pool + Fates(run, t, At(born, c), gone, (1.0 - half_q) * rate.leaving, g, r, cell,
                            random, trajectories, change, to);
        Put(block.uniforms, c, random.Uniform(kArriving));
      }
      return pool;
    });
    ArriveCounted(run, t, s, 0, block, to);
  }

  // ---- Figures ----

  static void Figures(const RunView& run, const BlockView& block, double* figures) {
    const Shape& shape = run.shape;
    const int64_t columns = shape.columns();
    Fill(block.sums, run.band_rows * columns, 0.0);
    for (int row = 0; row < shape.rows(); ++row) {
      double* sums = block.sums + run.band_of_row[row] * columns * kLanes;
      const double* people = block.people + row * columns * kLanes;
      for (int64_t c = 0; c < columns; ++c) Add(sums, c, At(people, c));
    }
    for (int f = 0; f < run.figure_count; ++f) {
      const Real numerator = Sum(run, 2 * f, block);
      if (run.term_begin[2 * f + 1] == run.term_begin[2 * f + 2]) {
        Put(figures, f, numerator);
        continue;
      }
      const Real zero = Splat<Real>(0.0);
      const Real denominator = Sum(run, 2 * f + 1, block);
      const auto some = Less(zero, Max(denominator, 0.0 - denominator));
      Put(figures, f, Select(some, numerator / Select(some, denominator, Splat<Real>(1.0)), zero));
    }
  }

  ZWK_INLINE static Real Sum(const RunView& run, int list, const BlockView& block) {
    Real sum = Splat<Real>(0.0);
    for (int i = run.term_begin[list]; i < run.term_begin[list + 1]; ++i) {
      sum = sum + At(block.sums, run.term_place[i]) * run.term_weight[i];
    }
    return sum;
  }

  static void Columns(const double* figures, const double* edges, int count, uint16_t* columns) {
    constexpr double kAbove = 513.0;
    for (int f = 0; f < count; ++f) {
      const Real place = (At(figures, f) - edges[2 * f]) * edges[2 * f + 1] + 1.0;
      double values[kLanes];
      Store(values, Min(Max(place, Splat<Real>(0.0)), Splat<Real>(kAbove)));
      for (int i = 0; i < kLanes; ++i) {
        columns[f * kLanes + i] = static_cast<uint16_t>(static_cast<int>(values[i]));
      }
    }
  }
};

template <class Real>
constexpr Kernel MakeKernel(const char* name) {
  using S = Steps<Real>;
  return {name, S::kLanes, &S::Begin, &S::Draw, &S::Step, &S::Figures, &S::Columns};
}

}  // namespace
}  // namespace zwk::forecasting
