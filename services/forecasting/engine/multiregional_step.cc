// The multiregional cohort-component step (Rogers 1975; Willekens & Rogers 1978): deaths and moves
// between all pairs of neighborhoods are rates per person-year lived, and act at the same time.
//
// z: years of a step; M_x: matrix of age class x with m_r = death_r + sum_j m_rj on the diagonal
// and -m_rj at [j][r]. With linear integration P_x = (I + z/2 M_x)^-1 (I - z/2 M_x), and what
// Rogers writes by the life table, S_x = L_{x+1} L_x^-1, is
//   S_x = (I + z/2 M_{x+1})^-1 (I - z/2 M_x)                 x + 1 < A
//   S_A = (I + z M_A - z/2 M_{A-1})^-1 (I - z/2 M_{A-1})      the two oldest: T_A T_{A-1}^-1
//   S_0 = (I + z/2 M_0)^-1                                   children of the step
// because I + P_x = 2 (I + z/2 M_x)^-1 commutes with all of M_x. So no survivors l_x, which get
// lost in the high ages, and n' = n - z/2 (M_x n + M_{x+1} n') tells every flow by where it
// happens. Moves across the city's border are net counts, half at the start and half at the end of
// a step or all at its end, as in NetMigrationStep.
#include "forecasting/engine/step.h"

namespace zwk::forecasting {
namespace {

using Vector = std::vector<double>;

// A square matrix by rows.
struct Matrix {
  size_t n;
  Vector values;

  explicit Matrix(size_t size) : n(size), values(size * size, 0.0) {}
  double& at(size_t row, size_t column) { return values[row * n + column]; }
  double at(size_t row, size_t column) const { return values[row * n + column]; }
};

// M of a cell.
Matrix RatesOf(const StepAssumptions& assumptions, size_t cell) {
  Matrix M(assumptions.areas.size());
  for (size_t r = 0; r < M.n; ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    M.at(r, r) += ValueOr0(in.death_rate, cell);
    for (size_t j = 0; j < in.moving.size(); ++j) {
      const double rate = ValueOr0(in.moving[j], cell);
      M.at(r, r) += rate;
      M.at(j, r) -= rate;
    }
  }
  return M;
}

// x of (I + a A + b B) x = y, by elimination. The columns of such a matrix are dominated by their
// diagonal, so no rows have to change places.
Vector Solve(double a, const Matrix& A, double b, const Matrix& B, Vector y) {
  Matrix left(A.n);
  for (size_t i = 0; i < left.values.size(); ++i)
    left.values[i] = a * A.values[i] + b * B.values[i];
  for (size_t i = 0; i < left.n; ++i) left.at(i, i) += 1;
  for (size_t k = 0; k < left.n; ++k) {
    for (size_t i = k + 1; i < left.n; ++i) {
      const double factor = left.at(i, k) / left.at(k, k);
      if (factor == 0) continue;
      for (size_t j = k; j < left.n; ++j) left.at(i, j) -= factor * left.at(k, j);
      y[i] -= factor * y[k];
    }
  }
  for (size_t k = left.n; k-- > 0;) {
    for (size_t j = k + 1; j < left.n; ++j) y[k] -= left.at(k, j) * y[j];
    y[k] /= left.at(k, k);
  }
  return y;
}

// y - a A x
Vector Minus(Vector y, double a, const Matrix& A, const Vector& x) {
  for (size_t i = 0; i < A.n; ++i) {
    for (size_t j = 0; j < A.n; ++j) y[i] -= a * A.at(i, j) * x[j];
  }
  return y;
}

// Books what the people of `years` person-years in the rates of cell `rates` do at cell `to`.
void Book(const StepAssumptions& assumptions, size_t rates, size_t to, const Vector& years,
          CityStep& step) {
  for (size_t r = 0; r < years.size(); ++r) {
    const AreaAssumptions& in = *assumptions.areas[r];
    step.areas[r].deaths[to] += ValueOr0(in.death_rate, rates) * years[r];
    for (size_t j = 0; j < in.moving.size(); ++j) {
      const double moves = ValueOr0(in.moving[j], rates) * years[r];
      step.areas[r].internal_departures[to] += moves;
      step.areas[j].internal_arrivals[to] += moves;
    }
  }
}

Vector Combined(double a, const Vector& x, double b, const Vector& y) {
  Vector sum(x.size());
  for (size_t i = 0; i < x.size(); ++i) sum[i] = a * x[i] + b * y[i];
  return sum;
}

// People of one group and sex from 1 on. `early`: net migrants at the start, by cell.
void AgeFromOne(const Model& model, const StepAssumptions& assumptions,
                const std::vector<Cells>& start, size_t base, CityStep& step) {
  const int A = model.grid.open();
  const double z = model.age_width;
  const double early = model.timing == MigrationTiming::kEven ? 0.5 : 0.0;
  const size_t areas = start.size();
  Matrix M = RatesOf(assumptions, base);
  for (int x = 0; x < A; ++x) {
    const size_t from = base + x, to = base + x + 1;
    const Matrix next = RatesOf(assumptions, to);
    Vector n(areas);
    for (size_t r = 0; r < areas; ++r) {
      const auto net = [&](size_t i) { return ValueOr0(assumptions.areas[r]->net_migration, i); };
      const double open = x + 1 == A ? start[r][to] : 0.0;
      const double came = early * (net(from) + (x + 1 == A ? net(to) : 0.0));
      n[r] = start[r][from] + open + came;
      step.areas[r].start[to] = start[r][from] + open;
      step.areas[r].net_migration[to] = came;
    }
    const Vector left = Minus(n, z / 2, M, n);
    if (x + 1 < A) {
      const Vector end = Solve(z / 2, next, 0, M, left);
      Book(assumptions, from, to, Combined(z / 2, n, 0, n), step);
      Book(assumptions, to, to, Combined(z / 2, end, 0, end), step);
      for (size_t r = 0; r < areas; ++r) step.areas[r].end[to] = end[r];
    } else {
      const Vector end = Solve(z, next, -z / 2, M, left);
      Book(assumptions, from, to, Combined(z / 2, n, -z / 2, end), step);
      Book(assumptions, to, to, Combined(z, end, 0, end), step);
      for (size_t r = 0; r < areas; ++r) step.areas[r].end[to] = end[r];
    }
    M = next;
  }
}

// Net migrants who come at the end, for the ages from 1 on.
void ComeLate(const Model& model, const AreaAssumptions& in, AreaStep& out) {
  const double late = model.timing == MigrationTiming::kEven ? 0.5 : 1.0;
  for (size_t i = 0; i < out.end.size(); ++i) {
    if (i % model.grid.ages == 0) continue;
    const double net = late * ValueOr0(in.net_migration, i);
    out.net_migration[i] += net;
    out.end[i] += net;
  }
}

// Women who bear children: those at the start, with who came then, and those who are there at the
// end, without who came at the very end only.
void Births(const Model& model, const Cells& P, const AreaAssumptions& in,
            const StepAssumptions& assumptions, AreaStep& out) {
  const Grid& grid = model.grid;
  const bool even = model.timing == MigrationTiming::kEven;
  Vector children(grid.groups, 0.0);
  for (int g = 0; g < grid.groups; ++g) {
    for (int a = 1; a < grid.open(); ++a) {
      const size_t i = grid.at(g, kFemale, a);
      const double net = ValueOr0(in.net_migration, i);
      const double women = even ? (P[i] + net / 2 + out.end[i]) / 2 : (P[i] + out.end[i] - net) / 2;
      out.births_by_mother[i] = model.age_width * ValueOr0(in.fertility, i) * women;
      children[g] += out.births_by_mother[i];
    }
  }
  const Vector born = ChildrenByGroupAndSex(grid, children, assumptions);
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) out.births[grid.at(g, s, 0)] = born[g * kSexes + s];
  }
}

