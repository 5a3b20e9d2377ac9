#pragma once

#include <cstdint>

// What the kernels work on: plain memory, so that a kernel compiled for a better processor shares
// no code with the rest. Numbers per trajectory have the trajectory innermost: `lanes` of them, the
// first being `first_trajectory` of the block.
namespace zwk::forecasting {

// A column is a group and neighborhood, group * areas + area. A row is a sex and age, the oldest
// first: the step walks from the oldest to the youngest, and memory is fastest forwards.
struct Shape {
  int areas = 0;
  int groups = 0;
  int ages = 0;

  int columns() const { return areas * groups; }
  int rows() const { return 2 * ages; }
  int row(int sex, int age) const { return sex * ages + (ages - 1 - age); }
};

// One cell in one year. u = 1 - q/2 is what is left of somebody who is exposed to death for half
// the year; e leaves the city, c changes group, h moves inside the city. Of n people
//   n u h                    move,
//   n (u (2 - e - c - h) - 1) stay: 1 - q (1 - (e + c)/2) - e - c - h u, in other words.
struct CellRates {
  double half_q;
  double keep;      // 2 - e - c - h; at age 0: e + c
  double leaving;   // h
  double arriving;  // people from outside the city
};

// From group to group; only the pairs that happen are in the list, ordered by `to`.
struct GroupChange {
  int from;
  int to;
};

// Neighboring neighborhoods begin .. end - 1 whose movers share a pool.
struct ClusterRun {
  int begin;
  int end;
  int cluster;
};

// How far the level of life expectancy moves mortality: kappa at e0 + gap, for evenly spaced gaps.
inline constexpr int kGaps = 97;
inline constexpr double kWidestGap = 12.0;

struct YearView {
  const CellRates* cells;  // [row][column]
  int clusters;
  const ClusterRun* cluster_runs;  // all neighborhoods, in order
  int cluster_run_count;
  const double* arrival_share;      // [row][cluster][column]
  const double* conditional_share;  // the same, of those not yet settled in earlier areas
  const double* half_fertility;     // [age][column], of women
  const uint8_t* fertile;           // [age]: whether anybody has children
  const double* changes;            // [row][change][area]
  const double* own_change;         // [row at age 0: sex][column]: sum of the changes of the group
  const double* child_group;        // [mother's group][child's group]
  double boys;                      // share of the children
  const double* mortality_limit;    // [row]: most by which q may be multiplied
  // Fertility: scale = max(lowest, national / base * alpha).
  double base_tfr;
  double lowest_scale;
  // Life expectancy.
  double base_e0;
  double gap_sd;        // of one year
  const double* kappa;  // [kGaps], from -kWidestGap to kWidestGap
};

struct RunView {
  Shape shape;
  const GroupChange* changes;
  int change_count;
  bool fso_infant_term;
  bool demographic_noise;
  uint32_t seed;
  const double* start;  // [row][column]

  bool fertility;
  double fertility_rho, fertility_sd;  // of one year
  const double* national_tfr;          // [path][year]
  int national_tfr_paths;

  bool life_expectancy;
  double gap_rho;  // of one year
  const double* national_e0;
  int national_e0_paths;
  const double* age_pattern;  // [row]

  bool migration;
  const double* migration_mean;  // [area]
  const double* migration_phi;
  const double* migration_sigma;
  const double* migration_centre;  // [year][area]: half the variance of x, taken off
  double city_weight;              // sqrt(rc)
  double area_weight;              // sqrt(1 - rc)

  int year_count;
  const YearView* years;

  // Figures: sums over bands of ages, then over terms.
  const int* band_of_row;  // [row]: sex * bands + band
  int band_rows;
  int figure_count;
  const int* term_begin;  // [2 * figure_count + 1]: numerator and denominator in turns
  const int* term_place;  // place of the band's sum, band row * columns + column
  const double* term_weight;
};

// The memory of a block; arrays of [...][lanes].
struct BlockView {
  uint32_t first_trajectory;
  double* people;     // [row][column]
  double* open;       // [column]: who reaches the open age class
  double* survivors;  // [2][column]: u of this age and of the age above
  double* pools;      // [group][cluster]
  double* uniforms;   // [column]: for arriving movers, with demographic noise
  double* children;   // [column]: of mothers
  double* born;       // [sex][column]
  double* sums;       // [band row][column]
  // What the processes are at, and the factors of the year.
  double* fertility_alpha;   // [1]
  double* gap;               // [1]
  double* migration_x;       // [area]
  double* fertility_factor;  // [1]
  double* mortality_factor;  // [row]
  double* migration_factor;  // [area]
};

struct Kernel {
  const char* name;
  int lanes;
  // Trajectories are at their start.
  void (*begin)(const RunView&, const BlockView&);
  // One year: draws the factors of the processes; takes everybody a year further.
  void (*draw)(const RunView&, int year, const BlockView&);
  // Block by block within a row, so that they share what the row has to be read from memory.
  void (*step)(const RunView&, int year, const BlockView* blocks, int count);
  // The figures of the people as they are: [figure][lane].
  void (*figures)(const RunView&, const BlockView&, double* figures);
  // The columns of the histograms: [figure][lane].
  void (*columns)(const double* figures, const double* edges, int count, uint16_t* columns);
};

// Compiled for every processor of the architecture, for AVX2, for AVX-512, and one trajectory at a
// time. All give the same bytes.
extern const Kernel kBaselineKernel;
extern const Kernel kAvx2Kernel;
extern const Kernel kAvx512Kernel;
extern const Kernel kScalarKernel;

// The best one that this processor runs, or the one that was chosen.
const Kernel& ChosenKernel();
// For tests and benchmarks; nullptr: the best one again. Not while simulations run.
void ChooseKernel(const Kernel* kernel);
bool Runs(const Kernel& kernel);

}  // namespace zwk::forecasting
