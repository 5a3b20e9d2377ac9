#include "forecasting/rates/life_table.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr int kLastAge = 130;
constexpr double kMidYear = 0.5;

// a0 = constant + slope m0 below each limit, the last constant above both.
struct InfantPieces {
  double limit[2], constant[3], slope[2];
};

constexpr InfantPieces kPieces[2][kSexes] = {
    {{{0.0226, 0.0785}, {0.1493, 0.0244, 0.2991}, {-2.0367, 3.4994}},
     {{0.0170, 0.0658}, {0.1490, 0.0438, 0.3141}, {-2.0867, 4.1075}}},
    {{{0.0230, 0.08307}, {0.14929, 0.02832, 0.29915}, {-1.99545, 3.26021}},
     {{0.01724, 0.06891}, {0.14903, 0.04667, 0.31411}, {-2.05527, 3.88089}}}};

struct Line {
  double level = 0, slope = 0;  // at the first age; per year
};

double Logit(double p) { return std::log(p / (1 - p)); }
double Expit(double y) { return 1 / (1 + std::exp(-y)); }

// Least squares of y on x with weight w^2.
Line FitLine(const std::vector<double>& x, const std::vector<double>& y,
             const std::vector<double>& w) {
  double sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const double v = w[i] * w[i];
    sw += v, sx += v * x[i], sy += v * y[i], sxx += v * x[i] * x[i], sxy += v * x[i] * y[i];
  }
  const double slope = (sw * sxy - sx * sy) / (sw * sxx - sx * sx);
  return {(sy - slope * sx) / sw, slope};
}

}  // namespace

double InfantYearsLived(double m0, int sex, InfantCoefficients coefficients) {
  const InfantPieces& p = kPieces[static_cast<int>(coefficients)][sex];
  if (m0 < p.limit[0]) return p.constant[0] + p.slope[0] * m0;
  if (m0 < p.limit[1]) return p.constant[1] + p.slope[1] * m0;
  return p.constant[2];
}

absl::StatusOr<std::vector<double>> ExtendByKannisto(absl::Span<const double> m,
                                                     const KannistoClosure& closure, int from) {
  std::vector<double> x, logit;
  for (size_t age = static_cast<size_t>(std::max(0, closure.first_age)); age < m.size(); ++age) {
    if (!(m[age] > 0 && m[age] < 1)) continue;
    x.push_back(static_cast<double>(age) - closure.first_age);
    logit.push_back(Logit(m[age]));
  }
  if (x.size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "closure: fewer than two rates between 0 and 1 from age ", closure.first_age, " on"));
  }
  std::vector<double> weights(x.size(), 1.0);
  Line line = FitLine(x, logit, weights);
  if (closure.fit == KannistoClosure::Fit::kLogRate) {
    // Gauss-Newton: d ln m / d logit m = 1 - m.
    for (int iteration = 0; iteration < 100; ++iteration) {
      std::vector<double> target(x.size());
      for (size_t i = 0; i < x.size(); ++i) {
        const double fitted = line.level + line.slope * x[i];
        weights[i] = 1 - Expit(fitted);
        target[i] = fitted + (std::log(Expit(logit[i])) - std::log(Expit(fitted))) / weights[i];
      }
      const Line next = FitLine(x, target, weights);
      const double change = std::abs(next.level - line.level) + std::abs(next.slope - line.slope);
      line = next;
      if (change < 1e-13) break;
    }
  }
  std::vector<double> extended;
  for (int age = from; age <= kLastAge; ++age) {
    extended.push_back(Expit(line.level + line.slope * (age - closure.first_age)));
  }
  return extended;
}

absl::StatusOr<LifeTable> MakeLifeTable(absl::Span<const double> m,
                                        const LifeTableOptions& options) {
  if (m.size() < 3) return absl::InvalidArgumentError("life table: needs three ages");
  const size_t A = m.size() - 1;
  const auto fault = [&](size_t age) {
    return absl::InvalidArgumentError(
        absl::StrCat("life table: death rate ", m[age], " at age ", age));
  };
  LifeTable t;
  t.m.assign(m.begin(), m.end());
  for (std::vector<double>* column : {&t.a, &t.q, &t.l, &t.d, &t.L, &t.S, &t.T, &t.e}) {
    column->resize(m.size());
  }
  for (size_t x = 0; x <= A; ++x) {
    if (!std::isfinite(m[x]) || m[x] < 0) return fault(x);
    t.a[x] = x == 0 ? InfantYearsLived(m[0], options.sex, options.coefficients) : kMidYear;
    t.q[x] = x == A ? 1.0 : m[x] / (1 + (1 - t.a[x]) * m[x]);
    if (t.q[x] > 1) return fault(x);
  }
  if (options.open_expectancy) {
    t.e[A] = *options.open_expectancy;
  } else if (options.closure) {
    ZWK_ASSIGN_OR_RETURN(const std::vector<double> oldest,
                         ExtendByKannisto(m, *options.closure, static_cast<int>(A)));
    double alive = 1;
    for (const double rate : oldest) {
      const double q = rate / (1 + (1 - kMidYear) * rate);
      t.e[A] += alive * (1 - q * (1 - kMidYear));
      alive *= 1 - q;
    }
    t.e[A] += alive / oldest.back();
  } else {
    t.e[A] = 1 / m[A];
  }
  if (!(t.e[A] > 0) || !std::isfinite(t.e[A])) return fault(A);
  t.a[A] = t.e[A];

  t.l[0] = options.radix;
  for (size_t x = 0; x < A; ++x) {
    t.d[x] = t.l[x] * t.q[x];
    t.l[x + 1] = t.l[x] - t.d[x];
    t.L[x] = t.l[x + 1] + t.a[x] * t.d[x];
  }
  t.d[A] = t.l[A];
  t.L[A] = t.T[A] = t.l[A] * t.e[A];
  for (size_t x = A; x-- > 0;) t.T[x] = t.T[x + 1] + t.L[x];
  for (size_t x = 0; x < A; ++x) {
    t.e[x] = t.l[x] > 0 ? t.T[x] / t.l[x] : 0.0;
    const double before = x == 0 ? t.l[0] : t.L[x - 1];
    t.S[x] = before > 0 ? t.L[x] / before : 0.0;
  }
  t.S[A] = t.T[A - 1] > 0 ? t.T[A] / t.T[A - 1] : 0.0;
  return t;
}

std::vector<double> ProspectiveMortality(const LifeTable& table) {
  std::vector<double> q = table.S;
  for (double& share : q) share = 1 - share;
  return q;
}

absl::StatusOr<double> LifeExpectancy(absl::Span<const double> prospective) {
  if (prospective.size() < 2) return absl::InvalidArgumentError("life expectancy: needs two ages");
  double lived = 1, years = 0;  // L of the age before, per birth; all L so far
  for (size_t x = 0; x < prospective.size(); ++x) {
    const double q = prospective[x];
    const bool open = x + 1 == prospective.size();
    if (!(q >= 0 && q <= 1) || (open && q == 0)) {
      return absl::InvalidArgumentError(
          absl::StrCat("life expectancy: mortality ", q, " at age ", x));
    }
    // In the open class whoever is there stays under the same risk: T = S / (1 - S) of the L
    // before.
    lived *= open ? (1 - q) / q : 1 - q;
    years += lived;
  }
  return years;
}

}  // namespace zwk::forecasting