void Infants(const Model& model, const StepAssumptions& assumptions, size_t cell, CityStep& step) {
  const double late = model.timing == MigrationTiming::kEven ? 0.5 : 1.0;
  const double z = model.age_width;
  const Matrix M = RatesOf(assumptions, cell);
  Vector born;
  for (const AreaStep& area : step.areas) born.push_back(area.births[cell]);
  const Vector end = Solve(z / 2, M, 0, M, born);
  Book(assumptions, cell, cell, Combined(z / 2, end, 0, end), step);
  for (size_t r = 0; r < end.size(); ++r) {
    AreaStep& area = step.areas[r];
    area.net_migration[cell] = late * ValueOr0(assumptions.areas[r]->net_migration, cell);
    area.end[cell] = end[r] + area.net_migration[cell];
  }
}

}  // namespace

CityStep MultiregionalStep(const Model& model, const std::vector<Cells>& start,
                           const StepAssumptions& assumptions) {
  CityStep step;
  step.areas.assign(start.size(), AreaStep(model.grid));
  for (size_t base = 0; base < model.grid.size(); base += model.grid.ages) {
    AgeFromOne(model, assumptions, start, base, step);
  }
  for (size_t r = 0; r < start.size(); ++r) {
    ComeLate(model, *assumptions.areas[r], step.areas[r]);
    Births(model, start[r], *assumptions.areas[r], assumptions, step.areas[r]);
  }
  for (size_t base = 0; base < model.grid.size(); base += model.grid.ages) {
    Infants(model, assumptions, base, step);
  }
  return step;
}

}  // namespace zwk::forecasting
