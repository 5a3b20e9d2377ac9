#include "tests/bench/forecast_job.h"

#include <algorithm>
#include <cmath>

#include "forecasting/stochastic/philox.h"

namespace zwk::bench {

using forecasting::AreaAssumptions;
using forecasting::Cells;
using forecasting::Figure;
using forecasting::Grid;
using forecasting::kFemale;
using forecasting::kMale;
using forecasting::kSexes;
using forecasting::SimulationInput;
using forecasting::StepAssumptions;

namespace {

// From low to high, by what it is for.
double Between(double low, double high, uint32_t area, uint32_t what) {
  const uint32_t word = forecasting::Philox({area, what, 0, 0}, {1, 1})[0];
  return low + (high - low) * word * 0x1p-32;
}

// How mobile an age is: children with their parents, young adults most.
double Mobility(int age) {
  return 0.25 + 0.6 * std::exp(-0.1 * age) + 1.5 * std::exp(-std::pow((age - 25) / 8.0, 2));
}

std::shared_ptr<AreaAssumptions> AreaInYear(const JobSize& size, const Grid& grid, int r, int t) {
  auto area = std::make_shared<AreaAssumptions>();
  for (Cells* cells :
       {&area->mortality, &area->fertility, &area->emigration_abroad, &area->emigration_rest,
        &area->immigration_abroad, &area->immigration_rest, &area->leaving, &area->arrival_share}) {
    cells->resize(grid.size());
  }
  area->naturalization.assign(size.groups, {});
  area->naturalization[0].resize(grid.size());
  const double health = Between(0.85, 1.15, r, 1) * std::pow(0.99, t);
  const double families = Between(0.8, 1.2, r, 2) * std::pow(0.995, t);
  const double turnover = Between(0.7, 1.4, r, 3);
  double shares = 0;
  for (int j = 0; j < size.areas; ++j) shares += Between(0.5, 1.5, j, 4);
  const double share = Between(0.5, 1.5, r, 4) / shares;
  for (int g = 0; g < size.groups; ++g) {
    const double foreign = g == 0 ? 0.2 : 1.0;
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < size.ages; ++a) {
        const size_t i = grid.at(g, s, a);
        const double mobility = turnover * Mobility(a);
        const double sex = s == kMale ? 1.3 : 1.0;
        area->mortality[i] =
            std::min(0.4, (a == 0 ? 0.003 : 4e-5 * std::exp(0.092 * a)) * health * sex);
        if (s == kFemale && a >= 16 && a <= 50) {
          area->fertility[i] =
              0.1 * std::exp(-std::pow((a - 31) / 7.5, 2)) * families * (g == 0 ? 0.9 : 1.15);
        }
        area->emigration_abroad[i] = 0.06 * foreign * mobility;
        area->emigration_rest[i] = 0.04 * mobility;
        area->immigration_abroad[i] = 0.5 * foreign * mobility;
        area->immigration_rest[i] = 0.3 * mobility;
        area->leaving[i] = 0.1 * mobility;
        area->arrival_share[i] = share;
        if (g > 0) area->naturalization[0][i] = 0.02;
      }
    }
  }
  return area;
}

}  // namespace

SimulationInput ReferenceJob(const JobSize& size) {
  SimulationInput job;
  job.model.grid = {size.ages, size.groups};
  const Grid& grid = job.model.grid;
  for (int r = 0; r < size.areas; ++r) {
    Cells people(grid.size());
    for (size_t i = 0; i < people.size(); ++i) {
      const int age = static_cast<int>(i % size.ages);
      const double most = age < 60 ? 16 : 16.0 * (size.ages - age) / 45;
      people[i] = std::floor(Between(0, most, r, 100 + static_cast<uint32_t>(i)));
    }
    job.start.push_back(std::move(people));
  }
  for (int t = 0; t < size.years; ++t) {
    StepAssumptions year;
    for (int r = 0; r < size.areas; ++r) year.areas.push_back(AreaInYear(size, grid, r, t));
    year.child_group = forecasting::OwnGroup(size.groups);
    for (int g = 1; g < size.groups; ++g) {  // birthright: half of the children are nationals
      year.child_group[static_cast<size_t>(g) * size.groups] = 0.5;
      year.child_group[static_cast<size_t>(g) * size.groups + g] = 0.5;
    }
    job.years.push_back(std::move(year));
  }
  job.uncertainty.fertility.emplace();
  job.uncertainty.life_expectancy.emplace();
  job.uncertainty.migration.emplace();
  job.seed = 20261122;
  return job;
}

std::vector<Figure> FiveYearBands(const JobSize& size) {
  std::vector<Figure> figures;
  for (int r = 0; r < size.areas; ++r) {
    for (int g = 0; g < size.groups; ++g) {
      for (int s = 0; s < kSexes; ++s) {
        for (int a = 0; a < size.ages; a += 5) {
          figures.push_back({"band", {{1.0, {{r}, {g}, {s}, a, std::min(a + 4, size.ages - 1)}}}});
        }
      }
    }
  }
  return figures;
}

}  // namespace zwk::bench
