#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "forecasting/engine/random_city.h"
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

// One neighborhood: the matrices are numbers, S is that of a life table with linear survivors.
TEST(MultiregionalTest, OneNeighborhoodIsTheLifeTableInTheNetMigrationStep) {
  for (const MigrationTiming timing : {MigrationTiming::kEven, MigrationTiming::kEnd}) {
    RandomCity city(5, MigrationForm::kMultiregional, 1, 2, 12);
    city.model.timing = timing;
    city.model.age_width = 5;
    AreaAssumptions& in = *city.areas[0];
    for (double& rate : in.death_rate) rate /= 2;
    const Grid& grid = city.model.grid;
    const double z = city.model.age_width;
    for (size_t base = 0; base < grid.size(); base += grid.ages) {
      std::vector<double> l{1}, L;
      const auto m = [&](int x) { return in.death_rate[base + x]; };
      for (int x = 0; x < grid.open(); ++x) {
        l.push_back(l[x] * (1 - z * m(x) / 2) / (1 + z * m(x) / 2));
        L.push_back(z * (l[x] + l[x + 1]) / 2);
      }
      L.push_back(l[grid.open()] / m(grid.open()));
      in.mortality[base] = 1 - L[0] / z;
      for (int x = 1; x < grid.open(); ++x) in.mortality[base + x] = 1 - L[x] / L[x - 1];
      const int A = grid.open();
      in.mortality[base + A] = 1 - L[A] / (L[A - 1] + L[A]);
    }
    const auto rogers = Step(city.model, city.people, city.assumptions);
    city.model.form = MigrationForm::kNetMigration;
    const auto table = Step(city.model, city.people, city.assumptions);
    ASSERT_TRUE(rogers.ok() && table.ok()) << rogers.status() << table.status();
    for (size_t i = 0; i < grid.size(); ++i) {
      EXPECT_NEAR(rogers->areas[0].end[i], table->areas[0].end[i], 1e-9) << i;
      EXPECT_NEAR(rogers->areas[0].deaths[i], table->areas[0].deaths[i], 1e-9) << i;
      EXPECT_NEAR(rogers->areas[0].births[i], table->areas[0].births[i], 1e-9) << i;
    }
  }
}

using Matrix2 = std::array<double, 4>;  // by rows

Matrix2 operator*(const Matrix2& a, const Matrix2& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3]};
}
Matrix2 Combined(double a, const Matrix2& x, double b, const Matrix2& y) {
  Matrix2 sum;
  for (int i = 0; i < 4; ++i) sum[i] = a * x[i] + b * y[i];
  return sum;
}
Matrix2 Inverse(const Matrix2& m) {
  const double det = m[0] * m[3] - m[1] * m[2];
  return {m[3] / det, -m[1] / det, -m[2] / det, m[0] / det};
}
constexpr Matrix2 kUnit{1, 0, 0, 1};

// The same by Rogers' life table of two regions, step by step as the book has it.
TEST(MultiregionalTest, SurvivorsAreThoseOfTheMultiregionalLifeTable) {
  RandomCity city(11, MigrationForm::kMultiregional, 2, 1, 8);
  for (auto& area : city.areas) area->net_migration.clear();
  const Grid& grid = city.model.grid;
  const auto step = Step(city.model, city.people, city.assumptions);
  ASSERT_TRUE(step.ok()) << step.status();
  const int A = grid.open();
  for (int s = 0; s < kSexes; ++s) {
    const size_t base = grid.at(0, s, 0);
    std::vector<Matrix2> M, P, l{kUnit}, L;
    for (int x = 0; x <= A; ++x) {
      const double d0 = city.areas[0]->death_rate[base + x];
      const double d1 = city.areas[1]->death_rate[base + x];
      const double to1 = city.areas[0]->moving[1][base + x];
      const double to0 = city.areas[1]->moving[0][base + x];
      M.push_back({d0 + to1, -to0, -to1, d1 + to0});
      P.push_back(Inverse(Combined(1, kUnit, 0.5, M[x])) * Combined(1, kUnit, -0.5, M[x]));
      l.push_back(P[x] * l[x]);
      L.push_back(x < A ? Combined(0.5, l[x], 0.5, l[x + 1]) : Inverse(M[x]) * l[x]);
    }
    const auto end_of = [&](int x, const Matrix2& S, double n0, double n1) {
      EXPECT_NEAR(step->areas[0].end[base + x], S[0] * n0 + S[1] * n1, 1e-9) << x;
      EXPECT_NEAR(step->areas[1].end[base + x], S[2] * n0 + S[3] * n1, 1e-9) << x;
    };
    const auto& P0 = city.people[0];
    const auto& P1 = city.people[1];
    for (int x = 0; x + 1 < A; ++x) {
      end_of(x + 1, L[x + 1] * Inverse(L[x]), P0[base + x], P1[base + x]);
    }
    const Matrix2 S_open = L[A] * Inverse(Combined(1, L[A - 1], 1, L[A]));
    end_of(A, S_open, P0[base + A - 1] + P0[base + A], P1[base + A - 1] + P1[base + A]);
    end_of(0, Combined(0.5, P[0], 0.5, kUnit), step->areas[0].births[base],
           step->areas[1].births[base]);
  }
}

// Rates that are the same at every age: people move as by exp(-M). A step of a k-th of the rates
// gets there with an error that falls by the square of k.
TEST(MultiregionalTest, ManySmallStepsApproachTheExponentialOfTheRates) {
  const auto after = [](int steps) {
    RandomCity city(2, MigrationForm::kMultiregional, 4, 1, 6);
    for (size_t r = 0; r < 4; ++r) {
      AreaAssumptions& in = *city.areas[r];
      in.fertility.clear();
      in.net_migration.clear();
      for (double& rate : in.death_rate) rate = 0.01 * (1 + r) / steps;
      for (size_t j = 0; j < 4; ++j) {
        for (double& rate : in.moving[j]) rate = 0.05 * (1 + (r * 5 + j * 3) % 4) / steps;
      }
    }
    std::vector<Cells> people = city.people;
    for (int k = 0; k < steps; ++k) {
      const auto step = Step(city.model, people, city.assumptions);
      EXPECT_TRUE(step.ok()) << step.status();
      for (size_t r = 0; r < 4; ++r) people[r] = step->areas[r].end;
    }
    std::vector<double> totals;
    for (const Cells& cells : people) totals.push_back(Sum(cells));
    return totals;
  };
  const auto exact = after(256), one = after(1), two = after(2);
  for (size_t r = 0; r < 4; ++r) {
    const double error = std::abs(one[r] - exact[r]);
    EXPECT_LT(error, 5e-3 * exact[r]);
    EXPECT_NEAR(std::abs(two[r] - exact[r]) / error, 0.25, 0.03);
  }
}

TEST(MultiregionalTest, WhoMovesFromOneNeighborhoodArrivesInAnother) {
  RandomCity city(9, MigrationForm::kMultiregional, 5, 2, 10);
  for (auto& area : city.areas) {
    area->death_rate.clear();
    area->fertility.clear();
    area->net_migration.clear();
  }
  const auto step = Step(city.model, city.people, city.assumptions);
  ASSERT_TRUE(step.ok()) << step.status();
  double before = 0, after = 0;
  for (size_t r = 0; r < 5; ++r) {
    before += Sum(city.people[r]);
    after += Sum(step->areas[r].end);
    EXPECT_GT(Sum(step->areas[r].internal_departures), 0);
  }
  EXPECT_NEAR(after, before, 1e-8);
}

}  // namespace
}  // namespace zwk::forecasting
